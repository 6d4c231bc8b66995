"""A rule says how heavily it stands against the attempt at an instant."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

FREE, WAIT, ASK, CLEAR = range(4)
NAMES = ("ALLOW", "BLOCK_UNTIL", "HUMAN", "BLOCK_UNTIL_CLEARED")
Says = Callable[[int], int]


class Rule(NamedTuple):
    id: str
    says: Says
    hours: bool = False  # speaks only of the time of day and the day of the week or year


def always(verdict: int) -> Says:
    """The same answer at every instant."""
    return lambda _: verdict
