"""Calls the API asked for: their place in the account's queue, then the phone, then TwiML.

Twilio starts one call a second (`calls_per_second`) and queues the rest for up to a day; who would wait longer is refused
(22005). An account may be allowed only so many calls at once; one more fails with 10004. Calls of the test numbers end as
their number says. Source: twilio.com/docs/voice/api/call-resource and the help centre on queueing and CPS.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.people.persona import Answer
from outreach.sandbox.voice import inbound, progress
from outreach.sandbox.voice.call import Call, CallStatus
from outreach.sandbox.voice.detection import detect
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.line import LineBroken, Redirected
from outreach.sandbox.voice.performance import converse
from outreach.sandbox.voice.performers import PERFORMERS
from outreach.sandbox.voice.ringing import ring

if TYPE_CHECKING:
    from outreach.sandbox.sandbox import Sandbox

LONGEST_QUEUE: Final = 86_400.0  # seconds


def enqueue(sandbox: Sandbox, call: Call) -> None:
    """Put a new call into the queue; it is dialled when its slot comes. Raises `Refusal` 22005 when that is full."""
    slot = max(call.created_at, sandbox.next_call_slot)
    if slot - call.created_at > LONGEST_QUEUE:
        raise Refusal(22005)
    sandbox.calls.add(call)
    names = {"sid": call.sid, "from_": call.from_, "to": call.to, "attempt": call.attempt}
    sandbox.journal.record(
        "call.created", call.created_at, **names, direction=call.direction.value, url=call.source.url or None
    )
    sandbox.next_call_slot = slot + 1 / sandbox.options.calls_per_second
    sandbox.call_queue[call.sid] = call
    sandbox.timers.at(slot, lambda due: _dial(sandbox, call, due))


def cancel_queued(sandbox: Sandbox, call: Call, at: float) -> None:
    """End a call that was never dialled; nobody is told."""
    sandbox.call_queue.pop(call.sid, None)
    _never_dialled(sandbox, call, CallStatus.CANCELED, at, "api")


def _never_dialled(sandbox: Sandbox, call: Call, status: CallStatus, at: float, by: str) -> None:
    call.status, call.ended_at, call.updated_at = status, at, at
    names = {"sid": call.sid, "from_": call.from_, "to": call.to, "attempt": call.attempt}
    sandbox.journal.record("call.ended", at, **names, status=status.value, by=by, seconds=0)
    sandbox.rooms.never_came(sandbox, call, at)
    sandbox.calls.put_away(call)


def _dial(sandbox: Sandbox, call: Call, at: float) -> None:
    if sandbox.call_queue.pop(call.sid, None) is None:
        return
    limit = sandbox.options.concurrent_calls
    if limit is not None and len(sandbox.legs) >= limit:
        sandbox.debugger.note(at, 10004, "Call concurrency limit exceeded", call.sid, "")
        _never_dialled(sandbox, call, CallStatus.FAILED, at, "concurrency limit")
        progress.tell(sandbox, call, "completed", at)
        return
    call.dialled_at = at
    call.queue_seconds = at - call.created_at
    sandbox.bustle.spawn(_live(Leg(sandbox, call, at)))  # from here on the API can break in


async def _live(leg: Leg) -> None:
    try:
        source = leg.call.source
        try:
            await ring(leg, leg.call.timeout)
            await detect(leg)
        except Redirected as order:  # while digits are sent, or before the verdict
            source = order.source
        await converse(leg, PERFORMERS, source)
    except LineBroken as ending:
        leg.over(ending)
        _call_back(leg)


def _call_back(leg: Leg) -> None:
    """Who missed the call may ring back."""
    manner, call = leg.party.manner, leg.call
    missed = call.status is CallStatus.NO_ANSWER or (leg.answered and manner.answer is Answer.MACHINE)
    if missed and manner.calls_back_after is not None:
        sandbox, due = leg.sandbox, leg.line.at + manner.calls_back_after
        sandbox.timers.at(due, lambda at: inbound.call_us(sandbox, call.to, call.from_, at))
