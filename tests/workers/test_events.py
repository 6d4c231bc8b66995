"""Stored webhooks are applied once, whoever delivers the message how often; inbound texts are understood and obeyed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from outreach.accounts.addresses import Address
from outreach.accounts.clients import SenderNumber
from outreach.accounts.standing import Hold, OptOut
from outreach.agreements.promises import Promise
from outreach.contacts import reception
from outreach.contacts.attention import Attention
from outreach.contacts.carrier_events import CarrierEvent, InboundMessage
from outreach.contacts.enrolments import Enrolment
from tests.support.accounts import FROM, NOON, Agency, Debtor
from workers.callbacks import apply_event
from workers.office import Office

SID = "CA" + "1" * 32


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client(), line="mobile")


def keep(office: Agency, kind: str, attempt: UUID | None, token: str | None = None, **params: str) -> UUID | None:
    with office.store.sessions.begin() as session:
        return reception.keep(session, office.store, kind, attempt, params, token)


def text_in(office: Agency, desk: Office, number: str, body: str) -> None:
    """A person texts the number of the first client, and a worker applies it."""
    sid = f"SM{office.count(CarrierEvent):032d}"
    ours = next((sender.value for sender in office.rows(SenderNumber, channel="sms")), FROM)
    event = keep(office, "sms_in", None, MessageSid=sid, From=number, To=ours, Body=body)
    assert event is not None
    apply_event(desk, event)


def asked_by_text(office: Agency, pat: Debtor) -> UUID:
    columns: dict[str, Any] = {
        "state": "delivered",
        "wired_at": NOON,
        "contact_outcome": "delivered",
        "carrier_sid": "SM" + "9" * 32,
    }
    return office.planned(pat, "sms", **columns)


def test_an_event_is_applied_once_however_often_it_is_delivered(office: Agency, desk: Office, pat: Debtor) -> None:
    row, attempt = office.enrolled(pat)
    _on_the_wire(office, attempt)
    event = keep(office, "call_status", attempt, CallSid=SID, CallStatus="no-answer")
    assert event is not None
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda _: apply_event(desk, event), range(4)))
    assert office.attempt(attempt).state == "no_answer"
    assert office.story(pat.person) == ["ended"]
    enrolment = office.rows(Enrolment, id=row)[0]
    assert enrolment.tries == {"no_answer": 1}
    assert office.rows(CarrierEvent, id=event)[0].state == "applied"


def test_a_webhook_with_the_same_token_is_kept_once(office: Agency, pat: Debtor) -> None:
    attempt = office.planned(pat)
    first = keep(office, "call_status", attempt, "token", CallSid=SID, CallStatus="ringing")
    again = keep(office, "call_status", attempt, "token", CallSid=SID, CallStatus="ringing")
    assert (first is not None, again) == (True, None)


def test_without_a_token_the_same_status_is_kept_once_and_another_is_kept(office: Agency, pat: Debtor) -> None:
    attempt = office.planned(pat)
    kept = [
        keep(office, "call_status", attempt, CallSid=SID, CallStatus=status) is not None
        for status in ("ringing", "ringing", "completed")
    ]
    assert kept == [True, False, True]


def test_an_event_of_another_order_is_ignored_and_says_why(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = office.planned(pat, state="queued", carrier_sid=SID)
    event = keep(office, "call_status", attempt, CallSid="CA" + "2" * 32, CallStatus="completed")
    assert event is not None
    apply_event(desk, event)
    row = office.rows(CarrierEvent, id=event)[0]
    assert (row.state, row.note) == ("ignored", "another order already belongs to this attempt")
    assert office.attempt(attempt).state == "queued"


def test_what_a_webhook_said_is_kept_sealed(office: Agency, pat: Debtor) -> None:
    event = keep(office, "sms_in", None, MessageSid="SM1", From=pat.number, To=FROM, Body="a private matter")
    row = office.rows(CarrierEvent, id=event)[0]
    assert b"private" not in row.params_sealed
    assert pat.number.encode() not in row.params_sealed


def test_events_nobody_applied_are_found_after_a_while(office: Agency, pat: Debtor) -> None:
    event = keep(office, "sms_in", None, MessageSid="SM1", From=pat.number, To=FROM, Body="hello")
    with office.store.sessions() as session:
        assert reception.overdue(session, 10.0, 5) == []
        assert reception.overdue(session, 0.0, 5) == [event]


@pytest.mark.parametrize("words", ["STOP", "stop", "Please stop texting me", "ALTO", "unsubscribe"])
def test_a_stop_is_obeyed_in_any_words(office: Agency, desk: Office, pat: Debtor, words: str) -> None:
    queued = [office.planned(pat, channel) for channel in ("call", "sms", "email")]
    text_in(office, desk, pat.number, words)
    assert {office.attempt(attempt).state for attempt in queued} == {"cancelled"}
    opt_out = office.rows(OptOut, person_id=pat.person)[0]
    assert opt_out.words_sealed is not None
    assert office.store.vault.open("opt_outs.words", opt_out.id, opt_out.words_sealed) == words


def test_a_stop_from_a_number_of_two_people_silences_both(office: Agency, desk: Office, pat: Debtor) -> None:
    other = office.debtor(office.client("Other"))
    with office.store.sessions.begin() as session:
        office.address(session, other.person, "phone", pat.number, "mobile")
    queued = [office.planned(pat), office.planned(other)]
    text_in(office, desk, pat.number, "STOP")
    assert {office.attempt(attempt).state for attempt in queued} == {"cancelled"}
    assert office.count(OptOut) == 2


def test_a_stop_from_an_unknown_number_is_on_record(office: Agency, desk: Office) -> None:
    text_in(office, desk, "+14045550199", "STOP")
    (opt_out,) = office.rows(OptOut)
    assert (opt_out.person_id, opt_out.address_index) == (None, office.store.vault.index("phone", "+14045550199"))


def test_a_promise_by_text_is_written_down_and_the_debt_rests(office: Agency, desk: Office, pat: Debtor) -> None:
    asked, queued = asked_by_text(office, pat), office.planned(pat)
    text_in(office, desk, pat.number, "I will pay the full balance on friday")
    (promise,) = office.rows(Promise)
    assert (promise.attempt_id, promise.amount, promise.due_on, promise.channel) == (
        asked,
        12_000,
        date(2026, 12, 4),
        "sms",
    )
    assert office.attempt(queued).state == "cancelled"
    assert "promise" in office.story(pat.person)


def test_the_same_promise_texted_twice_is_one_promise(office: Agency, desk: Office, pat: Debtor) -> None:
    asked_by_text(office, pat)
    for _ in range(2):
        text_in(office, desk, pat.number, "I will pay the full balance on friday")
    assert office.count(Promise) == 1


def test_a_promise_without_a_day_is_read_by_a_person(office: Agency, desk: Office, pat: Debtor) -> None:
    asked_by_text(office, pat)
    text_in(office, desk, pat.number, "I will pay the full balance")
    assert office.count(Promise) == 0
    assert office.count(Attention, person_id=pat.person, kind="reply") == 1


def test_a_wrong_number_is_not_contacted_again(office: Agency, desk: Office, pat: Debtor) -> None:
    queued = office.planned(pat, "sms")
    asked_by_text(office, pat)
    text_in(office, desk, pat.number, "wrong number")
    assert office.rows(Address, id=pat.phone)[0].state == "wrong_person"
    assert office.attempt(queued).state == "cancelled"


@pytest.mark.parametrize(("words", "kind"), [("I do not owe this", "dispute"), ("talk to my lawyer", "attorney")])
def test_what_stops_collection_by_law_becomes_a_hold(
    office: Agency, desk: Office, pat: Debtor, words: str, kind: str
) -> None:
    queued = office.planned(pat)
    text_in(office, desk, pat.number, words)
    assert [hold.kind for hold in office.rows(Hold, person_id=pat.person)] == [kind]
    assert office.attempt(queued).state == "cancelled"


def test_words_nobody_can_read_for_sure_wait_for_a_person_and_nothing_is_sent_meanwhile(
    office: Agency, desk: Office, pat: Debtor
) -> None:
    row, attempt = office.enrolled(pat)
    text_in(office, desk, pat.number, "hmm maybe the thing with the dog")
    assert office.attempt(attempt).state == "cancelled"
    assert office.rows(Enrolment, id=row)[0].state == "held"
    assert office.count(Attention, person_id=pat.person) == 1


def test_the_words_of_a_text_are_kept_sealed(office: Agency, desk: Office, pat: Debtor) -> None:
    text_in(office, desk, pat.number, "a private matter")
    (message,) = office.rows(InboundMessage)
    assert office.store.vault.open("inbound_messages.words", message.id, message.words_sealed) == "a private matter"
    (ours,) = office.rows(SenderNumber, channel="sms")
    assert (message.person_id, message.to_value, message.client_id) == (pat.person, ours.value, ours.client_id)


def _on_the_wire(office: Agency, attempt: UUID) -> None:
    with office.store.sessions.begin() as session:
        row = session.get_one(type(office.attempt(attempt)), attempt)
        row.state, row.carrier_sid, row.wired_at, row.contact_outcome = "queued", SID, NOON, "dialling"
