"""SendGrid's events applied: statuses forward only, dead mailboxes and noes whenever they come, foreign ones not at all."""

from __future__ import annotations

import json
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from outreach.accounts.addresses import Address
from outreach.accounts.standing import OptOut
from outreach.contacts import email_events, reception
from outreach.contacts.attention import Attention
from outreach.contacts.carrier_events import CarrierEvent
from outreach.contacts.claim import Blocked, Gone, Wired
from outreach.contacts.enrolments import Enrolment
from outreach.contacts.log import LogEntry
from tests.support.accounts import NOON, Agency, Debtor
from tests.support.sendgrid import MESSAGE, Event, event
from tests.support.tiny_carrier import TinyCarrier
from workers.callbacks import apply_event
from workers.contact import contact
from workers.office import Office

NO = [
    {"kind": "spamreport"},
    {"kind": "unsubscribe"},
    {"kind": "group_unsubscribe"},
    {"kind": "dropped", "reason": "Unsubscribed Address"},
    {"kind": "dropped", "reason": "Spam Reporting Address"},
]
DEAD = [
    {"kind": "bounce", "type": "bounce", "status": "5.1.1", "reason": "550 5.1.1 no such user"},
    {"kind": "bounce", "type": "bounce"},
    {"kind": "dropped", "reason": "Bounced Address"},
    {"kind": "dropped", "reason": "Invalid"},
]
ALIVE = [
    {"kind": "bounce", "type": "blocked", "status": "5.7.1"},
    {"kind": "bounce", "type": "bounce", "status": "4.2.2"},
    {"kind": "deferred"},
    {"kind": "delivered"},
    {"kind": "dropped", "reason": "Spam Content"},
    {"kind": "dropped", "reason": "Invalid SMTPAPI header"},
]


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client(), line="mobile")


def on_its_way(office: Agency, pat: Debtor, **columns: Any) -> UUID:
    """An e-mail the carrier has."""
    known: dict[str, Any] = {"state": "queued", "wired_at": NOON, "contact_outcome": "sent", "carrier_sid": MESSAGE}
    return office.planned(pat, "email", **known | columns)


def stored(office: Agency, *events: Event) -> list[UUID]:
    with office.store.sessions.begin() as session:
        return reception.keep_all(session, office.store, email_events.arrivals(office.store, events))


def told(office: Agency, desk: Office, *events: Event) -> list[CarrierEvent]:
    """Events come in one after the other, and a worker applies each."""
    for one in events:
        for identity in stored(office, one):
            apply_event(desk, identity)
    return office.rows(CarrierEvent)


def about(attempt: UUID, pat: Debtor, said: dict[str, str]) -> Event:
    more = {name: value for name, value in said.items() if name != "kind"}
    return event(said["kind"], attempt, pat.email, **more)


def state_of(office: Agency, mailbox: UUID) -> str:
    return office.rows(Address, id=mailbox)[0].state


@pytest.mark.parametrize(
    ("kind", "state", "disposition"),
    [
        ("processed", "queued", None),
        ("deferred", "queued", None),
        ("delivered", "delivered", "delivered"),
        ("open", "delivered", "delivered"),
        ("click", "delivered", "delivered"),
        ("bounce", "undelivered", "undelivered"),
        ("dropped", "failed", "undelivered"),
        ("spamreport", "delivered", "delivered"),
        ("unsubscribe", "delivered", "delivered"),
        ("group_unsubscribe", "delivered", "delivered"),
    ],
)
def test_what_each_event_makes_of_the_attempt(
    office: Agency, desk: Office, pat: Debtor, kind: str, state: str, disposition: str | None
) -> None:
    attempt = on_its_way(office, pat)
    (row,) = told(office, desk, event(kind, attempt, pat.email))
    after = office.attempt(attempt)
    assert (row.state, after.state, after.disposition) == ("applied", state, disposition)
    assert (after.ended_at is None) is (disposition is None)


def test_the_campaign_goes_on_from_what_an_event_tells(office: Agency, desk: Office, pat: Debtor) -> None:
    row, attempt = office.enrolled(pat, "email")
    with office.store.sessions.begin() as session:
        session.execute(
            text("UPDATE attempts SET state = 'queued', wired_at = :at, carrier_sid = :sid, contact_outcome = 'sent'"),
            {"at": NOON, "sid": MESSAGE},
        )
    told(office, desk, event("delivered", attempt, pat.email))
    assert office.rows(Enrolment, id=row)[0].state != "in_flight"


