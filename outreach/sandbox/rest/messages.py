"""`Messages.json`: create (also for later), fetch, list, cancel or redact, delete. Media: `media.py`."""

from __future__ import annotations

import re
from typing import Final

from outreach.sandbox.clock import instant
from outreach.sandbox.errors import ClockError, Refusal
from outreach.sandbox.journal import attempt_in
from outreach.sandbox.rest.ask import GONE, Ask, Reply, is_phone, is_sender, is_url
from outreach.sandbox.rest.magic import MESSAGE_FROM, MESSAGE_TO
from outreach.sandbox.rest.paging import instant_filter, page
from outreach.sandbox.rest.parameters import PAGING, Parameters, names
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.texts.life import accept, cancel
from outreach.sandbox.texts.message import FINAL, WAITING, Message
from outreach.sandbox.texts.segments import segments
from outreach.sandbox.voice.call import Callback
from outreach.sandbox.webhooks.voice_fields import API_VERSION, rfc2822

CREATE: Final = Parameters(
    names("To From MessagingServiceSid Body MediaUrl StatusCallback ValidityPeriod ScheduleType SendAt"),
    names(
        "ApplicationSid MaxPrice ProvideFeedback Attempt ForceDelivery ContentRetention AddressRetention SmartEncoded "
        "PersistentAction TrafficType ShortenUrls SendAsMms ContentSid ContentVariables MessageIntent RiskCheck "
        "FallbackFrom"
    ),
)
UPDATE: Final = Parameters(names("Body Status"))
LIST: Final = Parameters(names("To From DateSent DateSent< DateSent>") | PAGING)
SERVICE_SID: Final = re.compile(r"MG[0-9a-fA-F]{32}")
BODY_LIMIT: Final = 1600
MEDIA_LIMIT: Final = 10
SOONEST: Final = 300.0  # seconds ahead for which a message may be scheduled
LATEST: Final = 35 * 86_400.0
RECEIPT_SECONDS: Final = 3600.0  # so long a message that was only sent may still be delivered, and is not deleted


def create(sandbox: Sandbox, ask: Ask) -> Reply:
    """Raises `Refusal` as Twilio does, 21610 included when the sender is explicit."""
    to, from_, service = _parties(sandbox, ask)
    body, media = _content(ask)
    url = ask.url("StatusCallback", 21609)
    if not url and service:
        url = sandbox.holdings.services[service].status_callback
    send_at = _send_at(sandbox, ask, service)
    message = Message(
        sid=sandbox.ids.sid("MM" if media else "SM"),
        account_sid=sandbox.options.account_sid,
        to=to,
        from_=from_,
        body=body,
        segments=segments(body),
        created_at=sandbox.clock.now(),
        status="scheduled" if send_at is not None else "accepted" if service else "queued",
        service_sid=service,
        callback=Callback(url) if url else None,
        attempt=attempt_in(url),
        validity=ask.whole("ValidityPeriod", _validity(sandbox, service), 1, 36_000),
        media=media,
        send_at=send_at,
    )
    accept(sandbox, message)
    return Reply(201, shown(message), message.sid)


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, shown(named(sandbox, ask)))


def list_messages(sandbox: Sandbox, ask: Ask) -> Reply:
    """Newest first, inbound texts and keyword answers included."""
    sent, from_ = instant_filter(ask, "DateSent"), ask.query.get("From")

    def fits(message: Message) -> bool:
        return from_ in {None, message.from_} and sent(message.sent_at)

    return Reply(200, page(ask, "messages", sandbox.messages, fits, shown, ask.query.get("To")))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    """`Status=canceled` before it was sent, or an empty `Body` to forget the words of one that is over."""
    message = named(sandbox, ask)
    if ask.text("Status"):
        if ask.text("Status") != "canceled":
            raise Refusal(20001, "Status")
        if message.status not in WAITING:
            raise Refusal(30409)
        cancel(sandbox, message, sandbox.clock.now())
    elif "Body" in ask.form:
        if ask.text("Body"):
            raise Refusal(20001, "Body")
        if not over(sandbox, message):
            raise Refusal(20009)
        message.body, message.updated_at = "", sandbox.clock.now()
        sandbox.messages.put_away(message)
    else:
        raise Refusal(20001, "Body")
    return Reply(200, shown(message))


