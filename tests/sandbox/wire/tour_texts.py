"""The grand tour, third chapter: texts of every fate, later ones, pictures, and what people text to us."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.sandbox.stage import ACCOUNT_SID, OURS, Document, twiml
from tests.sandbox.wire.guide import OTHER_OF_OURS, Guide, header, person, walked

ANNA, BELL = "+12125550123", "+12125550124"
SERVICE = "MG" + "0123456789abcdef" * 2
FATES = {
    "+12125550141": {"delivery": "delivered"},
    "+12125550142": {"delivery": "undelivered", "error_code": 30003},
    "+12125550143": {"delivery": "failed", "error_code": 30005},
    "+12125550144": {"delivery": "sent"},
}
PICTURE = "https://collect.example.com/receipt.png"


def tour(guide: Guide) -> None:
    fates(guide)
    through_a_service(guide)
    pictures_and_forgetting(guide)
    texts_to_us(guide)


def fates(guide: Guide) -> None:
    guide.scene(*[person(number, sms=manner) for number, manner in FATES.items()])
    made = [guide.text(number, validity_period=3600) for number in FATES]
    late = guide.text(ANNA)
    guide.client.messages(late.sid).update(status="canceled")
    guide.stage.advance(1)
    guide.client.messages(made[0].sid).fetch()
    guide.stage.run()
    for message in made:
        guide.client.messages(message.sid).fetch()
    messages, today = guide.client.messages, datetime.fromtimestamp(guide.stage.now(), UTC).date()
    walked(messages)
    walked(messages, to="+12125550141", from_=OURS, date_sent=today)
    messages.list(date_sent_after=today, date_sent_before=today + timedelta(days=1))
    messages(made[1].sid).delete()


def through_a_service(guide: Guide) -> None:
    """Accepted, scheduled, called off, sent; and one to somebody who has said STOP."""
    services = {SERVICE: {"numbers": [OURS, OTHER_OF_OURS], "advanced_opt_out": True}}
    numbers = {OURS: {"sms_url": guide.url("/sms")}, OTHER_OF_OURS: {"sms_url": guide.url("/sms")}}
    guide.scene(header(numbers, services), person(ANNA, sms={}), person(BELL, sms={}))
    later: dict[str, Any] = {"schedule_type": "fixed", "send_at": datetime.fromtimestamp(guide.stage.now() + 3600, UTC)}
    sent: dict[str, Any] = {"messaging_service_sid": SERVICE, "from_": None}
    messages = guide.client.messages
    guide.text(ANNA, **sent)
    called_off = guide.text(ANNA, **sent, **later)
    messages(called_off.sid).update(status="canceled")
    scheduled = guide.text(ANNA, **sent, **later)
    messages(scheduled.sid).fetch()
    for word in ("HELP", "STOP"):
        guide.stage.admin("text", {"from": BELL, "to": OURS, "body": word})
    guide.text(BELL, **sent)
    guide.stage.run()
    messages(scheduled.sid).fetch()
    walked(messages, to=BELL)


def pictures_and_forgetting(guide: Guide) -> None:
    guide.scene(person(ANNA, sms={}))
    message = guide.text(ANNA, media_url=[PICTURE, f"{PICTURE}?2"])
    guide.stage.run()
    media = guide.client.messages(message.sid).media
    walked(media, date_created=datetime.fromtimestamp(guide.stage.now(), UTC).date())
    first = media.list()[0]
    media(first.sid).fetch()
    guide.client.request("GET", f"https://api.twilio.com{first.uri.removesuffix('.json')}")
    guide.client.messages(message.sid).update(body="")
    guide.client.messages(message.sid).fetch()
    media(first.sid).delete()
    guide.client.messages(message.sid).fetch()


def texts_to_us(guide: Guide) -> None:
    """Answered in words, with a picture, by a number whose own address is broken; posted and asked by GET."""
    numbers = {
        OURS: {"sms_url": guide.url("/sms?tenant=a%2Fb&x=#rc=2&rp=all")},
        OTHER_OF_OURS: {"sms_url": guide.url("/sms-broken"), "sms_fallback_url": guide.url("/sms-fallback")},
        "+12125550102": {"sms_url": guide.url("/sms-asked?x=%C3%A9%20y"), "sms_method": "GET"},
    }
    guide.scene(header(numbers))
    guide.app.documents |= {
        "/sms": twiml("<Message>Thank you.</Message>"),
        "/sms-broken": Document("<Response"),
        "/sms-fallback": Document("Try again later", content_type="text/plain"),
    }
    for number in numbers:
        guide.stage.admin("text", {"from": ANNA, "to": number, "body": "ya pagué \N{WINKING FACE}"})
    guide.stage.admin("text", {"from": ANNA, "to": OURS, "body": "", "media": [PICTURE]})
    guide.stage.run()
    inbound = guide.client.messages.list(from_=ANNA)
    guide.client.messages(inbound[0].sid).fetch()
    guide.client.messages(inbound[0].sid).media.list()
    guide.client.api.accounts(ACCOUNT_SID).fetch()
