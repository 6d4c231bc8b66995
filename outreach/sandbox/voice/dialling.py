"""Dial: the caller is connected to a phone, a conference or a queue, and comes back when that is over.

With an `action` the document ends there, and the action is also asked when the caller hung up meanwhile; its answer is
then performed for nobody. Without one the next verb follows while the caller is on the line.
Source: twilio.com/docs/voice/twiml/dial.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.twiml.verbs import Conference, Dial, Number, Queue, Verb
from outreach.sandbox.voice.conferring import join
from outreach.sandbox.voice.dial_tape import DialTape
from outreach.sandbox.voice.documents import complain
from outreach.sandbox.voice.hunt import Hunt
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.queueing import Service
from outreach.sandbox.webhooks.voice_fields import dial_fields

DIALLABLE: Final = re.compile(r"\+[1-9]\d{6,14}")


async def dial(stage: Performance, verb: Verb) -> None:
    if not isinstance(verb, Dial):
        return
    if not verb.answer_on_bridge or not verb.numbers:
        stage.leg.pick_up()
    session = _Session(stage, verb)
    try:
        await session.run()
    except LineBroken:
        if verb.action:
            stage.tell_of_the_absent(verb.action, verb.method, session.outcome(), "dial action")
        raise
    finally:
        session.tape.stop(stage.line.at)
    if verb.action:
        stage.go_on(verb.action, verb.method, session.outcome())


class _Session:
    """One Dial: whom it leads to, and what its action is told of that."""

    def __init__(self, stage: Performance, verb: Dial) -> None:
        self.tape = DialTape(stage, verb)
        self._stage = stage
        self._verb = verb
        self._told: Mapping[str, str] = dial_fields("failed", bridged=False)

    def outcome(self) -> Mapping[str, str]:
        return {**self._told, **self.tape.stop(self._stage.line.at)}

    async def run(self) -> None:
        verb = self._verb
        if verb.conference is not None:
            await self._conference(verb.conference)
        elif verb.queue is not None:
            await self._queue(verb.queue)
        elif self._may_call_from_here():
            await self._numbers()

    async def _conference(self, noun: Conference) -> None:
        self._told = dial_fields("answered", bridged=True)
        if not await join(self._stage, self._verb, noun, self.tape):
            self._told = dial_fields("failed", bridged=False)

    async def _queue(self, noun: Queue) -> None:
        service = Service(self._stage, self._verb, noun, self.tape)
        try:
            await service.run()
        finally:
            self._told = service.told()

    async def _numbers(self) -> None:
        """Ring all at once, or one after the other until somebody picks up."""
        for numbers in self._rounds():
            hunt = Hunt(self._stage, self._verb, numbers, self.tape)
            try:
                await hunt.run()
            finally:
                self._told = hunt.told()
            if hunt.picked_up:
                return

    def _may_call_from_here(self) -> bool:
        leg, caller = self._stage.leg, self._verb.caller_id
        if caller in {"", leg.call.from_, leg.call.to} or leg.sandbox.holdings.owns(caller):
            return True
        complain(leg, "", TwimlError(13214, f"callerId {caller} is neither ours nor a number of this call"))
        return False

    def _rounds(self) -> list[tuple[Number, ...]]:
        verb = self._verb
        sound = tuple(number for number in verb.numbers if DIALLABLE.fullmatch(number.to))
        if len(sound) < len(verb.numbers) or not sound:
            complain(self._stage.leg, "", TwimlError(13223, "what is dialled is no phone number"))
        if verb.sequential:
            return [(number,) for number in sound]
        return [sound] if sound else []
