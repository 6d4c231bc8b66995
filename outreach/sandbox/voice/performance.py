"""A leg performing TwiML: document after document, verb after verb, until somebody hangs up.

Source of the rules: twilio.com/docs/voice/twiml. Redirect, and every verb that posts to its `action`, replace the
document by another one; what stands behind them is never reached. A document that ends hangs up, but for one on hold (it
is asked for again) and one whispered to a callee (she is connected). What cannot be performed is apologised for and ends
the call, but for one on hold, where its verb decides.

A call to us is picked up by its first verb, unless that is a Reject, a Pause, or a Dial that answers on bridge.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Final, NoReturn

from outreach.sandbox.people.party import speaking_time
from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.twiml.verbs import Dial, Document, Pause, Reject, Verb
from outreach.sandbox.voice.call import Source
from outreach.sandbox.voice.documents import ask_for_nobody, complain, fetch, resolved
from outreach.sandbox.voice.line import LineBroken, Redirected

if TYPE_CHECKING:
    from outreach.sandbox.voice.leg import Leg

DOCUMENTS_PER_CALL: Final = 500
APOLOGY: Final = "We are sorry, an application error has occurred. Goodbye."
LET_IT_RING: Final = (Reject, Pause, Dial)

Performer = Callable[["Performance", Verb], Awaitable[None]]
Performers = Mapping[type[Verb], Performer]


class NextDocument(Exception):
    """The running document is over, another one follows."""

    def __init__(self, source: Source, fields: Mapping[str, str]) -> None:
        self.source = source
        self.fields = fields
        super().__init__(source.url)


class NotPerformed(Exception):
    """A document on hold could not be had, or has a verb that is not allowed there. It has been complained of."""


class Performance:
    """Performs documents on one leg, those of its call or, with `allowed`, those of a special place.

    `allowed` are the verbs of that place; another one is the error `code`. With `apologises` False, what cannot be
    performed raises `NotPerformed`.
    """

    def __init__(
        self,
        leg: Leg,
        performers: Performers,
        allowed: frozenset[type[Verb]] | None = None,
        code: int = 12200,
        *,
        apologises: bool = True,
    ) -> None:
        self.leg = leg
        self.line = leg.line
        self.performers = performers
        self._allowed = allowed
        self._code = code
        self._apologises = apologises
        self._base = leg.call.source

    async def play(self, source: Source, fields: Mapping[str, str] | None = None) -> None:
        """Perform from `source` on; return when a document ends. Raises `LineBroken`, and what breaks in from outside."""
        more = fields or {}
        for _ in range(DOCUMENTS_PER_CALL):
            try:
                await self._document(source, more)
            except NextDocument as following:
                source, more = following.source, following.fields
            else:
                return
        complain(self.leg, source.url, TwimlError(11200, f"more than {DOCUMENTS_PER_CALL} documents in one call"))
        raise LineBroken("application_error")

    def go_on(self, url: str, method: str, fields: Mapping[str, str]) -> NoReturn:
        """Leave this document for the one a verb points to."""
        raise NextDocument(self.aim(url, method), fields)

    def aim(self, url: str, method: str) -> Source:
        """Where a URL of this document points to."""
        return resolved(self._base, url, method)

    def tell_of_the_absent(self, url: str, method: str, fields: Mapping[str, str], event: str) -> None:
        """Ask the action of a verb during which the caller went; its answer is performed for nobody."""
        self.leg.sandbox.bustle.spawn(ask_for_nobody(self.leg, self.aim(url, method), fields, event))

    async def perform(self, document: Document) -> None:
        """Perform the verbs of `document`, one after the other."""
        for verb in document.verbs:
            if self._allowed is not None and type(verb) not in self._allowed:
                complain(self.leg, self._base.url, TwimlError(self._code, f"{type(verb).__name__} is not allowed here"))
                await self._give_up()
            if not isinstance(verb, LET_IT_RING):
                self.leg.pick_up()
            await self.performers[type(verb)](self, verb)

    async def _document(self, source: Source, fields: Mapping[str, str]) -> None:
        try:
            document, self._base = await fetch(self.leg, source, fields)
        except TwimlError:
            self.line.caught_up()
            await self._give_up()
        self.line.caught_up()
        await self.perform(document)

    async def _give_up(self) -> NoReturn:
        leg = self.leg
        if not self._apologises:
            raise NotPerformed
        leg.pick_up()
        leg.record("call.said", words=APOLOGY, voice="system", heard_by=leg.party.who)
        await self.line.until(self.line.at + speaking_time(APOLOGY))
        raise LineBroken("application_error")


async def converse(
    leg: Leg, performers: Performers, source: Source, fields: Mapping[str, str] | None = None
) -> NoReturn:
    """Live through a call, from `source` on, asked with `fields`, and through what the client puts under it.

    Raises `LineBroken`.
    """
    while True:
        try:
            await Performance(leg, performers).play(source, fields)
        except Redirected as order:
            source, fields = order.source, None
        else:
            leg.pick_up()
            raise LineBroken("document_end")
