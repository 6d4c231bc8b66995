"""Normalising: one odd character must not double the bill, and no meaning may be lost for it."""

from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from templates import normalise, segments
from templates.wording import strip_controls


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


DRESSES = {
    "'": "‘’‚‛′‹›`´ʹʼ",
    '"': "“”„‟«»",
    "-": "‐‑‒–—―−",
    " ": "\u00a0\u2007\u202f\u3000\u2009",
    "*": "•·‣",
    "fi": "ﬁ",
    "fl": "ﬂ",
    "...": "…",
    **{chr(c): chr(c - 0x20 + 0xFF00) for c in range(0x21, 0x7F) if chr(c) not in "'\"-`"},  # full-width
}
PLAIN = [*(chr(c) for c in range(0x20, 0x7F) if chr(c) != "`"), "fi", "fl", "...", "é", "ñ", "¿"]


@given(st.lists(st.sampled_from(PLAIN), max_size=400), st.randoms(use_true_random=False))
def test_a_text_in_another_dress_costs_what_the_plain_one_costs(pieces: list[str], draw: random.Random) -> None:
    dressed = [draw.choice(DRESSES[piece]) if piece in DRESSES and draw.random() < 0.5 else piece for piece in pieces]
    plain = normalise("".join(pieces))
    assert normalise("".join(dressed)) == plain
    assert segments(plain).encoding == "GSM-7"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_normalising_never_costs_a_segment(text: str) -> None:
    # An ellipsis becomes three full stops, and a trade mark two letters: those may cost more where nothing else is won.
    assume(not set(text) & set("…⋯‥™"))
    before, after = segments(strip_controls(text)), segments(normalise(text))
    assert after.count <= before.count or before.encoding == "GSM-7"


@pytest.mark.parametrize("raw", ["ＨＥＬＬＯ　１２３！", "ﬁne ﬂow", "𝐁𝐨𝐥𝐝 𝒩𝒶𝓂𝑒", "№ 5", "a ⸺ b", "❝so❞"])
def test_letters_in_another_dress_are_letters(raw: str) -> None:
    assert segments(normalise(raw)).encoding == "GSM-7"
