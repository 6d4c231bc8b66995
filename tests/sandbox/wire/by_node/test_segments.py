"""Ten thousand texts counted three times: by Twilio's own calculator, by the sandbox, by the product.

The calculator never splits what it takes for one grapheme over two segments; the standard (3GPP TS 23.040) and both our
counters keep only a character whole. Where a text has graphemes of several characters, they may therefore count a segment less
than the calculator, never more; told to keep graphemes whole, the count is the calculator's again. That is the only difference.
"""

from __future__ import annotations

import json
import random
from itertools import accumulate
from typing import Any

import pytest

from outreach.sandbox.texts.segments import segments as counted_by_the_sandbox
from templates.segments import segments as counted_by_the_product
from tests.sandbox.wire.node import run_node

NUMBER = 10_000
BASIC = "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;!?'\"()@$/&%£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà_-+=<>#*"
EXTENSION = "^{}\\[~]|€\f"
LINES = ["\n", "\r\n", "\r"]
ACCENTS = [*"áíóúâêîôûãõçÁÍÓÚşğıčšžłńőű", "e\u0301", "n\u0303", "a\u0308"]  # the last three are two characters each
OTHER = [*"жшЯ中文字日本語한국어ไทยעבריתعربي–—“”’…•™№"]
FAMILY = "\N{MAN}\u200d\N{WOMAN}\u200d\N{GIRL}\u200d\N{BOY}"
FLAGS = ["\U0001f1fa\U0001f1f8", "\U0001f1f2\U0001f1fd", "\U0001f3f3\ufe0f\u200d\U0001f308"]
EMOJI = [*"👍😀🎉💳🏦📞", *FLAGS, FAMILY, "\u2764\ufe0f", "\u260e\ufe0f", "1\ufe0f\u20e3", "👍\U0001f3ff"]
ALPHABETS: list[list[str]] = [
    list(BASIC),
    [*BASIC, *EXTENSION],
    [*BASIC, *LINES],
    [*BASIC, *EXTENSION, *LINES],
    [*BASIC, *ACCENTS],
    [*BASIC, *OTHER],
    [*BASIC, *EMOJI],
    [*EXTENSION, *OTHER, *EMOJI, *LINES],
    EMOJI,
]
EDGES = [67, 70, 134, 153, 160, 201]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    draw = random.Random("segments")
    return [text_of(draw) for _ in range(NUMBER)]


def text_of(draw: random.Random) -> str:
    """Of any length, often near where another segment begins."""
    alphabet = draw.choice(ALPHABETS)
    length = draw.choice(EDGES) + draw.randint(-3, 3) if draw.random() < 0.7 else draw.randint(1, 330)
    plain = draw.random() < 0.3  # mostly letters, with a few of the others
    return "".join(draw.choice(BASIC if plain and draw.random() < 0.95 else alphabet) for _ in range(length))


@pytest.fixture(scope="module")
def calculated(texts: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run_node("segments.js", given=json.dumps(texts)))
    assert len(found) == NUMBER
    return found


def is_split(one: dict[str, Any], text: str) -> bool:
    """Whether the calculator kept something whole that is several characters."""
    return one["encoding"] == "UCS-2" and len(one["graphemes"]) < len(text)


def test_all_three_agree_on_every_text_of_single_characters(texts: list[str], calculated: list[dict[str, Any]]) -> None:
    alike = [(text, one) for text, one in zip(texts, calculated, strict=True) if not is_split(one, text)]
    assert len(alike) > NUMBER / 2
    for text, one in alike:
        assert counted_by_the_sandbox(text) == one["segments"], text
        mine = counted_by_the_product(text)
        assert (mine.count, mine.encoding) == (one["segments"], one["encoding"]), text


def test_ours_agree_with_each_other_and_never_count_more(texts: list[str], calculated: list[dict[str, Any]]) -> None:
    for text, one in zip(texts, calculated, strict=True):
        mine = counted_by_the_product(text)
        assert counted_by_the_sandbox(text) == mine.count <= one["segments"], text
        assert mine.encoding == one["encoding"], text


def test_whole_graphemes_are_the_only_difference(texts: list[str], calculated: list[dict[str, Any]]) -> None:
    kept_whole = [one for text, one in zip(texts, calculated, strict=True) if is_split(one, text)]
    assert len(kept_whole) > 1000
    for one in kept_whole:
        assert packed(one["graphemes"]) == one["segments"]


def packed(widths: list[int]) -> int:
    """Segments of a text in UCS-2 whose parts of these widths are never split."""
    if sum(widths) <= 70:
        return 1
    return 1 + sum(full for _, full in accumulate(widths, _fill, initial=(0, 0)) if full)


def _fill(so_far: tuple[int, int], width: int) -> tuple[int, int]:
    used = so_far[0] + width
    return (width, 1) if used > 67 else (used, 0)


def test_an_empty_text_is_one_segment_to_the_carrier_and_none_to_whoever_writes_it() -> None:
    assert json.loads(run_node("segments.js", given='[""]'))[0]["segments"] == 1
    assert (counted_by_the_sandbox(""), counted_by_the_product("").count) == (1, 0)
