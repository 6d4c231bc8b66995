"""Overrides: asked for by one, answered for by another, over by the clock; never of a cease, an attorney and the like."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from campaigns import recycle
from outreach.contacts import overriding, payments, silence
from outreach.contacts.attempts import Attempt
from outreach.contacts.claim import Blocked, Claim, Snoozed, Wired, claim
from outreach.contacts.decisions import Decision
from outreach.contacts.enrolments import Enrolment
from tests.contacts.overrides import DAY, HOUR, RULE, act, approved, ask, event, smuggled, state, wish
from tests.support.accounts import NOON, Agency, Debtor


@pytest.fixture
def pat(office: Agency) -> Debtor:
    """Called seven times in the seven days before, by an agency that may do that and no more."""
    debtor = office.debtor(office.client(role="third_party"))
    for days in range(7):
        at = NOON - timedelta(hours=1, days=days * 0.9)
        office.planned(debtor, state="no_answer", wired_at=at, planned_at=at, contact_outcome="no_answer")
    return debtor


def called(office: Agency, pat: Debtor) -> Claim:
    with office.store.sessions.begin() as session:
        return claim(session, office.store, office.planned(pat), office.clock.now())


def called_in_campaign(office: Agency, attempt: UUID) -> Claim:
    """As a worker does before it sends."""
    at = office.clock.now()
    with office.store.sessions.begin() as session:
        result = claim(session, office.store, attempt, at)
        if isinstance(result, Snoozed):
            recycle.snooze(session, session.get_one(Attempt, attempt), result.until, result.why, at)
    return result


# --- what it changes --------------------------------------------------------------------------------------------------


def test_an_eighth_call_needs_two_people_and_the_rule_holds_again_once_they_take_it_back(
    office: Agency, pat: Debtor
) -> None:
    assert isinstance(called(office, pat), Snoozed)
    override = ask(office, wish(pat))
    assert isinstance(called(office, pat), Snoozed)
    with pytest.raises(overriding.SamePerson, match="somebody else must approve it"):
        act(office, overriding.approve, override, " ANN ")
    assert isinstance(called(office, pat), Snoozed)
    act(office, overriding.approve, override, "bea")
    wired = called(office, pat)
    assert isinstance(wired, Wired)
    decision = office.rows(Decision, attempt_id=wired.attempt_id)[0]
    assert [finding["rule"] for finding in decision.proof["proof"]["overridden"]] == [RULE]
    act(office, overriding.withdraw, override, "cyd")
    again = called(office, pat)
    assert isinstance(again, Snoozed)
    assert RULE in again.why


def test_an_override_ends_by_the_clock_alone(office: Agency, pat: Debtor) -> None:
    override = approved(office, wish(pat, until=NOON + HOUR))
    office.clock.at = NOON + HOUR - timedelta(seconds=1)
    assert isinstance(called(office, pat), Wired)
    office.clock.at = NOON + HOUR
    assert isinstance(called(office, pat), Snoozed)
    assert state(office, override) == "expired"


def test_an_override_of_one_debt_lifts_nothing_from_another(office: Agency, pat: Debtor) -> None:
    other = office.debtor(office.client("Other", role="third_party"))
    approved(office, wish(pat, debt=other.debt))
    assert isinstance(called(office, pat), Snoozed)
    approved(office, wish(pat, debt=None))
    assert isinstance(called(office, pat), Wired)


def test_an_override_of_one_person_lifts_nothing_from_another(office: Agency, pat: Debtor) -> None:
    other = office.debtor(office.client("Other", role="third_party"))
    approved(office, wish(other, debt=None))
    assert isinstance(called(office, pat), Snoozed)


def test_an_override_lifts_only_the_rule_it_names(office: Agency, pat: Debtor) -> None:
    office.clock.at = NOON + 9 * HOUR  # 21:00 in Atlanta
    approved(office, wish(pat, starts_at=office.clock.at, until=office.clock.at + HOUR))
    result = called(office, pat)
    assert isinstance(result, Snoozed)
    assert "US-F-TIME" in result.why


def test_an_override_smuggled_into_the_tables_does_not_lift_a_cease(office: Agency) -> None:
    pat = office.debtor(office.client(role="third_party"))
    with office.store.sessions.begin() as session:
        silence.hold(session, office.store, pat.person, None, "cease", "test", NOON)
    override = smuggled(office, pat, "US-F-CEASE")
    event(office, override, "approved", "bea")
    result = called(office, pat)
    assert isinstance(result, Blocked)
    assert "US-F-CEASE" in result.why


def test_an_approval_at_the_moment_of_a_claim_is_seen_wholly_or_not_at_all(office: Agency, pat: Debtor) -> None:
    enrolment, attempt = office.enrolled(pat)
    override, start = ask(office, wish(pat)), threading.Barrier(2)

    def claims() -> Claim:
        start.wait()
        return called_in_campaign(office, attempt)

    def approves() -> int:
        start.wait()
        return int(act(office, overriding.approve, override, "bea"))

    with ThreadPoolExecutor(2) as threads:
        result, earlier = threads.submit(claims), threads.submit(approves)
    row = office.rows(Enrolment, id=enrolment)[0]
    assert (type(result.result()), earlier.result()) in {(Wired, 0), (Snoozed, 1)}
    assert row.next_at == NOON or row.state == "in_flight"


# --- who waited because of the rule ------------------------------------------------------------------------------------


def test_an_account_that_waited_because_of_the_rule_is_looked_at_when_the_override_begins(
    office: Agency, pat: Debtor
) -> None:
    enrolment, attempt = office.enrolled(pat)
    snoozed = called_in_campaign(office, attempt)
    assert isinstance(snoozed, Snoozed)
    assert office.rows(Enrolment, id=enrolment)[0].next_at == snoozed.until
    override = ask(office, wish(pat, starts_at=NOON + HOUR))
    assert office.rows(Enrolment, id=enrolment)[0].next_at == snoozed.until
    assert act(office, overriding.approve, override, "bea") == 1
    row = office.rows(Enrolment, id=enrolment)[0]
    assert (row.state, row.next_at) == ("waiting", NOON + HOUR)
    assert row.why == f"{RULE} is overridden until 2026-12-01 21:00:00 UTC"


def test_an_account_looked_at_as_soon_as_an_override_is_approved_is_contacted(office: Agency, pat: Debtor) -> None:
    office.clock.at = NOON + timedelta(milliseconds=700)
    enrolment, attempt = office.enrolled(pat)
    assert isinstance(called_in_campaign(office, attempt), Snoozed)
    approved(office, wish(pat, starts_at=office.clock.at))
    office.clock.at = office.rows(Enrolment, id=enrolment)[0].next_at
    assert office.clock.at == NOON + timedelta(seconds=1)
    assert isinstance(called(office, pat), Wired)


def test_an_account_that_waits_because_of_another_rule_keeps_its_time(office: Agency, pat: Debtor) -> None:
    enrolment, attempt = office.enrolled(pat)
    snoozed = called_in_campaign(office, attempt)
    assert isinstance(snoozed, Snoozed)
    assert act(office, overriding.approve, ask(office, wish(pat, rule="POL-HOURS")), "bea") == 0
    assert office.rows(Enrolment, id=enrolment)[0].next_at == snoozed.until


def test_an_account_that_rests_after_a_payment_keeps_its_rest(office: Agency, pat: Debtor) -> None:
    enrolment, attempt = office.enrolled(pat)
    assert isinstance(called_in_campaign(office, attempt), Snoozed)
    with office.store.sessions.begin() as session:
        payments.receive(session, office.store, pat.debt, 100, "p1", NOON)
    assert act(office, overriding.approve, ask(office, wish(pat)), "bea") == 0
    assert office.rows(Enrolment, id=enrolment)[0].next_at == NOON + 7 * DAY
