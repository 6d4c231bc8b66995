"""Local time from the `tzdata` wheel, in whole seconds, and the holidays on which somebody does not call.

A clock is an IANA name. A day is the number of a local calendar date counted from 1970-01-01; 0 is Monday among
weekdays. Changes of a clock are found by looking at every day of the years in question and halving.
"""

from __future__ import annotations

import importlib.resources
from bisect import bisect_right
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

import holidays

QUARTER = 900
HOUR = 3_600
DAY = 86_400
FIRST = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())
LAST = int(datetime(2028, 12, 31, tzinfo=UTC).timestamp())


def seconds(text: str) -> int:
    """`2026-12-07T18:00:00Z` as seconds since 1970."""
    return int(datetime.fromisoformat(text).timestamp())


def written(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_number(text: str) -> int:
    """`2026-12-07` as days since 1970."""
    return (date.fromisoformat(text) - date(1970, 1, 1)).days


def calendar_date(day: int) -> date:
    return date.fromordinal(date(1970, 1, 1).toordinal() + day)


def weekday(day: int) -> int:
    return (day + 3) % 7


@cache
def _changes(clock: str) -> tuple[list[int], list[int]]:
    """When the clock's distance from UTC changes, and what it is from then on."""
    *folders, name = clock.split("/")
    file = importlib.resources.files(".".join(["tzdata", "zoneinfo", *folders])).joinpath(name)
    with file.open("rb") as data:
        zone = ZoneInfo.from_file(data, key=clock)

    def off(at: int) -> int:
        distance = datetime.fromtimestamp(at, zone).utcoffset()
        assert distance is not None
        return int(distance.total_seconds())

    starts, offsets = [FIRST], [off(FIRST)]
    for noon in range(FIRST, LAST, DAY):
        if off(noon + DAY) != offsets[-1]:
            before, after = noon, noon + DAY
            while after - before > 1:
                middle = (before + after) // 2
                before, after = (middle, after) if off(middle) == offsets[-1] else (before, middle)
            starts.append(after)
            offsets.append(off(after))
    return starts, offsets


def local(at: int, clock: str) -> int:
    """What the clock shows, as seconds since it showed 1970-01-01 00:00."""
    starts, offsets = _changes(clock)
    return at + offsets[max(bisect_right(starts, at) - 1, 0)]


def earliest_day(at: int, clocks: tuple[str, ...]) -> int:
    return (local(at, clocks[0]) if len(clocks) == 1 else min([local(at, clock) for clock in clocks])) // DAY


def latest_day(at: int, clocks: tuple[str, ...]) -> int:
    return (local(at, clocks[0]) if len(clocks) == 1 else max([local(at, clock) for clock in clocks])) // DAY


@cache
def holiday(day: int, calendar: str) -> bool:
    """Whether the day is a holiday of `US`, `CA-ON`, `GB-SCT`, `AU`, days in lieu and optional ones included."""
    return calendar_date(day) in _calendar(calendar)


@cache
def _calendar(name: str) -> holidays.HolidayBase:
    country, _, part = name.partition("-")
    kept = ("public", "optional") if country == "CA" else ("public",)
    return holidays.country_holidays(country, subdiv=part or None, categories=kept, years=range(2025, 2030))
