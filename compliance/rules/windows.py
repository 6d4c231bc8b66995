"""Local hours: those the law leaves open, those the consumer wants closed, those the house keeps.

Every candidate zone must be open. A day's hours are a tuple of (opens, closes) in seconds after local midnight,
half open. For each closed zone the next opening is found; the latest of them is when to look again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import holidays

from compliance.case import NEVER, Grant, Moment
from compliance.facts import DAY, Statement
from compliance.rules.kind import Kind, Ruling, human, until
from compliance.zones import Zone, zone

Spans = tuple[tuple[int, int], ...]
Day = Callable[[int], Spans]

WHOLE_DAY: Spans = ((0, DAY),)
LOOK_AHEAD_DAYS = 14


@lru_cache(maxsize=8192)
def is_holiday(calendar: str, day: int) -> bool:
    """Is the local day one of the public or optional holidays (observed days too) of a calendar such as `CA-ON`?"""
    country, _, subdivision = calendar.partition("-")
    found = _holidays(country, subdivision or None)
    return (day - _EPOCH_ORDINAL) in found


_EPOCH_ORDINAL = 0


@lru_cache(maxsize=64)
def _holidays(country: str, subdivision: str | None) -> frozenset[int]:
    kinds = ("public", "optional") if country == "CA" else ("public",)
    listed = holidays.country_holidays(country, subdiv=subdivision, years=range(2020, 2061), categories=kinds)
    first = 719_163  # date(1970, 1, 1).toordinal()
    return frozenset(day.toordinal() - first for day in listed)


def opening(clock: Zone, at: int, hours: Day) -> int:
    """`at` when the clock is open then, else its next opening, else NEVER when none comes in a fortnight."""
    wall = clock.wall(at)
    day, second = divmod(wall, DAY)
    for opens, closes in hours(day):
        if second < closes:
            return at if opens <= second else clock.following(at, day * DAY + opens)
    for later in range(day + 1, day + LOOK_AHEAD_DAYS):
        spans = hours(later)
        if spans:
            return clock.following(at, later * DAY + spans[0][0])
    return NEVER
