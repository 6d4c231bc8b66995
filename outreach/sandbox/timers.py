"""What is due when: one heap of virtual instants and one alarm of the event loop.

A timer fires with the instant it was due, not the later one at which the loop got to it. Durations people live
through therefore stay exact however fast the virtual clock runs.

The writer of a clock file may change its rate at any moment, so then the alarm never sleeps longer than `SLICE` and looks
again. A clock moved by hand has no alarm: whoever moves it fires the timers, one by one (`pace.py`).
"""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from itertools import count
from typing import Final

from outreach.sandbox.clock import Clock, FileClock, ManualClock

SLICE: Final = 0.02  # real seconds
LONGEST_SLEEP: Final = 3600.0  # real seconds
BATCH: Final = 200  # timers fired before the loop may serve requests again
NEVER: Final = float("inf")


class Timer:
    """One instant and what to do then; `cancel` forgets it."""

    __slots__ = ("_timers", "act", "due")

    def __init__(self, timers: Timers, due: float, act: Callable[[float], object]) -> None:
        self._timers = timers
        self.due = due
        self.act: Callable[[float], object] | None = act

    def cancel(self) -> None:
        if self.act is not None:
            self.act = None
            self._timers.pending -= 1


class Timers:
    """All virtual instants somebody waits for."""

    def __init__(self, clock: Clock, loop: asyncio.AbstractEventLoop) -> None:
        self.clock = clock
        self.pending = 0
        self._loop = loop
        self._slice = SLICE if isinstance(clock, FileClock) else LONGEST_SLEEP
        self._by_hand = isinstance(clock, ManualClock)
        self._heap: list[tuple[float, int, Timer]] = []
        self._order = count()
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_due = 0.0

    def at(self, due: float, act: Callable[[float], object]) -> Timer:
        """Call `act(due)` when the clock reaches `due` (unix seconds); at once when it already has."""
        timer = Timer(self, due, act)
        heapq.heappush(self._heap, (due, next(self._order), timer))
        self.pending += 1
        if self._alarm is None or due < self._alarm_due:
            self._arm()
        return timer

    def next_at(self) -> float | None:
        """The earliest instant anybody waits for, None when nobody waits."""
        while self._heap and self._heap[0][2].act is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def fire_next(self) -> None:
        """Fire the earliest timer, whatever the clock says. There must be one."""
        self.next_at()
        self._fire(heapq.heappop(self._heap)[2])

    def close(self) -> None:
        self._heap.clear()
        self.pending = 0
        self._disarm()

    def _disarm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _arm(self) -> None:
        self._disarm()
        due = self.next_at()
        if due is None or self._by_hand:
            return
        rate = self.clock.rate()
        wait = (due - self.clock.now()) / rate if rate > 0 else self._slice
        self._alarm_due = due
        self._alarm = self._loop.call_later(max(0.0, min(wait, self._slice)), self._ring)

    def _ring(self) -> None:
        self._alarm = None
        now = self.clock.now()
        try:
            for _ in range(BATCH):
                due = self.next_at()
                if due is None or due > now:
                    break
                self.fire_next()
        finally:
            self._arm()

    def _fire(self, timer: Timer) -> None:
        act, timer.act = timer.act, None
        self.pending -= 1
        if act is not None:
            act(timer.due)
