"""Is anything still going on? Strands of work, and a way to wait until every one of them is asleep.

A strand is awake from its start to its end, except while it waits for virtual time. Whoever ends such a wait says so at
that moment, not when the strand gets to run: between the two nothing looks quiet. A webhook on its way is awake.

    awake ──rests──► asleep              in line: awake, and waiting until nobody else is
      │  ◄─wakes──
      └─alone──► in line ─► out alone ─► in line again, in front ─► awake
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager

Fault = Callable[[BaseException], None]


class Bustle:
    """Counts the strands that are awake. `on_fault` is told of a strand that broke, which is a fault of the sandbox."""

    def __init__(self, on_fault: Fault) -> None:
        self.awake = 0
        self._closed = False
        self._on_fault = on_fault
        self._strands: set[asyncio.Task[None]] = set()
        self._line: deque[asyncio.Future[None]] = deque()
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def strands(self) -> int:
        """Strands that have not ended, asleep or awake."""
        return len(self._strands)

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Let `work` run beside everything else. What ends when all is closed starts nothing more."""
        if self._closed:
            work.close()
            return
        self.wakes()
        task = asyncio.get_running_loop().create_task(work)
        self._strands.add(task)
        task.add_done_callback(self._ended)

    def rests(self) -> None:
        """A strand begins to wait for virtual time, or ends."""
        self.awake -= 1
        if self.awake == 0:
            self._quiet.set()
        self._admit()

    def wakes(self) -> None:
        """A wait of a strand has been ended."""
        self.awake += 1
        self._quiet.clear()

    async def settled(self) -> None:
        """Wait until no strand is awake."""
        while self.awake:
            await self._quiet.wait()

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Do something that takes real time when nobody else is awake, and go on only when nobody else is.

        Whoever wants to comes out in the order of asking, so that real time decides nothing.
        """
        await self._in_line(front=False)
        yield
        await self._in_line(front=True)

    async def close(self) -> None:
        self._closed = True
        for task in self._strands:
            task.cancel()
        await asyncio.gather(*self._strands, return_exceptions=True)

    async def _in_line(self, *, front: bool) -> None:
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        (self._line.appendleft if front else self._line.append)(place)
        self._admit()
        await place

    def _admit(self) -> None:
        """The first in line may go, when all who are awake are in line."""
        if self._line and self.awake == len(self._line) and not self._closed:
            self._line.popleft().set_result(None)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._strands.discard(task)
        self.rests()
        if not task.cancelled() and (fault := task.exception()) is not None:
            self._on_fault(fault)
