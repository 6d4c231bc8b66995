"""Enqueue, Leave, and the Dial that talks to the first caller of a queue.

    waiting ──► bridged (a Dial took her) · redirected (REST moved her) · leave (she left the queue) · hangup

While she waits, the document of `waitUrl` is performed again and again; without one there is music. The action of the
Enqueue is asked when she is out of the queue, after a talk only when that is over.
Source: twilio.com/docs/voice/twiml/enqueue and /queue.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NoReturn

from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.twiml.verbs import (
    Dial,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Pause,
    Play,
    Redirect,
    Say,
    Verb,
)
from outreach.sandbox.voice.bridge import Bridge
from outreach.sandbox.voice.documents import ask, complain
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.line import LineBroken, Redirected
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.queues import CallQueue, Member
from outreach.sandbox.voice.speaking import answer_first
from outreach.sandbox.webhooks.voice_fields import queue_dial_fields, queue_fields, queue_wait_fields

WAITING: Final[frozenset[type[Verb]]] = frozenset({Say, Play, Pause, Gather, Redirect, Hangup, Leave})
WHISPERS: Final[frozenset[type[Verb]]] = frozenset({Say, Play, Pause, Redirect})


class Dequeued(Exception):
    """Somebody took this caller out of the queue, to talk with her over `bridge`."""

    def __init__(self, by: Leg, dial: Dial, stage: Performance) -> None:
        self.by = by
        self.dial = dial
        self.stage = stage
        super().__init__("dequeued")


class Left(Exception):
    """The caller leaves the queue by the Leave verb."""


class Reached(Exception):
    """The caller for whom a Dial waited is there."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge
        super().__init__("reached")


class Missed(Exception):
    """The caller who was taken out of the queue hung up before she could be talked to."""


class Available(Exception):
    """A caller has come into the queue a Dial waits at."""


async def leave(stage: Performance, verb: Verb) -> None:
    """Out of the queue and on to the verb behind the Enqueue; where there is no queue to leave nothing happens."""
    if any(member.leg is stage.leg for queue in stage.leg.sandbox.queues for member in queue.members):
        raise Left


async def enqueue(stage: Performance, verb: Verb) -> None:
    if not isinstance(verb, Enqueue):
        return
    answer_first(stage)
    leg, queues = stage.leg, stage.leg.sandbox.queues
    queue = queues.named(verb.name) or queues.make(verb.name, stage.line.at, verb.max_queue_size)
    if len(queue.members) >= queue.max_size:
        complain(leg, "", TwimlError(14207, f"the queue {queue.friendly_name} is full"))
        _after(stage, verb, queue_fields("queue-full", queue.sid, 0))
        return
    member = Member(leg, stage, stage.line.at)
    try:
        result = await _wait(stage, verb, queue, member)
    except (LineBroken, Redirected) as ending:
        told = "redirected" if isinstance(ending, Redirected) else "hangup"
        _ask_absent(stage, verb, queue_fields(told, queue.sid, member.waited(stage.line.at)))
        raise
    _after(stage, verb, queue_fields(result, queue.sid, member.waited(stage.line.at)))


def _after(stage: Performance, verb: Enqueue, fields: Mapping[str, str]) -> None:
    if verb.action:
        stage.go_on(verb.action, verb.method, fields)


def _ask_absent(stage: Performance, verb: Enqueue, fields: Mapping[str, str]) -> None:
    if verb.action:
        leg, source = stage.leg, stage.aim(verb.action, verb.method)

        async def tell() -> None:
            await ask(leg, source, fields, "queue action")

        leg.sandbox.bustle.spawn(tell())


async def _wait(stage: Performance, verb: Enqueue, queue: CallQueue, member: Member) -> str:
    """Wait in the queue and talk when taken out of it. The result as QueueResult has it."""
    leg, line = stage.leg, stage.line
    queue.members.append(member)
    leg.with_whom = f"queue {queue.friendly_name}"
    leg.record("queue.joined", queue=queue.friendly_name, position=queue.position(member))
    before = line.leaves_at
    line.leaves(line.at + leg.party.waits())
    for waiter in queue.waiters[:1]:
        waiter.line.interrupt(Available(), line.at)
    try:
        await _hold(stage, verb, queue, member)
    except Left:
        return "leave"
    except Dequeued as taken:
        line.leaves(before)
        return await _be_talked_to(stage, queue, member, taken)
    finally:
        line.leaves(before)
        if member in queue.members:
            queue.members.remove(member)
        leg.record("queue.left", queue=queue.friendly_name, seconds=member.waited(line.at))
        leg.with_whom = ""
        line.forgets(Dequeued)


async def _hold(stage: Performance, verb: Enqueue, queue: CallQueue, member: Member) -> NoReturn:
    """The waiting document over and over, or music until something happens."""
    while verb.wait_url:
        hold = Performance(stage.leg, stage.performers, WAITING)
        await hold.play(stage.aim(verb.wait_url, verb.wait_url_method), queue_wait_fields(queue, member, stage.line.at))
        await stage.line.until(stage.line.at + 1.0)  # an empty document must not be asked for without end
    await stage.line.for_ever()


async def _be_talked_to(stage: Performance, queue: CallQueue, member: Member, taken: Dequeued) -> str:
    """Hear the whisper for callers, then talk."""
    leg, whisper = stage.leg, taken.dial.queue
    if whisper is not None and whisper.url:
        told = queue_dial_fields(queue, member, taken.by.call, stage.line.at)
        try:
            await Performance(leg, stage.performers, WHISPERS).play(taken.stage.aim(whisper.url, whisper.method), told)
        except BaseException:
            taken.by.line.interrupt(Missed(), stage.line.at)
            raise
    if taken.by.call.ended:
        return "system-error"
    bridge = Bridge(taken.by, leg, stage.line.at)
    taken.by.line.interrupt(Reached(bridge), stage.line.at)
    await bridge.stay(leg)
    return "bridged"


async def serve(stage: Performance, dial: Dial) -> Mapping[str, str]:
    """Take the first caller of the queue, or wait for one as long as the Dial says. What its action is told."""
    line, name = stage.line, dial.queue.name if dial.queue else ""
    queue = stage.leg.sandbox.queues.named(name)
    if queue is None:
        return {"DialCallStatus": "failed"}
    until = line.at + dial.timeout
    try:
        while not queue.members:
            if await _none_came(stage.leg, queue, until):
                return {"DialCallStatus": "no-answer"}
        return await _talk(stage, dial, queue)
    finally:
        line.forgets(Available)


async def _none_came(leg: Leg, queue: CallQueue, until: float) -> bool:
    queue.waiters.append(leg)
    try:
        await leg.line.until(until)
    except Available:
        return False
    finally:
        queue.waiters.remove(leg)
    return True


async def _talk(stage: Performance, dial: Dial, queue: CallQueue) -> Mapping[str, str]:
    member = queue.members.pop(0)
    member.leg.line.interrupt(Dequeued(stage.leg, dial, stage), stage.line.at)
    try:
        await stage.line.for_ever()
    except Reached as there:
        await there.bridge.stay(stage.leg, limit=dial.time_limit, star_ends=dial.hangup_on_star)
        told = {"DialCallSid": member.leg.call.sid, "DialCallDuration": str(there.bridge.seconds)}
        waited = queue_dial_fields(queue, member, stage.leg.call, there.bridge.opened_at)
        return {"DialCallStatus": "completed", "DialBridged": "true", **told, **waited}
    except Missed:
        return {"DialCallStatus": "no-answer"}
