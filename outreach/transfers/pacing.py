"""Pacing: how many calls may be under way beside so many free collectors. Pure.

A call comes to need a collector with the probability ``p``: somebody answers, and is the person we ask for (from then on a person
is offered). Of ``L`` calls at once, the number that needs one is binomial. ``lines`` is the largest ``L`` for which

    P(more than ``free`` of ``L`` calls need a collector)  ≤  ``target``

``p`` is not the rate that was measured but the upper end of what the measurement allows (Wilson's interval, 95 %): three calls
without an answer prove nothing, and nothing measured at all means that every call may need somebody, one line per free
collector. So a campaign begins slowly and speeds up as it learns.

The target is not a rate of abandoned calls: a person is offered only while a collector is kept free for that very call, so
whoever finds nobody is offered a time instead, and the rate of abandoned transfers has the aim of none. The target says how
often that may happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, sqrt
from typing import Final

TARGET: Final = 0.02
MOST: Final = 400  # lines, whatever the figures say
_Z: Final = 1.96  # of the normal distribution: 95 % two-sided


@dataclass(frozen=True, slots=True)
class Measured:
    """Calls of the last while: placed and over, answered by somebody, and come so far that a person was offered."""

    placed: int = 0
    answered: int = 0
    reached: int = 0

    def __add__(self, other: Measured) -> Measured:
        return Measured(self.placed + other.placed, self.answered + other.answered, self.reached + other.reached)

    @property
    def answer_rate(self) -> float:
        return self.answered / self.placed if self.placed else 0.0

    @property
    def transfer_rate(self) -> float:
        """Of those that were answered, how many came to need a collector."""
        return self.reached / self.answered if self.answered else 0.0

    @property
    def need(self) -> float:
        """The most that the probability of a call to need a collector may be."""
        return upper(self.reached, self.placed)


def lines(free: int, measured: Measured, target: float = TARGET) -> int:
    """How many calls may be under way beside ``free`` collectors; see the module's head."""
    if free <= 0:
        return 0
    low, high = free, MOST
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if shortfall(middle, free, measured.need) <= target else (low, middle - 1)
    return low


def shortfall(calls: int, free: int, need: float) -> float:
    """The probability that more than ``free`` of ``calls`` need a collector, each with the probability ``need``."""
    if calls <= free:
        return 0.0
    served = sum(comb(calls, k) * need**k * (1 - need) ** (calls - k) for k in range(free + 1))
    return max(0.0, 1.0 - served)


def upper(hits: int, tries: int) -> float:
    """The upper end of Wilson's 95 % interval for a rate of ``hits`` in ``tries``; 1 when nothing was tried."""
    if tries <= 0:
        return 1.0
    rate, z = hits / tries, _Z
    middle = rate + z * z / (2 * tries)
    spread = z * sqrt(rate * (1 - rate) / tries + z * z / (4 * tries * tries))
    return min(1.0, (middle + spread) / (1 + z * z / tries))
