"""Pay-days, months, and the day it still is somewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import islice

import pytest

from outreach.agreements.calendar import PayDays, Rhythm, earliest_day, months_after


@pytest.mark.parametrize(
    ("rhythm", "anchor", "since", "first_three"),
    [
        (Rhythm.WEEKLY, date(2026, 11, 6), date(2026, 12, 1), ["2026-12-04", "2026-12-11", "2026-12-18"]),
        (Rhythm.WEEKLY, date(2026, 12, 4), date(2026, 12, 4), ["2026-12-04", "2026-12-11", "2026-12-18"]),
        (Rhythm.WEEKLY, date(2027, 3, 5), date(2026, 12, 1), ["2026-12-04", "2026-12-11", "2026-12-18"]),
        (Rhythm.EVERY_TWO_WEEKS, date(2026, 11, 13), date(2026, 11, 28), ["2026-12-11", "2026-12-25", "2027-01-08"]),
        (Rhythm.MONTHLY, date(2026, 10, 15), date(2026, 12, 15), ["2026-12-15", "2027-01-15", "2027-02-15"]),
        (Rhythm.MONTHLY, date(2026, 10, 15), date(2026, 12, 16), ["2027-01-15", "2027-02-15", "2027-03-15"]),
        (Rhythm.MONTHLY, date(2026, 1, 31), date(2027, 1, 31), ["2027-01-31", "2027-02-28", "2027-03-31"]),
        (Rhythm.MONTHLY, date(2026, 1, 30), date(2028, 2, 1), ["2028-02-29", "2028-03-30", "2028-04-30"]),
        (Rhythm.MONTHLY, date(2030, 5, 31), date(2026, 12, 31), ["2026-12-31", "2027-01-31", "2027-02-28"]),
    ],
)
def test_pay_days_from_a_day_on(rhythm: Rhythm, anchor: date, since: date, first_three: list[str]) -> None:
    assert [str(day) for day in islice(PayDays(rhythm, anchor).since(since), 3)] == first_three


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 12, 1), 0, date(2026, 12, 1)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
    ],
)
def test_months_end_on_the_last_day_of_a_month_too_short(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 12, 2, 11, 59, 59, tzinfo=UTC), date(2026, 12, 1)),  # 23:59:59 on Baker Island
        (datetime(2026, 12, 2, 12, 0, tzinfo=UTC), date(2026, 12, 2)),
    ],
)
def test_a_day_is_over_when_it_is_over_everywhere(at: datetime, day: date) -> None:
    assert earliest_day(at) == day
