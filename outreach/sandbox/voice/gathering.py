"""Gather: prompts, then keys or speech, then the action with what came, or the next verb when nothing did.

The first key or word stops the prompts. The time of `timeout` starts when they are over, and anew with every key; what is
said is over after `speechTimeout` of silence. Once a key was typed, speech is no longer listened for.
Source: twilio.com/docs/voice/twiml/gather.
"""

from __future__ import annotations

from typing import Final

from outreach.sandbox.people.act import Act
from outreach.sandbox.people.party import SPEECH_RATE, speaking_time
from outreach.sandbox.twiml.verbs import Gather, Verb
from outreach.sandbox.voice.call import Callback
from outreach.sandbox.voice.keypad import Keypad
from outreach.sandbox.voice.performance import Performance
from outreach.sandbox.voice.progress import about
from outreach.sandbox.voice.speaking import prompt, react
from outreach.sandbox.webhooks.callbacks import Mail
from outreach.sandbox.webhooks.voice_fields import digits_fields, partial_speech_fields, speech_fields

FIRST_PAUSE: Final = 1.0  # seconds that end speech when speechTimeout is auto
LONGEST_SPEECH: Final = 60.0  # seconds
NOT_A_SOUND: Final = 13325


async def gather(stage: Performance, verb: Verb) -> None:
    if isinstance(verb, Gather):
        await _Listening(stage, verb).run()


class _Listening:
    """One Gather on one leg."""

    def __init__(self, stage: Performance, gather: Gather) -> None:
        self._stage = stage
        self._gather = gather
        self._keys = "dtmf" in gather.input
        self._speech = "speech" in gather.input
        self._keypad = Keypad(gather.num_digits, gather.finish_on_key)

    async def run(self) -> None:
        react(self._stage, keys=self._keys, speech=self._speech)
        act = await self._prompts()
        if act is None:
            act = await self._next(self._gather.timeout)
        if act is not None and act.words:
            await self._spoken(act)
        elif act is not None:
            await self._typed(act)
        self._done()

    async def _prompts(self) -> Act | None:
        """The first act while the prompts are heard. A person may not break in where `bargeIn` is off."""
        gather = self._gather
        for verb in gather.prompts:
            listening = {"keys": self._keys, "speech": self._speech} if gather.barge_in else {}
            act = self._taken(await prompt(self._stage, verb, no_sound=NOT_A_SOUND, **listening))
            if act is not None:
                return act
        if not gather.barge_in:
            react(self._stage, keys=self._keys, speech=self._speech)
        return None

    async def _next(self, seconds: float) -> Act | None:
        """What is typed or said within `seconds`; what is not listened for is lost."""
        line = self._stage.line
        until = line.at + seconds
        while True:
            act = await line.until(until, listening=True)
            if act is None:
                return None
            taken = self._taken(act)
            if taken is not None:
                return taken

    def _taken(self, act: Act | None) -> Act | None:
        if act is None:
            return None
        heard = self._speech if act.words else self._keys
        self._stage.leg.acted(act, heard=heard)
        return act if heard else None

    async def _typed(self, first: Act) -> None:
        """Take further keys until the input is complete or nobody typed for `timeout` seconds."""
        self._speech = False
        act: Act | None = first
        while act is not None and not self._keypad.press(act.key):
            act = await self._next(self._gather.timeout)

    async def _spoken(self, act: Act) -> None:
        """Let her finish, wait for the silence, and post the words."""
        gather, line = self._gather, self._stage.line
        end = line.at + LONGEST_SPEECH
        words = act.words[: int(LONGEST_SPEECH * SPEECH_RATE)]
        half = speaking_time(words) / 2
        await line.until(line.at + half)
        self._tell_half(words)
        await line.until(min(line.at + half + self._silence(), end))
        self._stage.leg.record("call.gathered", speech=words)
        self._stage.go_on(gather.action, gather.method, speech_fields(words, gather.language))

    def _silence(self) -> float:
        """Seconds of it that end what is said."""
        wanted = self._gather.speech_timeout
        return self._gather.timeout if wanted is None else wanted or FIRST_PAUSE

    def _tell_half(self, words: str) -> None:
        gather, call = self._gather, self._stage.leg.call
        if gather.partial_result_callback:
            to = self._stage.aim(gather.partial_result_callback, gather.partial_result_callback_method)
            fields = partial_speech_fields(call, words[: len(words) // 2].strip(), gather.language)
            callback = Callback(to.url, to.method)
            self._stage.leg.sandbox.callbacks.send(Mail(about(call), callback, "partial result", fields))

    def _done(self) -> None:
        gather, keypad = self._gather, self._keypad
        if keypad.digits or gather.action_on_empty_result:
            self._stage.leg.record("call.gathered", digits=keypad.digits, finished_on=keypad.finished_on or None)
            self._stage.go_on(gather.action, gather.method, digits_fields(keypad.digits, keypad.finished_on))
