"""Record: a beep, then what the caller says, until a key, the silence or the longest time ends it.

The action is asked whatever was said, also when the caller hung up (`Digits=hangup`); a recording of silence is kept as
`absent`. Source: twilio.com/docs/voice/twiml/record.
"""

from __future__ import annotations

from collections.abc import Mapping

from outreach.sandbox.people.party import speaking_time
from outreach.sandbox.twiml.verbs import Record, Verb
from outreach.sandbox.voice.call import Callback, RecordingWish, Source
from outreach.sandbox.voice.documents import ask
from outreach.sandbox.voice.line import LineBroken
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.speaking import answer_first, react
from outreach.sandbox.voice.tape import Tape, finish
from outreach.sandbox.webhooks.voice_fields import record_fields

BEEP_SECONDS = 0.5


async def record(stage: Performance, verb: Verb) -> None:
    if not isinstance(verb, Record):
        return
    answer_first(stage)
    if verb.play_beep:
        stage.leg.record("call.beeped")
        stage.leg.party.hears("beep")
        await stage.line.until(stage.line.at + BEEP_SECONDS)
    session = _Session(stage, verb)
    try:
        key = await session.listen()
    except LineBroken:
        source = stage.aim(verb.action, verb.method)
        stage.leg.sandbox.bustle.spawn(_tell_the_absent(stage, source, session.keep("hangup")))
        raise
    stage.go_on(verb.action, verb.method, session.keep(key))


async def _tell_the_absent(stage: Performance, source: Source, fields: Mapping[str, str]) -> None:
    await ask(stage.leg, source, fields, "record action")


class _Session:
    """One Record on one leg."""

    def __init__(self, stage: Performance, verb: Record) -> None:
        self._stage = stage
        self._verb = verb
        self._tape = Tape(RecordingWish(1, "RecordVerb", self._callback()), stage.line.at)
        self._spoken = False

    async def listen(self) -> str:
        """Until it is over. The key that ended it, empty when none did."""
        stage, verb = self._stage, self._verb
        line, end = stage.line, stage.line.at + verb.max_length
        while line.at < end:
            react(stage, keys=True, speech=True)
            act = await line.until(min(line.at + verb.timeout, end), listening=True)
            if act is None:
                return ""
            stage.leg.acted(act, heard=True)
            if act.words:
                self._spoken = True
                await line.until(min(line.at + speaking_time(act.words), end))
            elif act.key in verb.finish_on_key:
                return act.key
        return ""

    def keep(self, digits: str) -> Mapping[str, str]:
        """What the action is told."""
        leg = self._stage.leg
        return record_fields(finish(leg.sandbox, leg.call, self._tape, leg.line.at, silent=not self._spoken), digits)

    def _callback(self) -> Callback | None:
        verb = self._verb
        if not verb.recording_status_callback:
            return None
        to = self._stage.aim(verb.recording_status_callback, verb.recording_status_callback_method)
        return Callback(to.url, to.method, verb.recording_status_callback_event)
