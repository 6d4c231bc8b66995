"""An answered call: TwiML on one side, whoever picked up on the other.

Source of the rules: twilio.com/docs/voice/twiml. A document ends in a hang-up. Redirect, and a Gather that got input,
replace the document; a Gather without input falls through to the next verb. The first key stops a prompt; the time
of `timeout` starts when the prompts are over and anew with every key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NoReturn

from outreach.sandbox.calls import Call, Source
from outreach.sandbox.documents import fetch, resolved
from outreach.sandbox.fields import gather_fields
from outreach.sandbox.gather import Keypad
from outreach.sandbox.line import Line, LineBroken, Redirected
from outreach.sandbox.listener import Listener
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.twiml import Document, Gather, Hangup, Pause, Redirect, Reject, Say, TwimlError, Verb

CHARACTERS_PER_SECOND: Final = 14.0
SHORTEST_SAY: Final = 0.2  # seconds
DOCUMENTS_PER_CALL: Final = 500
APOLOGY: Final = Say("We are sorry, an application error has occurred. Goodbye.", voice="system")


class NextDocument(Exception):
    """The running document is over, another one follows."""

    def __init__(self, source: Source, fields: Mapping[str, str]) -> None:
        self.source = source
        self.fields = fields
        super().__init__(source.url)


class Conversation:
    """Runs documents until somebody hangs up, which is always an exception: `LineBroken`."""

    def __init__(self, sandbox: Sandbox, call: Call, line: Line, listener: Listener) -> None:
        self._sandbox = sandbox
        self._call = call
        self._line = line
        self._listener = listener
        self._base = call.source

    async def run(self) -> NoReturn:
        """Live through the call. Raises `LineBroken`."""
        source: Source = self._call.source
        fields: Mapping[str, str] = {}
        for _ in range(DOCUMENTS_PER_CALL):
            try:
                await self._document(source, fields)
            except NextDocument as following:
                source, fields = following.source, following.fields
            except Redirected as order:
                source, fields = order.source, {}
        self._record("twiml.error", code=11200, error=f"more than {DOCUMENTS_PER_CALL} documents in one call")
        raise LineBroken("application_error")

    async def _document(self, source: Source, fields: Mapping[str, str]) -> NoReturn:
        try:
            document, self._base = await fetch(self._sandbox, self._call, source, fields)
        except TwimlError:
            self._line.caught_up()
            await self._apologise()
        self._line.caught_up()
        await self._perform(document)

    async def _perform(self, document: Document) -> NoReturn:
        for verb in document.verbs:
            await self._do(verb)
        raise LineBroken("document_end")

    async def _do(self, verb: Verb) -> None:
        match verb:
            case Say() | Pause():
                await self._speak(verb)
            case Gather():
                await self._gather(verb)
            case Redirect():
                raise NextDocument(resolved(self._base, verb.url, verb.method), {})
            case Hangup() | Reject():
                raise LineBroken("hangup")

    async def _apologise(self) -> NoReturn:
        await self._speak(APOLOGY)
        raise LineBroken("application_error")

    async def _speak(self, verb: Say | Pause, *, listening: bool = False) -> str | None:
        """Say or wait; a key typed meanwhile cuts it short if `listening` and is returned."""
        if isinstance(verb, Pause):
            return await self._line.until(self._line.at + verb.seconds, listening=listening)
        rounds = verb.loop or DOCUMENTS_PER_CALL
        for _ in range(rounds):
            key = await self._say(verb, listening=listening)
            if key is not None:
                return key
        return None

    async def _say(self, say: Say, *, listening: bool) -> str | None:
        self._record("call.said", words=say.words, language=say.language, voice=say.voice, heard_by=self._listener.who)
        length = max(SHORTEST_SAY, len(say.words) / CHARACTERS_PER_SECOND)
        key = await self._line.until(self._line.at + length, listening=listening)
        if key is not None:
            return key
        self._listener.hears(say.words)
        if self._listener.has_had_enough():
            raise LineBroken("person")
        if listening:
            self._listener.reacts(self._line)
        return None

    async def _gather(self, gather: Gather) -> None:
        keypad = Keypad(gather.num_digits, gather.finish_on_key)
        self._listener.reacts(self._line)
        first = await self._prompt(gather)
        if first is None or not keypad.press(first):
            await self._collect(gather, keypad)
        if keypad.digits or gather.action_on_empty_result:
            self._record("call.gathered", digits=keypad.digits, finished_on=keypad.finished_on or None)
            action = resolved(self._base, gather.action, gather.method)
            raise NextDocument(action, gather_fields(keypad.digits, keypad.finished_on))

    async def _prompt(self, gather: Gather) -> str | None:
        for verb in gather.prompts:
            key = await self._speak(verb, listening=True)
            if key is not None:
                return key
        return None

    async def _collect(self, gather: Gather, keypad: Keypad) -> None:
        """Take keys until the input is complete or nobody typed for `timeout` seconds."""
        while True:
            key = await self._line.until(self._line.at + gather.timeout, listening=True)
            if key is None or keypad.press(key):
                return

    def _record(self, kind: str, **more: object) -> None:
        call = self._call
        self._sandbox.ledger.record(
            kind, self._line.at, sid=call.sid, from_=call.from_, to=call.to, attempt=call.attempt, **more
        )
