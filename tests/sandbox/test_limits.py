"""What is too much: queues, rates, validity, blocked pairs; and the numbers that are refused on purpose."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tests.sandbox.stage import OURS, ClientApp, Stage, outcome

ANNA, BELL = "+12125550123", "+12125550124"
OTHER, OUTSIDE = "+12125550101", "+12125550102"
SERVICE = "MG" + "0123456789abcdef" * 2
HEADER = {
    "header": {
        "numbers": {number: {} for number in (OURS, OTHER, OUTSIDE)},
        "services": {SERVICE: {"numbers": [OURS, OTHER]}},
    }
}
URL = "https://collect.example.com/twiml"
READERS = [{"address": number, "sms": {"delivery": "delivered"}} for number in (ANNA, BELL)]
THROUGH_SERVICE: dict[str, Any] = {"from_": None, "messaging_service_sid": SERVICE}


def test_a_call_that_would_wait_longer_than_a_day_is_refused(stage: Callable[..., Stage]) -> None:
    scene = stage(calls_per_second=1 / 86_401)
    calls, participants = scene.client.calls, scene.client.conferences("Case 12").participants
    calls.create(to=ANNA, from_=OURS, url=URL)
    assert outcome(lambda: calls.create(to=ANNA, from_=OURS, url=URL)) == (22005, 400)
    assert outcome(lambda: participants.create(to=ANNA, from_=OURS)) == (22005, 400)
    assert len(calls.list()) == 1


def test_a_day_of_queue_is_still_taken(stage: Callable[..., Stage]) -> None:
    scene = stage(calls_per_second=1 / 86_400)
    for _ in range(2):
        assert scene.client.calls.create(to=ANNA, from_=OURS, url=URL).status == "queued"


def test_one_call_too_many_at_once_fails_when_its_turn_comes(stage: Callable[..., Stage], app: ClientApp) -> None:
    people = [{"address": number, "call": {"answer": "human", "ring_seconds": 30}} for number in (ANNA, BELL)]
    scene = stage(people, concurrent_calls=1, calls_per_second=10)
    made = [scene.call(ANNA), scene.call(BELL)]
    assert [call.status for call in made] == ["queued", "queued"]
    scene.advance(2)
    assert [scene.client.calls(call.sid).fetch().status for call in made] == ["ringing", "failed"]
    assert [entry["code"] for entry in scene.admin("debugger")["entries"]] == [10004]
    told = [one.fields for one in app.on("/status") if one.fields["CallSid"] == made[1].sid]
    assert [fields["CallStatus"] for fields in told] == ["failed"]
    assert not [line for line in scene.journal("call.ringing") if line["sid"] == made[1].sid]


@pytest.mark.parametrize("through_service", [False, True])
def test_a_sender_with_ten_hours_of_texts_takes_no_more(
    stage: Callable[..., Stage], app: ClientApp, through_service: bool
) -> None:
    scene = stage([HEADER, *READERS], segments_per_second=1 / 36_001)
    how: dict[str, Any] = THROUGH_SERVICE if through_service else {}
    scene.text(ANNA, **how)
    late = f"{app.origin}/late"
    if not through_service:
        assert outcome(lambda: scene.text(ANNA, status_callback=late)) == (21611, 400)
        return
    message = scene.text(ANNA, status_callback=late, **how)
    assert message.status == "accepted"
    scene.advance(5)
    assert scene.client.messages(message.sid).fetch().error_code == 30001
    assert [(one.fields["MessageStatus"], one.fields["ErrorCode"]) for one in app.on("/late")] == [("failed", "30001")]


@pytest.mark.parametrize(
    ("of_service", "of_message", "wait", "sent"),
    [(36_000, None, 10, True), (36_000, 9, 10, False), (36_000, 11, 10, True), (9, None, 10, False), (9, 11, 10, True)],
)
def test_a_text_lives_as_long_as_it_says_or_else_its_service(
    stage: Callable[..., Stage], of_service: int, of_message: int | None, wait: int, sent: bool
) -> None:
    scene = stage([HEADER, *READERS], segments_per_second=1 / wait)
    scene.client.messaging.v1.services(SERVICE).update(validity_period=of_service)
    scene.text(ANNA, **THROUGH_SERVICE)
    asked: dict[str, Any] = {"validity_period": of_message} if of_message else {}
    message = scene.text(ANNA, **THROUGH_SERVICE, **asked)
    scene.run()
    shown = scene.client.messages(message.sid).fetch()
    assert (shown.status, shown.error_code) == (("delivered", None) if sent else ("failed", 30036))


def test_who_says_stop_is_blocked_for_the_whole_service_and_for_nobody_else(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    scene = stage([HEADER, *READERS])
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "Stop"})
    for sender in (OURS, OTHER):
        assert outcome(partial(scene.text, ANNA, from_=sender)) == (21610, 400)
    assert scene.text(ANNA, from_=OUTSIDE).status == "queued"
    assert scene.text(BELL, from_=OURS).status == "queued"
    message = scene.text(ANNA, status_callback=f"{app.origin}/blocked", **THROUGH_SERVICE)
    assert message.status == "accepted"
    scene.run()
    told = [(one.fields["MessageStatus"], one.fields["ErrorCode"]) for one in app.on("/blocked")]
    assert told == [("failed", "21610")]
    assert scene.client.messages(message.sid).fetch().error_message == "Attempt to send to unsubscribed recipient"

    scene.admin("text", {"from": ANNA, "to": OTHER, "body": "start"})
    assert scene.text(ANNA, from_=OURS).status == "queued"


def test_a_stop_does_not_call_back_what_is_already_scheduled_but_it_fails_when_it_is_due(
    stage: Callable[..., Stage],
) -> None:
    scene = stage([HEADER, *READERS])
    at = "2030-03-18T17:00:00Z"
    message = scene.text(ANNA, **THROUGH_SERVICE, schedule_type="fixed", send_at=at)
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "STOP"})
    assert scene.client.messages(message.sid).fetch().status == "scheduled"
    scene.run()
    assert scene.client.messages(message.sid).fetch().error_code == 21610


MAGIC = "+1500555000"
TRIGGERS: list[tuple[str, dict[str, Any], int | None]] = [
    ("calls", {"from_": f"{MAGIC}1"}, 21212),
    ("calls", {"to": f"{MAGIC}1"}, 21217),
    ("calls", {"to": f"{MAGIC}2"}, 21214),
    ("calls", {"to": f"{MAGIC}3"}, 21215),
    ("calls", {"to": f"{MAGIC}4"}, 21216),
    ("calls", {"from_": f"{MAGIC}6"}, None),
    ("messages", {"from_": f"{MAGIC}1"}, 21212),
    ("messages", {"from_": f"{MAGIC}7"}, 21606),
    ("messages", {"from_": f"{MAGIC}8"}, 21611),
    ("messages", {"from_": f"{MAGIC}6"}, None),
    ("messages", {"to": f"{MAGIC}1"}, 21211),
    ("messages", {"to": f"{MAGIC}2"}, 21612),
    ("messages", {"to": f"{MAGIC}3"}, 21408),
    ("messages", {"to": f"{MAGIC}4"}, 21610),
    ("messages", {"to": f"{MAGIC}9"}, 21614),
    ("incoming_phone_numbers", {"phone_number": f"{MAGIC}0"}, 21422),
    ("incoming_phone_numbers", {"phone_number": f"{MAGIC}1"}, 21421),
    ("incoming_phone_numbers", {"phone_number": f"{MAGIC}6"}, None),
    ("incoming_phone_numbers", {"area_code": "533"}, 21452),
    ("incoming_phone_numbers", {"area_code": "500"}, None),
]
PLAIN: dict[str, dict[str, Any]] = {
    "calls": {"to": ANNA, "from_": OURS, "url": URL},
    "messages": {"to": ANNA, "from_": OURS, "body": "x"},
    "incoming_phone_numbers": {},
}


@pytest.mark.parametrize(("resource", "order", "code"), TRIGGERS)
def test_the_trigger_numbers_of_twilios_test_credentials_do_what_they_are_for(
    stage: Callable[..., Stage], resource: str, order: dict[str, Any], code: int | None
) -> None:
    scene = stage()
    create = getattr(scene.client, resource).create
    asked = PLAIN[resource] | order
    assert outcome(lambda: create(**asked)) == (None if code is None else (code, 400))
    if code is not None:
        assert not scene.journal("call.created")
        assert not scene.journal("message.created")
