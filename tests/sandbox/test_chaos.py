from __future__ import annotations

import urllib.error
from collections.abc import Callable
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from outreach.sandbox.chaos import Chaos, Mode
from outreach.sandbox.errors import ChaosError
from tests.sandbox.stage import OURS, ClientApp, Stage, twiml

ANNA = "+12125550123"
PERSON = {"address": ANNA, "call": {"answer": "human", "ring_seconds": 1}, "sms": {"delivery": "delivered"}}


def test_a_lost_response_leaves_the_client_waiting_though_the_phone_rings(stage: Callable[..., Stage]) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", {"lost_response": {"next": 1, "on": ["calls"]}})
    impatient = scene.client_with("0123456789abcdef" * 2, timeout=0.5)
    with pytest.raises(requests.exceptions.ReadTimeout):
        impatient.calls.create(to=ANNA, from_=OURS, url="https://collect.example.com/twiml")
    scene.advance(2)
    assert scene.journal("call.ringing")
    assert [call.to for call in scene.client.calls.list(to=ANNA)] == [ANNA]


def test_a_lost_response_is_a_dropped_connection_in_the_end(stage: Callable[..., Stage]) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", {"lost_response": {"next": 1, "seconds": 0.2}})
    with pytest.raises(requests.exceptions.ConnectionError):
        scene.text(ANNA)
    assert len(scene.journal("message.created")) == 1


def test_a_create_can_be_refused_with_or_without_effect(stage: Callable[..., Stage]) -> None:
    scene = stage([PERSON])
    existing = 0
    for mode, status, code, created in (
        ("throttled", 429, 20429, 0),
        ("error_before", 503, 20500, 0),
        ("error_after", 500, 20500, 1),
    ):
        scene.admin("chaos", {mode: {"next": 1}})
        with pytest.raises(TwilioRestException) as refused:
            scene.text(ANNA)
        assert (refused.value.status, refused.value.code) == (status, code)
        existing += created
        assert len(scene.journal("message.created")) == existing
    assert scene.text(ANNA).status == "queued"


def test_a_throttled_client_is_told_when_to_come_back(stage: Callable[..., Stage]) -> None:
    scene = stage()
    scene.admin("chaos", {"throttled": {"next": 1, "seconds": 7}})
    response = scene.email({})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")


def test_a_callback_can_come_before_the_response(process: Callable[..., Stage], app: ClientApp) -> None:
    scene = process("--speed", "20")
    scene.set(app, [PERSON], {})
    scene.admin("chaos", {"callback_first": {"next": 1}})
    message = scene.text(ANNA)
    assert [one.fields["MessageSid"] for one in app.on("/sms-status")] == [message.sid]


@pytest.mark.parametrize(
    ("rule", "statuses"),
    [
        ({"callback_lost": {"next": 1}}, ["delivered"]),
        ({"callback_doubled": {"next": 1}}, ["sent", "sent", "delivered"]),
        ({"callback_reordered": {"next": 1}}, ["delivered", "sent"]),
        ({"callback_delayed": {"next": 1, "seconds": 600}}, ["delivered", "sent"]),
    ],
)
def test_callbacks_can_be_lost_doubled_reordered_and_late(
    stage: Callable[..., Stage], app: ClientApp, rule: dict[str, Any], statuses: list[str]
) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", rule)
    scene.text(ANNA)
    scene.run()
    callbacks = app.on("/sms-status")
    assert [one.fields["MessageStatus"] for one in callbacks] == statuses
    tokens = {one.headers["i-twilio-idempotency-token"] for one in callbacks}
    assert len(tokens) == len(set(statuses))


def test_a_held_callback_is_not_lost_when_nothing_follows(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", {"callback_reordered": {"next": 2}})
    scene.text(ANNA)
    scene.run()
    assert sorted(one.fields["MessageStatus"] for one in app.on("/sms-status")) == ["delivered", "sent"]


def test_machine_detection_can_be_wrong(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([PERSON])
    app.documents["/twiml"] = twiml("<Hangup/>")
    scene.admin("chaos", {"wrong_detection": {"next": 1}})
    scene.call(ANNA, machine_detection="Enable")
    scene.run()
    assert app.on("/twiml")[0].fields["AnsweredBy"] == "machine_start"


def test_an_unknown_rule_is_refused_and_nothing_changes(stage: Callable[..., Stage]) -> None:
    scene = stage()
    rules = scene.admin("chaos", {"callback_lost": {"rate": 0.5}})
    for wrong in ({"gremlins": {"next": 1}}, {"callback_lost": {"often": 1}}, {"callback_lost": {"on": ["faxes"]}}):
        with pytest.raises(urllib.error.HTTPError) as refused:
            scene.admin("chaos", wrong)
        refused.value.close()
        assert refused.value.code == 400
    assert scene.admin("chaos") == rules
    assert scene.admin("chaos", {"clear": True}) == {}


def test_the_same_seed_strikes_on_the_same_occasions() -> None:
    def occasions(seed: int) -> list[bool]:
        chaos = Chaos(seed)
        chaos.set({"callback_lost": {"rate": 0.3, "on": ["calls"]}})
        return [chaos.strikes([Mode.CALLBACK_LOST], "calls") is not None for _ in range(300)]

    assert occasions(1) == occasions(1) != occasions(2)
    assert 50 < sum(occasions(1)) < 130


def test_a_rule_strikes_only_where_it_is_meant_to() -> None:
    chaos = Chaos(0)
    chaos.set({"error_before": {"next": 1, "on": ["emails"]}})
    assert chaos.strikes([Mode.ERROR_BEFORE], "calls") is None
    assert chaos.strikes([Mode.ERROR_BEFORE], "emails") is not None
    with pytest.raises(ChaosError, match="no chaos mode"):
        chaos.set({"nonsense": {}})
