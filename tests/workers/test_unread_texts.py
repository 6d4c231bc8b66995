"""A text that is stored and not yet applied may be a STOP: nobody at its number is contacted before it is read."""

from __future__ import annotations

from uuid import UUID

import pytest

from outreach.contacts import reception, sweep
from outreach.contacts.claim import Gone, Wired
from outreach.contacts.decisions import Decision
from tests.support.accounts import FROM, NOON, Agency, Debtor
from tests.support.tiny_carrier import TinyCarrier
from workers import dead
from workers.callbacks import apply_event
from workers.contact import contact
from workers.office import Office


@pytest.fixture
def pat(office: Agency, other_end: TinyCarrier) -> Debtor:
    other_end.manner = (201, {"sid": "CA" + "1" * 32, "status": "queued"})
    return office.debtor(office.client(), line="mobile")


def stored(office: Agency, number: str, body: str = "STOP") -> UUID:
    """A text of the number that no worker has seen."""
    with office.store.sessions.begin() as session:
        fields = {"MessageSid": "SM" + "1" * 32, "From": number, "To": FROM, "Body": body}
        event = reception.keep(session, office.store, "sms_in", None, fields, None)
    assert event is not None
    return event


@pytest.mark.parametrize("channel", ["call", "sms", "email"])
def test_a_stop_that_is_only_stored_stops_already(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, channel: str
) -> None:
    attempt = office.planned(pat, channel)
    event = stored(office, pat.number)
    assert isinstance(contact(desk, attempt), Gone)
    assert (office.attempt(attempt).state, office.count(Decision), office.story(pat.person)) == ("planned", 0, [])
    apply_event(desk, event)
    assert isinstance(contact(desk, attempt), Gone)
    assert office.attempt(attempt).state == "cancelled"
    assert other_end.asked == []


def test_a_text_from_another_number_of_hers_counts_too(office: Agency, desk: Office, pat: Debtor) -> None:
    with office.store.sessions.begin() as session:
        office.address(session, pat.person, "phone", "+14045550177", "mobile")
    stored(office, "+14045550177")
    assert isinstance(contact(desk, office.planned(pat)), Gone)


def test_an_attempt_that_waited_for_a_text_goes_out_when_the_text_did_not_stop_it(
    office: Agency, desk: Office, pat: Debtor
) -> None:
    housemate = office.debtor(office.client("Other"))
    with office.store.sessions.begin() as session:
        office.address(session, housemate.person, "phone", pat.number, "mobile")
    attempt = office.planned(pat)
    event = stored(office, pat.number, "START")
    assert isinstance(contact(desk, attempt), Gone)
    apply_event(desk, event)
    with office.store.sessions.begin() as session:
        assert [due.id for due in sweep.due(session, office.store.settings, NOON, 10)] == [attempt]
    assert isinstance(contact(desk, attempt), Wired)


def test_somebody_elses_text_and_a_calls_status_hold_nothing_back(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = office.planned(pat)
    stored(office, "+14045550199")
    with office.store.sessions.begin() as session:
        fields = {"CallSid": "CA" + "9" * 32, "CallStatus": "completed", "From": pat.number, "To": pat.number}
        reception.keep(session, office.store, "call_status", attempt, fields, None)
    assert isinstance(contact(desk, attempt), Wired)


def test_a_text_that_could_not_be_applied_holds_back_until_somebody_replays_it(
    office: Agency, desk: Office, pat: Debtor
) -> None:
    attempt, event = office.planned(pat), stored(office, pat.number)
    letter = {"message_id": "1", "queue_name": "callbacks.DQ", "actor_name": "callback", "args": [str(event)]}
    dead.bury(office.store, letter, "OperationalError")
    assert isinstance(contact(desk, attempt), Gone)
    with office.store.sessions.begin() as session:
        (waiting,) = dead.waiting(session)
        dead.revive(session, waiting.id, NOON)
    apply_event(desk, event)
    assert office.attempt(attempt).state == "cancelled"
