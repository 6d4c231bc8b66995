"""What a collector sees of a call, before and after she takes it; what must be said is looked up in the rules, not in our file."""

from __future__ import annotations

import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt
from outreach.contacts import contact_contract, silence
from outreach.contacts.contact_contract import Terms
from outreach.conversations.handover import capsule, conduct, desk
from outreach.conversations.handover.capsule import Capsule, Waiting
from outreach.transfers.transfers import Transfer
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.support.agreements import PLANS, TODAY, Desk
from tests.support.talking import Line, known, our_number, outbound
from tests.transfers.staff import Phone, act, hire, ringing, rules

ALWAYS = {"no more calls", "Arrest", "A lawsuit", "employer", "not among the offers"}


def seen(office: Agency, phone: Phone) -> Capsule | None:
    """What the screen shows at this moment."""
    found = phone.row

    def look(session: Session) -> Capsule | None:
        transfer = session.get_one(Transfer, found.transfer_id)
        return capsule.of(session, office.store, found, transfer, office.clock.now())

    return act(office, look)


def taken(office: Agency, line: Line) -> tuple[Phone, Capsule]:
    """A collector takes the call that rings for her."""
    phone = ringing(line)[0].takes()
    found = seen(office, phone)
    assert found is not None
    return phone, found


def calls_for(found: Capsule) -> set[str]:
    """The rules behind the sentences shown, except those for every talk."""
    return {one.when for one in found.conduct} - {"always"}


@pytest.fixture(autouse=True)
def staff(office: Agency) -> UUID:
    return hire(office, 1)


def test_nothing_of_it_is_there_before_the_call_is_taken(office: Agency, pat: Debtor) -> None:
    (phone,) = ringing(known(office, pat).press("0"))
    assert seen(office, phone) is None
    phone.picks_up()
    assert seen(office, phone) is None

    def waits(session: Session) -> Waiting:
        return capsule.waiting(session, session.get_one(Transfer, phone.row.transfer_id))

    waiting = act(office, waits)
    assert (waiting.client, waiting.language, waiting.why) == ("Harbor", "en", "asked")
    assert "Pat" not in repr(waiting)


def test_it_tells_the_way_through_the_call(office: Agency, pat: Debtor) -> None:
    line = known(office, pat).press("3").say("how much is that in total")
    _, found = taken(office, line.press("0"))
    assert (found.name, found.identified, found.identity) == ("Pat Example", True, "confirmed by ZIP code")
    keys = [(one.state, one.keys) for one in found.passed if one.keys]
    assert keys == [("greeting", "1"), ("second factor", "#####"), ("welcome", "3"), ("itemised", "0")]
    assert any(one.words == "how much is that in total" for one in found.passed)
    assert found.here.startswith("Tuesday, December 1")


def test_numbers_of_phones_and_accounts_are_masked_and_the_factor_is_nowhere(office: Agency, pat: Debtor) -> None:
    _, found = taken(office, known(office, pat).press("0"))
    (debt,) = office.rows(Debt)
    shown = repr(found)
    assert pat.number not in shown
    assert pat.number.removeprefix("+1") not in re.sub(r"\D", "", found.number)
    assert debt.account_ref not in shown
    assert found.accounts[0].ending == debt.account_ref[-4:]
    assert ZIP not in shown
    assert found.accounts[0].balance == "$120.00"


def test_offers_and_the_last_promise_and_her_wishes_are_there(office: Agency, client: UUID, pat: Debtor) -> None:
    money = Desk(office, pat)
    money.allow(PLANS)
    money.promise(5_000, TODAY + timedelta(days=7))

    def agreed(session: Session) -> None:
        terms = Terms(days=frozenset(("mon", "wed")))
        contact_contract.agree(session, pat.person, terms, "America/New_York", "keypad:1", NOON)

    act(office, agreed)
    _, found = taken(office, known(office, pat).press("0"))
    assert "$50.00 by Tuesday, December 8" in found.last_agreement
    assert found.last_agreement.endswith("(open)")
    assert "Monday" in found.contract
    assert len(found.offers) >= 2


