"""An agreement read back: everything that proves it, as plain data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from outreach.agreements import describing
from outreach.agreements.authority import read_authority
from outreach.agreements.describing import Description, Due
from outreach.agreements.plans import Agreement
from outreach.errors import NotFound
from tests.support.accounts import NOON
from tests.support.agreements import SETTLED, TODAY, Desk

FRIDAY = date(2026, 12, 4)


def described(desk: Desk, agreement: Agreement) -> Description:
    assert agreement.code is not None
    with desk.office.store.sessions() as session:
        typed = f"{agreement.code[:3].lower()} {agreement.code[3:].lower()}"
        return describing.describe(session, describing.find(session, typed))


def test_a_plan_is_read_back_with_the_offers_it_was_chosen_from(desk: Desk) -> None:
    desk.allow(SETTLED)
    offered, attempt = desk.offer("sms", words_key="offers/sms.en"), uuid4()
    plan = desk.take(offered, 3, "call", attempt=attempt, words_key="keypad/read_back.en")
    desk.pay(3_000, "p1")
    told = described(desk, plan)
    assert told.offered is not None
    assert told.offered.offers == offered.all()
    assert replace(told, offered=None) == Description(
        id=plan.id,
        kind="plan",
        code=plan.code,
        state="active",
        person=desk.pat.person,
        debt=desk.pat.debt,
        client="Harbor",
        account_ref="ACC-000003",
        channel="call",
        attempt=attempt,
        words_key="keypad/read_back.en",
        made_at=NOON,
        currency="USD",
        amount=12_000,
        waived=0,
        payments=(
            Due(1, 3_000, date(2026, 12, 8), "kept", NOON),
            Due(2, 3_000, date(2027, 1, 8), "open", None),
            Due(3, 3_000, date(2027, 2, 8), "open", None),
            Due(4, 3_000, date(2027, 3, 8), "open", None),
        ),
        grace_days=3,
        outside_authority=None,
        offered=None,
        ended_at=None,
        ended_why=None,
    )
    assert (told.offered.id, told.offered.taken, told.offered.channel) == (offered.id, 3, "sms")
    assert (told.offered.made_at, told.offered.made_on, told.offered.words_key) == (NOON, TODAY, "offers/sms.en")
    assert (told.offered.balance, told.offered.terms) == (12_000, read_authority(SETTLED))
    assert told.offered.set_by == "ann"


def test_a_settlement_says_what_is_let_go(desk: Desk) -> None:
    desk.allow(SETTLED)
    told = described(desk, desk.take(desk.offer(), 2))
    assert (told.kind, told.amount, told.waived) == ("settlement", 6_000, 6_000)


def test_payment_in_full_that_was_chosen_shows_its_offers_made_under_the_default(desk: Desk) -> None:
    told = described(desk, desk.take(desk.offer(), 1))
    assert (told.kind, told.amount) == ("in_full", 12_000)
    assert told.offered is not None
    assert (told.offered.set_by, len(told.offered.offers)) == (None, 1)


def test_a_promise_said_freely_has_no_offers_and_says_why_it_is_outside(desk: Desk) -> None:
    made = desk.promise(100, FRIDAY)
    assert made is not None
    told = described(desk, made)
    assert (told.kind, told.offered) == ("promise", None)
    assert told.payments == (Due(1, 100, FRIDAY, "open", None),)
    assert told.outside_authority == "$1.00 is a part of $120.00, and only payment in full may be agreed"


def test_what_became_of_it_is_told(desk: Desk) -> None:
    made = desk.promise(12_000, FRIDAY)
    assert made is not None
    desk.at(date(2026, 12, 8))
    desk.judge()
    told = described(desk, made)
    assert (told.state, told.ended_at) == ("broken", desk.now())
    assert told.ended_why == "the payment due on 2026-12-04 was not made"
    assert told.payments == (Due(1, 12_000, FRIDAY, "broken", desk.now()),)


def test_an_unknown_code_is_named(desk: Desk) -> None:
    with desk.office.store.sessions() as session, pytest.raises(NotFound, match="no agreement has the code '777CCC'"):
        describing.find(session, "777-ccc")
