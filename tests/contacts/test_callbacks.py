"""Callbacks: a status moves forward only, whatever the order in which the carrier's words arrive."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

import pytest

from outreach.accounts.addresses import Address
from outreach.accounts.standing import OptOut
from outreach.contacts import callbacks
from outreach.contacts.attempts import AttemptEvent
from tests.support.accounts import NOON, Agency, Debtor

SID, OTHER = "CA" + "1" * 32, "CA" + "2" * 32
CALL = ["initiated", "ringing", "in-progress", "completed"]


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client(), line="mobile")


def sent(office: Agency, pat: Debtor, channel: str = "call", **columns: Any) -> UUID:
    """An attempt the carrier has."""
    known: dict[str, Any] = {"state": "queued", "wired_at": NOON, "contact_outcome": "dialling", "carrier_sid": SID}
    return office.planned(pat, channel, **known | columns)


def told(office: Agency, attempt: UUID, status: str, sid: str = SID, **more: str) -> bool:
    """Apply one callback; whether the attempt ended by it."""
    with office.store.sessions.begin() as session:
        said = {"CallSid": sid, "CallStatus": status, **more}
        return callbacks.apply(session, office.store, attempt, said, NOON) is not None


def texted(office: Agency, attempt: UUID, status: str, **more: str) -> bool:
    with office.store.sessions.begin() as session:
        said = {"MessageSid": SID, "MessageStatus": status, **more}
        return callbacks.apply(session, office.store, attempt, said, NOON) is not None


def test_a_call_goes_through_its_states(office: Agency, pat: Debtor) -> None:
    attempt = sent(office, pat)
    ended = [told(office, attempt, status, AnsweredBy="human") for status in CALL]
    assert ended == [False, False, False, True]
    assert office.attempt(attempt).state == "completed"
    assert office.story(pat.person) == ["ended"]


@pytest.mark.parametrize("order", list(itertools.permutations(CALL)))
def test_in_whatever_order_they_come_the_end_is_the_same(office: Agency, pat: Debtor, order: tuple[str, ...]) -> None:
    attempt = sent(office, pat)
    ended = [told(office, attempt, status) for status in order]
    row = office.attempt(attempt)
    assert ended.count(True) == 1
    assert (row.state, row.disposition, row.carrier_status) == ("completed", "dropped", "completed")
    assert office.count(AttemptEvent, attempt_id=attempt, to_state="completed") == 1


def test_said_twice_changes_nothing_the_second_time(office: Agency, pat: Debtor) -> None:
    attempt = sent(office, pat)
    assert told(office, attempt, "busy")
    before = office.attempt(attempt)
    assert not told(office, attempt, "busy")
    after = office.attempt(attempt)
    assert (after.ended_at, after.disposition, after.heard_at) == (before.ended_at, before.disposition, before.heard_at)
    assert office.story(pat.person) == ["ended"]


def test_what_is_final_stays_whatever_comes_later(office: Agency, pat: Debtor) -> None:
    attempt = sent(office, pat)
    told(office, attempt, "no-answer")
    before = office.attempt(attempt)
    for status in ("ringing", "completed", "failed"):
        told(office, attempt, status, AnsweredBy="human", ErrorCode="30003", SipResponseCode="404")
    after = office.attempt(attempt)
    columns = ("state", "disposition", "contact_outcome", "carrier_status", "answered_by", "error_code", "sip_code")
    assert [getattr(after, name) for name in columns] == [getattr(before, name) for name in columns]


def test_another_order_is_not_ours(office: Agency, pat: Debtor) -> None:
    attempt = sent(office, pat)
    with pytest.raises(callbacks.NotOurs, match="another order"):
        told(office, attempt, "completed", OTHER)
    assert office.attempt(attempt).state == "queued"


def test_a_callback_faster_than_the_answer_names_the_order(office: Agency, pat: Debtor) -> None:
    attempt = sent(office, pat, state="wired", carrier_sid=None)
    told(office, attempt, "ringing")
    assert office.attempt(attempt).carrier_sid == SID


def test_an_unknown_attempt_and_an_unknown_word_are_not_ours(office: Agency, pat: Debtor) -> None:
    with pytest.raises(callbacks.NotOurs, match="no such attempt"):
        told(office, UUID(int=1), "completed")
    attempt = sent(office, pat)
    with pytest.raises(callbacks.NotOurs, match="not known"):
        told(office, attempt, "evaporated")
    assert office.attempt(attempt).state == "queued"


@pytest.mark.parametrize(
    ("status", "more", "outcome", "disposition"),
    [
        ("busy", {}, "busy", "busy"),
        ("no-answer", {}, "no_answer", "no_answer"),
        ("failed", {"SipResponseCode": "404"}, "not_in_service", "not_in_service"),
        ("failed", {"SipResponseCode": "503"}, "failed", "failed"),
        ("canceled", {}, "cancelled", "failed"),
        ("completed", {"AnsweredBy": "machine_start"}, "voicemail_reached_no_message", "voicemail"),
        ("completed", {"AnsweredBy": "fax"}, "voicemail_reached_no_message", "voicemail"),
        ("completed", {"AnsweredBy": "human"}, "dropped_after_answer", "dropped"),
    ],
)
def test_what_a_call_came_to(
    office: Agency, pat: Debtor, status: str, more: dict[str, str], outcome: str, disposition: str
) -> None:
    attempt = sent(office, pat)
    assert told(office, attempt, status, **more)
    row = office.attempt(attempt)
    assert (row.contact_outcome, row.disposition) == (outcome, disposition)


def test_somebody_who_was_identified_was_spoken_with(office: Agency, pat: Debtor) -> None:
    attempt = sent(office, pat, identity="verified")
    told(office, attempt, "completed", AnsweredBy="human")
    row = office.attempt(attempt)
    assert (row.contact_outcome, row.disposition) == ("conversation", "right_party_contact")


def test_a_number_that_is_not_in_service_is_marked_dead(office: Agency, pat: Debtor) -> None:
    told(office, sent(office, pat), "failed", SipResponseCode="404")
    assert office.rows(Address, id=pat.phone)[0].state == "dead"


def test_a_text_is_sent_then_delivered(office: Agency, pat: Debtor) -> None:
    attempt = sent(office, pat, "sms", contact_outcome="sent")
    assert not texted(office, attempt, "sent")
    assert texted(office, attempt, "delivered")
    assert not texted(office, attempt, "sent")
    row = office.attempt(attempt)
    assert (row.state, row.contact_outcome, row.disposition) == ("delivered", "delivered", "delivered")


def test_a_text_that_failed_because_she_told_the_carrier_to_stop_silences_her(office: Agency, pat: Debtor) -> None:
    attempt, waiting = sent(office, pat, "sms", contact_outcome="sent"), office.planned(pat)
    assert texted(office, attempt, "failed", ErrorCode="21610")
    assert office.count(OptOut, person_id=pat.person) == 1
    assert office.attempt(waiting).state == "cancelled"
