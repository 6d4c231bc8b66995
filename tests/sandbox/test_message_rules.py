"""What may be done to a text in each of its states, what may be scheduled, and what it carries besides words.

Numbers and states: twilio.com/docs/messaging/api/message-resource, /docs/api/errors (20009, 30409, 35111-35126).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sandbox.stage import MONDAY_NOON, OURS, ClientApp, Stage, outcome

ANNA = "+12125550123"
SERVICE = "MG" + "0123456789abcdef" * 2
FATES: Mapping[str, Mapping[str, Any]] = {
    "+12125550141": {"delivery": "delivered"},
    "+12125550142": {"delivery": "undelivered", "error_code": 30003},
    "+12125550143": {"delivery": "failed", "error_code": 30005},
    "+12125550144": {"delivery": "sent"},
}
HEADER = {"header": {"numbers": {OURS: {}}, "services": {SERVICE: {"numbers": [OURS]}}}}
NOW = datetime.fromtimestamp(MONDAY_NOON, UTC)
PICTURES = [f"https://collect.example.com/{name}" for name in ("a.png", "b.jpg", "c")]
OK, TOO_EARLY, TOO_LATE = None, (20009, 409), (30409, 409)
RULES = [
    # state, cancel, redact, delete
    ("scheduled", OK, TOO_EARLY, TOO_EARLY),
    ("accepted", OK, TOO_EARLY, TOO_EARLY),
    ("queued", OK, TOO_EARLY, TOO_EARLY),
    ("sent", TOO_LATE, TOO_EARLY, TOO_EARLY),
    ("sent an hour ago", TOO_LATE, OK, OK),
    ("delivered", TOO_LATE, OK, OK),
    ("undelivered", TOO_LATE, OK, OK),
    ("failed", TOO_LATE, OK, OK),
    ("canceled", TOO_LATE, OK, OK),
    ("received", TOO_LATE, OK, OK),
]


@pytest.fixture
def town(stage: Callable[..., Stage]) -> Stage:
    return stage([HEADER, *({"address": number, "sms": manner} for number, manner in FATES.items())])


def text_in(scene: Stage, state: str) -> str:
    """The id of a text in a state."""
    later: dict[str, Any] = {"schedule_type": "fixed", "send_at": NOW + timedelta(hours=1)}
    through_service: dict[str, Any] = {"from_": None, "messaging_service_sid": SERVICE}
    to = {"undelivered": "+12125550142", "failed": "+12125550143"}.get(state, "+12125550141")
    if state == "scheduled":
        return str(scene.text(to, **through_service, **later).sid)
    if state == "accepted":
        return str(scene.text(to, **through_service).sid)
    if state == "received":
        return str(scene.admin("text", {"from": ANNA, "to": OURS, "body": "hello"})["sid"])
    message = scene.text("+12125550144" if state.startswith("sent") else to)
    if state == "canceled":
        scene.client.messages(message.sid).update(status="canceled")
    elif state == "sent":
        scene.advance(2)
    elif state == "sent an hour ago":
        scene.advance(3700)
    elif state != "queued":
        scene.run()
    return str(message.sid)


@pytest.mark.parametrize(("state", "cancel", "redact", "delete"), RULES)
def test_what_may_be_done_to_a_text_depends_on_its_state(
    town: Stage, state: str, cancel: Any, redact: Any, delete: Any
) -> None:
    sid = text_in(town, state)
    message = town.client.messages(sid)
    assert message.fetch().status == state.split(maxsplit=1)[0]
    assert outcome(lambda: message.update(body="")) == redact
    assert bool(message.fetch().body) is (redact is not OK)
    assert outcome(lambda: message.update(status="canceled")) == cancel
    assert (message.fetch().status == "canceled") is (cancel is OK or state == "canceled")
    sid = text_in(town, state) if cancel is OK else sid
    assert outcome(town.client.messages(sid).delete) == delete
    assert outcome(town.client.messages(sid).fetch) == ((20404, 404) if delete is OK else None)


@pytest.mark.parametrize("change", [{"body": "other words"}, {"status": "sent"}, {}])
def test_nothing_else_can_be_changed(town: Stage, change: dict[str, str]) -> None:
    sid = text_in(town, "delivered")
    assert outcome(lambda: town.client.messages(sid).update(**change)) == (20001, 400)
    assert town.client.messages(sid).fetch().body


def test_a_canceled_text_is_never_sent_and_its_callback_says_so(town: Stage, app: ClientApp) -> None:
    for state in ("scheduled", "accepted", "queued"):
        town.client.messages(text_in(town, state)).update(status="canceled")
    town.run()
    assert not town.journal("message.sent")
    assert [one.fields["MessageStatus"] for one in app.on("/sms-status")] == ["canceled"] * 3


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"schedule_type": "fixed"}, 35111),
        ({"schedule_type": "loose", "send_at": NOW + timedelta(hours=1)}, 35126),
        ({"send_at": NOW + timedelta(hours=1)}, 35119),
        ({"schedule_type": "fixed", "send_at": NOW + timedelta(hours=1), "messaging_service_sid": None, "from_": OURS}, 35118),
        ({"schedule_type": "fixed", "send_at": NOW + timedelta(seconds=299)}, 35114),
        ({"schedule_type": "fixed", "send_at": NOW + timedelta(days=35, seconds=1)}, 35114),
        ({"schedule_type": "fixed", "send_at": "tomorrow"}, 35114),
        ({"schedule_type": "fixed", "send_at": NOW + timedelta(seconds=300)}, None),
        ({"schedule_type": "fixed", "send_at": NOW + timedelta(days=35)}, None),
        ({"validity_period": 0}, 20001),
        ({"validity_period": 36_001}, 20001),
        ({"validity_period": 36_000}, None),
        ({"media_url": [f"https://collect.example.com/{n}" for n in range(11)]}, 21623),
        ({"media_url": ["receipt.png"]}, 21620),
        ({"body": "", "media_url": PICTURES[:1]}, None),
        ({"body": ""}, 21602),
        ({"messaging_service_sid": "MG" + "f" * 32}, 21701),
        ({"messaging_service_sid": "MG1"}, 21705),
    ],
)  # fmt: skip
def test_when_a_text_may_be_sent_and_what_it_may_carry(town: Stage, order: dict[str, Any], code: int | None) -> None:
    asked = {"to": ANNA, "body": "x", "messaging_service_sid": SERVICE} | order
    assert outcome(lambda: town.client.messages.create(**asked)) == (None if code is None else (code, 400))
    assert len(town.journal("message.created")) == (1 if code is None else 0)


def test_a_service_without_numbers_sends_nothing(town: Stage) -> None:
    empty = town.client.messaging.v1.services.create(friendly_name="empty").sid
    asked = {"to": ANNA, "body": "x", "messaging_service_sid": empty}
    assert outcome(lambda: town.client.messages.create(**asked)) == (21704, 400)


def test_a_scheduled_text_leaves_at_its_hour_by_a_sender_of_the_service(town: Stage) -> None:
    sid = text_in(town, "scheduled")
    shown = town.client.messages(sid).fetch()
    assert (shown.from_, shown.num_segments, shown.date_sent) == (None, "0", None)
    town.advance(3599)
    assert town.client.messages(sid).fetch().status == "scheduled"
    town.run()
    shown = town.client.messages(sid).fetch()
    assert (shown.status, shown.from_, shown.num_segments) == ("delivered", OURS, "1")
    assert NOW + timedelta(hours=1) <= shown.date_sent < NOW + timedelta(hours=1, seconds=5)


@pytest.mark.parametrize("code", [21701, 21704])
def test_a_scheduled_text_fails_when_its_service_has_gone_or_has_no_number_left(town: Stage, code: int) -> None:
    sid, services = text_in(town, "scheduled"), town.client.messaging.v1.services
    if code == 21701:
        services(SERVICE).delete()
    else:
        services(SERVICE).phone_numbers(services(SERVICE).phone_numbers.list()[0].sid).delete()
    town.run()
    shown = town.client.messages(sid).fetch()
    assert (shown.status, shown.error_code) == ("failed", code)


def test_media_have_an_id_a_type_and_an_end(town: Stage) -> None:
    message = town.text("+12125550141", media_url=PICTURES)
    assert (message.sid[:2], message.num_media) == ("MM", "3")
    media = town.client.messages(message.sid).media
    kinds = ["image/png", "image/jpeg", "application/octet-stream"]
    assert [one.content_type for one in media.list()] == kinds
    first = media.list()[0]
    assert outcome(media(first.sid).delete) == (20009, 409)
    town.run()
    moved = town.client.request("GET", f"https://api.twilio.com{first.uri.removesuffix('.json')}")
    assert (moved.status_code, moved.headers["Location"]) == (307, PICTURES[0])
    town.client.messages(message.sid).update(body="")
    assert len(media.list()) == 3
    media(first.sid).delete()
    assert outcome(media(first.sid).fetch) == (20404, 404)
    assert town.client.messages(message.sid).fetch().num_media == "2"


def test_a_picture_from_a_person_comes_with_the_webhook(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage(sms_url=f"{app.origin}/sms")
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "", "media": PICTURES[:2]})
    scene.run()
    fields = app.on("/sms")[0].fields
    assert (fields["NumMedia"], fields["MediaContentType1"]) == ("2", "image/jpeg")
    assert scene.client.request("GET", fields["MediaUrl0"]).headers["Location"] == PICTURES[0]
