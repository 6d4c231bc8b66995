"""Calendar dates of agreements: pay-days, months, and the day it still is somewhere.

All dates are local calendar dates the caller gives; nothing here knows a zone but ``earliest_day``, which needs none.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import count

LAST_ZONE = timedelta(hours=-12)  # where every day ends last
DAYS_BETWEEN = {"weekly": 7, "every_two_weeks": 14}


class Rhythm(StrEnum):
    """How often somebody is paid."""

    WEEKLY = "weekly"
    EVERY_TWO_WEEKS = "every_two_weeks"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class PayDays:
    """When somebody is paid: ``anchor`` is any one of the days, past or to come.

    Monthly means the anchor's day of the month; in a shorter month its last day.
    """

    rhythm: Rhythm
    anchor: date

    def since(self, day: date) -> Iterator[date]:
        """The pay-days from ``day`` on, itself included, without end."""
        if self.rhythm is Rhythm.MONTHLY:
            months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
            found = (months_after(self.anchor, months + more) for more in count())
            yield from (pay_day for pay_day in found if pay_day >= day)
        else:
            step = DAYS_BETWEEN[self.rhythm]
            first = day + timedelta(days=(self.anchor - day).days % step)
            yield from (first + timedelta(days=step * number) for number in count())


def months_after(day: date, months: int) -> date:
    """The same day of the month, ``months`` later (or earlier, below zero); the last one of a month too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def earliest_day(at: datetime) -> date:
    """The earliest calendar day it is anywhere on earth at ``at``.

    Nobody's day is over before this one is: a term judged by it is never judged too early, and a payment dated by it
    never counts as later than it was for who paid.
    """
    return (at.astimezone(UTC) + LAST_ZONE).date()
