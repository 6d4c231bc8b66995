"""Which function performs which verb."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.twiml.verbs import (
    Dial,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Pause,
    Pay,
    Play,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)
from outreach.sandbox.voice.call import CallStatus
from outreach.sandbox.voice.dialling import dial
from outreach.sandbox.voice.gathering import gather
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.paying import pay
from outreach.sandbox.voice.performance import Performance, Performers
from outreach.sandbox.voice.queueing import enqueue, leave
from outreach.sandbox.voice.speaking import speak
from outreach.sandbox.voice.taping import record


async def redirect(stage: Performance, verb: Verb) -> None:
    if isinstance(verb, Redirect):
        stage.go_on(verb.url, verb.method, {})


async def hang_up(stage: Performance, verb: Verb) -> None:
    raise LineBroken("hangup")


async def reject(stage: Performance, verb: Verb) -> None:
    """Turns a call to us away unanswered; on an answered call it hangs up."""
    if stage.leg.answered or not isinstance(verb, Reject):
        raise LineBroken("hangup")
    raise LineBroken("rejected", CallStatus.BUSY if verb.reason == "busy" else CallStatus.NO_ANSWER)


PERFORMERS: Final[Performers] = {
    Say: speak,
    Play: speak,
    Pause: speak,
    Gather: gather,
    Dial: dial,
    Enqueue: enqueue,
    Record: record,
    Pay: pay,
    Redirect: redirect,
    Hangup: hang_up,
    Leave: leave,
    Reject: reject,
}
