"""What a voice should say cannot be misread: signs one by one, money in words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import templates
from templates import spoken
from templates.spoken import seconds
from templates.variables import VARIABLES

SAMPLES = {name: variable.sample for name, variable in VARIABLES.items()}


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("en", "Call (212) 555-0123.", "Call 2 1 2, 5 5 5, 0 1 2 3."),
        ("en", "Call +12125550123 or 1-212-555-0123", "Call 2 1 2, 5 5 5, 0 1 2 3 or 2 1 2, 5 5 5, 0 1 2 3"),
        ("en", "account ending in 4321, thank you", "account ending in 4 3 2 1, thank you"),
        ("es", "cuenta terminada en A21.", "cuenta terminada en A 2 1."),
        ("en", "Your code is K7-4921.", "Your code is K 7, 4 9 2 1."),
        ("en", "You will pay $1,234.50 by Friday, December 4.", "You will pay 1234 dollars and 50 cents by Friday, December 4."),
        ("en", "$1.00, $0.01, $0.00 and -$2.00", "1 dollar, 1 cent, 0 dollars and minus 2 dollars"),
        ("es", "$1,234.50 y $1.01", "1234 dólares con 50 centavos y 1 dólar con 1 centavo"),
        ("en", "CA$5.00, £1.01, €2.50", "5 Canadian dollars, 1 pound and 1 penny, 2 euros and 50 cents"),
        ("en", "6 payments from Dec 18 at 3:00 PM", "6 payments from Dec 18 at 3:00 PM"),
        ("en", "press 1. On 12 days.", "press 1. On 12 days."),
        ("fr", "$1.00", "$1.00"),
    ],
)  # fmt: skip
def test_a_prompt_is_put_as_it_should_be_said(language: str, written: str, said: str) -> None:
    assert spoken(written, language) == said


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_shipped_prompt_leaves_a_figure_that_can_be_misread(language: str) -> None:
    for info in templates.catalogue():
        if info.channel == "voice" and info.language == language:
            said = spoken(templates.SHIPPED.rendered(info.key, SAMPLES).text, language)
            assert not re.search(r"\d{5,}(?! d[oó]l)|\$|\d[-)]\d|[A-Z]\d", said), said


@given(st.integers(min_value=0, max_value=10_000_000))
def test_every_amount_is_said_whole(minor: int) -> None:
    said = spoken(f"${minor // 100:,}.{minor % 100:02d}", "en")
    dollars = re.search(r"(\d+) dollars?", said)
    cents = re.search(r"(\d+) cents?", said)
    assert 100 * int(dollars.group(1) if dollars else 0) + int(cents.group(1) if cents else 0) == minor


def test_a_longer_prompt_takes_longer() -> None:
    assert seconds("Goodbye.", "en") < seconds("Goodbye, and thank you for your time today, we wish you well.", "en")
