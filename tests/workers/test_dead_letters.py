"""Work that failed after all its retries is written down, set aside, shown to a person, and can be replayed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from outreach.contacts import reception
from outreach.contacts.attention import Attention
from outreach.contacts.carrier_events import CarrierEvent
from outreach.contacts.claim import Wired
from outreach.contacts.dead_letters import DeadLetter
from outreach.errors import NotFound
from tests.support.accounts import FROM, NOON, Agency
from tests.support.tiny_carrier import TinyCarrier
from workers import dead
from workers.contact import contact
from workers.office import Office


def message(actor: str, about: UUID, number: str = "1") -> dict[str, Any]:
    return {"message_id": number, "queue_name": "calls.DQ", "actor_name": actor, "args": [str(about)]}


def replay(office: Agency) -> DeadLetter:
    """Replay the only letter that waits."""
    with office.store.sessions.begin() as session:
        (letter,) = dead.waiting(session)
        return dead.revive(session, letter.id, NOON)


def test_a_claim_that_fails_every_time_is_blocked_and_shown_to_a_person(office: Agency) -> None:
    attempt = office.planned(office.debtor(office.client()))
    dead.bury(office.store, message("call", attempt), "SealBroken")
    (letter,) = office.rows(DeadLetter)
    assert (letter.queue, letter.actor, letter.arguments, letter.error) == (
        "calls",
        "call",
        [str(attempt)],
        "SealBroken",
    )
    assert office.attempt(attempt).state == "blocked"
    assert office.count(Attention, attempt_id=attempt) == 1


def test_the_same_letter_buried_twice_is_one(office: Agency) -> None:
    attempt = office.planned(office.debtor(office.client()))
    for _ in range(2):
        dead.bury(office.store, message("call", attempt), "SealBroken")
    assert office.count(DeadLetter) == office.count(Attention) == 1


def test_what_is_with_the_carrier_is_not_touched(office: Agency) -> None:
    attempt = office.planned(office.debtor(office.client()), state="ringing")
    dead.bury(office.store, message("call", attempt), "OperationalError")
    assert office.attempt(attempt).state == "ringing"


def test_a_replayed_claim_is_judged_anew(office: Agency, desk: Office, other_end: TinyCarrier) -> None:
    other_end.manner = (201, {"sid": "CA" + "1" * 32, "status": "queued"})
    attempt = office.planned(office.debtor(office.client()))
    dead.bury(office.store, message("call", attempt), "SealBroken")
    assert replay(office).replayed_at == NOON
    assert isinstance(contact(desk, attempt), Wired)


def test_a_letter_is_replayed_once(office: Agency) -> None:
    dead.bury(office.store, message("call", office.planned(office.debtor(office.client()))), "SealBroken")
    letter = replay(office)
    with office.store.sessions.begin() as session:
        assert dead.waiting(session) == []
        with pytest.raises(NotFound, match="outreach dead-letters list"):
            dead.revive(session, letter.id, NOON)


def test_an_attempt_that_was_decided_meanwhile_is_not_revived(office: Agency, desk: Office) -> None:
    client = office.client(role="third_party")
    attempt = office.planned(office.debtor(client, line="mobile"), "sms")
    contact(desk, attempt)
    dead.bury(office.store, message("message", attempt), "OperationalError")
    replay(office)
    assert office.attempt(attempt).state == "blocked"


def test_a_webhook_that_fails_every_time_is_set_aside_until_it_is_replayed(office: Agency) -> None:
    with office.store.sessions.begin() as session:
        fields = {"MessageSid": "SM1", "From": "+14045550123", "To": FROM, "Body": "STOP"}
        event = reception.keep(session, office.store, "sms_in", None, fields, None)
    assert event is not None
    dead.bury(office.store, message("callback", event), "KeyError")
    with office.store.sessions.begin() as session:
        assert reception.overdue(session, 0.0, 10) == []
    assert office.count(Attention, kind="unsettled") == 1
    replay(office)
    assert office.rows(CarrierEvent, id=event)[0].state == "new"
