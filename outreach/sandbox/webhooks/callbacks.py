"""Status callbacks on their way: each a request of its own, in whatever order the network has it.

With a clock moved by hand one request goes out after the other, in the order of their events. A held callback (chaos)
goes out after the resource's next one, or when its time is up. One that arrives in vain is never the end of a call: it is
noted in the debugger (15003 for a call, 16011 for a conference, 11200 for a message) and lost.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from outreach.sandbox.bustle import Bustle
from outreach.sandbox.chaos import Chaos, Mode
from outreach.sandbox.timers import Timer, Timers
from outreach.sandbox.voice.call import Callback
from outreach.sandbox.webhooks.debugger import Debugger
from outreach.sandbox.webhooks.sending import STATUS_FORM, Answer, Webhooks

if TYPE_CHECKING:
    from outreach.sandbox.journal import Journal

MODES: Final = (Mode.CALLBACK_LOST, Mode.CALLBACK_DOUBLED, Mode.CALLBACK_REORDERED, Mode.CALLBACK_DELAYED)
IN_VAIN: Final = {"calls": 15003, "messages": 11200}


@dataclass(frozen=True, slots=True)
class About:
    """Which resource a webhook is about, for the journal; `in_vain` is the error when it does not arrive."""

    channel: str  # calls, messages
    sid: str
    from_: str | None
    to: str
    attempt: str | None
    in_vain: int | None = None


@dataclass(slots=True)
class Mail:
    """One callback ready to go; it gets its token when it is sent for the first time."""

    about: About
    callback: Callback
    event: str
    fields: Mapping[str, str]
    token: str = field(default="")


@dataclass(slots=True)
class Held:
    mail: Mail
    timer: Timer


class Callbacks:
    """Sends callbacks in the background, as it should or as chaos wants."""

    def __init__(
        self, webhooks: Webhooks, timers: Timers, bustle: Bustle, journal: Journal, chaos: Chaos, debugger: Debugger
    ) -> None:
        self._webhooks = webhooks
        self._timers = timers
        self._bustle = bustle
        self._journal = journal
        self._chaos = chaos
        self._debugger = debugger
        self._held: dict[str, Held] = {}
        self._first: dict[str, asyncio.Event] = {}

    @property
    def held(self) -> int:
        return len(self._held)

    def send(self, mail: Mail) -> None:
        """Let one callback go."""
        strike = self._chaos.strikes(MODES, mail.about.channel)
        mail.token = self._webhooks.ids.token()
        now = self._timers.clock.now()
        if strike is None:
            self._post(mail)
        elif strike.mode is Mode.CALLBACK_LOST:
            self._note("callback.lost", mail)
        elif strike.mode is Mode.CALLBACK_DELAYED:
            self._note("callback.delayed", mail)
            self._timers.at(now + strike.seconds, lambda _: self._post(mail))
        elif strike.mode is Mode.CALLBACK_DOUBLED:
            self._post(mail)
            self._post(mail)
        else:
            self._hold(mail, now + strike.seconds)

    async def first_sent(self, sid: str, patience: float) -> None:
        """Wait (real seconds) until the first callback of resource `sid` went out."""
        event = self._first.setdefault(sid, asyncio.Event())
        try:
            async with asyncio.timeout(patience):
                await event.wait()
        except TimeoutError:
            pass
        finally:
            self._first.pop(sid, None)

    def report(self, about: About, event: str, url: str, answer: Answer) -> None:
        """Write the fate of one webhook into the journal."""
        self._journal.record(
            "webhook.sent" if answer.ok else "webhook.failed",
            self._timers.clock.now(),
            sid=about.sid,
            from_=about.from_,
            to=about.to,
            attempt=about.attempt,
            event=event,
            url=url,
            status=answer.status or None,
            tries=answer.tries,
            error=answer.reason or None,
        )

    def _post(self, mail: Mail) -> None:
        sid = mail.about.sid
        self._bustle.spawn(self._deliver(mail))
        held = self._held.pop(sid, None)
        if held is not None:
            held.timer.cancel()
            self._post(held.mail)

    def _hold(self, mail: Mail, until: float) -> None:
        self._note("callback.held", mail)
        sid = mail.about.sid
        former = self._held.pop(sid, None)
        if former is not None:
            former.timer.cancel()
            self._post(former.mail)
        self._held[sid] = Held(mail, self._timers.at(until, lambda _: self._release(sid)))

    def _release(self, sid: str) -> None:
        held = self._held.pop(sid, None)
        if held is not None:
            self._post(held.mail)

    async def _deliver(self, mail: Mail) -> None:
        about, callback = mail.about, mail.callback
        answer = await self._webhooks.post(
            callback.url, mail.fields, method=callback.method, token=mail.token, content_type=STATUS_FORM
        )
        self.report(about, mail.event, callback.url, answer)
        if not answer.ok:
            code, now = about.in_vain or IN_VAIN[about.channel], self._timers.clock.now()
            self._debugger.note(now, code, answer.reason, about.sid, callback.url, warning=code == 15003)
        event = self._first.get(about.sid)
        if event is not None:
            event.set()

    def _note(self, kind: str, mail: Mail) -> None:
        about, now = mail.about, self._timers.clock.now()
        names = {"sid": about.sid, "from_": about.from_, "to": about.to, "attempt": about.attempt}
        self._journal.record(kind, now, **names, event=mail.event)
