"""A clock moved by hand: from event to event, each lived through to its end before the next one comes.

Nothing overlaps but what happens at the same instant, and that in the order in which it was planned: with the same seed
and the same requests everything happens again in the same order, to the last byte of the journal.
"""

from __future__ import annotations

from outreach.sandbox.bustle import Bustle
from outreach.sandbox.clock import Clock, ManualClock
from outreach.sandbox.errors import ClockError
from outreach.sandbox.timers import Timers


class Pace:
    """Moves the clock. Raises `ClockError` when the clock moves by itself."""

    def __init__(self, clock: Clock, timers: Timers, bustle: Bustle) -> None:
        self._clock = clock
        self._timers = timers
        self._bustle = bustle

    async def advance(self, to: float) -> None:
        """Live through everything that is due until `to`, and stop there."""
        clock = self._manual()
        await self._bustle.settled()
        while (due := self._timers.next_at()) is not None and due <= to:
            clock.set(due)
            self._timers.fire_next()
            await self._bustle.settled()
        clock.set(to)

    async def run_out(self, until: float) -> None:
        """Live through everything until nothing more is to come, or `until`."""
        await self._bustle.settled()
        while (due := self._timers.next_at()) is not None and due <= until:
            await self.advance(due)

    def _manual(self) -> ManualClock:
        if not isinstance(self._clock, ManualClock):
            raise ClockError("this clock moves by itself: start the sandbox with --speed manual to move it by hand")
        return self._clock
