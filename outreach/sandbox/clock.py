"""What time it is: the machine's own time, a faster one, one moved by hand, or one shared through a file.

The file holds 32 bytes, little-endian `<Qddd`: a sequence number (even: stable, odd: being written), a monotonic
anchor m, a virtual anchor v (unix seconds, UTC) and a rate r (virtual seconds per real second, 0 = paused).
Now is `v + (monotonic() - m) * r`. The writer may change any of them at any moment.
"""

from __future__ import annotations

import mmap
import struct
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Protocol

from outreach.sandbox.errors import ClockError

LAYOUT: Final = struct.Struct("<Qddd")
SPINS_BEFORE_GIVING_UP: Final = 2_000


class Clock(Protocol):
    """Tells the present instant in unix seconds and how fast it runs; 0 is a clock that stands."""

    def now(self) -> float: ...

    def rate(self) -> float: ...


class WallClock:
    """The machine's own time."""

    def now(self) -> float:
        return time.time()

    def rate(self) -> float:
        return 1.0


class FastClock:
    """Starts at `start` and runs `speed` virtual seconds a real second."""

    def __init__(self, start: float, speed: float) -> None:
        self._start = start
        self._speed = speed
        self._anchor = time.monotonic()

    def now(self) -> float:
        return self._start + (time.monotonic() - self._anchor) * self._speed

    def rate(self) -> float:
        return self._speed


class ManualClock:
    """Stands still until somebody sets it; `pace.py` moves it from event to event."""

    def __init__(self, start: float) -> None:
        self._now = start

    def now(self) -> float:
        return self._now

    def rate(self) -> float:
        return 0.0

    def set(self, at: float) -> None:
        """Go forward to `at`. Going back is ignored: time on a line never does."""
        self._now = max(self._now, at)


class FileClock:
    """Virtual time, read from the clock file that its writer keeps up to date."""

    def __init__(self, path: Path) -> None:
        """Raises `ClockError` when the file is absent or is not a clock file."""
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), LAYOUT.size, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise ClockError(f"{path} is not a readable 32-byte clock file: {error}") from error

    def now(self) -> float:
        monotonic, virtual, rate = self._anchors()
        return virtual + (time.monotonic() - monotonic) * rate

    def rate(self) -> float:
        return self._anchors()[2]

    def _anchors(self) -> tuple[float, float, float]:
        for spin in range(SPINS_BEFORE_GIVING_UP):
            before, monotonic, virtual, rate = LAYOUT.unpack(self._map[: LAYOUT.size])
            (after,) = struct.unpack_from("<Q", self._map)
            if before == after and before % 2 == 0:
                return monotonic, virtual, rate
            if spin > 100:
                time.sleep(0.0005)
        raise ClockError("the clock file was left half written: its writer has died, start it again")


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def iso(at: float) -> str:
    """Microsecond ISO 8601 in UTC, the form of the journal."""
    return moment(at).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(text: str) -> float:
    """Unix seconds of an ISO 8601 instant; without a zone it is UTC. Raises `ClockError`."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ClockError(f"{text!r} is no instant: write it like 2026-12-01T13:30:00Z") from None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
