"""`Messages.json`: create, fetch, list."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.calls import Callback
from outreach.sandbox.errors import Refusal
from outreach.sandbox.fields import API_VERSION, rfc2822
from outreach.sandbox.ids import new_sid
from outreach.sandbox.ledger import attempt_in
from outreach.sandbox.message_life import enqueue
from outreach.sandbox.messages import Message
from outreach.sandbox.rest.ask import Ask, Reply, is_phone, is_sender, is_url, note_unknown
from outreach.sandbox.rest.paging import instant_filter, page
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.segments import segments

MODELLED: Final = frozenset({"To", "From", "MessagingServiceSid", "Body", "StatusCallback", "ValidityPeriod"})
KNOWN: Final = MODELLED | frozenset(
    [
        "ApplicationSid",
        "MaxPrice",
        "ProvideFeedback",
        "Attempt",
        "ForceDelivery",
        "ContentRetention",
        "AddressRetention",
        "SmartEncoded",
        "PersistentAction",
        "TrafficType",
        "ShortenUrls",
        "ScheduleType",
        "SendAt",
        "SendAsMms",
        "ContentVariables",
        "MessageIntent",
        "RiskCheck",
        "FallbackFrom",
        "MediaUrl",
        "ContentSid",
    ]
)
LIST_FILTERS: Final = frozenset({"To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"})
BODY_LIMIT: Final = 1600


def create(sandbox: Sandbox, ask: Ask) -> Reply:
    """Raises `Refusal` as Twilio does, 21610 included when the sender is explicit."""
    note_unknown(sandbox, "Messages", ask.form, KNOWN, MODELLED)
    to, from_, service = _parties(sandbox, ask)
    body = _body(ask)
    callback = _callback(ask)
    message = Message(
        sid=new_sid("SM"),
        account_sid=sandbox.options.account_sid,
        to=to,
        from_=from_,
        body=body,
        segments=segments(body),
        created_at=sandbox.clock.now(),
        status="accepted" if service else "queued",
        service_sid=service,
        callback=callback,
        attempt=attempt_in(callback.url if callback else None),
        validity=ask.whole("ValidityPeriod", 36_000, 1, 36_000),
    )
    enqueue(sandbox, message)
    return Reply(201, shown(message), message.sid)


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    message = sandbox.messages.get(ask.parts[-1])
    if message is None:
        raise Refusal(20404, ask.path)
    return Reply(200, shown(message))


def list_messages(sandbox: Sandbox, ask: Ask) -> Reply:
    """Newest first, inbound texts and keyword answers included."""
    note_unknown(sandbox, "Messages list", ask.query, LIST_FILTERS, LIST_FILTERS)
    sent, from_ = instant_filter(ask, "DateSent"), ask.query.get("From")

    def fits(message: Message) -> bool:
        return from_ in {None, message.from_} and sent(message.sent_at)

    return Reply(200, page(ask, "messages", sandbox.messages, fits, shown))


def _parties(sandbox: Sandbox, ask: Ask) -> tuple[str, str | None, str | None]:
    """To, From (None with a service), service sid (None with a From)."""
    to, from_, service = ask.text("To"), ask.text("From"), ask.text("MessagingServiceSid")
    if not to:
        raise Refusal(21604)
    if not from_ and not service:
        raise Refusal(21603)
    if not is_phone(to):
        raise Refusal(21211, to)
    if not from_:
        return to, None, _service(sandbox, service)
    if not is_sender(from_):
        raise Refusal(21212, from_)
    if not sandbox.owns(from_):
        raise Refusal(21606, from_)
    if sandbox.optouts.blocks(to, from_):
        raise Refusal(21610)
    return to, from_, None


def _service(sandbox: Sandbox, sid: str) -> str:
    service = sandbox.population.services.get(sid)
    if service is None:
        raise Refusal(21705, sid)
    if not service.numbers:
        raise Refusal(21703, sid)
    return sid


def _body(ask: Ask) -> str:
    body = ask.text("Body")
    if not body:
        raise Refusal(21602)
    if len(body) > BODY_LIMIT:
        raise Refusal(21617)
    return body


def _callback(ask: Ask) -> Callback | None:
    url = ask.text("StatusCallback")
    if url and not is_url(url):
        raise Refusal(21609, url)
    return Callback(url) if url else None


def shown(message: Message) -> dict[str, object]:
    """The message resource; while only accepted it has no sender and no segments yet."""
    uri = f"/{API_VERSION}/Accounts/{message.account_sid}/Messages/{message.sid}"
    accepted = message.status == "accepted"
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
        "from": None if accepted else message.from_,
        "messaging_service_sid": message.service_sid,
        "num_media": "0",
        "num_segments": "0" if accepted else str(message.segments),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }
