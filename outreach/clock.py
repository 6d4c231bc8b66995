"""The only reader of time.

Business time (``Clock.now``) is real or virtual. Virtual time is shared by all processes of one machine through a
32-byte file, little-endian ``<Qddd``:

========  ==========================================================================
sequence  even: stable; odd: being written (a reader retries)
anchor    ``time.monotonic()`` when the line below was true, seconds
instant   the virtual instant at the anchor, unix seconds UTC
rate      virtual seconds per real second; 0 is a pause
========  ==========================================================================

now = instant + (monotonic - anchor) x rate. Technical time-outs (HTTP, database, sweeps) never use virtual time.
"""

from __future__ import annotations

import mmap
import struct
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

_LAYOUT = struct.Struct("<Qddd")


class Clock(Protocol):
    """Tells business time."""

    def now(self) -> datetime:
        """The current instant, aware, UTC."""
        ...


class RealClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """Reads the shared file; see the module's head."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _LAYOUT.size, access=mmap.ACCESS_READ)

    def now(self) -> datetime:
        _, anchor, instant, rate = self._stable()
        return datetime.fromtimestamp(instant + (time.monotonic() - anchor) * rate, UTC)

    def _stable(self) -> tuple[int, float, float, float]:
        while True:
            first = _LAYOUT.unpack(self._map[:])
            if first[0] % 2 == 0 and first == _LAYOUT.unpack(self._map[:]):
                return first


class ClockGovernor:
    """Writes the shared file: starts virtual time and changes its rate. One writer per file."""

    def __init__(self, path: Path, start: datetime, rate: float = 0.0) -> None:
        self._sequence = 0
        path.write_bytes(_LAYOUT.pack(0, time.monotonic(), start.timestamp(), rate))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), _LAYOUT.size)
        self._rate = rate
        self.clock = VirtualClock(path)

    def run_at(self, rate: float) -> None:
        """Go on from the present virtual instant at ``rate`` virtual seconds per real second."""
        if rate == self._rate:
            return
        self._write(self.clock.now().timestamp(), rate)

    def stand_at(self, at: datetime) -> None:
        """Show ``at``, and stand there: time that is moved by hand."""
        self._write(at.timestamp(), 0.0)

    def _write(self, instant: float, rate: float) -> None:
        self._map[:8] = struct.pack("<Q", self._sequence + 1)
        self._map[8:] = struct.pack("<ddd", time.monotonic(), instant, rate)
        self._sequence += 2
        self._map[:8] = struct.pack("<Q", self._sequence)
        self._rate = rate


def clock_from(path: Path | None) -> Clock:
    """The virtual clock behind ``path``, or the machine's clock when there is none."""
    return VirtualClock(path) if path else RealClock()


def stopwatch() -> float:
    """Real seconds since an arbitrary start, for technical time-outs and measurements."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Wait real seconds: polling, back-off."""
    time.sleep(seconds)
