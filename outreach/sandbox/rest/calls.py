"""`Calls.json`: create, fetch, list, delete, and the update that cancels, ends or redirects a call."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.journal import attempt_in
from outreach.sandbox.rest import call_request
from outreach.sandbox.rest.ask import GONE, Ask, Reply
from outreach.sandbox.rest.call_shown import shown
from outreach.sandbox.rest.paging import instant_filter, page
from outreach.sandbox.rest.parameters import PAGING, Parameters, names
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.voice.call import Call, Callback, CallStatus
from outreach.sandbox.voice.line import LineBroken, Redirected
from outreach.sandbox.voice.outbound import cancel_queued, enqueue

CREATE: Final = Parameters(
    names(
        "To From Url Method Twiml ApplicationSid FallbackUrl FallbackMethod StatusCallback StatusCallbackEvent "
        "StatusCallbackMethod SendDigits Timeout TimeLimit Record RecordingChannels RecordingStatusCallback "
        "RecordingStatusCallbackMethod RecordingStatusCallbackEvent MachineDetection MachineDetectionTimeout AsyncAmd "
        "AsyncAmdStatusCallback AsyncAmdStatusCallbackMethod"
    ),
    names(
        "RecordingConfigurationId SipAuthUsername SipAuthPassword Trim CallerId MachineDetectionSpeechThreshold "
        "MachineDetectionSpeechEndThreshold MachineDetectionSilenceTimeout Passports Byoc CallReason CallToken "
        "RecordingTrack ClientNotificationUrl"
    ),
)
UPDATE: Final = Parameters(
    names("Status Url Method Twiml FallbackUrl FallbackMethod StatusCallback StatusCallbackMethod TimeLimit")
)
LIST: Final = Parameters(
    names("To From ParentCallSid Status StartTime StartTime< StartTime> EndTime EndTime< EndTime>") | PAGING
)
NOT_DIALLED: Final = frozenset({CallStatus.QUEUED, CallStatus.RINGING})


def create(sandbox: Sandbox, ask: Ask) -> Reply:
    """Raises `Refusal` as Twilio does; otherwise the call is queued."""
    to, from_ = call_request.parties(sandbox, ask)
    source = call_request.source(sandbox, ask)
    callback = call_request.status_callback(ask)
    call = Call(
        sid=sandbox.ids.sid("CA"),
        account_sid=sandbox.options.account_sid,
        to=to,
        from_=from_,
        created_at=sandbox.clock.now(),
        source=source,
        fallback=call_request.fallback(ask),
        callback=callback,
        attempt=attempt_in(source.url, callback.url if callback else None),
        timeout=ask.whole("Timeout", 60, 1, 600),
        time_limit=ask.whole("TimeLimit", 14_400, 1, 86_400),
        send_digits=call_request.send_digits(ask),
        detection=call_request.detection(ask),
        recording=call_request.recording(ask),
    )
    enqueue(sandbox, call)
    if call.detection.verdict_to is not None and not call.detection.verdict_to.url:
        text = "AsyncAmd without AsyncAmdStatusCallback: nobody will be told"
        sandbox.debugger.note(call.created_at, 21262, text, call.sid, "", warning=True)
    return Reply(201, shown(call), call.sid)


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    return Reply(200, shown(named(sandbox, ask)))


def list_calls(sandbox: Sandbox, ask: Ask) -> Reply:
    """Newest first. A call not yet dialled has no start time and fits no filter on it."""
    started, ended = instant_filter(ask, "StartTime"), instant_filter(ask, "EndTime")
    equal = {name: ask.query[name] for name in ("To", "From", "Status", "ParentCallSid") if name in ask.query}

    def fits(call: Call) -> bool:
        facts = {"To": call.to, "From": call.from_, "Status": call.status.value, "ParentCallSid": call.parent_sid}
        same = all(facts[name] == value for name, value in equal.items())
        return same and started(call.dialled_at) and ended(call.ended_at)

    about = ask.query.get("ParentCallSid") or ask.query.get("To")
    return Reply(200, page(ask, "calls", sandbox.calls, fits, shown, about))


def update(sandbox: Sandbox, ask: Ask) -> Reply:
    """`canceled` ends a call nobody answered yet, `completed` any, `Url` or `Twiml` redirect a running one."""
    call, wanted = named(sandbox, ask), ask.text("Status")
    if wanted not in {"", "canceled", "completed"}:
        raise Refusal(20001, "Status")
    if call.ended or (wanted == "canceled" and call.status not in NOT_DIALLED):
        raise Refusal(21220)
    return _end(sandbox, call) if wanted else _redirect(sandbox, call, ask)


def delete(sandbox: Sandbox, ask: Ask) -> Reply:
    """Only a call that has ended; its recordings stay."""
    call = named(sandbox, ask)
    if not call.ended:
        raise Refusal(20009)
    sandbox.calls.remove(call.sid)
    return GONE


def named(sandbox: Sandbox, ask: Ask, place: int = 1) -> Call:
    """The call the path names. Raises `Refusal` 20404."""
    call = sandbox.calls.get(ask.parts[place])
    if call is None:
        raise Refusal(20404, ask.path)
    return call


def _end(sandbox: Sandbox, call: Call) -> Reply:
    ending = CallStatus.CANCELED if call.status in NOT_DIALLED else CallStatus.COMPLETED
    if call.sid in sandbox.call_queue:
        cancel_queued(sandbox, call, sandbox.clock.now())
    else:
        sandbox.legs[call.sid].line.interrupt(LineBroken("api", ending))
    return Reply(200, shown(call) | {"status": ending.value})


def _redirect(sandbox: Sandbox, call: Call, ask: Ask) -> Reply:
    """Other TwiML, another fallback or callback, or another limit, for a call that is talking."""
    leg = sandbox.legs.get(call.sid)
    if leg is None or call.status is not CallStatus.IN_PROGRESS:
        raise Refusal(21220)
    if "TimeLimit" in ask.form:
        leg.line.limits((call.answered_at or leg.line.at) + ask.whole("TimeLimit", 14_400, 1, 86_400))
    if "FallbackUrl" in ask.form:
        call.fallback = call_request.fallback(ask)
    if ask.text("StatusCallback"):
        events = call.callback.events if call.callback else frozenset({"completed"})
        call.callback = Callback(ask.url("StatusCallback", 21609), ask.method_of("StatusCallbackMethod"), events)
    if "Url" in ask.form or "Twiml" in ask.form:
        leg.line.interrupt(Redirected(call_request.source(sandbox, ask)))
    elif not set(ask.form) & {"TimeLimit", "FallbackUrl", "StatusCallback"}:
        raise Refusal(20001, "Url")
    return Reply(200, shown(call))
