"""Silence: a no, a payment, a hold or a pause stops what is queued, at once and everywhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from campaigns import lifecycle
from outreach.accounts.standing import Hold
from outreach.contacts import payments, silence
from outreach.contacts.claim import Gone, Wired, claim
from outreach.contacts.enrolments import Enrolment
from outreach.contacts.silence import Cause
from outreach.ledger.entries import balances
from tests.support.accounts import NOON, Agency, Debtor

Act = Callable[[Session, Agency, Debtor], object]


def stop(session: Session, office: Agency, pat: Debtor) -> object:
    return silence.opted_out(session, office.store, pat.person, pat.number, "sms:1", NOON, "STOP")


def cease(session: Session, office: Agency, pat: Debtor) -> object:
    return silence.hold(session, office.store, pat.person, None, "cease", "test", NOON)


def dispute(session: Session, office: Agency, pat: Debtor) -> object:
    return silence.hold(session, office.store, pat.person, pat.debt, "dispute", "test", NOON)


def pay_all(session: Session, office: Agency, pat: Debtor) -> object:
    return payments.receive(session, office.store, pat.debt, 12_000, "p1", NOON)


def pay_a_part(session: Session, office: Agency, pat: Debtor) -> object:
    return payments.receive(session, office.store, pat.debt, 100, "p1", NOON)


EVERY_ACT = pytest.mark.parametrize("act", [stop, cease, dispute, pay_all, pay_a_part])


@EVERY_ACT
def test_what_is_queued_is_cancelled_on_every_channel(office: Agency, act: Act) -> None:
    pat = office.debtor(office.client(), line="mobile")
    queued = [office.planned(pat, channel) for channel in ("call", "sms", "email")]
    with office.store.sessions.begin() as session:
        act(session, office, pat)
    assert {office.attempt(attempt).state for attempt in queued} == {"cancelled"}
    assert office.story(pat.person) == ["silence"]


@EVERY_ACT
def test_what_the_carrier_has_is_left_to_its_end(office: Agency, act: Act) -> None:
    pat = office.debtor(office.client(), line="mobile")
    with_carrier = office.planned(pat, state="ringing", wired_at=NOON, contact_outcome="dialling")
    with office.store.sessions.begin() as session:
        act(session, office, pat)
    assert office.attempt(with_carrier).state == "ringing"


@pytest.mark.parametrize("on_the_debt", [False, True])
def test_a_hold_that_keeps_records_is_recorded_and_stops_nothing(office: Agency, on_the_debt: bool) -> None:
    pat = office.debtor(office.client())
    enrolment, attempt = office.enrolled(pat)
    with office.store.sessions.begin() as session:
        debt = pat.debt if on_the_debt else None
        assert silence.hold(session, office.store, pat.person, debt, "litigation", "test", NOON) == 0
    assert [hold.kind for hold in office.rows(Hold)] == ["litigation"]
    assert (office.attempt(attempt).state, office.rows(Enrolment, id=enrolment)[0].state) == ("planned", "in_flight")
    with office.store.sessions.begin() as session:
        assert isinstance(claim(session, office.store, attempt, NOON), Wired)


@EVERY_ACT
def test_somebody_else_is_left_alone(office: Agency, act: Act) -> None:
    client = office.client()
    pat, other = office.debtor(client), office.debtor(client)
    queued = office.planned(other)
    with office.store.sessions.begin() as session:
        act(session, office, pat)
    assert office.attempt(queued).state == "planned"


@EVERY_ACT
def test_a_claim_at_the_same_moment_is_either_sent_before_or_never(office: Agency, act: Act) -> None:
    client = office.client()
    for _ in range(8):
        pat = office.debtor(client, line="mobile")
        attempt, start = office.planned(pat), threading.Barrier(2)

        def claims(attempt: UUID = attempt, start: threading.Barrier = start) -> object:
            with office.store.sessions.begin() as session:
                start.wait()
                return claim(session, office.store, attempt, NOON)

        def silences(pat: Debtor = pat, start: threading.Barrier = start) -> None:
            with office.store.sessions.begin() as session:
                start.wait()
                act(session, office, pat)

        with ThreadPoolExecutor(2) as threads:
            result, done = threads.submit(claims), threads.submit(silences)
        done.result()
        state = office.attempt(attempt).state
        assert (type(result.result()), state) in {(Wired, "wired"), (Gone, "cancelled")}


def test_claims_and_silences_of_many_people_never_wait_for_each_other_crosswise(office: Agency) -> None:
    client = office.client()
    people = [office.debtor(client) for _ in range(6)]
    attempts = [office.planned(pat, channel) for pat in people for channel in ("call", "email") for _ in range(3)]

    def work(number: int) -> None:
        with office.store.sessions.begin() as session:
            if number % 3:
                claim(session, office.store, attempts[number % len(attempts)], NOON)
            else:
                debt = people[number % len(people)].debt
                silence.debt_silenced(session, office.store, debt, Cause("hold", "test", NOON), NOON)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(work, range(90)))  # a deadlock would be an exception
    claimed = [attempt for number, attempt in enumerate(attempts) if number % 3]
    assert "planned" not in {office.attempt(attempt).state for attempt in claimed}


def test_after_a_stop_nothing_new_is_allowed_to_that_number(office: Agency) -> None:
    pat = office.debtor(office.client(), line="mobile")
    with office.store.sessions.begin() as session:
        stop(session, office, pat)
    for channel in ("call", "sms"):
        attempt = office.planned(pat, channel)
        with office.store.sessions.begin() as session:
            assert not isinstance(claim(session, office.store, attempt, NOON), Wired)
        assert office.attempt(attempt).state == "blocked"


def test_a_stop_ends_the_persons_enrolments(office: Agency) -> None:
    pat = office.debtor(office.client(), line="mobile")
    enrolment, _ = office.enrolled(pat)
    with office.store.sessions.begin() as session:
        stop(session, office, pat)
    row = office.rows(Enrolment, id=enrolment)[0]
    assert (row.state, row.why) == ("done", "asked to stop (sms)")


def test_a_part_payment_lets_the_debt_rest_for_a_week(office: Agency) -> None:
    pat = office.debtor(office.client())
    enrolment, _ = office.enrolled(pat)
    with office.store.sessions.begin() as session:
        pay_a_part(session, office, pat)
    row = office.rows(Enrolment, id=enrolment)[0]
    assert (row.state, row.next_at) == ("waiting", NOON + timedelta(days=7))


def test_a_payment_told_twice_is_posted_once(office: Agency) -> None:
    pat = office.debtor(office.client())
    with office.store.sessions.begin() as session:
        first, again = pay_a_part(session, office, pat), pay_a_part(session, office, pat)
        assert (first is None, again is None) == (False, True)
        assert balances(session, [pat.debt]) == {pat.debt: 11_900}


def test_a_hold_is_on_record_with_its_source(office: Agency) -> None:
    pat = office.debtor(office.client())
    with office.store.sessions.begin() as session:
        dispute(session, office, pat)
    row = office.rows(Hold, person_id=pat.person)[0]
    assert (row.kind, row.debt_id, row.source) == ("dispute", pat.debt, "test")


def test_a_paused_campaign_takes_back_what_it_planned_and_keeps_the_place(office: Agency) -> None:
    pat = office.debtor(office.client())
    enrolment, attempt = office.enrolled(pat)
    with office.store.sessions.begin() as session:
        lifecycle.pause(session, "winter", "ann", NOON)
    assert office.attempt(attempt).state == "cancelled"
    assert office.rows(Enrolment, id=enrolment)[0].state == "waiting"


def test_an_attempt_of_a_paused_campaign_is_not_claimed(office: Agency) -> None:
    pat = office.debtor(office.client())
    _, attempt = office.enrolled(pat)
    with office.store.sessions.begin() as session:
        lifecycle.pause(session, "winter", "ann", NOON)
    late = office.planned(pat, campaign_id=office.attempt(attempt).campaign_id)
    with office.store.sessions.begin() as session:
        assert isinstance(claim(session, office.store, late, NOON), Gone)
