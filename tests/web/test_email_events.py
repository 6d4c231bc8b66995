"""SendGrid's events: only what it signed is believed, each event is stored once, and the answer comes at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
import redis

from outreach.contacts.carrier_events import CarrierEvent
from outreach.settings import Settings
from tests.support.accounts import NOON, Agency
from tests.support.sendgrid import PATH, Poster, event
from tests.web.served import served

ATTEMPT = UUID("0190a0b0-1111-7000-8000-000000000001")
PAT = "pat@example.com"


@pytest.fixture
def sendgrid(settings: Settings, office: Agency) -> Iterator[Poster]:
    """The web process, which believes this carrier's key."""
    poster = Poster(httpx.Client(timeout=60))
    with served(settings.model_copy(update={"sendgrid_webhook_keys": poster.public_key})) as client:
        poster.client = client
        yield poster


def kept(office: Agency) -> list[tuple[str, UUID | None, str]]:
    return [(row.kind, row.attempt_id, row.state) for row in office.rows(CarrierEvent)]


def test_a_signed_batch_is_stored_event_by_event_and_answered_without_words(office: Agency, sendgrid: Poster) -> None:
    answer = sendgrid.post(*(event(kind, ATTEMPT, PAT) for kind in ("processed", "delivered", "open")))
    assert (answer.status_code, answer.content) == (204, b"")
    assert kept(office) == [("email_event", ATTEMPT, "new")] * 3


def test_an_event_is_handed_to_the_workers_as_an_id_and_nothing_else(
    office: Agency, sendgrid: Poster, broker_url: str
) -> None:
    with redis.Redis.from_url(broker_url) as broker:
        broker.delete("dramatiq:callbacks", "dramatiq:callbacks.msgs")
        sendgrid.post(event("spamreport", ATTEMPT, PAT))
        (message,) = broker.hgetall("dramatiq:callbacks.msgs").values()
    (row,) = office.rows(CarrierEvent)
    assert str(row.id).encode() in message
    assert b"pat" not in message


def test_what_an_event_says_is_kept_sealed_as_it_came(office: Agency, sendgrid: Poster) -> None:
    said = event("bounce", ATTEMPT, PAT, category=["a", "b"], tls=0, status="5.1.1")
    sendgrid.post(said)
    (row,) = office.rows(CarrierEvent)
    assert PAT.encode() not in row.params_sealed
    opened = json.loads(office.store.vault.open("carrier_events.params", row.id, row.params_sealed))
    assert (opened["email"], json.loads(opened["category"]), json.loads(opened["timestamp"])) == (
        PAT, ["a", "b"], said["timestamp"],
    )  # fmt: skip


def test_an_event_delivered_again_in_whatever_batch_is_one(office: Agency, sendgrid: Poster) -> None:
    first, second = event("delivered", ATTEMPT, PAT), event("open", ATTEMPT, PAT)
    assert sendgrid.post(first, first).status_code == 204
    assert sendgrid.post(second, first).status_code == 204
    assert len(kept(office)) == 2


def test_a_replayed_batch_changes_nothing(office: Agency, sendgrid: Poster) -> None:
    body = json.dumps([event("spamreport", ATTEMPT, PAT)]).encode()
    headers = sendgrid.headers(body)
    for _ in range(3):
        assert sendgrid.client.post(PATH, content=body, headers=headers).status_code == 204
    assert len(kept(office)) == 1


def test_events_without_an_id_are_known_by_what_they_say(office: Agency, sendgrid: Poster) -> None:
    nameless = {"email": PAT, "event": "dropped", "reason": "Invalid", "timestamp": 1386636115}
    sendgrid.post(nameless, nameless)
    sendgrid.post(nameless, nameless | {"timestamp": 1386636116})
    assert len(kept(office)) == 2


def test_what_names_no_attempt_of_ours_or_is_no_event_at_all_is_stored_or_left_out(
    office: Agency, sendgrid: Poster
) -> None:
    foreign = event("delivered", None, PAT) | {"attempt": "not an id"}
    assert sendgrid.post(foreign, "text", 7, None, [], {}).status_code == 204
    assert [attempt for _, attempt, _ in kept(office)] == [None, None]


