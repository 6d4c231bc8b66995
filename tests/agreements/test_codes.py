"""Confirmation codes: short, readable, and never given twice."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from outreach.agreements.codes import LENGTH, SPACE, code_of, read_code

NUMBERS = st.integers(1, SPACE)


@given(NUMBERS)
def test_a_code_is_six_signs_that_are_not_taken_for_each_other(number: int) -> None:
    code = code_of(number)
    assert len(code) == LENGTH == 6
    assert not set(code) & set("0OQ1IL2Z5S8BUVAE")


@given(NUMBERS, NUMBERS)
def test_two_agreements_never_share_a_code(one: int, other: int) -> None:
    assert (code_of(one) == code_of(other)) == (one == other)


def test_the_first_hundred_thousand_differ_and_neighbours_do_not_look_alike() -> None:
    codes = [code_of(number) for number in range(1, 100_001)]
    assert len(set(codes)) == len(codes)
    alike = [sum(a == b for a, b in zip(one, other, strict=True)) for one, other in pairwise(codes)]
    assert max(alike) <= 3


@given(NUMBERS)
def test_a_code_is_known_however_it_is_typed(number: int) -> None:
    code = code_of(number)
    assert read_code(f" {code[:3].lower()}-{code[3:]} ") == code
