"""A figure: something measured, the baseline it stands beside, and what we aim at."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from outreach.clock import stopwatch


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` in ``unit``. ``beside`` is the baseline in the same unit, ``against`` says what the baseline is."""

    what: str
    value: float
    unit: str
    against: str = ""
    beside: float | None = None
    aim: str = ""

    @property
    def ratio(self) -> float | None:
        """The figure over its baseline."""
        return self.value / self.beside if self.beside else None

    def to_json(self) -> dict[str, Any]:
        """The figure as plain values; ``ratio`` is rounded to four digits."""
        ratio = None if self.ratio is None else round(self.ratio, 4)
        return {
            "what": self.what,
            "value": round(self.value, 4),
            "unit": self.unit,
            "against": self.against or None,
            "beside": None if self.beside is None else round(self.beside, 4),
            "ratio": ratio,
            "aim": self.aim or None,
        }


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work took: seconds on the wall, seconds of this process's CPU."""

    wall: float
    cpu: float


def cost(work: Callable[[], object]) -> Cost:
    """Do the work once and say what it took."""
    wall, cpu = stopwatch(), time.process_time()
    work()
    return Cost(stopwatch() - wall, time.process_time() - cpu)


def rate_per_core(work: Callable[[], object], count: int, repeats: int) -> float:
    """How many of ``count`` one core does in a second: by CPU time, so that neighbours do not count; median of repeats."""
    return count / median(cost(work).cpu for _ in range(repeats))
