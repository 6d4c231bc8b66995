"""The word lists themselves: well formed, free of what could never be read, and their language."""

from __future__ import annotations

import re

import pytest

from outreach.conversations.reader.phrases import BadPhrase, Grammar, Index
from outreach.conversations.reader.word_lists import FOLDER, word_lists


def matches(line: str, text: str) -> bool:
    grammar = Grammar({})
    grammar.define("courtesy", "please | thanks")
    index = Index([grammar.phrase("stop", line)])
    return any(index.find(f"{text} ", {0: "message"}))


@pytest.mark.parametrize(
    ("line", "text", "matched"),
    [
        ("stop texting", "please stop texting me", True),
        ("stop texting", "stop , texting", True),
        ("stop texting", "stop the texting", False),
        ("stop {the/all} texting", "stop all the texting", True),
        ("stop [the] texting", "stop the the texting", False),
        ("(quit | give up) calling", "give up calling", True),
        ("(quit/give up) calling", "give up calling", True),
        ("quit / give up", "i give up", True),
        ("quit/cease calling", "cease calling", True),
        ("stop .. me", "stop a b c me", True),
        ("stop .. me", "stop a b c d me", False),
        ("stop ... me", "stop a b c d me", True),
        ("stop .. me", "stop a . b me", False),
        ("stop !(by)", "stop by", False),
        ("stop !(by)", "stop now", True),
        ("stop $", "stop please", True),
        ("stop $", "stop the", False),
        ("^ stop", "we stop", False),
        ("^^ stop $$", "stop thanks .", True),
        ("^^ stop $$", "stop . no", False),
        ("disput*", "disputing", True),
        ("*ing", "i am texting", True),
        (":num: days", "3 days", True),
        (":money:", "$3.50", True),
        ("not :name:", "not marcus~", True),
        ("not :name:", "not sure", False),
        ("no paren", "no , paren", False),
        ("no paren", "no paren", True),
    ],
)
def test_the_language_of_phrases(line: str, text: str, matched: bool) -> None:
    assert matches(line, text) is matched


@pytest.mark.parametrize(
    "line", ["stop (texting", "stop <nobody>", "[stop]", "stop Texting", "(|)", "stop, texting", ""]
)
def test_a_line_that_cannot_be_read_is_an_error_that_shows_it(line: str) -> None:
    with pytest.raises(BadPhrase):
        matches(line, "stop")


def test_no_list_holds_a_line_twice() -> None:
    for path in sorted(FOLDER.glob("*.txt")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("# ")]
        sections = [line for line in lines if re.fullmatch(r"\[\w+\]", line)]
        rest = [line for line in lines if line not in sections]
        assert len(rest) == len(set(rest)), path.name


def test_what_a_short_form_or_a_slip_is_read_as_is_itself_neither() -> None:
    spellings = word_lists().spellings
    again = {
        written: read for written, read in spellings.items() if any(spellings.get(w, w) != w for w in read.split())
    }
    assert not again


def test_a_slip_is_listed_once() -> None:
    lines = (FOLDER / "slips.txt").read_text(encoding="utf-8").splitlines()
    slips = [form for line in lines if not line.startswith("# ") for form in line.partition(" = ")[2].split()]
    short = [line.partition(" = ")[0] for line in (FOLDER / "spellings.txt").read_text(encoding="utf-8").splitlines()]
    assert len(slips) == len(set(slips))
    assert not set(slips) & set(short)


def test_an_ordinary_word_is_left_alone_and_no_list_needs_it() -> None:
    assert not word_lists().ordinary & word_lists().misspelled


def test_the_version_is_of_all_lists() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", word_lists().version)
