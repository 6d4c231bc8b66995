from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake.dates import end_of, read_past_date, read_term
from outreach.intake.errors import ValueUnread

TODAY = date(2026, 12, 1)
PAST = st.dates(min_value=date(1900, 1, 1), max_value=TODAY)
LAST_CENTURY_AND_A_DAY = st.dates(min_value=date(1926, 12, 2), max_value=TODAY)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-01", date(2026, 3, 1)), ("2026/3/1", date(2026, 3, 1)), ("20260301", date(2026, 3, 1)),
        ("3/1/2026", date(2026, 3, 1)), ("03-01-2026", date(2026, 3, 1)), ("3.1.2026", date(2026, 3, 1)),
        ("2026-03-01 00:00:00", date(2026, 3, 1)), ("2026-03-01T10:30:00Z", date(2026, 3, 1)),
        ("3/1/2026 12:00:00 AM", date(2026, 3, 1)), ("1-Mar-2026", date(2026, 3, 1)), ("Mar 1, 2026", date(2026, 3, 1)),
        ("March 1, 2026", date(2026, 3, 1)), ("2/29/2024", date(2024, 2, 29)),
        ("12/1/26", date(2026, 12, 1)), ("12/2/26", date(1926, 12, 2)), ("1/2/70", date(1970, 1, 2)), ("2/29/00", date(2000, 2, 29)),
    ],
)  # fmt: skip
def test_a_date_is_read_in_the_spellings_of_the_country(text: str, found: date) -> None:
    assert read_past_date(text, TODAY) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31/01/2026",
        "2/29/2023",
        "2026-13-01",
        "12/2/2026",
        "2027-01-01",
        "1899-12-31",
        "45321",
        "soon",
        "1/2",
        "00/00/0000",
        "1/2/026",
    ],
)
def test_what_is_no_past_date_is_refused(text: str) -> None:
    with pytest.raises(ValueUnread):
        read_past_date(text, TODAY)


@given(PAST)
def test_every_spelling_of_a_date_comes_back(day: date) -> None:
    for spelling in (
        f"{day:%Y-%m-%d}",
        f"{day:%m/%d/%Y}",
        f"{day.month}/{day.day}/{day:%Y}",
        f"{day:%Y%m%d}",
        f"{day:%d-%b-%Y}",
    ):
        assert read_past_date(spelling, TODAY) == day


@given(LAST_CENTURY_AND_A_DAY)
def test_two_digits_mean_the_latest_year_that_is_not_in_the_future(day: date) -> None:
    assert read_past_date(f"{day:%m/%d/%y}", TODAY) == day


@given(st.text(max_size=20))
def test_any_text_is_a_past_date_or_refused(text: str) -> None:
    with suppress(ValueUnread):
        assert read_past_date(text, TODAY) <= TODAY


def test_a_term_may_lie_ahead_but_not_behind_two_digits() -> None:
    assert read_term("3/1/2031", TODAY) == date(2031, 3, 1)
    assert read_term("2019-03-01", TODAY) == date(2019, 3, 1)
    for unclear in ("3/1/31", "3.1.31", "soon", "31/01/2031"):
        with pytest.raises(ValueUnread):
            read_term(unclear, TODAY)


@given(PAST, st.integers(min_value=-12, max_value=14), st.times())
def test_a_day_has_ended_only_when_it_has_everywhere(day: date, offset: int, hour: time) -> None:
    there = timezone(timedelta(hours=offset))
    assert datetime.combine(day, hour.replace(microsecond=0), there) <= end_of(day)
    assert end_of(day) == datetime.combine(day, time(23, 59, 59), timezone(timedelta(hours=-12))).astimezone(UTC)
