"""Agreements are made once, one at a time per debt, from exactly what was offered or said."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from outreach.agreements.making import OfferOver
from outreach.agreements.plans import AlreadyAgreed, Instalment, Plan
from outreach.agreements.promises import Promise
from outreach.errors import NotAllowed
from tests.support.accounts import NOON
from tests.support.agreements import PLANS, SETTLED, TODAY, Desk

FRIDAY = date(2026, 12, 4)
DAY = timedelta(days=1)


def test_a_promise_within_the_authority_is_written_down_with_a_code(desk: Desk) -> None:
    authority, attempt = desk.allow(PLANS | {"grace_days": 5}), uuid4()
    desk.promise(2_500, FRIDAY, attempt, words_key="read_back.en")
    (kept,) = desk.office.rows(Promise)
    assert (kept.amount, kept.due_on, kept.attempt_id, kept.words_key) == (2_500, FRIDAY, attempt, "read_back.en")
    assert (kept.state, kept.outside_authority, kept.authority_id, kept.grace_days) == ("open", None, authority, 5)
    assert kept.code is not None
    assert len(kept.code) == 6


def test_a_promise_outside_of_the_authority_is_written_down_as_it_was_said(desk: Desk) -> None:
    desk.allow(PLANS)
    desk.promise(2_499, FRIDAY)
    (kept,) = desk.office.rows(Promise)
    assert (kept.amount, kept.due_on, kept.state) == (2_499, FRIDAY, "open")
    assert kept.outside_authority == "$24.99 is under the least payment, $25.00"


def test_without_an_authority_a_part_of_the_balance_is_outside(desk: Desk) -> None:
    desk.promise(11_999, FRIDAY)
    desk.promise(12_000, FRIDAY)
    reasons = {kept.amount: kept.outside_authority for kept in desk.office.rows(Promise)}
    assert reasons == {
        11_999: "$119.99 is a part of $120.00, and only payment in full may be agreed",
        12_000: None,
    }


def test_one_contact_brings_one_promise(desk: Desk) -> None:
    attempt = uuid4()
    assert desk.promise(12_000, FRIDAY, attempt) is not None
    assert desk.promise(6_000, FRIDAY, attempt) is None
    assert [(kept.amount, kept.state) for kept in desk.office.rows(Promise)] == [(12_000, "open")]


def test_a_later_promise_replaces_the_open_one(desk: Desk) -> None:
    first, second = desk.promise(12_000, FRIDAY), desk.promise(12_000, FRIDAY + DAY)
    assert first is not None
    assert second is not None
    assert desk.state(first) == ("cancelled", f"replaced by {second.code}")
    assert desk.state(second) == ("open", None)


def test_the_full_payment_that_was_chosen_is_a_promise(desk: Desk) -> None:
    offered, attempt = desk.offer(), uuid4()
    made = desk.take(offered, 1, attempt=attempt, words_key="read_back.en")
    (kept,) = desk.office.rows(Promise)
    assert kept.id == made.id
    assert (kept.amount, kept.due_on, kept.channel) == (12_000, date(2026, 12, 29), "sms")
    assert (kept.offer_set_id, kept.offer_number, kept.attempt_id) == (offered.id, 1, attempt)
    assert (kept.words_key, kept.outside_authority) == ("read_back.en", None)


def test_a_contact_that_brought_a_promise_can_still_bring_the_chosen_one(desk: Desk) -> None:
    attempt = uuid4()
    said = desk.promise(12_000, FRIDAY, attempt)
    assert said is not None
    made = desk.take(desk.offer(attempt=attempt), 1, attempt=attempt)
    assert desk.state(said) == ("cancelled", f"replaced by {made.code}")
    assert desk.office.rows(Promise, id=made.id)[0].attempt_id is None


def test_a_plan_has_the_payments_that_were_offered(desk: Desk) -> None:
    authority = desk.allow(PLANS | {"grace_days": 7})
    offered = desk.offer()
    made = desk.take(offered, 2, "call", words_key="keypad/read_back.es")
    (plan,) = desk.office.rows(Plan)
    assert plan.id == made.id
    assert (plan.kind, plan.amount, plan.waived, plan.currency, plan.state) == ("plan", 12_000, 0, "USD", "agreed")
    assert (plan.offer_set_id, plan.offer_number, plan.authority_id, plan.grace_days) == (offered.id, 2, authority, 7)
    assert (plan.channel, plan.words_key, plan.made_at) == ("call", "keypad/read_back.es", NOON)
    rows = sorted(desk.office.rows(Instalment, plan_id=plan.id), key=lambda row: row.number)
    assert [(row.number, row.amount, str(row.due_on), row.state) for row in rows] == [
        (1, 3_000, "2026-12-08", "open"),
        (2, 3_000, "2027-01-08", "open"),
        (3, 3_000, "2027-02-08", "open"),
        (4, 3_000, "2027-03-08", "open"),
    ]


def test_a_settlement_is_a_plan_of_one_payment_that_lets_the_rest_go(desk: Desk) -> None:
    desk.allow(SETTLED)
    desk.take(desk.offer(), 2)
    (plan,) = desk.office.rows(Plan)
    assert (plan.kind, plan.amount, plan.waived) == ("settlement", 6_000, 6_000)
    assert [(row.amount, row.due_on) for row in desk.office.rows(Instalment)] == [(6_000, date(2026, 12, 29))]


def test_a_plan_replaces_the_open_promise(desk: Desk) -> None:
    promised = desk.promise(12_000, FRIDAY)
    assert promised is not None
    plan = desk.plan()
    assert desk.state(promised) == ("cancelled", f"replaced by {plan.code}")


def test_the_same_answer_again_is_the_agreement_made_before(desk: Desk) -> None:
    desk.allow(PLANS)
    offered = desk.offer()
    assert desk.take(offered, 2).id == desk.take(offered, 2).id
    assert desk.office.count(Plan) == 1
    with pytest.raises(AlreadyAgreed, match="offer 2 was taken from these offers"):
        desk.take(offered, 3)


def test_a_second_plan_is_refused_until_the_first_is_cancelled(desk: Desk) -> None:
    desk.allow(PLANS)
    first, second = desk.offer("sms"), desk.offer("call")
    plan = desk.take(first, 2)
    for number in (1, 2):
        with pytest.raises(AlreadyAgreed, match=f"plan {plan.code} is agreed"):
            desk.take(second, number)
    desk.cancel(plan)
    assert desk.take(second, 2).code != plan.code


def test_a_promise_beside_a_plan_is_written_down_and_the_plan_goes_on(desk: Desk) -> None:
    plan = desk.plan()
    said = desk.promise(3_000, FRIDAY)
    assert said is not None
    assert said.outside_authority == f"plan {plan.code} is agreed on the debt"
    assert desk.state(plan) == ("agreed", None)


def test_the_order_of_offers_and_what_is_chosen_cannot_drift_apart(desk: Desk) -> None:
    """A change of authority between offer and answer changes nothing about what was offered."""
    desk.allow(SETTLED)
    offered = desk.offer()
    desk.allow(PLANS | {"least_instalment": 6_000})
    assert [row.total for row in desk.offer().all()] == [12_000, 12_000]
    made = desk.take(offered, 3)
    assert [row.amount for row in desk.office.rows(Instalment, plan_id=made.id)] == [3_000] * 4


@pytest.mark.parametrize("number", [0, 2, 4, -1])
def test_a_number_that_was_not_offered_is_refused(desk: Desk, number: int) -> None:
    with pytest.raises(OfferOver, match=f"there is no offer {number} among 1"):
        desk.take(desk.offer(), number)
    assert desk.office.count(Promise) == 0


def test_offers_that_have_expired_are_refused(desk: Desk) -> None:
    offered = desk.offer()
    desk.office.clock.at = offered.expires_at
    with pytest.raises(OfferOver, match="the offers expired at 2026-12-04 17:00 UTC"):
        desk.take(offered, 1)


def test_offers_on_a_balance_that_has_changed_are_refused(desk: Desk) -> None:
    offered = desk.offer()
    desk.pay(100, "p1")
    with pytest.raises(OfferOver, match="what is owed has changed"):
        desk.take(offered, 1)


def test_offers_whose_first_day_is_over_where_she_is_are_refused(desk: Desk) -> None:
    desk.allow(PLANS | {"first_payment_within_days": 1})
    offered = desk.offer()
    with pytest.raises(OfferOver, match="its first payment was due on 2026-12-02"):
        desk.take(offered, 2, today=TODAY + 2 * DAY)
    desk.take(offered, 2, today=TODAY + DAY)


def test_what_is_open_can_be_called_off_once(desk: Desk) -> None:
    plan = desk.plan()
    desk.cancel(plan)
    assert desk.state(plan) == ("cancelled", "cancelled by her")
    assert desk.instalments(plan) == ["cancelled"] * 4
    with pytest.raises(NotAllowed, match="cannot be cancelled: it is cancelled"):
        desk.cancel(plan)


def test_every_agreement_has_a_code_of_its_own(desk: Desk) -> None:
    codes = [made.code for day in range(20) if (made := desk.promise(12_000, FRIDAY + day * DAY))]
    codes.append(desk.plan().code)
    assert len(set(codes)) == 21