def test_what_may_be_offered_waits_for_who_speaks(office: Agency, client: UUID, pat: Debtor) -> None:
    Desk(office, pat).allow(PLANS)
    rules(office, client, escalation=[{"when": "failures", "count": 1, "then": "route"}])
    phone, found = taken(office, outbound(office, pat).press("7"))
    assert (found.identified, found.offers) == (False, ())
    assert calls_for(found) == {"unidentified"}
    act(office, lambda s: desk.identified(s, office.store, phone.ring, NOON))
    again = seen(office, phone)
    assert again is not None
    assert (again.identified, again.identity, calls_for(again)) == (True, "confirmed by a collector", set())
    assert again.offers


def test_a_caller_nobody_knows_is_nobodys_debtor(office: Agency, client: UUID, pat: Debtor) -> None:
    line = Line(office).ring(our_number(office, client), "+12125550177")
    _, found = taken(office, line.press("0"))
    assert (found.name, found.accounts, found.last_agreement) == ("", (), "")
    assert calls_for(found) == {"unknown"}
    assert "Pat" not in repr(found)


def test_the_sentences_for_every_talk_are_always_there(office: Agency, pat: Debtor) -> None:
    _, found = taken(office, known(office, pat).press("0"))
    texts = " ".join(one.text for one in found.conduct)
    assert all(words in texts for words in ALWAYS)
    assert calls_for(found) == set()
    assert all(one.source for one in found.conduct)


@pytest.mark.parametrize("role", ["third_party", "debt_buyer"])
def test_who_collects_for_others_says_so_until_the_call_has(
    office: Agency, client: UUID, pat: Debtor, role: str
) -> None:
    act(office, lambda s: s.execute(update(Client).values(role=role)))
    rules(office, client, escalation=[{"when": "failures", "count": 1, "then": "route"}])
    _, found = taken(office, outbound(office, pat).press("7"))
    assert calls_for(found) == {"unidentified", "third_party", "undisclosed"}
    disclosed = next(one.text for one in found.conduct if one.when == "undisclosed")
    assert (
        "attempt to collect a debt by a debt collector, and any information obtained will be used for that purpose"
        in disclosed
    )


def test_once_the_call_has_disclosed_it_is_not_asked_for_again(office: Agency, pat: Debtor) -> None:
    act(office, lambda s: s.execute(update(Client).values(role="third_party")))
    _, found = taken(office, known(office, pat).press("0"))
    assert calls_for(found) == {"third_party"}


@pytest.mark.parametrize(("ends_on", "barred"), [
    (date(2026, 12, 1), True), (date(2026, 11, 30), True), (date(2026, 12, 2), False), (None, False),
])  # fmt: skip
def test_a_debt_whose_time_to_sue_is_over(
    office: Agency, client: UUID, pat: Debtor, ends_on: date | None, barred: bool
) -> None:
    """12 CFR 1006.26(b): no suit and no threat of one."""
    act(office, lambda s: s.execute(update(Debt).values(limitation_ends_on=ends_on)))
    _, found = taken(office, known(office, pat).press("0"))
    assert ("time_barred" in calls_for(found)) == barred


@pytest.mark.parametrize(("kind", "when"), [
    ("dispute", "disputed"), ("attorney", "represented"), ("bankruptcy", "bankrupt"), ("cease", "left_alone"),
])  # fmt: skip
@pytest.mark.parametrize("whole", [True, False])
def test_a_hold_says_what_must_not_be_asked(
    office: Agency, client: UUID, pat: Debtor, kind: str, when: str, whole: bool
) -> None:
    """She calls us; the hold is hers, or the debt's."""
    debt = None if whole else pat.debt
    act(office, lambda s: silence.hold(s, office.store, pat.person, debt, kind, "user:ann", NOON))
    line = Line(office).ring(our_number(office, client), pat.number).press("1", ZIP)
    assert line.state == "held"
    _, found = taken(office, line.press("0"))
    assert when in calls_for(found)


def test_every_sentence_has_a_place_and_a_source() -> None:
    assert {one.when for one in conduct.SENTENCES} == set(conduct.WHEN)
    assert all(one.text and one.source for one in conduct.SENTENCES)
