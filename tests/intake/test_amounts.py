from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.intake.amounts import read_amount
from outreach.intake.errors import ValueUnread
from outreach.money import Money

CENTS = st.integers(min_value=0, max_value=10**11)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("$1,234.50", 123450), ("1234.5", 123450), ("1234", 123400), ("1,234", 123400), ("12.", 1200), (".5", 50),
        ("(12.00)", -1200), ("($12.00)", -1200), ("-12.00", -1200), ("-$12.00", -1200), ("$-12.00", -1200), ("12.00-", -1200),
        ("1.234,50", 123450), ("1234,5", 123450), ("1 234,50", 123450), ("1\u00a0234,50", 123450), ("0,99", 99),
        ("1.234.567", 123456700), ("1.234.567,89", 123456789), ("12.5000", 1250), ("USD 12.00", 1200), ("12.00 USD", 1200),
        ("0", 0), ("0.00", 0), ("\u221212.00", -1200), ("+5.00", 500),
    ],
)  # fmt: skip
def test_an_amount_is_read_as_people_write_it(text: str, cents: int) -> None:
    assert read_amount(text) == cents


@pytest.mark.parametrize(
    "text",
    ["", "-", "$", ".", "abc", "12.3.4", "1,23,456", "12,345.6.7", "1.234", "12.345", "1,2345", "12 34", "--5", "(-5)", "5e3",
     "٣٤", "€12.00", "12.00 / 2", "1,234.567", "999999999999999.00", "((5))", "5 USD 5"],
)  # fmt: skip
def test_what_is_no_amount_or_could_be_two_is_refused(text: str) -> None:
    with pytest.raises(ValueUnread):
        read_amount(text)


def test_a_lone_point_before_three_digits_is_called_ambiguous() -> None:
    with pytest.raises(ValueUnread, match="two ways"):
        read_amount("1.234")


@given(CENTS)
def test_what_we_print_we_read_back(cents: int) -> None:
    assert read_amount(str(Money(cents))) == cents
    assert read_amount(str(Money(-cents))) == -cents


@given(CENTS)
def test_european_and_accountants_spelling_mean_the_same(cents: int) -> None:
    american = f"{cents // 100:,}.{cents % 100:02d}"
    european = american.translate(str.maketrans(",.", ".,"))
    assert read_amount(european) == cents
    assert read_amount(f"({american})") == -cents
    assert read_amount(f"{cents // 100}.{cents % 100:02d}00") == cents


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    with suppress(ValueUnread):
        assert isinstance(read_amount(text), int)
