"""The time line of one answered or ringing call: waiting, typed keys, and what breaks in.

Time on the line is the people's own: `at` moves by exactly the seconds waited for. While a document is fetched
people wait too, so keys still to be typed and a planned hang-up move along (`caught_up`).
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from outreach.sandbox.calls import CallStatus, Source
from outreach.sandbox.timers import Timers


class LineBroken(Exception):
    """Ends the conversation; the call takes `status` and `by` says whose doing it was."""

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
    """One call's present, its planned keys and the two instants that end it from outside."""

    def __init__(self, timers: Timers, at: float, on_key: Callable[[str, float, bool], None]) -> None:
        self.at = at
        self.keys: deque[tuple[float, str]] = deque()
        self.leaves_at = float("inf")  # the person hangs up
        self.limit_at = float("inf")  # TimeLimit
        self._timers = timers
        self._on_key = on_key
        self._waiting: asyncio.Future[None] | None = None
        self._broken: Exception | None = None

    def interrupt(self, why: Exception) -> None:
        """Break into whatever the call is doing: at once when it waits, else as soon as it next would."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(why)
        else:
            self._broken = why

    def caught_up(self) -> None:
        """After real work (a webhook): the present is the clock's, and people's plans move along."""
        late = self._timers.clock.now() - self.at
        if late > 0:
            self.at += late
            self.leaves_at += late
            self.keys = deque((due + late, key) for due, key in self.keys)
        self.check()

    def check(self) -> None:
        """Raises what broke in meanwhile."""
        broken, self._broken = self._broken, None
        if broken is not None:
            raise broken

    async def until(self, when: float, *, listening: bool = False) -> str | None:
        """Wait until `when`; a key typed before then ends the wait if `listening` and is returned.

        Raises `LineBroken` when the person leaves or the time limit comes first, and whatever interrupts.
        """
        self.check()
        while True:
            key_due = self.keys[0][0] if self.keys else float("inf")
            due = min(when, key_due, self.leaves_at, self.limit_at)
            await self._sleep(due)
            if due == self.limit_at:
                self.at = due  # also when it passed while a document was fetched
                raise LineBroken("time_limit")
            if due == self.leaves_at:
                raise LineBroken("person")
            if due == key_due and due <= when:
                key = self.keys.popleft()[1]
                self._on_key(key, due, listening)
                if listening:
                    return key
                continue
            return None

    async def _sleep(self, due: float) -> None:
        if due > self.at:
            waiting = self._waiting = asyncio.get_running_loop().create_future()
            timer = self._timers.at(due, lambda _: _let_go(waiting))
            try:
                await waiting
                self.at = due
            except Exception:
                self.at = max(self.at, min(due, self._timers.clock.now()))
                raise
            finally:
                timer.cancel()
                self._waiting = None


def _let_go(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)
