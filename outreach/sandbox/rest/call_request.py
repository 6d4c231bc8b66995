"""What a request for a call says: parties, TwiML, callbacks, detection, recording. Participants of conferences share it."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.rest.ask import Ask, is_phone
from outreach.sandbox.rest.magic import CALL_FROM, CALL_TO
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.voice.call import EVENTS, Callback, Detection, RecordingWish, Source

TWIML_LIMIT: Final = 4000
DIGITS: Final = frozenset("0123456789#*wW")
RECORDING_EVENTS: Final = frozenset({"in-progress", "completed", "absent"})


def parties(sandbox: Sandbox, ask: Ask) -> tuple[str, str]:
    """To and From. Raises `Refusal` for whom Twilio would not call, or not from there."""
    to, from_ = ask.text("To"), ask.text("From")
    if not to:
        raise Refusal(21201)
    if not from_:
        raise Refusal(21213)
    if from_ in CALL_FROM:
        raise Refusal(CALL_FROM[from_], from_)
    if to in CALL_TO:
        raise Refusal(CALL_TO[to], to)
    if not is_phone(to):
        raise Refusal(21211, to)
    if not is_phone(from_):
        raise Refusal(21212, from_)
    if not sandbox.holdings.owns(from_):
        raise Refusal(21210, from_)
    return to, from_


def source(sandbox: Sandbox, ask: Ask) -> Source:
    """Where the TwiML is. Twilio lets Url win over Twiml; the sandbox also writes a violation down."""
    given = [name for name in ("Url", "Twiml", "ApplicationSid") if ask.text(name)]
    if len(given) > 1:
        error = f"{' and '.join(given)} together; exactly one is meant"
        sandbox.journal.record("contract_violation", sandbox.clock.now(), resource="Calls", error=error)
        sandbox.debugger.note(sandbox.clock.now(), 32019, error, "", ask.text("Url"), warning=True)
    if not given:
        raise Refusal(21205, "")
    if given[0] == "ApplicationSid":
        raise Refusal(21218, ask.text("ApplicationSid"))
    if given[0] == "Twiml":
        if len(ask.text("Twiml")) > TWIML_LIMIT:
            raise Refusal(32018, str(TWIML_LIMIT))
        return Source(twiml=ask.text("Twiml"))
    return Source(ask.url("Url", 21205), ask.method_of("Method"))


def fallback(ask: Ask) -> Source | None:
    url = ask.url("FallbackUrl", 21205)
    return Source(url, ask.method_of("FallbackMethod")) if url else None


def status_callback(ask: Ask) -> Callback | None:
    url = ask.url("StatusCallback", 21609)
    if not url:
        return None
    events = frozenset(" ".join(ask.form.get("StatusCallbackEvent", ["completed"])).split())
    if events - EVENTS:
        raise Refusal(21626, "StatusCallbackEvent")
    return Callback(url, ask.method_of("StatusCallbackMethod"), events)


def send_digits(ask: Ask) -> str:
    digits = ask.text("SendDigits")
    if len(digits) > 32 or set(digits) - DIGITS:
        raise Refusal(21206, digits)
    return digits


def detection(ask: Ask, to: str = "AsyncAmdStatusCallback") -> Detection:
    """Machine detection; `to` names the parameter that wants the verdict."""
    mode = ask.text("MachineDetection")
    if mode not in {"", "Enable", "DetectMessageEnd"}:
        raise Refusal(21263, "MachineDetection")
    timeout = float(ask.whole("MachineDetectionTimeout", 30, 3, 59))
    if not mode or (to == "AsyncAmdStatusCallback" and ask.text("AsyncAmd").lower() != "true"):
        return Detection(mode, None, timeout)
    url = ask.url(to, 21609)
    if not url and to != "AsyncAmdStatusCallback":
        return Detection(mode, None, timeout)
    return Detection(mode, Callback(url, ask.method_of(f"{to}Method")), timeout)


def recording(ask: Ask, origin: str = "OutboundAPI") -> RecordingWish | None:
    if not ask.flag("Record"):
        return None
    channels = 2 if ask.text("RecordingChannels") == "dual" else 1
    return RecordingWish(channels, origin, recording_callback(ask))


def recording_callback(ask: Ask) -> Callback | None:
    url = ask.url("RecordingStatusCallback", 21609)
    if not url:
        return None
    events = frozenset(" ".join(ask.form.get("RecordingStatusCallbackEvent", ["completed"])).split())
    if events - RECORDING_EVENTS:
        raise Refusal(21626, "RecordingStatusCallbackEvent")
    return Callback(url, ask.method_of("RecordingStatusCallbackMethod"), events)