def delete(sandbox: Sandbox, ask: Ask) -> Reply:
    """Only a message that is over."""
    message = named(sandbox, ask)
    if not over(sandbox, message):
        raise Refusal(20009)
    sandbox.messages.remove(message.sid)
    return GONE


def shown(message: Message) -> dict[str, object]:
    """The message resource; while no sender is chosen it has none, and no segments."""
    uri = f"/{API_VERSION}/Accounts/{message.account_sid}/Messages/{message.sid}"
    unsent = message.status in {"accepted", "scheduled"}
    return {
        "account_sid": message.account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": rfc2822(message.created_at),
        "date_sent": None if message.sent_at is None else rfc2822(message.sent_at),
        "date_updated": rfc2822(message.updated_at),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": message.error_message,
        "from": None if unsent else message.from_,
        "messaging_service_sid": message.service_sid,
        "num_media": str(len(message.media)),
        "num_segments": "0" if unsent else str(message.segments),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def named(sandbox: Sandbox, ask: Ask) -> Message:
    """The message the path names. Raises `Refusal` 20404."""
    message = sandbox.messages.get(ask.parts[1])
    if message is None:
        raise Refusal(20404, ask.path)
    return message


def over(sandbox: Sandbox, message: Message) -> bool:
    """Whether nothing more can become of it; one that was only sent waits an hour for its receipt."""
    late = message.sent_at is not None and sandbox.clock.now() - message.sent_at > RECEIPT_SECONDS
    return message.status in FINAL or (message.status == "sent" and late)


def _parties(sandbox: Sandbox, ask: Ask) -> tuple[str, str | None, str | None]:
    """To, From (None with a service), service sid (None with a From)."""
    to, from_, service = ask.text("To"), ask.text("From"), ask.text("MessagingServiceSid")
    if not to:
        raise Refusal(21604)
    if not from_ and not service:
        raise Refusal(21603)
    if from_ in MESSAGE_FROM:
        raise Refusal(MESSAGE_FROM[from_], from_)
    if to in MESSAGE_TO:
        raise Refusal(MESSAGE_TO[to], to)
    if not is_phone(to):
        raise Refusal(21211, to)
    if service:
        return to, None, _service(sandbox, service)
    if not is_sender(from_):
        raise Refusal(21212, from_)
    if not sandbox.holdings.owns(from_):
        raise Refusal(21606, from_)
    if sandbox.optouts.blocks(to, from_):
        raise Refusal(21610)
    return to, from_, None


def _service(sandbox: Sandbox, sid: str) -> str:
    service = sandbox.holdings.services.get(sid)
    if service is None:
        raise Refusal(21701 if SERVICE_SID.fullmatch(sid) else 21705, sid)
    if not service.numbers:
        raise Refusal(21704, sid)
    return sid


def _validity(sandbox: Sandbox, service: str | None) -> int:
    return sandbox.holdings.services[service].validity_period if service else 36_000


def _content(ask: Ask) -> tuple[str, tuple[str, ...]]:
    """Body and media; one of them there must be."""
    body, media = ask.text("Body"), tuple(ask.form.get("MediaUrl", ()))
    if not body and not media:
        raise Refusal(21602)
    if len(body) > BODY_LIMIT:
        raise Refusal(21617)
    if len(media) > MEDIA_LIMIT:
        raise Refusal(21623)
    if not all(is_url(url) for url in media):
        raise Refusal(21620)
    return body, media


def _send_at(sandbox: Sandbox, ask: Ask, service: str | None) -> float | None:
    """When a scheduled message is to be sent, None for one that is not scheduled."""
    kind, written = ask.text("ScheduleType"), ask.text("SendAt")
    if not kind and not written:
        return None
    if kind != "fixed":
        raise Refusal(35126 if kind else 35119)
    if not written:
        raise Refusal(35111)
    if service is None:
        raise Refusal(35118)
    try:
        send_at = instant(written)
    except ClockError:
        raise Refusal(35114) from None
    if not SOONEST <= send_at - sandbox.clock.now() <= LATEST:
        raise Refusal(35114)
    return send_at
