"""Status callbacks on their way: one after the other per resource, unless chaos has it otherwise.

A held callback (reordered) goes out after the resource's next one, or when its time is up.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field

from outreach.sandbox.calls import Callback
from outreach.sandbox.chaos import Chaos, Mode
from outreach.sandbox.ledger import Ledger
from outreach.sandbox.timers import Timer, Timers
from outreach.sandbox.webhooks import STATUS_FORM, Answer, Webhooks

MODES = (Mode.CALLBACK_LOST, Mode.CALLBACK_DOUBLED, Mode.CALLBACK_REORDERED, Mode.CALLBACK_DELAYED)


@dataclass(frozen=True, slots=True)
class About:
    """Which resource a webhook is about, for the ledger and for its order."""

    channel: str  # calls, messages
    sid: str
    from_: str | None
    to: str
    attempt: str | None


@dataclass(slots=True)
class Mail:
    """One callback ready to go."""

    about: About
    callback: Callback
    event: str
    fields: Mapping[str, str]
    token: str = field(default_factory=lambda: str(uuid.uuid4()))


@dataclass(slots=True)
class Held:
    mail: Mail
    timer: Timer


class Callbacks:
    """Sends callbacks in the background and keeps the order within each resource."""

    def __init__(self, webhooks: Webhooks, timers: Timers, ledger: Ledger, chaos: Chaos) -> None:
        self._webhooks = webhooks
        self._timers = timers
        self._ledger = ledger
        self._chaos = chaos
        self._tail: dict[str, asyncio.Task[None]] = {}
        self._held: dict[str, Held] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._first: dict[str, asyncio.Event] = {}

    @property
    def under_way(self) -> int:
        return len(self._tasks) + len(self._held)

    def send(self, mail: Mail) -> None:
        """Let one callback go, as it should or as chaos wants."""
        strike = self._chaos.strikes(MODES, mail.about.channel)
        now = self._timers.clock.now()
        if strike is None:
            self._queue(mail)
        elif strike.mode is Mode.CALLBACK_LOST:
            self._note("callback.lost", mail)
        elif strike.mode is Mode.CALLBACK_DELAYED:
            self._note("callback.delayed", mail)
            self._timers.at(now + strike.seconds, lambda _: self._queue(mail))
        elif strike.mode is Mode.CALLBACK_DOUBLED:
            self._queue(mail)
            self._queue(mail)
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

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def background(self, work: Coroutine[object, object, None]) -> asyncio.Task[None]:
        """Run `work` and count it as under way until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self._ledger.record("sandbox.error", self._timers.clock.now(), error=repr(task.exception()))

    def _queue(self, mail: Mail) -> None:
        sid = mail.about.sid
        task = self._tail[sid] = self.background(self._deliver(mail, self._tail.get(sid)))
        task.add_done_callback(self._forgetter(sid))
        held = self._held.pop(sid, None)
        if held is not None:
            held.timer.cancel()
            self._queue(held.mail)

    def _forgetter(self, sid: str) -> Callable[[asyncio.Task[None]], None]:
        def forget(task: asyncio.Task[None]) -> None:
            if self._tail.get(sid) is task:
                del self._tail[sid]

        return forget

    def _hold(self, mail: Mail, until: float) -> None:
        self._note("callback.held", mail)
        sid = mail.about.sid
        former = self._held.pop(sid, None)
        if former is not None:
            former.timer.cancel()
            self._queue(former.mail)
        self._held[sid] = Held(mail, self._timers.at(until, lambda _: self._release(sid)))

    def _release(self, sid: str) -> None:
        held = self._held.pop(sid, None)
        if held is not None:
            self._queue(held.mail)

    async def _deliver(self, mail: Mail, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        answer = await self._webhooks.post(
            mail.callback.url,
            mail.fields,
            method=mail.callback.method,
            token=mail.token,
            content_type=STATUS_FORM,
        )
        self.report(mail.about, mail.event, mail.callback.url, answer)
        event = self._first.get(mail.about.sid)
        if event is not None:
            event.set()

    def report(self, about: About, event: str, url: str, answer: Answer) -> None:
        """Write the fate of one webhook into the ledger."""
        self._ledger.record(
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

    def _note(self, kind: str, mail: Mail) -> None:
        about = mail.about
        self._ledger.record(
            kind,
            self._timers.clock.now(),
            sid=about.sid,
            from_=about.from_,
            to=about.to,
            attempt=about.attempt,
            event=mail.event,
        )
