"""Webhooks: only what the carrier signed is believed; what is believed is stored once and answered at once."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest
import redis

from outreach.contacts.carrier_events import CarrierEvent
from outreach.settings import Settings
from tests.support.accounts import AUTH_TOKEN, FROM, PUBLIC, Agency
from tests.web.line import SID, Carrier
from tests.web.served import served

ATTEMPT = UUID("0190a0b0-1111-7000-8000-000000000001")
STATUS = f"/webhooks/twilio/call/{ATTEMPT}"
PATHS = [STATUS, f"/webhooks/twilio/message/{ATTEMPT}", "/webhooks/twilio/sms", f"/voice/{ATTEMPT}"]


def test_a_signed_status_is_stored_and_answered_without_words(office: Agency, carrier: Carrier) -> None:
    answer = carrier.post(STATUS, CallSid=SID, CallStatus="ringing")
    assert (answer.status_code, answer.content) == (204, b"")
    (event,) = office.rows(CarrierEvent)
    assert (event.kind, event.attempt_id, event.state) == ("call_status", ATTEMPT, "new")


def test_a_stored_status_is_handed_to_the_workers_as_an_id_and_nothing_else(
    office: Agency, carrier: Carrier, broker_url: str
) -> None:
    with redis.Redis.from_url(broker_url) as broker:
        broker.delete("dramatiq:callbacks", "dramatiq:callbacks.msgs")
        carrier.post("/webhooks/twilio/sms", MessageSid="SM1", From="+14045550123", To=FROM, Body="a private matter")
        (message,) = broker.hgetall("dramatiq:callbacks.msgs").values()
    (event,) = office.rows(CarrierEvent)
    assert str(event.id).encode() in message
    assert b"4045550123" not in message
    assert b"private" not in message


def test_a_repeated_delivery_is_stored_once(office: Agency, carrier: Carrier) -> None:
    token = {"I-Twilio-Idempotency-Token": "b5d9e1a6"}
    for _ in range(3):
        assert carrier.post(STATUS, token, CallSid=SID, CallStatus="ringing").status_code == 204
    assert office.count(CarrierEvent) == 1


def test_without_a_token_status_and_sequence_tell_deliveries_apart(office: Agency, carrier: Carrier) -> None:
    for status, number in (("ringing", "1"), ("ringing", "1"), ("in-progress", "2"), ("completed", "3")):
        carrier.post(STATUS, CallSid=SID, CallStatus=status, SequenceNumber=number)
    assert office.count(CarrierEvent) == 3


def test_a_text_is_answered_with_an_empty_response(office: Agency, carrier: Carrier) -> None:
    answer = carrier.post("/webhooks/twilio/sms", MessageSid="SM1", From="+14045550123", To=FROM, Body="hello")
    assert answer.headers["content-type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")
    assert office.rows(CarrierEvent)[0].kind == "sms_in"


def test_blank_fields_belong_to_what_is_signed(office: Agency, carrier: Carrier) -> None:
    assert carrier.post(STATUS, CallSid=SID, CallStatus="ringing", FromCity="").status_code == 204


@pytest.mark.parametrize("path", PATHS)
def test_a_missing_signature_is_refused_and_changes_nothing(office: Agency, browser: httpx.Client, path: str) -> None:
    assert browser.post(path, data={"CallSid": SID, "CallStatus": "completed"}).status_code == 403
    assert office.count(CarrierEvent) == 0


@pytest.mark.parametrize("path", PATHS)
def test_a_signature_made_with_another_token_is_refused(office: Agency, browser: httpx.Client, path: str) -> None:
    forger = Carrier(browser, token="f" * 32)
    assert forger.post(path, CallSid=SID, CallStatus="completed").status_code == 403
    assert office.count(CarrierEvent) == 0


@pytest.mark.parametrize("path", PATHS)
def test_another_account_is_refused_however_well_it_signs(office: Agency, browser: httpx.Client, path: str) -> None:
    stranger = Carrier(browser, account="AC" + "f" * 32)
    assert stranger.post(path, CallSid=SID, CallStatus="completed").status_code == 403
    assert office.count(CarrierEvent) == 0


def test_a_signature_for_other_fields_is_refused(office: Agency, carrier: Carrier, browser: httpx.Client) -> None:
    signed = carrier.post(STATUS, CallSid=SID, CallStatus="ringing").request
    changed = signed.content.replace(b"ringing", b"completed")
    headers = {name: signed.headers[name] for name in ("X-Twilio-Signature", "Content-Type")}
    assert browser.post(STATUS, content=changed, headers=headers).status_code == 403


def test_a_signature_for_another_path_is_refused(carrier: Carrier, browser: httpx.Client) -> None:
    signed = carrier.post(STATUS, CallSid=SID, CallStatus="ringing").request
    headers = {name: signed.headers[name] for name in ("X-Twilio-Signature", "Content-Type")}
    assert browser.post(PATHS[1], content=signed.content, headers=headers).status_code == 403


def test_the_query_belongs_to_what_is_signed(carrier: Carrier, browser: httpx.Client) -> None:
    path = f"/voice/again/{ATTEMPT}?late=1"
    signed = carrier.post(path, CallSid=SID, Digits="1").request
    headers = {name: signed.headers[name] for name in ("X-Twilio-Signature", "Content-Type")}
    assert browser.post(path.replace("late=1", "late=0"), content=signed.content, headers=headers).status_code == 403


def test_the_configured_public_url_counts_and_not_the_host_that_was_asked(carrier: Carrier) -> None:
    proxied = {"Host": "evil.example.net", "X-Forwarded-Host": "evil.example.net"}
    assert not PUBLIC.endswith("evil.example.net")
    assert carrier.post(STATUS, proxied, CallSid=SID, CallStatus="ringing").status_code == 204


def test_during_a_rotation_the_previous_token_is_believed_too(settings: Settings, office: Agency) -> None:
    rotated = settings.model_validate(
        settings.model_dump() | {"twilio_auth_token": "e" * 32, "twilio_previous_auth_token": AUTH_TOKEN}
    )
    with served(rotated) as browser:
        for token, status in ((AUTH_TOKEN, 204), ("e" * 32, 204), ("d" * 32, 403)):
            carrier = Carrier(browser, token)
            assert carrier.post(STATUS, CallSid=SID, CallStatus="ringing").status_code == status


def test_a_form_that_is_far_too_long_is_refused(carrier: Carrier) -> None:
    assert carrier.post(STATUS, CallSid=SID, CallStatus="ringing", Junk="x" * 70_000).status_code == 413


def test_without_a_broker_webhooks_are_stored_all_the_same(settings: Settings, office: Agency) -> None:
    lonely = settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"})
    with served(lonely) as browser:
        assert Carrier(browser).post(STATUS, CallSid=SID, CallStatus="ringing").status_code == 204
        assert browser.get("/readyz").json() == {"database": "ok", "broker": "ConnectionError"}
    assert office.count(CarrierEvent, state="new") == 1


def test_health_and_metrics_are_there(browser: httpx.Client) -> None:
    assert browser.get("/healthz").json() == {"status": "ok"}
    assert browser.get("/readyz").json() == {"database": "ok", "broker": "ok"}
    assert "outreach_webhooks_total" in browser.get("/metrics").text
