"""Answering-machine detection: who picked up, after how long it is known, and whom to tell.

Synchronous detection keeps the caller silent until the verdict; asynchronous detection posts it, also when the call is
over by then. Chaos may have it wrong. Source: twilio.com/docs/voice/answering-machine-detection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outreach.sandbox.chaos import Mode
from outreach.sandbox.people.persona import Answer
from outreach.sandbox.voice.progress import about
from outreach.sandbox.webhooks.callbacks import Mail
from outreach.sandbox.webhooks.voice_fields import verdict_fields

if TYPE_CHECKING:
    from outreach.sandbox.voice.leg import Leg

SECONDS: Final = {Answer.HUMAN: 2.5, Answer.BY_HAND: 2.5, Answer.MACHINE: 4.0, Answer.FAX: 3.0}
VERDICTS: Final = {Answer.HUMAN: "human", Answer.BY_HAND: "human", Answer.MACHINE: "machine_start", Answer.FAX: "fax"}
SILENCE: Final = 5.0  # seconds of silence after which nobody knows


async def detect(leg: Leg) -> None:
    """Do what the call asked for. Raises what breaks into the line meanwhile."""
    detection = leg.call.detection
    if not detection.mode or leg.call.send_digits:  # digits to send switch detection off
        return
    verdict, seconds = _verdict(leg)
    if detection.delays_twiml:
        await leg.line.until(leg.line.at + seconds)
        leg.call.answered_by = verdict
        leg.record("call.detected", answered_by=verdict)
    else:
        leg.sandbox.timers.at(leg.line.at + seconds, lambda at: _report(leg, verdict, seconds, at))


def _verdict(leg: Leg) -> tuple[str, float]:
    """What detection says and after how many seconds."""
    manner, detection = leg.party.manner, leg.call.detection
    seconds, verdict = SECONDS[manner.answer], VERDICTS[manner.answer]
    if manner.vanishes:
        seconds, verdict = SILENCE, "unknown"
    if leg.sandbox.chaos.strikes((Mode.WRONG_DETECTION,), "calls"):
        verdict = "machine_start" if verdict == "human" else "human"
    if seconds > detection.timeout:
        return "unknown", detection.timeout
    if verdict == "machine_start" and detection.mode == "DetectMessageEnd":
        return _message_end(max(seconds, manner.greeting_seconds), detection.timeout)
    return verdict, seconds


def _message_end(seconds: float, timeout: float) -> tuple[str, float]:
    """The greeting is over with a beep, or the time while it is heard."""
    return ("machine_end_beep", seconds) if seconds <= timeout else ("machine_end_other", timeout)


def _report(leg: Leg, verdict: str, seconds: float, at: float) -> None:
    sandbox, call = leg.sandbox, leg.call
    call.answered_by = verdict
    names = {"sid": call.sid, "from_": call.from_, "to": call.to, "attempt": call.attempt}
    sandbox.journal.record("call.detected", at, **names, answered_by=verdict)
    if call.ended:
        sandbox.calls.put_away(call)
    to = call.detection.verdict_to
    if to is not None and to.url:
        sandbox.callbacks.send(Mail(about(call), to, "detected", verdict_fields(call, verdict, int(seconds * 1000))))
