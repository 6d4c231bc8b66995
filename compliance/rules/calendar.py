"""Public holidays and business days, as numbers of days since 1970-01-01."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays

_EPOCH = date(1970, 1, 1).toordinal()
_THURSDAY = 3  # the day of the week of day number 0


@lru_cache(maxsize=64)
def public_holidays(calendar: str) -> frozenset[int]:
    """The holidays of a calendar such as `US` or `CA-ON` as local day numbers, days off in lieu included.

    For Canada also the optional ones: which of them a province means is unsettled, so all of them close.
    """
    country, _, subdivision = calendar.partition("-")
    kinds = ("public", "optional") if country == "CA" else ("public",)
    listed = holidays.country_holidays(country, subdiv=subdivision or None, years=range(2020, 2061), categories=kinds)
    return frozenset(day.toordinal() - _EPOCH for day in listed)


def weekday(day: int) -> int:
    """Monday = 0."""
    return (day + _THURSDAY) % 7


def is_business_day(day: int, calendar: str) -> bool:
    """Saturdays, Sundays and public holidays are none; a holiday's own day and its day off in lieu both count as one."""
    return weekday(day) < 5 and day not in public_holidays(calendar)


def after_business_days(day: int, count: int, calendar: str) -> int:
    """The last of so many business days after the day."""
    while count:
        day += 1
        count -= is_business_day(day, calendar)
    return day


def last_business_day(day: int, calendar: str) -> int:
    """The day, or the last business day before it."""
    while not is_business_day(day, calendar):
        day -= 1
    return day
