"""`Calls.json`: create, fetch, list, and the update that cancels, ends or redirects a call."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.call_life import cancel_queued, enqueue
from outreach.sandbox.calls import EVENTS, Call, Callback, CallStatus, Detection, Source
from outreach.sandbox.errors import Refusal
from outreach.sandbox.fields import API_VERSION, rfc2822
from outreach.sandbox.ids import new_sid, number_sid
from outreach.sandbox.ledger import attempt_in
from outreach.sandbox.line import LineBroken, Redirected
from outreach.sandbox.rest.ask import Ask, Reply, is_phone, is_url, note_unknown
from outreach.sandbox.rest.paging import instant_filter, page
from outreach.sandbox.sandbox import Sandbox

MODELLED: Final = frozenset(
    [
        "To",
        "From",
        "Url",
        "Method",
        "Twiml",
        "ApplicationSid",
        "FallbackUrl",
        "FallbackMethod",
        "StatusCallback",
        "StatusCallbackEvent",
        "StatusCallbackMethod",
        "Timeout",
        "TimeLimit",
        "MachineDetection",
        "AsyncAmd",
        "AsyncAmdStatusCallback",
        "AsyncAmdStatusCallbackMethod",
    ]
)
KNOWN: Final = MODELLED | frozenset(
    [
        "SendDigits",
        "Record",
        "RecordingChannels",
        "RecordingStatusCallback",
        "RecordingStatusCallbackMethod",
        "RecordingConfigurationId",
        "SipAuthUsername",
        "SipAuthPassword",
        "MachineDetectionTimeout",
        "RecordingStatusCallbackEvent",
        "Trim",
        "CallerId",
        "MachineDetectionSpeechThreshold",
        "MachineDetectionSpeechEndThreshold",
        "MachineDetectionSilenceTimeout",
        "Passports",
        "Byoc",
        "CallReason",
        "CallToken",
        "RecordingTrack",
        "ClientNotificationUrl",
    ]
)
UPDATE_MODELLED: Final = frozenset({"Status", "Url", "Method", "Twiml"})
UPDATE_KNOWN: Final = UPDATE_MODELLED | frozenset(
    {"FallbackUrl", "FallbackMethod", "StatusCallback", "StatusCallbackMethod", "TimeLimit"}
)
LIST_FILTERS: Final = frozenset(
    [
        "To",
        "From",
        "ParentCallSid",
        "Status",
        "StartTime",
        "StartTime<",
        "StartTime>",
        "EndTime",
        "EndTime<",
        "EndTime>",
        "PageSize",
        "Page",
        "PageToken",
    ]
)
SUBRESOURCES: Final = [
    "notifications",
    "recordings",
    "payments",
    "events",
    "siprec",
    "streams",
    "transcriptions",
    "user_defined_message_subscriptions",
    "user_defined_messages",
]
TWIML_LIMIT: Final = 4000


def create(sandbox: Sandbox, ask: Ask) -> Reply:
    """Raises `Refusal` as Twilio does; otherwise the call is queued."""
    note_unknown(sandbox, "Calls", ask.form, KNOWN, MODELLED)
    to, from_ = _parties(sandbox, ask)
    source = _source(sandbox, ask)
    callback = _callback(ask)
    call = Call(
        sid=new_sid("CA"),
        account_sid=sandbox.options.account_sid,
        to=to,
        from_=from_,
        created_at=sandbox.clock.now(),
        source=source,
        fallback=_fallback(ask),
        callback=callback,
        attempt=attempt_in(source.url, callback.url if callback else None),
        timeout=ask.whole("Timeout", 60, 1, 600),
        time_limit=ask.whole("TimeLimit", 14_400, 1, 86_400),
        detection=_detection(ask),
    )
    enqueue(sandbox, call)
    return Reply(201, shown(call), call.sid)


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, shown(_named(sandbox, ask)))


def list_calls(sandbox: Sandbox, ask: Ask) -> Reply:
    """Newest first. A call not yet dialled has no start time and fits no filter on it."""
    note_unknown(sandbox, "Calls list", ask.query, LIST_FILTERS, LIST_FILTERS)
    started, ended = instant_filter(ask, "StartTime"), instant_filter(ask, "EndTime")
    equal = {name: ask.query[name] for name in ("From", "Status", "ParentCallSid") if name in ask.query}

    def fits(call: Call) -> bool:
        facts = {"From": call.from_, "Status": call.status.value, "ParentCallSid": ""}
        same = all(facts[name] == value for name, value in equal.items())
        return same and started(call.dialled_at) and ended(call.ended_at)

    return Reply(200, page(ask, "calls", sandbox.calls, fits, shown))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    """`canceled` ends a call nobody answered yet, `completed` any, `Url` or `Twiml` redirect a running one."""
    note_unknown(sandbox, "Calls update", ask.form, UPDATE_KNOWN, UPDATE_MODELLED)
    call, wanted = _named(sandbox, ask), ask.text("Status")
    if wanted not in {"", "canceled", "completed"}:
        raise Refusal(20001, "Status")
    unanswered = call.status in {CallStatus.QUEUED, CallStatus.RINGING}
    if call.ended or (wanted == "canceled" and not unanswered) or (not wanted and unanswered):
        raise Refusal(21220)
    if not wanted:
        sandbox.lines[call.sid].interrupt(Redirected(_source(sandbox, ask)))
        return Reply(200, shown(call))
    ending = CallStatus.CANCELED if unanswered else CallStatus.COMPLETED
    if call.sid in sandbox.call_queue:
        cancel_queued(sandbox, call, sandbox.clock.now())
    else:
        sandbox.lines[call.sid].interrupt(LineBroken("api", ending))
    return Reply(200, shown(call) | {"status": ending.value})


def _named(sandbox: Sandbox, ask: Ask) -> Call:
    call = sandbox.calls.get(ask.parts[-1])
    if call is None:
        raise Refusal(20404, ask.path)
    return call


def _parties(sandbox: Sandbox, ask: Ask) -> tuple[str, str]:
    to, from_ = ask.text("To"), ask.text("From")
    if not to:
        raise Refusal(21201)
    if not from_:
        raise Refusal(21213)
    if not is_phone(to):
        raise Refusal(21211, to)
    if not is_phone(from_):
        raise Refusal(21212, from_)
    if not sandbox.owns(from_):
        raise Refusal(21210, from_)
    return to, from_


def _source(sandbox: Sandbox, ask: Ask) -> Source:
    """Where the TwiML is. Twilio lets Url win over Twiml; the sandbox also writes a violation down."""
    given = [name for name in ("Url", "Twiml", "ApplicationSid") if ask.text(name)]
    if len(given) > 1:
        error = f"{' and '.join(given)} together; exactly one is meant"
        sandbox.ledger.record("contract_violation", sandbox.clock.now(), resource="Calls", error=error)
    if not given:
        raise Refusal(21205, "")
    if given[0] == "ApplicationSid":
        raise Refusal(21218, ask.text("ApplicationSid"))
    if given[0] == "Twiml":
        if len(ask.text("Twiml")) > TWIML_LIMIT:
            raise Refusal(20001, "Twiml")
        return Source(twiml=ask.text("Twiml"))
    if not is_url(ask.text("Url")):
        raise Refusal(21205, ask.text("Url"))
    return Source(ask.text("Url"), ask.method_of("Method"))


def _fallback(ask: Ask) -> Source | None:
    url = ask.text("FallbackUrl")
    if url and not is_url(url):
        raise Refusal(21205, url)
    return Source(url, ask.method_of("FallbackMethod")) if url else None


def _callback(ask: Ask) -> Callback | None:
    url = ask.text("StatusCallback")
    if not url:
        return None
    if not is_url(url):
        raise Refusal(21609, url)
    events = frozenset(ask.form.get("StatusCallbackEvent", ["completed"]))
    if events - EVENTS:
        raise Refusal(20001, "StatusCallbackEvent")
    return Callback(url, ask.method_of("StatusCallbackMethod"), events)


def _detection(ask: Ask) -> Detection:
    mode = ask.text("MachineDetection")
    if mode not in {"", "Enable", "DetectMessageEnd"}:
        raise Refusal(21263, "MachineDetection")
    if not mode or ask.text("AsyncAmd") != "true":
        return Detection(mode)
    url = ask.text("AsyncAmdStatusCallback")
    if not url:
        raise Refusal(21262)
    if not is_url(url):
        raise Refusal(21609, url)
    return Detection(mode, Callback(url, ask.method_of("AsyncAmdStatusCallbackMethod")))


def _formatted(number: str) -> str:
    """`(212) 555-0123` for a North American number, the number itself for others."""
    if len(number) != 12 or not number.startswith("+1"):
        return number
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}"


def shown(call: Call) -> dict[str, object]:
    """The call resource; every property of the official schema, in its order."""
    uri = f"/{API_VERSION}/Accounts/{call.account_sid}/Calls/{call.sid}"
    return {
        "account_sid": call.account_sid,
        "answered_by": call.answered_by,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": rfc2822(call.created_at),
        "date_updated": rfc2822(call.updated_at),
        "direction": "outbound-api",
        "duration": str(call.seconds) if call.ended else None,
        "end_time": None if call.ended_at is None else rfc2822(call.ended_at),
        "forwarded_from": None,
        "from": call.from_,
        "from_formatted": _formatted(call.from_),
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": number_sid(call.from_),
        "price": None,
        "price_unit": "USD",
        "queue_time": "0" if call.dialled_at is None else str(int((call.dialled_at - call.created_at) * 1000)),
        "sid": call.sid,
        "start_time": None if call.dialled_at is None else rfc2822(call.dialled_at),
        "status": call.status.value,
        "subresource_uris": {name: f"{uri}/{_camel(name)}.json" for name in SUBRESOURCES},
        "to": call.to,
        "to_formatted": _formatted(call.to),
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
