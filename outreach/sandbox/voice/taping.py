"""Record: a beep, then what the caller says, until a key, the silence or the longest time ends it.

The action is asked whatever was said, also when the caller hung up (`Digits=hangup`). Silence is kept like speech.
Source: twilio.com/docs/voice/twiml/record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outreach.sandbox.people.party import speaking_time
from outreach.sandbox.timers import NEVER
from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.twiml.verbs import Record, Verb
from outreach.sandbox.voice.call import Callback, RecordingWish
from outreach.sandbox.voice.documents import complain
from outreach.sandbox.voice.line import LineBroken, Redirected
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.speaking import react
from outreach.sandbox.voice.tape import Tape, begin, finish
from outreach.sandbox.webhooks.voice_fields import recorded_fields

BEEP_SECONDS: Final = 0.5


async def record(stage: Performance, verb: Verb) -> None:
    if not isinstance(verb, Record):
        return
    if verb.play_beep:
        stage.leg.record("call.beeped")
        stage.leg.party.hears("beep")
        await stage.line.until(stage.line.at + BEEP_SECONDS)
    session = _Session(stage, verb)
    try:
        key = await session.listen()
    except LineBroken:
        stage.tell_of_the_absent(verb.action, verb.method, session.keep("hangup"), "record action")
        raise
    except Redirected:
        session.keep("")
        raise
    stage.go_on(verb.action, verb.method, session.keep(key))


class _Session:
    """One Record on one leg."""

    def __init__(self, stage: Performance, verb: Record) -> None:
        self._stage = stage
        self._verb = verb
        leg = stage.leg
        self._tape: Tape = begin(leg.sandbox, leg.call, RecordingWish(1, "RecordVerb", self._callback()), leg.line.at)

    async def listen(self) -> str:
        """Until it is over. The key that ended it, empty when none did."""
        stage, verb = self._stage, self._verb
        line, end = stage.line, stage.line.at + verb.max_length
        silence = verb.timeout or NEVER
        while line.at < end:
            react(stage, keys=True, speech=True)
            act = await line.until(min(line.at + silence, end), listening=True)
            if act is None:
                return ""
            stage.leg.acted(act, heard=True)
            if act.words:
                await line.until(min(line.at + speaking_time(act.words), end))
            elif act.key in verb.finish_on_key:
                return act.key
        return ""

    def keep(self, digits: str) -> Mapping[str, str]:
        """What the action is told; `digits` is the key that ended it, or `hangup`."""
        leg = self._stage.leg
        recording = finish(leg.sandbox, leg.call, self._tape, leg.line.at)
        if recording is None:
            return {"Digits": digits}
        if recording.error_code is not None:
            complain(leg, "", TwimlError(recording.error_code, "the recording is too short"))
        return {**recorded_fields(recording), "Digits": digits}

    def _callback(self) -> Callback | None:
        verb = self._verb
        if not verb.recording_status_callback:
            return None
        to = self._stage.aim(verb.recording_status_callback, verb.recording_status_callback_method)
        return Callback(to.url, to.method, verb.recording_status_callback_event)
