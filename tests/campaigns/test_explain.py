from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import lifecycle, selection
from campaigns.explain import Explanation
from campaigns.explain import explain as explain_account
from outreach.accounts.account_ref import SeveralAccounts
from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.standing import Hold
from outreach.agreements import authorities, offering
from outreach.agreements.authorities import Span
from outreach.agreements.authority import read_authority
from outreach.agreements.making import Answer, Promised
from outreach.agreements.offering import Hearer
from outreach.agreements.promises import Promise
from outreach.contacts import agreeing, approving
from outreach.contacts.attempts import Attempt
from outreach.contacts.enrolments import Enrolment
from outreach.errors import NotFound
from outreach.ids import new_id
from outreach.money import Money
from outreach.store import Store
from templates import SHIPPED, Key
from tests.campaigns.world import EMAIL, LANDLINE, NOON, VAULT, World, file, settings

NIGHT = NOON + timedelta(hours=12)


@pytest.fixture
def debt(session: Session, world: World) -> Debt:
    """One debt of a third party's, its debtor in New York with a landline."""
    return world.debt(world.client(role="third_party"), world.person(LANDLINE))


def explain(session: Session, debt: Debt, at: object = NOON) -> Explanation:
    session.flush()
    return explain_account(session, VAULT, debt.account_ref, at)  # type: ignore[arg-type]


def test_an_account_in_no_campaign_has_nothing_coming(session: Session, debt: Debt) -> None:
    found = explain(session, debt)
    assert found.next == "Nothing: it is in no live campaign."
    assert (found.client, found.person, found.owed, found.status) == ("Harbor", "P. E•••", Money(10_000), "open")


def test_what_comes_next_why_and_what_the_rules_say_now(session: Session, world: World, debt: Debt) -> None:
    world.running(file())
    found = explain(session, debt)
    assert found.next == (
        "At the next tick: step 1 of 2 (call) of campaign autumn, because enrolled: step 1 (call) is due. "
        "Asked now, the rules allow it."
    )
    assert found.outlook.zones == ("America/New_York",)


def test_at_night_the_rule_its_reason_and_the_morning_are_told(session: Session, world: World, debt: Debt) -> None:
    world.running(file())
    found = explain(session, debt, NIGHT)
    assert "the rules forbid it before 2026-11-04 13:00 UTC" in found.next
    assert "(US-F-TIME)" in found.next
    assert found.outlook.decision is not None
    assert all(finding.citation for finding in found.outlook.decision.findings)


def test_a_waiting_enrolment_tells_when(session: Session, world: World, debt: Debt) -> None:
    world.running(file(head="starts_at = 2026-11-05T15:00:00Z"))
    assert explain(session, debt).next.startswith("At 2026-11-05 15:00 UTC: step 1 of 2 (call)")


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("held", "Nothing until a person clears it: a reason."),
        ("in_flight", "It is happening: step 1 of 2 (call) of campaign autumn is on its way."),
        ("done", "Nothing: it is in no live campaign."),
    ],
)
def test_every_state_of_an_enrolment_is_put_into_words(
    session: Session, world: World, debt: Debt, state: str, says: str
) -> None:
    world.running(file())
    row = session.scalars(select(Enrolment)).one()
    row.state, row.why = state, "a reason"
    found = explain(session, debt)
    assert found.next == says
    assert [(station.campaign, station.state) for station in found.stations] == [("autumn", state)]


def test_a_paused_campaign_is_the_reason_for_nothing(session: Session, world: World, debt: Debt) -> None:
    world.running(file())
    lifecycle.pause(session, "autumn", "ann", NOON)
    assert explain(session, debt).next.startswith("Nothing until campaign autumn is resumed; then step 1 of 2")


def test_a_step_that_has_no_address_is_told(session: Session, world: World) -> None:
    debt = world.debt(world.client(), world.person(EMAIL))
    world.running(file())
    assert "step 1 (call) will be skipped, the person has no address for it" in explain(session, debt).next


def test_what_stops_contact_and_what_happened_last_is_listed(session: Session, world: World, debt: Debt) -> None:
    world.running(file())
    selection.plan_due(session, settings(), NOON, new_id)
    attempt = session.scalars(select(Attempt)).one()
    attempt.state, attempt.disposition = "completed", "promise"
    for kind in ("cease", "litigation"):
        session.add(
            Hold(id=new_id(NOON), person_id=attempt.person_id, source="t", recorded_at=NOON, kind=kind, since=NOON)
        )
    session.add(
        Promise(
            id=new_id(NOON), debt_id=debt.id, person_id=attempt.person_id, amount=12_345, currency="USD",
            due_on=date(2026, 11, 20), channel="call", made_at=NOON,
        )
    )  # fmt: skip
    found = explain(session, debt)
    assert found.holds == ("cease since 2026-11-03",)
    assert found.promises == ("$123.45 by 2026-11-20",)
    assert [(past.at, past.channel, past.state, past.disposition) for past in found.attempts] == [
        (NOON, "call", "completed", "promise")
    ]


def test_an_account_held_because_of_an_agreement_says_so(
    session: Session, world: World, store: Store, debt: Debt
) -> None:
    world.running(file())
    row = session.scalars(select(Enrolment)).one()
    agreeing.promise(
        session, store, row.person_id, debt.id, None, Promised(10_000, "USD", date(2026, 11, 20), "call"), NOON
    )
    session.expire_all()
    found = explain(session, debt)
    assert found.next == "Nothing while what was agreed is open: $100.00 by 2026-11-20."
    assert (found.promises, found.plans) == (("$100.00 by 2026-11-20",), ())


def test_a_running_plan_is_told(session: Session, world: World, store: Store, debt: Debt) -> None:
    terms = {"currency": "USD", "least_instalment": 2_500, "most_instalments": 12, "longest_plan_months": 12}
    authorities.record(session, debt.client_id, read_authority(terms), Span(NOON.date()), "ann", NOON)
    person = session.scalars(select(DebtParty.person_id).where(DebtParty.debt_id == debt.id)).one()
    offered = offering.make(session, Hearer(person, debt.id, "call", NOON.date()), NOON)
    agreeing.agree(session, store, offered.id, Answer(2, "call", NOON.date()), NOON)
    assert explain(session, debt).plans == ("$100.00 until 2027-02-10",)


def test_an_account_number_must_mean_one_debt(session: Session, world: World, debt: Debt) -> None:
    world.debt(world.client("Other"), world.person(LANDLINE), account_ref="X1")
    with pytest.raises(NotFound, match="no client has an account 'X2'"):
        explain_account(session, VAULT, "X2", NOON)
    world.debt(world.client("Third"), None, account_ref="X1")
    with pytest.raises(SeveralAccounts, match="Other, Third all have an account 'X1': say which"):
        explain_account(session, VAULT, "X1", NOON)
    assert explain_account(session, VAULT, "X1", NOON, "Third").person == ""


def test_a_text_that_nobody_answers_for_is_what_hinders(session: Session, world: World, debt: Debt) -> None:
    world.running(file())
    prompt = Key("keypad", "balance", "en")
    approving.revoke(session, prompt.id, SHIPPED.info(prompt).version, "bea", "it misleads people", NOON)
    found = explain(session, debt)
    assert "But the text keypad/balance.en is revoked as it stands" in found.next
    assert found.outlook.decision is None
