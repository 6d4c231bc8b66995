"""Enqueue, Leave, and the Dial that talks to the first caller of a queue.

    waiting ──► bridged (a Dial took her) · redirected (REST moved her) · leave · hangup · error (nothing to wait with)

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
    Queue,
    Redirect,
    Say,
    Verb,
)
from outreach.sandbox.voice.bridge import Bridge
from outreach.sandbox.voice.dial_tape import DialTape
from outreach.sandbox.voice.documents import complain
from outreach.sandbox.voice.leg import Leg
from outreach.sandbox.voice.line import LineBroken, Redirected
from outreach.sandbox.voice.performance import NotPerformed, Performance
from outreach.sandbox.voice.queues import Available, CallQueue, Member
from outreach.sandbox.webhooks.voice_fields import dial_fields, queue_dial_fields, queue_fields, queue_wait_fields

WAITING: Final[frozenset[type[Verb]]] = frozenset({Say, Play, Pause, Gather, Redirect, Hangup, Leave})
WHISPERS: Final[frozenset[type[Verb]]] = frozenset({Say, Play, Pause, Redirect})
SHORTEST_ROUND: Final = 1.0  # seconds; an empty waiting document must not be asked for without end


class Left(Exception):
    """The caller leaves the queue by the Leave verb."""


class Dequeued(Exception):
    """Somebody took this caller out of the queue, to talk with her."""

    def __init__(self, service: Service) -> None:
        self.service = service
        super().__init__("dequeued")


class Reached(Exception):
    """The caller who was taken out of the queue is there."""


class Missed(Exception):
    """The caller who was taken out of the queue went before she could be talked to."""


async def leave(stage: Performance, verb: Verb) -> None:
    """Out of the queue and on to the verb behind the Enqueue; where there is no queue to leave nothing happens."""
    if any(member.leg is stage.leg for queue in stage.leg.sandbox.queues for member in queue.members):
        raise Left


async def enqueue(stage: Performance, verb: Verb) -> None:
    if not isinstance(verb, Enqueue):
        return
    leg, queues = stage.leg, stage.leg.sandbox.queues
    if verb.wrong:
        _after(stage, verb, queue_fields("error"))
        return
    queue = queues.named(verb.name) or queues.make(verb.name, stage.line.at, verb.max_queue_size)
    if len(queue.members) >= queue.max_size:
        complain(leg, "", TwimlError(14207, f"the queue {queue.friendly_name} is full"))
        _after(stage, verb, queue_fields("queue-full"))
        return
    stay = _Stay(stage, verb, queue)
    try:
        await stay.run()
    except (LineBroken, Redirected):
        if verb.action:
            stage.tell_of_the_absent(verb.action, verb.method, stay.told(), "queue action")
        raise
    _after(stage, verb, stay.told())


def _after(stage: Performance, verb: Enqueue, fields: Mapping[str, str]) -> None:
    if verb.action:
        stage.go_on(verb.action, verb.method, fields)


class _Stay:
    """One caller in a queue."""

    def __init__(self, stage: Performance, verb: Enqueue, queue: CallQueue) -> None:
        self._stage = stage
        self._verb = verb
        self._queue = queue
        self._member = Member(stage.leg, stage.line.at)
        self._result = "hangup"  # as QueueResult has it

    def told(self) -> Mapping[str, str]:
        """What the action is told."""
        return queue_fields(self._result, self._queue.sid, self._member.waited(self._stage.line.at))

    async def run(self) -> None:
        """Wait in the queue, and talk when taken out of it. Raises what ends or redirects the leg."""
        try:
            await self._wait()
        except Left:
            self._result = "leave"
        except NotPerformed:
            self._result = "error"
        except Redirected:
            self._result = "redirected"
            raise
        except Dequeued as taken:
            await self._be_talked_to(taken.service)

    async def _wait(self) -> NoReturn:
        """The waiting document over and over, or music, until something happens, which is raised."""
        leg, line, queue, member = self._stage.leg, self._stage.line, self._queue, self._member
        queue.members.append(member)
        leg.with_whom = f"queue {queue.friendly_name}"
        leg.record("queue.joined", queue=queue.friendly_name, position=queue.position(member))
        before = line.leaves_at
        line.leaves(line.at + leg.party.waits())
        queue.offer(line.at)
        try:
            await self._hear()
        except Dequeued:
            raise
        except Exception:
            for taken in line.pending(Dequeued):
                taken.service.misses(line.at)
            raise
        finally:
            line.forgets(Dequeued)
            line.leaves(before)
            queue.leaves(member, line.at)
            leg.record("queue.left", queue=queue.friendly_name, seconds=member.waited(line.at))
            leg.with_whom = ""

    async def _hear(self) -> NoReturn:
        verb, stage, line = self._verb, self._stage, self._stage.line
        while verb.wait_url:
            begun = line.at
            hold = Performance(stage.leg, stage.performers, WAITING, apologises=False)
            told = queue_wait_fields(self._queue, self._member, begun)
            await hold.play(stage.aim(verb.wait_url, verb.wait_url_method), told)
            if line.at < begun + SHORTEST_ROUND:
                await line.until(begun + SHORTEST_ROUND)
        await line.for_ever()

    async def _be_talked_to(self, service: Service) -> None:
        """Hear the whisper for callers, then talk."""
        leg = self._stage.leg
        try:
            await self._hear_whisper(service)
        except BaseException:
            service.misses(leg.line.at)
            raise
        bridge = service.meets(leg)
        if bridge is None:
            self._result = "system-error"
            return
        self._result = "bridged"
        try:
            await bridge.stay(leg)
        except Redirected:
            self._result = "redirected-from-bridged"
            raise

    async def _hear_whisper(self, service: Service) -> None:
        noun, stage = service.noun, self._stage
        if noun.url:
            told = queue_dial_fields(self._queue, self._member, service.leg.call, stage.line.at)
            whisper = Performance(stage.leg, stage.performers, WHISPERS)
            await whisper.play(service.stage.aim(noun.url, noun.method), told)


class Service:
    """One Dial to a queue: take its first caller, or wait for one as long as the Dial says."""

    def __init__(self, stage: Performance, dial: Dial, noun: Queue, tape: DialTape) -> None:
        self.stage = stage
        self.leg = stage.leg
        self.noun = noun
        self._dial = dial
        self._tape = tape
        self._queue = stage.leg.sandbox.queues.named(noun.name)
        self._member: Member | None = None
        self._bridge: Bridge | None = None
        self._status = "failed"  # as DialCallStatus has it
        self._deserted = False  # whoever dialled waits no longer

    def told(self) -> Mapping[str, str]:
        """What the action of the Dial is told."""
        bridge, member, queue = self._bridge, self._member, self._queue
        if bridge is None or member is None or queue is None:
            return dial_fields(self._status, bridged=False)
        talk = dial_fields("completed", bridged=True, leg=member.leg.call, seconds=bridge.seconds)
        return talk | queue_dial_fields(queue, member, self.leg.call, bridge.opened_at)

    async def run(self) -> None:
        """Raises what ends or redirects the leg."""
        if self._queue is None or self.noun.wrong:
            return
        line, self._status = self.leg.line, "canceled"
        try:
            self._member = await self._next_caller(self._queue, line.at + self._dial.timeout)
            if self._member is None:
                self._status = "no-answer"
            else:
                await self._talk(self._member)
        finally:
            self._deserted = True
            if self._bridge is not None:
                self._bridge.close(self.leg)
            for stale in (Reached, Missed, Available):
                line.forgets(stale)

    def meets(self, caller: Leg) -> Bridge | None:
        """The caller is ready to talk. None when nobody is there any more."""
        if self._deserted:
            return None
        self._bridge = Bridge(self.leg, caller, caller.line.at, self._tape)
        self.leg.line.interrupt(Reached(), caller.line.at)
        return self._bridge

    def misses(self, at: float) -> None:
        """The caller went before."""
        if not self._deserted and self._bridge is None:
            self.leg.line.interrupt(Missed(), at)

    async def _next_caller(self, queue: CallQueue, until: float) -> Member | None:
        line = self.leg.line
        while not queue.members:
            queue.waiters.append(self.leg)
            try:
                await line.until(until)
            except Available:
                continue
            finally:
                if self.leg in queue.waiters:
                    queue.waiters.remove(self.leg)
                else:
                    self._pass_on(queue)
            return None
        member = queue.members[0]
        queue.leaves(member, line.at)
        return member

    def _pass_on(self, queue: CallQueue) -> None:
        """Who was woken for a caller and has gone leaves her to the next."""
        if self.leg.line.pending(Available):
            queue.offer(self.leg.line.at)

    async def _talk(self, member: Member) -> None:
        line, dial = self.leg.line, self._dial
        member.leg.line.interrupt(Dequeued(self), line.at)
        try:
            await line.for_ever()
        except Reached:
            if self._bridge is not None:
                await self._bridge.stay(self.leg, limit=dial.time_limit, star_ends=dial.hangup_on_star)
        except Missed:
            self._status = "no-answer"
