"""The claim: who may be contacted is decided, reserved and written down in one transaction, once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Update, update
from sqlalchemy.orm import Session

from outreach.accounts.addresses import Address
from outreach.accounts.clients import SenderNumber
from outreach.accounts.onboarding import add_sender
from outreach.contacts import silence
from outreach.contacts.attempts import AttemptEvent
from outreach.contacts.attention import Attention
from outreach.contacts.claim import Blocked, Claim, Gone, Postponed, Snoozed, Wired, claim
from outreach.contacts.decisions import Decision
from outreach.contacts.silence import Cause
from tests.support.accounts import NOON, ZIP, Agency

HOURS = timedelta(hours=1)


def take(office: Agency, attempt: UUID) -> Claim:
    with office.store.sessions.begin() as session:
        return claim(session, office.store, attempt, office.clock.now())


def take_together(office: Agency, attempts: list[UUID]) -> list[Claim]:
    with ThreadPoolExecutor(len(attempts)) as threads:
        return list(threads.map(lambda attempt: take(office, attempt), attempts))


def test_a_lawful_attempt_is_wired_with_decision_event_and_log_entry(office: Agency) -> None:
    pat = office.debtor(office.client())
    attempt = office.planned(pat)
    wired = take(office, attempt)
    assert isinstance(wired, Wired)
    assert (wired.to, wired.channel, wired.decided_at) == (pat.number, "call", NOON)
    row = office.attempt(attempt)
    assert (row.state, row.contact_outcome, row.wired_at) == ("wired", "dialling", NOON)
    decision = office.rows(Decision, attempt_id=attempt)[0]
    assert (decision.verdict, decision.id) == ("ALLOW", row.decision_id)
    assert office.count(AttemptEvent, attempt_id=attempt, to_state="wired") == 1
    assert office.story(pat.person) == ["wired"]


def test_the_words_kept_are_sealed_and_those_on_the_wire_are_clear(office: Agency) -> None:
    pat = office.debtor(office.client(), line="mobile")
    attempt = office.planned(pat, "sms")
    wired = take(office, attempt)
    assert isinstance(wired, Wired)
    sealed = office.attempt(attempt).body_sealed
    assert sealed is not None
    assert wired.words.text.encode() not in sealed
    assert office.store.vault.open("attempts.body", attempt, sealed) == wired.words.text


def test_where_the_person_lives_stands_in_the_decision_only_under_seal(office: Agency) -> None:
    attempt = office.planned(office.debtor(office.client()))
    take(office, attempt)
    decision = office.rows(Decision, attempt_id=attempt)[0]
    assert ZIP not in json.dumps(decision.proof)
    assert ZIP.encode() not in decision.facts_sealed + decision.evidence_sealed
    assert ZIP in office.store.vault.open("decisions.evidence", decision.id, decision.evidence_sealed)


def test_eight_claims_of_one_attempt_wire_it_once(office: Agency) -> None:
    attempt = office.planned(office.debtor(office.client()))
    results = take_together(office, [attempt] * 8)
    assert sorted(type(result).__name__ for result in results) == ["Gone"] * 7 + ["Wired"]
    assert office.count(Decision, attempt_id=attempt) == 1


def test_a_claimed_attempt_is_gone_for_a_second_delivery(office: Agency) -> None:
    attempt = office.planned(office.debtor(office.client()))
    take(office, attempt)
    assert isinstance(take(office, attempt), Gone)


@pytest.mark.parametrize("allowed", [1, 2, 3])
def test_a_day_cap_holds_under_eight_claims_at_once(office: Agency, allowed: int) -> None:
    pat = office.debtor(office.client(max_calls_per_day=allowed))
    results = take_together(office, [office.planned(pat) for _ in range(8)])
    kinds = [type(result) for result in results]
    assert kinds.count(Wired) == allowed
    assert kinds.count(Snoozed) == 8 - allowed
    assert len(office.story(pat.person)) == 8


def test_seven_calls_in_seven_days_hold_for_a_third_party_under_eight_claims_at_once(office: Agency) -> None:
    pat = office.debtor(office.client(role="third_party"))
    results = take_together(office, [office.planned(pat) for _ in range(8)])
    assert sum(isinstance(result, Wired) for result in results) == 7


def test_a_gap_between_contacts_holds_over_channels_and_clients_at_once(office: Agency) -> None:
    harbor, other = office.client(min_gap_minutes_per_person=60), office.client("Other", min_gap_minutes_per_person=60)
    pat = office.debtor(harbor, line="mobile")
    attempts = [office.planned(pat, channel) for channel in ("call", "sms", "email")]
    attempts.append(office.planned(pat, client_id=other))
    results = take_together(office, attempts)
    assert sum(isinstance(result, Wired) for result in results) == 1


def test_a_closed_hour_snoozes_until_the_next_permitted_instant(office: Agency) -> None:
    pat = office.debtor(office.client(role="third_party"))
    office.clock.at = NOON + 10 * HOURS  # 22:00 in Atlanta
    attempt = office.planned(pat)
    result = take(office, attempt)
    assert isinstance(result, Snoozed)
    assert result.until == NOON + 20 * HOURS  # 08:00 the next day
    row, decision = office.attempt(attempt), office.rows(Decision, attempt_id=attempt)[0]
    assert (row.state, row.wired_at, row.contact_outcome) == ("snoozed", None, None)
    assert (decision.verdict, decision.next_permitted) == ("BLOCK_UNTIL", result.until)
    assert "US-F-TIME" in decision.rules
    assert office.story(pat.person) == ["snoozed"]


def test_a_text_for_a_third_party_is_blocked_and_the_reason_kept(office: Agency) -> None:
    pat = office.debtor(office.client(role="third_party"), line="mobile")
    attempt = office.planned(pat, "sms")
    assert isinstance(take(office, attempt), Blocked)
    assert office.attempt(attempt).state == "blocked"
    assert "US-TWILIO-3P-SMS" in office.rows(Decision, attempt_id=attempt)[0].rules
    assert office.story(pat.person) == ["blocked"]


def test_a_blocked_attempt_counts_as_no_contact(office: Agency) -> None:
    client = office.client(role="third_party", max_calls_per_day=1, min_gap_minutes_per_person=60)
    pat = office.debtor(client, line="mobile")
    take(office, office.planned(pat, "sms"))
    assert isinstance(take(office, office.planned(pat)), Wired)


@pytest.mark.parametrize("state", ["wrong_person", "dead"])
def test_an_address_that_is_not_active_blocks_and_a_person_is_asked(office: Agency, state: str) -> None:
    pat = office.debtor(office.client())
    with office.store.sessions.begin() as session:
        session.execute(_mark(pat.phone, state))
    attempt = office.planned(pat)
    result = take(office, attempt)
    assert isinstance(result, Blocked)
    assert state in result.why
    assert office.count(Attention, attempt_id=attempt) == 1


def test_a_client_without_a_sender_blocks_and_says_what_to_do(office: Agency) -> None:
    pat = office.debtor(office.client())
    with office.store.sessions.begin() as session:
        session.execute(_no_senders())
    result = take(office, office.planned(pat))
    assert isinstance(result, Blocked)
    assert "outreach client sender" in result.why


def test_facts_that_cannot_be_read_block_and_a_person_is_asked(office: Agency) -> None:
    client = office.client(no_such_policy=1)
    attempt = office.planned(office.debtor(client))
    result = take(office, attempt)
    assert isinstance(result, Blocked)
    assert "cannot be judged" in result.why
    assert office.attempt(attempt).state == "blocked"
    assert office.count(Attention, attempt_id=attempt) == 1


def test_an_attempt_that_was_cancelled_is_gone(office: Agency) -> None:
    pat = office.debtor(office.client())
    attempt = office.planned(pat)
    with office.store.sessions.begin() as session:
        cause = Cause("stop", "asked to stop", NOON)
        silence.person_silenced(session, office.store, pat.person, cause, NOON)
    assert isinstance(take(office, attempt), Gone)
    assert office.count(Decision) == 0


def test_an_attempt_that_is_not_due_is_gone(office: Agency) -> None:
    attempt = office.planned(office.debtor(office.client()), due=NOON + HOURS)
    assert isinstance(take(office, attempt), Gone)
    assert office.attempt(attempt).state == "planned"


def test_pace_puts_off_what_would_leave_too_fast_and_keeps_its_slot(office: Agency) -> None:
    client = office.client()
    with office.store.sessions.begin() as session:
        session.execute(_one_a_minute())
    first, second = (office.planned(office.debtor(client)) for _ in range(2))
    assert isinstance(take(office, first), Wired)
    assert take(office, second) == Postponed(NOON + timedelta(minutes=1))
    assert office.attempt(second).state == "planned"
    assert isinstance(take(office, second), Gone)
    office.clock.at += timedelta(minutes=1)
    assert isinstance(take(office, second), Wired)


def test_after_an_outage_what_was_put_off_leaves_at_the_pace_again(office: Agency) -> None:
    client = office.client()
    with office.store.sessions.begin() as session:
        session.execute(_one_a_minute())
    attempts = [office.planned(office.debtor(client)) for _ in range(4)]
    put_off = [result for result in (take(office, attempt) for attempt in attempts) if isinstance(result, Postponed)]
    assert [result.until for result in put_off] == [NOON + timedelta(minutes=number) for number in (1, 2, 3)]
    office.clock.at = back = NOON + HOURS
    late = [take(office, attempt) for attempt in attempts[1:]]
    assert isinstance(late[0], Wired)
    assert late[1:] == [Postponed(back + timedelta(minutes=number)) for number in (1, 2)]


def test_a_house_that_always_comes_a_little_late_to_its_slots_keeps_the_pace(office: Agency) -> None:
    client, beat = office.client(), timedelta(seconds=19)
    with office.store.sessions.begin() as session:
        session.execute(update(SenderNumber).values(per_second=1 / 10))
    attempts = [office.planned(office.debtor(client)) for _ in range(8)]
    for _ in range(6):  # the last slot is 70 s after noon, the last beat 95 s
        for attempt in attempts:
            take(office, attempt)
        office.clock.at += beat
    assert {office.attempt(attempt).state for attempt in attempts} == {"wired"}


def test_the_sender_sticks_to_the_person(office: Agency) -> None:
    client = office.client()
    with office.store.sessions.begin() as session:
        for number in range(5):
            _sender(session, client, f"+1212555{3000 + number}")
    pat = office.debtor(client)
    senders = {
        result.sender
        for result in take_together(office, [office.planned(pat) for _ in range(4)])
        if isinstance(result, Wired)
    }
    assert len(senders) == 1


def _mark(address: UUID, state: str) -> Update:
    return update(Address).where(Address.id == address).values(state=state)


def _no_senders() -> Update:
    return update(SenderNumber).values(active=False)


def _one_a_minute() -> Update:
    return update(SenderNumber).values(per_second=1 / 60)


def _sender(session: Session, client: UUID, number: str) -> None:
    add_sender(session, client, "call", number, 1000.0, NOON)