def test_only_a_no_holds_contacts_back(office: Agency, sendgrid: Poster) -> None:
    mailbox = office.store.vault.index("email", PAT)
    no = [
        event("spamreport", ATTEMPT, "Pat@Example.com "),
        event("unsubscribe", ATTEMPT, PAT),
        event("group_unsubscribe", ATTEMPT, PAT),
        event("dropped", ATTEMPT, PAT, reason="Unsubscribed Address"),
        event("dropped", ATTEMPT, PAT, reason="Spam Reporting Address"),
    ]
    other = [event(kind, ATTEMPT, PAT) for kind in ("delivered", "bounce", "open", "group_resubscribe")]
    sendgrid.post(*no, *other, event("dropped", ATTEMPT, PAT, reason="Bounced Address"))
    held = {row.dedupe_key.partition("|")[2]: row.address_index for row in office.rows(CarrierEvent)}
    assert {name for name, index in held.items() if index == mailbox} == {one["sg_event_id"] for one in no}
    assert sum(index is None for index in held.values()) == 5


def test_an_unsigned_batch_is_refused_and_changes_nothing(office: Agency, sendgrid: Poster) -> None:
    body = json.dumps([event("spamreport", ATTEMPT, PAT)]).encode()
    signed = sendgrid.headers(body)
    for missing in ("X-Twilio-Email-Event-Webhook-Signature", "X-Twilio-Email-Event-Webhook-Timestamp"):
        headers = {name: value for name, value in signed.items() if name != missing}
        assert sendgrid.client.post(PATH, content=body, headers=headers).status_code == 403
    assert sendgrid.client.post(PATH, content=body).status_code == 403
    assert kept(office) == []


def test_a_batch_signed_by_somebody_else_is_refused(office: Agency, sendgrid: Poster) -> None:
    assert Poster(sendgrid.client).post(event("spamreport", ATTEMPT, PAT)).status_code == 403
    assert kept(office) == []


def test_a_changed_batch_is_refused(office: Agency, sendgrid: Poster) -> None:
    body = json.dumps([event("delivered", ATTEMPT, PAT)]).encode()
    changed = body.replace(b"delivered", b"spamreport")
    assert sendgrid.client.post(PATH, content=changed, headers=sendgrid.headers(body)).status_code == 403
    assert kept(office) == []


@pytest.mark.parametrize("age", [timedelta(hours=26), timedelta(minutes=-6)])
def test_an_old_signature_is_refused(office: Agency, sendgrid: Poster, age: timedelta) -> None:
    sendgrid.stamp = str(int((NOON - age).timestamp()))
    assert sendgrid.post(event("spamreport", ATTEMPT, PAT)).status_code == 403
    assert kept(office) == []


@pytest.mark.parametrize("body", [b"", b"{}", b'"text"', b"[", b"\xff\xfe"])
def test_what_is_signed_and_no_batch_is_refused(office: Agency, sendgrid: Poster, body: bytes) -> None:
    assert sendgrid.post_body(body).status_code == 400
    assert kept(office) == []


def test_an_empty_batch_is_fine(office: Agency, sendgrid: Poster) -> None:
    assert sendgrid.post().status_code == 204
    assert kept(office) == []


def test_a_batch_that_is_far_too_long_is_refused(office: Agency, sendgrid: Poster) -> None:
    assert sendgrid.post_body(b"[" + b" " * (4 * 1024 * 1024) + b"]").status_code == 413


def test_a_thousand_events_are_one_statement(office: Agency, sendgrid: Poster) -> None:
    assert sendgrid.post(*(event("processed", ATTEMPT, PAT) for _ in range(1000))).status_code == 204
    assert len(kept(office)) == 1000


def test_without_a_key_nobody_is_believed(office: Agency, browser: httpx.Client) -> None:
    assert Poster(browser).post(event("spamreport", ATTEMPT, PAT)).status_code == 403
    assert kept(office) == []


def test_without_a_broker_events_are_stored_all_the_same(settings: Settings, office: Agency) -> None:
    poster = Poster(httpx.Client(timeout=60))
    lonely = {"redis_url": "redis://127.0.0.1:1/0", "sendgrid_webhook_keys": poster.public_key}
    with served(settings.model_copy(update=lonely)) as client:
        poster.client = client
        assert poster.post(event("delivered", ATTEMPT, PAT)).status_code == 204
    assert len(kept(office)) == 1
