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
from outreach.sandbox.twiml.verbs import Dial, Number, Verb
from outreach.sandbox.voice.call import Callback, RecordingWish
from outreach.sandbox.voice.conferring import join
from outreach.sandbox.voice.documents import ask, complain
from outreach.sandbox.voice.hunt import Hunt
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.queueing import serve
from outreach.sandbox.voice.speaking import answer_first
from outreach.sandbox.voice.tape import Tape, finish
from outreach.sandbox.webhooks.voice_fields import dial_fields

FAILED: Final = {"DialCallStatus": "failed"}
DIALLABLE: Final = re.compile(r"\+[1-9]\d{6,14}")


async def dial(stage: Performance, verb: Verb) -> None:
    if not isinstance(verb, Dial):
        return
    if not verb.answer_on_bridge or not verb.numbers:
        answer_first(stage)
    session = _Session(stage, verb)
    try:
        fields = await session.run()
    except LineBroken:
        if verb.action:
            stage.leg.sandbox.bustle.spawn(_tell_the_absent(stage, verb, session.fields))
        raise
    if verb.action:
        stage.go_on(verb.action, verb.method, fields)


async def _tell_the_absent(stage: Performance, verb: Dial, fields: Mapping[str, str]) -> None:
    """The caller is gone; the action is asked all the same, and its answer performed for nobody."""
    await ask(stage.leg, stage.aim(verb.action, verb.method), fields, "dial action")


class _Session:
    """One Dial; `fields` is what its action is told, as far as it is known."""

    def __init__(self, stage: Performance, verb: Dial) -> None:
        self._stage = stage
        self._verb = verb
        self._tape: Tape | None = None
        self.fields: Mapping[str, str] = FAILED

    async def run(self) -> Mapping[str, str]:
        stage, verb = self._stage, self._verb
        if verb.conference is not None:
            self.fields = {"DialCallStatus": "answered", "DialBridged": "true"}
            if not await join(stage, verb.conference):
                self.fields = FAILED
        elif verb.queue is not None:
            self.fields = await serve(stage, verb)
        elif self._may_call():
            await self._numbers()
        return self.fields

    def _may_call(self) -> bool:
        """Whether the caller id and the numbers are such that a phone can ring."""
        stage, verb, caller = self._stage, self._verb, self._verb.caller_id
        if caller and caller != stage.leg.call.person and not stage.leg.sandbox.holdings.owns(caller):
            complain(stage.leg, "", TwimlError(13214, f"callerId {caller} is neither ours nor the caller's"))
        elif not verb.numbers or not all(DIALLABLE.fullmatch(number.to) for number in verb.numbers):
            complain(stage.leg, "", TwimlError(13223, "what is dialled is no phone number"))
        else:
            return True
        return False

    async def _numbers(self) -> None:
        """Ring all at once, or one after the other until somebody is connected."""
        verb = self._verb
        rounds: list[tuple[Number, ...]] = [(one,) for one in verb.numbers] if verb.sequential else [verb.numbers]
        for numbers in rounds:
            hunt = Hunt(self._stage, verb, numbers)
            try:
                await hunt.run()
                if hunt.bridge is not None:
                    await self._talk(hunt)
                    return
            finally:
                self.fields = self._outcome(hunt)

    async def _talk(self, hunt: Hunt) -> None:
        bridge, leg = hunt.bridge, self._stage.leg
        if bridge is None:
            return
        answer_first(self._stage)
        if "answer" in self._verb.record or "ringing" in self._verb.record or self._verb.record == "true":
            self._tape = Tape(self._wish(), leg.line.at)
        await bridge.stay(leg, limit=self._verb.time_limit, star_ends=self._verb.hangup_on_star)

    def _wish(self) -> RecordingWish:
        verb = self._verb
        channels = 2 if verb.record.endswith("dual") else 1
        told = None
        if verb.recording_status_callback:
            to = self._stage.aim(verb.recording_status_callback, verb.recording_status_callback_method)
            told = Callback(to.url, to.method, verb.recording_status_callback_event)
        return RecordingWish(channels, "DialVerb", told)

    def _outcome(self, hunt: Hunt) -> Mapping[str, str]:
        leg = self._stage.leg
        recording = None
        if self._tape is not None:
            recording = finish(leg.sandbox, leg.call, self._tape, leg.line.at)
        seconds = hunt.bridge.seconds if hunt.bridge else None
        return dial_fields(hunt.told, hunt.outcome, seconds, recording)
