from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from outreach.sandbox.texts.opt_outs import keyword_in
from outreach.sandbox.texts.segments import segments
from tests.sandbox.stage import ATTEMPT, OURS, ClientApp, Document, Stage, twiml

ANNA = "+12125550123"
SERVICE = "MG" + "0123456789abcdef" * 2
CALLBACK = {
    "SmsSid", "SmsStatus", "MessageStatus", "To", "MessageSid", "AccountSid", "From", "ApiVersion",
}  # fmt: skip
INBOUND = {
    "ToCountry", "ToState", "SmsMessageSid", "NumMedia", "ToCity", "FromZip", "SmsSid", "FromState", "SmsStatus",
    "FromCity", "Body", "FromCountry", "To", "ToZip", "NumSegments", "MessageSid", "AccountSid", "From", "ApiVersion",
}  # fmt: skip


def reads(address: str = ANNA, **sms: Any) -> dict[str, Any]:
    return {"address": address, "sms": {"delivery": "delivered", **sms}}


@pytest.fixture
def inbound(app: ClientApp) -> str:
    return f"{app.origin}/sms"


def test_a_text_is_sent_then_delivered_and_both_are_told(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([reads()])
    message = scene.text(ANNA)
    assert (message.status, message.num_segments) == ("queued", "1")
    scene.run()
    callbacks = app.on("/sms-status/")
    assert [one.fields["MessageStatus"] for one in callbacks] == ["sent", "delivered"]
    assert [set(one.fields) for one in callbacks] == [CALLBACK, CALLBACK | {"RawDlrDoneDate"}]
    assert all(one.genuine for one in callbacks)
    assert {line["attempt"] for line in scene.journal("message.delivered")} == {ATTEMPT}
    fetched = scene.client.messages(message.sid).fetch()
    assert (fetched.status, fetched.error_code) == ("delivered", None)


def test_a_text_that_does_not_arrive_says_why(stage: Callable[..., Stage], app: ClientApp) -> None:
    fates = [("undelivered", 30003, ["sent", "undelivered"]), ("failed", 30005, ["failed"]), ("sent", None, ["sent"])]
    numbers = [f"+1212555011{n}" for n in range(len(fates))]
    people = [reads(number, delivery=fate[0], error_code=fate[1]) for number, fate in zip(numbers, fates, strict=True)]
    scene = stage(people)
    sids = [scene.text(number).sid for number in numbers]
    scene.run()
    for sid, (_, code, statuses) in zip(sids, fates, strict=True):
        callbacks = [one.fields for one in app.on("/sms-status/") if one.fields["MessageSid"] == sid]
        assert [fields["MessageStatus"] for fields in callbacks] == statuses
        assert callbacks[-1].get("ErrorCode") == (str(code) if code else None)
        assert scene.client.messages(sid).fetch().error_code == code


def test_stop_is_answered_and_posted_and_ends_all_sending_until_start(
    stage: Callable[..., Stage], app: ClientApp, inbound: str
) -> None:
    scene = stage([reads(replies=[{"hear": "account", "text": "Stop", "after": 30}])], sms_url=inbound)
    scene.text(ANNA)
    scene.run()
    posted = app.on("/sms")[-1]
    assert set(posted.fields) == INBOUND
    assert (posted.fields["Body"], posted.fields["From"], posted.fields["To"]) == ("Stop", ANNA, OURS)
    assert posted.genuine
    assert [line["keyword"] for line in scene.journal("text.in")] == ["STOP"]
    assert len(scene.journal("text.auto_reply")) == 1
    with pytest.raises(TwilioRestException) as refused:
        scene.text(ANNA)
    assert (refused.value.status, refused.value.code) == (400, 21610)

    scene.text(ANNA, from_="+12125550101")  # another number of ours is not blocked
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "START"})
    assert scene.text(ANNA).status == "queued"


def test_an_opted_out_text_through_a_service_is_accepted_and_fails_later(
    stage: Callable[..., Stage], app: ClientApp
) -> None:
    services = {SERVICE: {"numbers": [OURS], "advanced_opt_out": True}}
    numbers = {OURS: {"sms_url": f"{app.origin}/sms"}}
    scene = stage([{"header": {"numbers": numbers, "services": services}}, reads()])
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "stop"})
    message = scene.text(ANNA, from_=None, messaging_service_sid=SERVICE)
    assert (message.status, message.from_, message.num_segments) == ("accepted", None, "0")
    scene.run()
    assert app.on("/sms")[0].fields["OptOutType"] == "STOP"
    assert [one.fields["ErrorCode"] for one in app.on("/sms-status/")] == ["21610"]


def test_a_text_that_waits_longer_than_its_validity_fails(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([reads()], segments_per_second=0.1)
    scene.text(ANNA, "first")
    scene.text(ANNA, "second", validity_period=5, status_callback=f"{app.origin}/late")
    scene.run()
    assert [one.fields["ErrorCode"] for one in app.on("/late")] == ["30036"]


def test_texts_to_a_number_without_a_webhook_are_written_down(stage: Callable[..., Stage]) -> None:
    scene = stage()
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "hello?"})
    scene.run()
    assert [line["to"] for line in scene.journal("text.unrouted")] == [OURS]


