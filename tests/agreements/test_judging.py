"""Judging: kept, partial or broken by what came in, in time; the expectations are counted by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.agreements.judging import Paid, judge
from outreach.agreements.offers import Payment

FIRST = date(2026, 12, 1)


def day(number: int) -> date:
    """The day ``number`` days after the first of December."""
    return FIRST + timedelta(days=number)


def judged(due: list[tuple[int, int]], paid: list[tuple[int, int]], today: int, grace: int = 3) -> tuple[str, ...]:
    """Of (amount, day due) and (amount, day paid)."""
    payments = [Payment(amount, day(number)) for amount, number in due]
    return judge(payments, [Paid(amount, day(number)) for amount, number in paid], grace, day(today))


@pytest.mark.parametrize(
    ("paid", "today", "verdict"),
    [
        ([], 10, "open"),
        ([], 13, "open"),  # the last of three days of grace
        ([], 14, "broken"),
        ([(100, 2)], 2, "kept"),  # at once
        ([(60, 2), (40, 9)], 9, "kept"),
        ([(100, 13)], 20, "kept"),
        ([(100, 14)], 20, "broken"),  # too late
        ([(99, 2)], 13, "open"),
        ([(99, 2)], 14, "partial"),
        ([(1, 13), (99, 14)], 20, "partial"),
        ([(100, 2), (-100, 5)], 5, "open"),  # returned
        ([(100, 2), (-100, 5)], 14, "broken"),
        ([(100, 2), (-40, 5)], 14, "partial"),
        ([(150, 2)], 2, "kept"),
    ],
)
def test_a_single_payment_of_100_due_on_the_tenth_day(paid: list[tuple[int, int]], today: int, verdict: str) -> None:
    assert judged([(100, 10)], paid, today) == (verdict,)


THREE = [(40, 10), (30, 20), (30, 30)]


@pytest.mark.parametrize(
    ("paid", "today", "verdicts"),
    [
        ([], 5, ("open", "open", "open")),
        ([(40, 9)], 9, ("kept", "open", "open")),
        ([(70, 9)], 9, ("kept", "kept", "open")),  # paid beyond one counts for the next
        ([(55, 9)], 24, ("kept", "partial", "open")),
        ([(40, 9)], 24, ("kept", "broken", "open")),
        ([(20, 9)], 14, ("partial", "open", "open")),
        ([(40, 9), (30, 19), (30, 29)], 29, ("kept", "kept", "kept")),
        ([(100, 1)], 1, ("kept", "kept", "kept")),
        ([(40, 9), (30, 19), (-30, 22)], 24, ("kept", "broken", "open")),
    ],
)
def test_the_payments_of_a_plan_are_taken_together(
    paid: list[tuple[int, int]], today: int, verdicts: tuple[str, ...]
) -> None:
    assert judged(THREE, paid, today) == verdicts


DUES = st.lists(st.tuples(st.integers(1, 500), st.integers(1, 20)), min_size=1, max_size=6)
PAIDS = st.lists(st.tuples(st.integers(1, 600), st.integers(0, 120)), max_size=8)


@given(DUES, PAIDS, st.integers(0, 140), st.integers(0, 10))
def test_each_verdict_is_what_counting_by_hand_gives(
    gaps: list[tuple[int, int]], paid: list[tuple[int, int]], today: int, grace: int
) -> None:
    due, number = [], 0
    for amount, gap in gaps:
        number += gap
        due.append((amount, number))
    before = 0
    for (amount, due_on), verdict in zip(due, judged(due, paid, today, grace), strict=True):
        in_time = 0
        for one, on in paid:
            if on <= due_on + grace:
                in_time += one
        left = max(0, in_time - before)
        if left >= amount:
            assert verdict == "kept"
        elif today <= due_on + grace:
            assert verdict == "open"
        else:
            assert verdict == ("partial" if left else "broken")
        before += amount


@given(DUES, PAIDS, st.integers(0, 140))
def test_the_order_in_which_payments_are_told_does_not_matter(
    gaps: list[tuple[int, int]], paid: list[tuple[int, int]], today: int
) -> None:
    due = [(amount, sum(gap for _, gap in gaps[: place + 1])) for place, (amount, _) in enumerate(gaps)]
    assert judged(due, paid, today) == judged(due, paid[::-1], today)