ORDERS = list(permutations(("processed", "delivered", "open")))


@pytest.mark.parametrize("order", ORDERS)
def test_in_whatever_order_they_come_the_end_is_the_same(
    office: Agency, desk: Office, pat: Debtor, order: tuple[str, ...]
) -> None:
    attempt = on_its_way(office, pat)
    told(office, desk, *(event(kind, attempt, pat.email) for kind in order))
    assert office.attempt(attempt).state == "delivered"
    assert office.story(pat.person) == ["ended"]


def test_what_is_final_stays(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = on_its_way(office, pat)
    told(office, desk, event("bounce", attempt, pat.email, type="blocked"), event("delivered", attempt, pat.email))
    assert office.attempt(attempt).state == "undelivered"


def test_an_event_settles_an_order_whose_answer_was_lost(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = on_its_way(office, pat, state="unknown", carrier_sid=None)
    told(office, desk, event("delivered", attempt, pat.email))
    row = office.attempt(attempt)
    assert (row.state, row.carrier_sid) == ("delivered", MESSAGE)


def test_an_event_that_is_faster_than_the_answer_is_not_overwritten(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = on_its_way(office, pat, state="wired", carrier_sid=None)
    told(office, desk, event("processed", attempt, pat.email))
    assert (office.attempt(attempt).state, office.attempt(attempt).carrier_sid) == ("queued", MESSAGE)


@pytest.mark.parametrize("said", DEAD)
def test_a_mailbox_that_is_not_there_is_never_written_to_again(
    office: Agency, desk: Office, pat: Debtor, said: dict[str, str]
) -> None:
    other = office.debtor(office.client("Other"))
    with office.store.sessions.begin() as session:
        shared = office.address(session, other.person, "email", pat.email, "unknown")
    told(office, desk, about(on_its_way(office, pat), pat, said))
    (mailbox,) = office.rows(Address, id=pat.mailbox)
    assert (mailbox.state, mailbox.source, state_of(office, shared)) == ("dead", "consumer", "dead")
    assert "mailbox_dead" in office.story(pat.person)
    assert isinstance(contact(desk, office.planned(pat, "email")), Blocked)
    assert office.count(OptOut) == 0


@pytest.mark.parametrize("said", ALIVE)
def test_a_mailbox_that_only_did_not_take_this_one_stays(
    office: Agency, desk: Office, pat: Debtor, said: dict[str, str]
) -> None:
    told(office, desk, about(on_its_way(office, pat), pat, said))
    assert state_of(office, pat.mailbox) == "active"
    asked = said["kind"] == "dropped"
    assert office.count(Attention, kind="unsettled") == asked


def test_a_bounce_that_comes_after_delivery_still_closes_the_mailbox(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = on_its_way(office, pat)
    told(office, desk, event("delivered", attempt, pat.email), about(attempt, pat, DEAD[0]))
    assert (office.attempt(attempt).state, state_of(office, pat.mailbox)) == ("delivered", "dead")


@pytest.mark.parametrize("said", NO)
@pytest.mark.parametrize("state", ["queued", "delivered", "undelivered"])
def test_a_no_is_a_no_whatever_has_become_of_the_email(
    office: Agency, desk: Office, pat: Debtor, said: dict[str, str], state: str
) -> None:
    queued = [office.planned(pat, channel) for channel in ("call", "sms", "email")]
    told(office, desk, about(on_its_way(office, pat, state=state), pat, said))
    (row,) = office.rows(OptOut)
    assert (row.person_id, row.channels, row.form) == (pat.person, ["email"], "written")
    assert row.address_index == office.store.vault.index("email", pat.email)
    assert {office.attempt(attempt).state for attempt in queued} == {"cancelled"}
    assert state_of(office, pat.mailbox) == "active"


def test_everybody_with_the_mailbox_said_no(office: Agency, desk: Office, pat: Debtor) -> None:
    other = office.debtor(office.client("Other"))
    with office.store.sessions.begin() as session:
        office.address(session, other.person, "email", pat.email, "unknown")
    queued = office.planned(other)
    told(office, desk, event("spamreport", on_its_way(office, pat), pat.email))
    assert office.count(OptOut) == 2
    assert office.attempt(queued).state == "cancelled"


def test_two_noes_about_one_mailbox_are_one(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = on_its_way(office, pat)
    told(office, desk, event("spamreport", attempt, pat.email), event("unsubscribe", attempt, pat.email))
    assert office.count(OptOut) == 1
    assert office.story(pat.person) == ["silence", "ended"]


@pytest.mark.parametrize("channel", ["call", "sms", "email"])
def test_a_no_that_is_only_stored_holds_back_already(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, channel: str
) -> None:
    other_end.manner = (201, {"sid": "CA" + "1" * 32, "operationId": "comms_operation_1"})
    (identity,) = stored(office, event("spamreport", on_its_way(office, pat), pat.email))
    attempt = office.planned(pat, channel)
    assert isinstance(contact(desk, attempt), Gone)
    assert office.attempt(attempt).state == "planned"
    apply_event(desk, identity)
    assert office.attempt(attempt).state == "cancelled"
    assert other_end.asked == []


def test_a_foreign_no_holds_back_only_until_somebody_looked(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    other_end.manner = (202, {"operationId": "comms_operation_1"})
    (identity,) = stored(office, event("spamreport", None, pat.email))
    attempt = office.planned(pat, "email")
    assert isinstance(contact(desk, attempt), Gone)
    apply_event(desk, identity)
    assert isinstance(contact(desk, attempt), Wired)


def test_resubscribing_at_the_carrier_opens_nothing_here(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = on_its_way(office, pat)
    rows = told(office, desk, event("unsubscribe", attempt, pat.email), event("group_resubscribe", attempt, pat.email))
    assert sorted(row.state for row in rows) == ["applied", "ignored"]
    assert office.count(OptOut) == 1


FOREIGN: dict[str, dict[str, Any]] = {
    "no attempt named": {"attempt": None},
    "no such attempt": {"attempt": UUID(int=7)},
    "the event is about another mailbox than the attempt's": {"email": "somebody.else@example.com"},
    "another e-mail already belongs to this attempt": {"sg_message_id": "another.recvd-1"},
    "the event 'vanished' changes nothing": {"event": "vanished"},
}


@pytest.mark.parametrize("why", FOREIGN)
@pytest.mark.parametrize("kind", ["delivered", "bounce", "spamreport"])
def test_what_does_not_fit_an_attempt_of_ours_changes_nothing(
    office: Agency, desk: Office, pat: Debtor, why: str, kind: str
) -> None:
    attempt, queued = on_its_way(office, pat), office.planned(pat)
    changed = {name: str(value) for name, value in FOREIGN[why].items() if value is not None}
    one = event(kind, attempt if FOREIGN[why].get("attempt", attempt) else None, pat.email) | changed
    (row,) = told(office, desk, one)
    assert (row.state, row.note, row.applied_at) == ("ignored", why, NOON)
    assert (office.attempt(attempt).state, office.attempt(queued).state) == ("queued", "planned")
    assert (office.count(OptOut), state_of(office, pat.mailbox), office.story(pat.person)) == (0, "active", [])


def test_an_emails_event_for_a_text_changes_nothing(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = office.planned(pat, "sms", state="queued", wired_at=NOON, contact_outcome="sent")
    (row,) = told(office, desk, event("bounce", attempt, pat.number))
    assert (row.state, row.note) == ("ignored", "an e-mail's event for a sms")
    assert office.attempt(attempt).state == "queued"


def test_a_texts_status_for_an_email_changes_nothing(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = on_its_way(office, pat)
    with office.store.sessions.begin() as session:
        fields = {"MessageSid": MESSAGE, "MessageStatus": "failed"}
        identity = reception.keep(session, office.store, "message_status", attempt, fields, None)
    assert identity is not None
    apply_event(desk, identity)
    assert office.rows(CarrierEvent)[0].note == "the status 'failed' is not known for email"
    assert office.attempt(attempt).state == "queued"


def test_what_the_log_keeps_of_a_dead_mailbox_names_nobody(office: Agency, desk: Office, pat: Debtor) -> None:
    attempt = on_its_way(office, pat)
    told(office, desk, about(attempt, pat, DEAD[0]))
    (entry,) = office.rows(LogEntry, kind="mailbox_dead")
    assert (entry.attempt_id, json.loads(entry.payload)["detail"]) == (attempt, {"event": "bounce"})