def test_what_the_client_answers_to_a_text_is_sent_back_or_complained_of(
    stage: Callable[..., Stage], app: ClientApp, inbound: str
) -> None:
    rows: list[tuple[Document, list[int], list[str]]] = [
        (Document("", content_type="application/octet-stream"), [12300], []),
        (Document("<Response"), [12100], []),
        (Document("<Answer/>"), [12102], []),
        (Document("", status=500), [11200], []),
        (twiml(), [], []),
        (Document("", status=204, content_type="text/plain"), [], []),
        (twiml("<Message>Hi</Message>", "<Message><Body>again</Body></Message>"), [], ["Hi", "again"]),
        (Document("Hello to you", content_type="text/plain"), [], ["Hello to you"]),
        (twiml("<Say>Hi</Say>", "<Message>Hi</Message>"), [14110], ["Hi"]),
        (twiml(*["<Message>Hi</Message>"] * 11), [14109], ["Hi"] * 10),
        (twiml(f"<Message>{'x' * 1601}</Message>"), [14103], []),
        (twiml("<Message/>"), [14103], []),
        (twiml("<Redirect>/more</Redirect>", "<Message>never</Message>"), [], []),
    ]
    for document, codes, replies in rows:
        app.documents["/sms"] = document
        scene = stage(sms_url=inbound)
        scene.admin("text", {"from": ANNA, "to": OURS, "body": "hello?"})
        scene.run()
        assert [entry["code"] for entry in scene.admin("debugger")["entries"]] == codes
        assert [line["body"] for line in scene.journal("text.reply")] == replies


def test_an_answer_may_have_a_body_and_pictures_and_what_is_left_out_of_it_is_written_down(
    stage: Callable[..., Stage], app: ClientApp, inbound: str
) -> None:
    picture = "https://collect.example.com/receipt.png"
    app.documents["/sms"] = twiml(
        f"<Message statusCallback='/told'><Body>Your receipt</Body><Media>{picture}</Media></Message>"
    )
    scene = stage(sms_url=inbound)
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "receipt"})
    scene.run()
    (reply,) = scene.client.messages.list(to=ANNA)
    assert (reply.body, reply.num_media, reply.direction) == ("Your receipt", "1", "outbound-reply")
    assert [one.content_type for one in scene.client.messages(reply.sid).media.list()] == ["image/png"]
    assert [line["error"] for line in scene.journal("not_modelled")] == ["statusCallback of Message has no effect here"]


def test_an_answer_to_who_has_said_stop_is_not_carried(
    stage: Callable[..., Stage], app: ClientApp, inbound: str
) -> None:
    app.documents["/sms"] = twiml("<Message>Are you sure?</Message>")
    scene = stage(sms_url=inbound)
    for body in ("STOP", "and what about my balance?"):
        scene.admin("text", {"from": ANNA, "to": OURS, "body": body})
        scene.run()
    assert not scene.journal("text.reply")
    refused = [one for one in scene.client.messages.list(to=ANNA) if one.status == "failed"]
    assert [(one.body, one.error_code) for one in refused] == [("Are you sure?", 21610)] * 2
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "START"})
    scene.run()
    assert [line["body"] for line in scene.journal("text.reply")] == ["Are you sure?"]


@pytest.mark.parametrize("on_number", [True, False])
def test_texts_to_a_service_go_where_it_says_unless_it_leaves_that_to_the_number(
    stage: Callable[..., Stage], app: ClientApp, on_number: bool
) -> None:
    services = {SERVICE: {"numbers": [OURS]}}
    numbers = {OURS: {"sms_url": f"{app.origin}/number", "sms_fallback_url": f"{app.origin}/number-fallback"}}
    scene = stage([{"header": {"numbers": numbers, "services": services}}])
    for name in ("number", "service", "number-fallback", "service-fallback"):
        app.documents[f"/{name}"] = Document("", 500, "text/plain")
    scene.client.messaging.v1.services(SERVICE).update(
        inbound_request_url=f"{app.origin}/service",
        inbound_method="GET",
        fallback_url=f"{app.origin}/service-fallback",
        fallback_method="GET",
        use_inbound_webhook_on_number=on_number,
    )
    scene.admin("text", {"from": ANNA, "to": OURS, "body": "hello"})
    scene.run()
    by_number = [("POST", "/number"), ("POST", "/number-fallback")]
    by_service = [("GET", "/service"), ("GET", "/service-fallback")]
    assert [(one.method, one.path) for one in app.webhooks] == (by_number if on_number else by_service)
    (number,) = scene.client.incoming_phone_numbers.list()
    assert number.sms_url == f"{app.origin}/number"


@pytest.mark.parametrize("sticky", [True, False])
def test_a_person_hears_from_one_number_of_a_service_unless_it_may_change(
    stage: Callable[..., Stage], sticky: bool
) -> None:
    other = "+12125550101"
    header = {"numbers": {OURS: {}, other: {}}, "services": {SERVICE: {"numbers": [OURS, other]}}}
    scene = stage([{"header": header}, reads()])
    scene.client.messaging.v1.services(SERVICE).update(sticky_sender=sticky)
    for _ in range(4):
        scene.text(ANNA, from_=None, messaging_service_sid=SERVICE)
    scene.run()
    senders = {one.from_ for one in scene.client.messages.list(to=ANNA)}
    assert len(senders) == (1 if sticky else 2)


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
        ("ж" * 70, 1), ("ж" * 71, 2), ("ж" * 135, 3), ("a" * 100 + "\u2019", 2), ("👍" * 35, 1), ("👍" * 36, 2),
    ],
)  # fmt: skip
def test_segments_are_counted_as_on_the_air(body: str, count: int) -> None:
    assert segments(body) == count


@pytest.mark.parametrize(
    ("body", "keyword"),
    [("STOP", "STOP"), (" stopall\n", "STOP"), ("Quit", "STOP"), ("OPTOUT", "STOP"), ("Stop please", None),
     ("unstop", "START"), ("YES", "START"), ("info", "HELP"), ("", None)],
)  # fmt: skip
def test_only_a_whole_body_is_a_keyword(body: str, keyword: str | None) -> None:
    assert keyword_in(body) == keyword
