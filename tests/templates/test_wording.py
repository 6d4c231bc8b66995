"""Normalising: one odd character must not double the bill, and no meaning may be lost for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import normalise, segments


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("You’ll", "You'll"),
        ("“quoted” «too»", '"quoted" "too"'),
        ("9–5 — daily…", "9-5 - daily..."),
        ("$50\u00a0due", "$50 due"),
        ("a\u200bb\ufeffc\u00add", "abcd"),
        ("a\x00b\x0bc\x07", "abc"),
        ("tab\there\r\nnext", "tab here\nnext"),
        ("María José pagará", "Maria José pagara"),  # GSM-7 has é, not í and á
        ("Mari\u0301a", "Maria"),
        ("año ¿qué? ¡sí!", "año ¿qué? ¡si!"),
        ("María 😀", "María 😀"),  # UCS-2 anyway: nothing is won
        ("Łukasz", "Łukasz"),
        ("1 ≠ 2", "1 ≠ 2"),  # not a letter with an accent
        ("50 €", "50 €"),
    ],
)
def test_typographic_characters_become_their_plain_equivalents(raw: str, plain: str) -> None:
    assert normalise(raw) == plain


def test_a_curly_quote_does_not_double_the_segments() -> None:
    text = "a" * 100 + "’"
    assert segments(text).count == 2
    assert segments(normalise(text)).count == 1


@given(st.text())
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_no_control_character_is_left_but_the_line_feed(text: str) -> None:
    assert not [c for c in normalise(text) if ord(c) < 0x20 and c != "\n"]


@given(st.text(st.sampled_from("abc XYZ 0189 éñüàÑ ¿¡ $€ @_ [] {} \n.,!?'\"-")))
def test_a_gsm_text_keeps_its_characters(text: str) -> None:
    assert normalise(text).replace(" ", "") == text.replace(" ", "")
