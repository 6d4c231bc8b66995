"""The time line of one leg: waiting, what its person does, and what breaks in.

Time on the line is the people's own: `at` moves by exactly the seconds waited for. While a document is fetched
people wait too, so what they are about to do and a planned hang-up move along (`caught_up`).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn, TypeVar

from outreach.sandbox.bustle import Bustle
from outreach.sandbox.people.act import Act
from outreach.sandbox.timers import NEVER, Timers
from outreach.sandbox.voice.call import CallStatus, Source

Broken = TypeVar("Broken", bound=Exception)


class LineBroken(Exception):
    """Ends the leg; the call takes `status` and `by` says whose doing it was."""

    def __init__(self, by: str, status: CallStatus = CallStatus.COMPLETED) -> None:
        self.by = by
        self.status = status
        super().__init__(by)


class Redirected(Exception):
    """The client put other TwiML under the running call."""

    def __init__(self, source: Source) -> None:
        self.source = source
        super().__init__("redirected")


class Line:
    """One leg's present, what its person is about to do, and the instants that end it from outside."""

    def __init__(self, timers: Timers, bustle: Bustle, at: float, on_lost: Callable[[Act], None]) -> None:
        self.at = at
        self.acts: deque[Act] = deque()
        self.leaves_at = NEVER  # the person hangs up
        self.limit_at = NEVER  # TimeLimit
        self._timers = timers
        self._bustle = bustle
        self._on_lost = on_lost
        self._waiting: asyncio.Future[None] | None = None
        self._until = NEVER  # what the present wait is for
        self._broken: deque[Exception] = deque()

    def interrupt(self, why: Exception, at: float | None = None) -> None:
        """Break into whatever the leg is doing at the instant `at`: at once when it waits, else when it next would."""
        self._broken.append(why)
        self._rouse(at)

    def forgets(self, kind: type[Exception]) -> None:
        """What was about to break in is no longer of interest."""
        self._broken = deque(why for why in self._broken if not isinstance(why, kind))

    def pending(self, kind: type[Broken]) -> list[Broken]:
        """What of this kind is about to break in."""
        return [why for why in self._broken if isinstance(why, kind)]

    def happens(self, *acts: Act) -> None:
        """The person does something that nobody planned; the acts stand in the order of their instants."""
        self.acts = deque(sorted([*self.acts, *acts], key=lambda act: act.due))
        self._rouse(None)

    def leaves(self, at: float) -> None:
        """The person will hang up at `at`, if nothing else ends the call before."""
        self.leaves_at = at
        self._rouse(None)

    def limits(self, at: float) -> None:
        """The call will be cut at `at`."""
        self.limit_at = at
        self._rouse(None)

    def caught_up(self) -> None:
        """After real work (a webhook): the present is the clock's, and people's plans move along."""
        late = self._timers.clock.now() - self.at
        if late > 0:
            self.at += late
            self.leaves_at += late
            self.acts = deque(replace(act, due=act.due + late) for act in self.acts)
        self.check()

    def check(self) -> None:
        """Raises what broke in meanwhile."""
        if self._broken:
            raise self._broken.popleft()

    async def until(self, when: float, *, listening: bool = False) -> Act | None:
        """Wait until `when`; what the person does before then ends the wait if `listening` and is returned.

        What nobody listens for is lost. Raises `LineBroken` when the person leaves or the time limit comes first, and
        whatever interrupts.
        """
        while True:
            self.check()
            act_due = self.acts[0].due if self.acts else NEVER
            due = min(when, act_due, self.leaves_at, self.limit_at)
            if due > self.at:
                await self._sleep(due)
                if self.at < due:
                    continue  # something happened meanwhile
            if due == self.limit_at:
                self.at = due  # also when it passed while a document was fetched
                raise LineBroken("time_limit")
            if due == self.leaves_at:
                raise LineBroken("person")
            if due == act_due:
                act = self.acts.popleft()
                if listening:
                    return act
                self._on_lost(act)
                continue
            return None

    async def for_ever(self) -> NoReturn:
        """Wait for somebody to break in, or for the person to leave. Raises what it was."""
        while True:
            await self.until(NEVER)

    async def _sleep(self, due: float) -> None:
        self._until = due
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        timer = self._timers.at(due, self._wake) if due < NEVER else None
        self._bustle.rests()
        await waiting
        self._waiting = None
        if timer is not None:
            timer.cancel()

    def _wake(self, at: float) -> None:
        """End the wait at the instant `at`, kept between the line's own present and what it waits for."""
        if self._waiting is not None and not self._waiting.done():
            self.at = max(self.at, min(at, self._until))
            self._bustle.wakes()
            self._waiting.set_result(None)

    def _rouse(self, at: float | None) -> None:
        self._wake(self._timers.clock.now() if at is None else at)
