"""The reader's knowledge: the files in ``words/``, read once.

``classes.txt`` names classes of words for the others; a file named after a kind says how people put that kind;
``net.txt`` and ``hints.txt`` catch the stops that ``stop.txt`` does not know, ``wary.txt`` says what makes another
reading doubtful for fear of one; ``limits.txt`` and the like help to tell
kinds apart; ``spellings.txt``, ``slips.txt``, ``misspelled.txt`` and ``ordinary.txt`` serve `spelling`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from outreach.conversations.reader.phrases import BadPhrase, Grammar, Index

FOLDER = Path(__file__).with_name("words")
PHRASES = (
    "stop", "start", "help", "why", "yes", "no", "wrong_number", "dispute", "attorney", "bankruptcy", "deceased",
    "hardship", "already_paid", "call_me", "preference", "annoyed", "another_death", "part_paid",
)  # fmt: skip
OPENINGS = ("yes", "no")
"""Kinds that are read only where a message begins: everything in their lists stands at its start."""


@dataclass(frozen=True)
class WordLists:
    """What the reader knows. ``version`` changes with any of it."""

    index: Index
    openings: Index
    answers: Index  # kinds: hedge, change, ask and the like
    weaker: Index  # kinds: maybe_why and the like
    net: Index  # kind: net
    hints: Index  # kind: hint
    wary: Index  # kinds: wary_any, wary_weak, wary_no
    promise: Index  # kinds: pay, whole, doubt_condition and the like
    wrapping: frozenset[str]
    picking: frozenset[str]
    languages: dict[str, frozenset[str]]
    small: dict[str, frozenset[str]]
    keywords: frozenset[str]
    spellings: dict[str, str]
    misspelled: frozenset[str]
    ordinary: frozenset[str]
    names: frozenset[str]  # left as they are, and no known words
    words: frozenset[str]
    signs: dict[str, str]
    manners: str  # a pattern
    contact: dict[str, str]  # patterns: which way of contact a phrase speaks of
    version: str


@cache
def word_lists() -> WordLists:
    """All lists, as shipped. Raises BadPhrase for a line that cannot be read."""
    slips = {written: read for read, forms in _pairs("slips.txt") for written in forms.split()}
    spellings = slips | dict(_pairs("spellings.txt"))
    grammar = Grammar(spellings)
    _define_classes(grammar)
    phrases = [grammar.phrase(kind, line) for kind in PHRASES for _, line in _lines(f"{kind}.txt")]
    limits = [grammar.phrase(f"limit_{section}", line) for section, line in _lines("limits.txt")]
    doubts = [grammar.phrase(f"doubt_{section}", line) for section, line in _lines("doubt.txt")]
    promise = [grammar.phrase(section, line) for section, line in _lines("promise.txt") if section != "wrapping"]
    wrapping = _words("promise.txt", "wrapping")
    picking = _words("choice.txt")
    keywords = _words("keywords.txt")
    misspelled = _words("misspelled.txt")
    ordinary = _words("ordinary.txt")
    written_out = frozenset(" ".join(spellings.values()).split())
    return WordLists(
        index=Index([one for one in phrases if one.kind not in OPENINGS] + limits),
        openings=Index([one for one in phrases if one.kind in OPENINGS]),
        answers=Index([grammar.phrase(section, line) for section, line in _lines("answers.txt")]),
        weaker=Index([grammar.phrase(f"maybe_{section}", line) for section, line in _lines("maybe.txt")]),
        net=Index([grammar.phrase("net", line) for _, line in _lines("net.txt")]),
        hints=Index([grammar.phrase("hint", line) for _, line in _lines("hints.txt")]),
        wary=Index([grammar.phrase(f"wary_{section}", line) for section, line in _lines("wary.txt")]),
        promise=Index(promise + doubts),
        wrapping=wrapping,
        picking=picking,
        small={section: _words("small_words.txt", section) for section, _ in _lines("small_words.txt")},
        languages={code: _words("language.txt", code) for code in ("en", "es")},
        keywords=keywords,
        spellings=spellings,
        misspelled=misspelled,
        ordinary=ordinary,
        names=_words("ordinary.txt", "names"),
        words=frozenset(grammar.words) | keywords | wrapping | picking | misspelled | written_out,
        signs={sign: name for name, signs in _pairs("emoji.txt") for sign in signs if not sign.isspace()},
        manners=grammar.classes["courtesy"].pattern.replace("\0", ""),
        contact={
            name: grammar.classes[name].pattern.replace("\0", "")
            for name in ("by_text", "by_call", "by_mail", "any_contact", "pestering", "threat", "asks_writing")
        },
        version=_version(),
    )


def _define_classes(grammar: Grammar) -> None:
    for name, text in _pairs("classes.txt"):
        grammar.define(name, text)
    grammar.define("limit", " | ".join(f"({line})" for _, line in _lines("limits.txt") if not line.startswith("-")))


def _lines(name: str) -> Iterator[tuple[str, str]]:
    """The lines of a file that say something, each with the [section] it stands in."""
    section = ""
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        said = line.strip()
        if said.startswith("[") and said.endswith("]") and " " not in said and "/" not in said:
            section = said[1:-1]
        elif said and not said.startswith("# "):
            yield section, said


def _words(name: str, section: str = "") -> frozenset[str]:
    return frozenset(word for there, line in _lines(name) for word in line.split() if there == section)


def _pairs(name: str) -> Iterator[tuple[str, str]]:
    for _, line in _lines(name):
        left, equals, right = line.partition(" = ")
        if not equals:
            raise BadPhrase(f"{name}: {line!r} must be written as: name = meaning")
        yield left.strip(), right.strip()


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.txt")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
