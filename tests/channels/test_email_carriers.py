"""Two carriers of e-mail behind one interface: what each is asked, and what each kind of answer means."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from outreach.channels.carrier import (
    CannotSay,
    CarrierError,
    Doubtful,
    EmailCarrier,
    EmailOrder,
    News,
    NotSent,
    Refused,
    Taken,
)
from outreach.channels.opening import open_carriers
from outreach.channels.sendgrid import SendGrid, message_id
from outreach.channels.twilio_email import TwilioEmail
from outreach.clock import RealClock
from outreach.errors import SettingsError
from outreach.settings import Settings, load_settings
from tests.support.accounts import ACCOUNT_SID, AUTH_TOKEN, settings_for
from tests.support.tiny_carrier import TinyCarrier

LINK = "https://outreach.example.com/stop/2NEuci-db5iraoZ8pcmIC06mWL_cCPlk8q3b2Imq7wQ"
ATTEMPT = "0190a0b0-1111-7000-8000-000000000001"
ORDER = EmailOrder(
    "pat@example.com", "accounts@example.org", "Harbor", "About your account", "Hello Pat.", "<p>Hello Pat.</p>",
    ATTEMPT, (LINK,),
)  # fmt: skip
SENDGRID: dict[str, Any] = {
    "email_carrier": "sendgrid",
    "sendgrid_api_key": "SG.secret",
    "sendgrid_webhook_keys": "unused here",
}
TAKEN = {
    "twilio": (202, {"operationId": "comms_operation_1", "operationLocation": "x"}),
    "sendgrid": (202, {}),
}
BOTH = pytest.mark.parametrize("name", ["twilio", "sendgrid"])


def settings(other_end: TinyCarrier, name: str, **knobs: Any) -> Settings:
    times = {"carrier_base_url": other_end.url, "carrier_read_timeout": 0.5, "carrier_connect_timeout": 0.5}
    return settings_for("postgresql://", **times, **(SENDGRID if name == "sendgrid" else {}), **knobs)


def opened(other_end: TinyCarrier, name: str, **knobs: Any) -> EmailCarrier:
    other_end.headers = {"X-Message-Id": "LRzXl_NHStOGhQ4kofSm_A"}
    return open_carriers(settings(other_end, name, **knobs), RealClock()).email


def sent(other_end: TinyCarrier, name: str, order: EmailOrder = ORDER) -> dict[str, Any]:
    """The body of the one request with which the order was sent."""
    other_end.manner = TAKEN[name]
    opened(other_end, name).send(order)
    (asked,) = other_end.asked
    return dict(json.loads(asked.fields["json"]))


def test_the_settings_choose_one_of_two(other_end: TinyCarrier) -> None:
    assert isinstance(opened(other_end, "twilio"), TwilioEmail)
    assert isinstance(opened(other_end, "sendgrid"), SendGrid)


@pytest.mark.parametrize("missing", ["sendgrid_api_key", "sendgrid_webhook_keys"])
def test_sendgrid_without_its_key_or_its_events_is_no_choice(other_end: TinyCarrier, missing: str) -> None:
    known = settings(other_end, "sendgrid").model_dump() | {missing: None}
    with pytest.raises(SettingsError) as refusal:
        load_settings(_env_file=None, **known)
    assert "SENDGRID_API_KEY" in str(refusal.value)
    assert "OUTREACH_SENDGRID_WEBHOOK_KEYS" in str(refusal.value)


def test_twilio_is_asked_for_one_email_with_the_attempt_as_its_tag(other_end: TinyCarrier) -> None:
    body = sent(other_end, "twilio")
    asked = other_end.asked[0]
    assert (asked.method, asked.host, asked.path) == ("POST", "comms.twilio.com", "/v1/Emails")
    assert asked.authorization == "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
    assert body["from"] == {"address": "accounts@example.org", "name": "Harbor"}
    assert body["to"] == [{"address": "pat@example.com"}]
    assert body["content"] == {"subject": ORDER.subject, "html": ORDER.html, "text": ORDER.text}
    assert body["tags"] == {"attempt": ATTEMPT}
    assert "replyTo" not in body


def test_sendgrid_is_asked_for_one_email_with_the_attempt_as_its_argument(other_end: TinyCarrier) -> None:
    body = sent(other_end, "sendgrid")
    asked = other_end.asked[0]
    assert (asked.method, asked.host, asked.path) == ("POST", "api.sendgrid.com", "/v3/mail/send")
    assert asked.authorization == "Bearer SG.secret"
    assert body["personalizations"] == [{"to": [{"email": "pat@example.com"}], "custom_args": {"attempt": ATTEMPT}}]
    assert body["from"] == {"email": "accounts@example.org", "name": "Harbor"}
    assert [part["type"] for part in body["content"]] == ["text/plain", "text/html"]
    assert [part["value"] for part in body["content"]] == [ORDER.text, ORDER.html]
    assert "reply_to" not in body


def test_sendgrid_rewrites_no_link_and_counts_no_opening(other_end: TinyCarrier) -> None:
    tracking = sent(other_end, "sendgrid")["tracking_settings"]
    assert {name: each["enable"] for name, each in tracking.items()} == {
        "click_tracking": False,
        "open_tracking": False,
        "subscription_tracking": False,
    }


@BOTH
def test_every_email_can_be_unsubscribed_from_with_one_click(other_end: TinyCarrier, name: str) -> None:
    # RFC 8058, 3.1: one https URI among those of List-Unsubscribe, and exactly this value beside it.
    assert sent(other_end, name)["headers"] == {
        "List-Unsubscribe": f"<{LINK}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@BOTH
def test_a_mailbox_to_unsubscribe_at_stands_after_the_link(other_end: TinyCarrier, name: str) -> None:
    order = replace(ORDER, unsubscribe=(LINK, "mailto:stop@example.org?subject=x"))
    assert sent(other_end, name, order)["headers"]["List-Unsubscribe"] == (
        f"<{LINK}>, <mailto:stop@example.org?subject=x>"
    )


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [("twilio", "replyTo", {"address": "desk@example.org"}), ("sendgrid", "reply_to", {"email": "desk@example.org"})],
)
def test_answers_go_where_the_client_wants_them(other_end: TinyCarrier, name: str, field: str, value: object) -> None:
    assert sent(other_end, name, replace(ORDER, reply_to="desk@example.org"))[field] == value


def test_braces_in_a_name_are_words_to_twilios_templates(other_end: TinyCarrier) -> None:
    content = sent(other_end, "twilio", replace(ORDER, subject="Hello {{ secret }}", text="{% if x %}"))["content"]
    # What Liquid makes of it: each output of the text '{' is a brace, everything else stands as it is.
    told = {key: value.replace("{{ '{' }}", "{") for key, value in content.items()}
    assert (told["subject"], told["text"], told["html"]) == ("Hello {{ secret }}", "{% if x %}", ORDER.html)
    assert "{{ secret" not in content["subject"]
    assert "{%" not in content["text"]


@BOTH
def test_an_email_that_was_taken_is_known_by_the_carriers_id(other_end: TinyCarrier, name: str) -> None:
    other_end.manner = TAKEN[name]
    expected = {"twilio": "comms_operation_1", "sendgrid": "LRzXl_NHStOGhQ4kofSm_A"}[name]
    assert opened(other_end, name).send(ORDER) == Taken(expected, "queued")


@BOTH
@pytest.mark.parametrize(
    ("manner", "meaning"),
    [
        ((429, {}), NotSent),
        ((400, {"code": 20001}), Refused),
        ((401, {"errors": [{"message": "no"}]}), Refused),
        ((413, {}), Refused),
        ((500, {}), Doubtful),
        ((503, {}), Doubtful),
        ("reset", Doubtful),
        ("hang", Doubtful),
        ("half", Doubtful),
    ],
)
def test_what_goes_wrong_means_the_same_at_both_and_nothing_is_sent_twice(
    other_end: TinyCarrier, name: str, manner: Any, meaning: type[CarrierError]
) -> None:
    other_end.manner = manner
    with pytest.raises(meaning):
        opened(other_end, name).send(ORDER)
    assert len(other_end.orders()) == 1


@BOTH
def test_where_nobody_listens_nothing_was_sent(other_end: TinyCarrier, name: str) -> None:
    with pytest.raises(NotSent):
        opened(other_end, name, email_base_url="http://127.0.0.1:1").send(ORDER)
    assert other_end.asked == []


@pytest.mark.parametrize(
    ("name", "manner", "headers"),
    [
        ("twilio", (202, {}), {}),
        ("sendgrid", (202, {}), {"X-Message-Id": ""}),
    ],
)
def test_taken_without_an_id_is_doubtful(
    other_end: TinyCarrier, name: str, manner: Any, headers: dict[str, str]
) -> None:
    carrier = opened(other_end, name)
    other_end.manner, other_end.headers = manner, headers
    with pytest.raises(Doubtful):
        carrier.send(ORDER)


@BOTH
def test_the_carrier_is_found_where_the_settings_say(other_end: TinyCarrier, name: str) -> None:
    other_end.manner = TAKEN[name]
    elsewhere = {"carrier_base_url": "http://127.0.0.1:1", "email_base_url": other_end.url}
    known = settings(other_end, name).model_copy(update=elsewhere)
    other_end.headers = {"X-Message-Id": "x"}
    open_carriers(known, RealClock()).email.send(ORDER)
    assert len(other_end.orders()) == 1


# --- asking


def listing(*emails: dict[str, str], under: str) -> Callable[..., Any]:
    return lambda _: (200, {under: list(emails)})


@pytest.mark.parametrize("under", ["emails", "data"])
def test_twilio_is_asked_for_the_operations_email(other_end: TinyCarrier, under: str) -> None:
    other_end.manner = listing({"id": "comms_email_1", "status": "DELIVERED"}, under=under)
    assert opened(other_end, "twilio").news("comms_operation_1") == News("comms_operation_1", "delivered")
    assert parse_qs(urlsplit(other_end.asked[0].path).query) == {"operationId": ["comms_operation_1"]}


def test_twilio_finds_an_email_by_the_attempt_and_then_knows_it_by_its_own_id(other_end: TinyCarrier) -> None:
    other_end.manner = listing({"id": "comms_email_1", "status": "SENT"}, under="emails")
    carrier = opened(other_end, "twilio")
    assert carrier.search(ATTEMPT) == [News("comms_email_1", "sent")]
    assert parse_qs(urlsplit(other_end.asked[0].path).query) == {"tags": [f"attempt:{ATTEMPT};"]}
    other_end.manner = (200, {"id": "comms_email_1", "status": "OPENED"})
    assert carrier.news("comms_email_1") == News("comms_email_1", "delivered")
    assert urlsplit(other_end.asked[1].path).path == "/v1/Emails/comms_email_1"


def test_an_operation_twilio_knows_nothing_of_is_none(other_end: TinyCarrier) -> None:
    other_end.manner = listing(under="emails")
    assert opened(other_end, "twilio").news("comms_operation_1") is None


def test_sendgrid_cannot_be_asked_unless_the_account_keeps_messages(other_end: TinyCarrier) -> None:
    carrier = opened(other_end, "sendgrid")
    with pytest.raises(CannotSay):
        carrier.news("LRzXl_NHStOGhQ4kofSm_A")
    with pytest.raises(CannotSay):
        carrier.search(ATTEMPT)
    assert other_end.asked == []


@pytest.mark.parametrize(
    ("said", "status"), [("delivered", "delivered"), ("not_delivered", "undelivered"), ("processing", "queued")]
)
def test_sendgrids_activity_is_asked_where_there_is_one(other_end: TinyCarrier, said: str, status: str) -> None:
    message = {"msg_id": "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-1", "status": said}
    other_end.manner = listing(message, under="messages")
    carrier = opened(other_end, "sendgrid", sendgrid_activity=True)
    assert carrier.news("LRzXl_NHStOGhQ4kofSm_A") == News("LRzXl_NHStOGhQ4kofSm_A", status)
    assert carrier.search(ATTEMPT) == [News("LRzXl_NHStOGhQ4kofSm_A", status)]
    queries = [parse_qs(urlsplit(asked.path).query)["query"][0] for asked in other_end.asked]
    assert queries == ['msg_id LIKE "LRzXl_NHStOGhQ4kofSm_A%"', f"(unique_args['attempt']=\"{ATTEMPT}\")"]


@pytest.mark.parametrize(("name", "sid"), [("twilio", "LRzXl_NHStOGhQ4kofSm_A"), ("sendgrid", "comms_operation_1")])
def test_what_the_other_carrier_took_is_not_asked_of_this_one(other_end: TinyCarrier, name: str, sid: str) -> None:
    with pytest.raises(CannotSay):
        opened(other_end, name, sendgrid_activity=True).news(sid)
    assert other_end.asked == []


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("twilio", {"emails": [{"id": "comms_email_1", "status": "INBOUND"}]}),
        ("sendgrid", {"messages": [{"msg_id": "x", "status": "lost"}]}),
    ],
)
def test_a_status_nobody_knows_tells_nothing(other_end: TinyCarrier, name: str, answer: dict[str, Any]) -> None:
    other_end.manner = (200, answer)
    with pytest.raises(Doubtful, match="is not known"):
        opened(other_end, name, sendgrid_activity=True).search(ATTEMPT)


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0", "LRzXl_NHStOGhQ4kofSm_A"),
        ("euo2iKxdSayPF4YE4--I7A.recvd-5f54b5d587-pczjm-1-67BADEEA-6.0", "euo2iKxdSayPF4YE4--I7A"),
        ("14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0", "14c5d75ce93.dfd.64b469"),
        ("LRzXl_NHStOGhQ4kofSm_A", "LRzXl_NHStOGhQ4kofSm_A"),
    ],
)
def test_the_message_id_is_found_in_the_longer_one_of_events(long: str, short: str) -> None:
    assert message_id(long) == short
