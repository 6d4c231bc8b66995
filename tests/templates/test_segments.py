"""Segment counts against the GSM definition, written here once more from the standard's own table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from templates import Segments, segments

# 3GPP TS 23.038, default alphabet, by code point ranges; ESC is no character of a text.
ASCII_SAME = set(range(0x20, 0x7F)) - {ord(c) for c in "[]\\^_`{|}~"}
BASIC = ASCII_SAME | {0x0A, 0x0D, 0x5F, 0xA1, 0xA3, 0xA4, 0xA5, 0xA7, 0xBF, 0xC4, 0xC5, 0xC6, 0xC7, 0xC9, 0xD1, 0xD6}
BASIC |= {0xD8, 0xDC, 0xDF, 0xE0, 0xE4, 0xE5, 0xE6, 0xE8, 0xE9, 0xEC, 0xF1, 0xF2, 0xF6, 0xF8, 0xF9, 0xFC}
BASIC |= {0x393, 0x394, 0x398, 0x39B, 0x39E, 0x3A0, 0x3A3, 0x3A6, 0x3A8, 0x3A9}
EXTENSION = {0x0C, 0x5B, 0x5C, 0x5D, 0x5E, 0x7B, 0x7C, 0x7D, 0x7E, 0x20AC}

gsm_texts = st.text(st.sampled_from([chr(c) for c in sorted(BASIC | EXTENSION)]), max_size=700)
plain_texts = st.text(st.sampled_from([chr(c) for c in sorted(BASIC)]), max_size=700)


def is_gsm(text: str) -> bool:
    return all(ord(c) in BASIC | EXTENSION for c in text)


def septets(text: str) -> bytes:
    """One byte for each septet: an escape before the extended ones, so that no pair is cut."""
    return b"".join(b"\x1bx" if ord(c) in EXTENSION else b"x" for c in text)


def parts(stream: list[bytes], single: int, part: int) -> int:
    """How many messages carry a stream of indivisible characters, cutting the front off each time."""
    if sum(map(len, stream)) <= single:
        return 1 if stream else 0
    count = 0
    while stream:
        taken = 0
        while stream and taken + len(stream[0]) <= part:
            taken += len(stream.pop(0))
        count += 1
    return count


def test_the_alphabet_has_the_standards_size() -> None:
    assert len(BASIC) == 127
    assert len(EXTENSION) == 10


@given(gsm_texts)
def test_a_gsm_text_costs_what_its_septets_need(text: str) -> None:
    count = parts([septets(c) for c in text], 160, 153)
    assert segments(text) == Segments("GSM-7", len(septets(text)), count)


@given(st.text(max_size=400))
def test_any_other_text_costs_what_its_utf16_needs(text: str) -> None:
    if is_gsm(text):
        return
    units = [b"x" * (len(c.encode("utf-16-le")) // 2) for c in text]
    assert segments(text) == Segments("UCS-2", sum(map(len, units)), parts(units, 70, 67))


@given(plain_texts)
def test_basic_characters_fill_their_segments(text: str) -> None:
    expected = math.ceil(len(text) / 153) if len(text) > 160 else min(1, len(text))
    assert segments(text).count == expected


@given(st.characters(exclude_categories=["Cs"]))
def test_one_character_is_gsm_exactly_when_the_standard_lists_it(character: str) -> None:
    assert (segments(character).encoding == "GSM-7") is is_gsm(character)


@pytest.mark.parametrize(
    ("text", "encoding", "count"),
    [
        ("", "GSM-7", 0),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3),  # the euro sign is not cut at the 153rd septet
        ("Ж" * 70, "UCS-2", 1),
        ("Ж" * 71, "UCS-2", 2),
        ("Ж" * 135, "UCS-2", 3),
        ("😀" * 35, "UCS-2", 1),
        ("😀" * 67, "UCS-2", 3),  # 33 whole pairs to a part
        ("a" * 100 + "’", "UCS-2", 2),
    ],
)
def test_boundaries(text: str, encoding: str, count: int) -> None:
    cost = segments(text)
    assert (cost.encoding, cost.count) == (encoding, count)
