"""Pacing, against a simulation that throws dice and knows nothing of binomials."""

from __future__ import annotations

import random

import pytest

from outreach.transfers.pacing import MOST, TARGET, Measured, lines, shortfall, upper


def test_without_a_free_collector_there_is_no_line() -> None:
    assert lines(0, Measured(1000, 500, 100)) == 0
    assert lines(-1, Measured(1000, 500, 100)) == 0


@pytest.mark.parametrize("free", [1, 2, 5, 20])
def test_nothing_measured_is_one_line_for_each(free: int) -> None:
    assert lines(free, Measured()) == free


def test_three_calls_without_an_answer_prove_little() -> None:
    assert lines(2, Measured(3, 0, 0)) < 6


@pytest.mark.parametrize("free", [1, 3, 10, 20])
@pytest.mark.parametrize(("placed", "answered", "reached"), [(200, 60, 30), (1000, 300, 100), (400, 200, 160)])
def test_it_is_the_most_that_keeps_to_the_target(free: int, placed: int, answered: int, reached: int) -> None:
    measured = Measured(placed, answered, reached)
    found = lines(free, measured)
    assert _thrown(found, free, measured.need) <= TARGET + 0.012
    assert found == MOST or shortfall(found + 1, free, measured.need) > TARGET


@pytest.mark.parametrize(
    ("hits", "tries", "expected"), [(0, 10, 0.2775), (5, 10, 0.7634), (10, 10, 1.0), (30, 200, 0.2061)]
)
def test_the_upper_end_is_wilsons(hits: int, tries: int, expected: float) -> None:
    """Figures of the published formula, worked out by hand."""
    assert upper(hits, tries) == pytest.approx(expected, abs=0.0006)


def test_more_collectors_never_mean_fewer_lines_and_more_need_never_more() -> None:
    by_free = [lines(free, Measured(500, 200, 90)) for free in range(25)]
    by_need = [lines(10, Measured(500, 300, reached)) for reached in range(0, 301, 20)]
    assert by_free == sorted(by_free)
    assert by_need == sorted(by_need, reverse=True)


def test_rates_of_nothing_are_nothing() -> None:
    assert (Measured().answer_rate, Measured().transfer_rate) == (0, 0)
    assert (Measured(10, 5, 2).answer_rate, Measured(10, 5, 2).transfer_rate) == (0.5, 0.4)


def _thrown(calls: int, free: int, need: float, rounds: int = 4000) -> float:
    dice = random.Random(7)
    return sum(sum(dice.random() < need for _ in range(calls)) > free for _ in range(rounds)) / rounds
