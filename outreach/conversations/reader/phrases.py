"""The little language in which the word lists are written, compiled to regular expressions.

A phrase is matched against a row of tokens joined by spaces, from the beginning of a word:

=================  =======================================================================================
``stop``           this word; a ``,`` may stand before it (for a stop also a ``.``), unless the word before is ``no``
``a/b``            either word; between spaces, `` / `` separates whole phrases
``(x | y z)``      one of these; in brackets ``/`` separates as well
``[x]``            perhaps
``{x | y}``        any of these, up to five times
``<name>``         one phrase of a class (classes.txt)
``..``  ``...``    up to three, up to six words of the same sentence
``...-(x)``        the same within a clause, as far as x does not begin
``!(x)``           but not when this follows in the same sentence
``^``  ``$``       at the beginning, at the end of a clause; ``^^`` and ``$$`` of the message. Manners do not count
``disput*``        a word that begins so; ``*ing`` one that ends so
``:num:`` …        a number, ``:money:``, ``:time:``, ``:ordinal:``, a word that no list knows (``:name:``)
=================  =======================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

ANY = "*"
"""In a phrase's first words: it may begin with any word."""

_PIECE = re.compile(r"\.{2,3}-\(|\.\.\.|\.\.|\^\^|\^|\$\$|\$|!\(|[\[\](){}|/]|<\w+>|[a-z0-9*:#]+|\S")
_CLASS = re.compile(r"[a-z]+(?:_[a-z]+)*")
_MARKS, _PAUSES = r"(?:[,.] )*", r"(?:, )*"
_STRICT = "\0"
"""Stands after a ``no`` until it is known whether something follows: "no, paren" and "no paren" are opposites."""
_META = {
    ":num:": r"\d+ ",
    ":money:": r"\$\d[\d.,]* ",
    ":time:": r"\d{1,2}(?::\d\d)?(?:am|pm)? ",
    ":ordinal:": r"\d{1,2}(?:st|nd|rd|th) ",
    ":name:": r"[a-z]+~ ",
    ":phone:": r"(?:1-?)?(?:\d{3}-?)?\d{3}-\d{4} ",
    ":ing:": r"[a-z]+ing~? ",
}
_META_FIRST = {
    ":num:": "0",
    ":money:": "$",
    ":time:": "0",
    ":ordinal:": "0",
    ":name:": ANY,
    ":ing:": ANY,
    ":phone:": "0",
}


class BadPhrase(ValueError):
    """A word list has a line that is not written in the language of phrases."""


@dataclass(frozen=True)
class Part:
    """A piece of a phrase: its pattern, the words it may begin with, and whether it may be empty."""

    pattern: str
    firsts: frozenset[str]
    empty: bool = False


@dataclass(frozen=True)
class Phrase:
    """One line of a word list. ``kind`` is what it means; ``excludes`` marks one that only rules out."""

    kind: str
    line: str
    part: Part
    at_start: str = ""  # "", "clause" or "message"
    excludes: bool = False

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """Compiled when first needed: most lines never are.

        Only a stop reaches over the end of a sentence; the net stays within a clause, but for its gaps.
        """
        pattern = self.part.pattern.replace(_STRICT, "")
        if self.kind == "stop" and not self.excludes:
            return re.compile(pattern)
        return re.compile(pattern.replace(_MARKS, "") if self.kind == "net" else _in_sentence(pattern))


class Grammar:
    """Reads phrases, given the classes they may name. ``words`` collects every word that was written in one.

    ``spellings`` are the short forms that a message is rid of before it is read; a phrase is rid of them as well.
    """

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._spellings = spellings
        self.classes: dict[str, Part] = {}
        self.words: set[str] = set()

    def define(self, name: str, text: str) -> None:
        """A class. Raises BadPhrase for a line that cannot be read or names a class that is not yet defined."""
        self.classes[name] = self._alternatives(_Pieces(text))

    def phrase(self, kind: str, line: str) -> Phrase:
        """A line of a word list. Raises BadPhrase."""
        text = line.removeprefix("-").strip()
        start = re.match(r"\^\^?", text)
        part = self._alternatives(_Pieces(text[start.end() :] if start else text))
        if part.empty:
            raise BadPhrase(f"{kind}: {line!r} can match nothing at all; write a word that it needs")
        where = {"^": "clause", "^^": "message"}.get(start.group() if start else "", "")
        return Phrase(kind, line, part, where, excludes=line.startswith("-"))

    def _alternatives(self, pieces: _Pieces, closing: str = "") -> Part:
        between = ("|", "/") if closing else ("|",)
        found = [self._sequence(pieces, closing)]
        while pieces.peek in between:
            pieces.take()
            found.append(self._sequence(pieces, closing))
        pieces.close(closing)
        return _either(found)

    def _sequence(self, pieces: _Pieces, closing: str) -> Part:
        parts = []
        while pieces.peek and pieces.peek not in "|/])}":
            item = [self._item(pieces)]
            while not closing and pieces.peek == "/":
                pieces.take()
                item.append(self._item(pieces))
            parts.append(_either(item))
        return _joined(parts, pieces.text)

    def _item(self, pieces: _Pieces) -> Part:
        piece = pieces.take()
        if piece == "(":
            return self._alternatives(pieces, ")")
        if piece == "[":
            return _optional(self._alternatives(pieces, "]"), "?")
        if piece == "{":
            return _optional(self._alternatives(pieces, "}"), "{0,5}")
        if piece == "!(":
            return Part(f"(?!{_in_sentence(self._alternatives(pieces, ')').pattern)})", frozenset(), empty=True)
        if piece.startswith(".."):
            barred = self._alternatives(pieces, ")").pattern if piece.endswith("(") else ""
            return _gap(piece, barred)
        if piece in ("$", "$$"):
            return Part(self._end(piece), frozenset(), empty=True)
        if piece.startswith("<"):
            return self._class(piece[1:-1], pieces.text)
        return self._word(piece, pieces.text)

    def _class(self, name: str, text: str) -> Part:
        if name not in self.classes:
            raise BadPhrase(f"{text!r} names the class <{name}>, which no line above it defines")
        return self.classes[name]

    def _end(self, piece: str) -> str:
        manners = self.classes["courtesy"].pattern if "courtesy" in self.classes else "(?!)"
        if piece == "$":
            return rf"(?=(?:{manners})*(?:[.,] |\Z))"
        return rf"(?=(?:{manners}|[.,] )*\Z)"

    def _word(self, piece: str, text: str) -> Part:
        if piece in _META:
            return Part(_MARKS + _META[piece], frozenset({_META_FIRST[piece]}))
        if piece.startswith(":"):
            return Part(_MARKS + re.escape(piece) + " ", frozenset({piece}))
        if not re.fullmatch(r"[a-z0-9]+\*?|\*[a-z]+|#", piece):
            raise BadPhrase(f"{text[:200]!r} has {piece!r}, which is no word as the reader sees it")
        if piece.startswith("*"):
            return Part(rf"{_MARKS}[a-z]*{piece[1:]}~? ", frozenset({ANY}))
        if piece.endswith("*"):
            return Part(rf"{_MARKS}{piece[:-1]}[a-z]*~? ", frozenset({piece}))
        if len(piece) > 1 and (meant := self._spellings.get(piece, piece)) != piece:  # a letter alone stays one
            return _joined([self._word(word, text) for word in meant.split()], text)
        self.words.add(piece)
        return Part(f"{_MARKS}{piece} {_STRICT if piece == 'no' else ''}", frozenset({piece}))


class _Pieces:
    """The pieces of one line, taken from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._left: list[str] = _PIECE.findall(re.sub(r"\s/\s", " | ", text))[::-1]

    @property
    def peek(self) -> str:
        return self._left[-1] if self._left else ""

    def take(self) -> str:
        return self._left.pop()

    def close(self, closing: str) -> None:
        if (self.take() if self._left else "") != closing:
            raise BadPhrase(f"{self.text!r}: a bracket is missing, or one too many")


def _gap(piece: str, barred: str) -> Part:
    """Words that may stand between two others: three for two dots, six for three."""
    word = rf"(?!{_in_sentence(barred)})[^ .,]+ " if barred else r"(?:, )?[^ .,]+ "
    most = 3 if len(piece.rstrip("-(")) == 2 else 6
    return Part(rf"(?:{word}){{0,{most}}}?", frozenset({ANY}), empty=True)


def _in_sentence(pattern: str) -> str:
    return pattern.replace(_MARKS, _PAUSES)


def _either(parts: list[Part]) -> Part:
    if len(parts) == 1:
        return parts[0]
    pattern = "(?:" + "|".join(part.pattern for part in parts) + ")"
    return Part(pattern, frozenset().union(*(part.firsts for part in parts)), any(part.empty for part in parts))


def _optional(part: Part, times: str) -> Part:
    return Part(f"(?:{part.pattern}){times}", part.firsts, empty=True)


def _joined(parts: list[Part], text: str) -> Part:
    if not parts:
        raise BadPhrase(f"{text!r} has an empty phrase in it")
    firsts: set[str] = set()
    for part in parts:
        firsts |= part.firsts
        if not part.empty:
            break
    inner = "".join(part.pattern for part in parts[:-1]).replace(_STRICT, "(?![,.])")
    return Part(inner + parts[-1].pattern, frozenset(firsts), all(part.empty for part in parts))


@dataclass(frozen=True)
class Found:
    """A phrase met in a message: where, in characters of the joined tokens."""

    kind: str
    start: int
    end: int


class Index:
    """Finds phrases by the words they may begin with."""

    def __init__(self, phrases: list[Phrase]) -> None:
        self._by_word: dict[str, list[Phrase]] = {}
        self._by_prefix: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            for first in sorted(phrase.part.firsts):
                table = self._by_prefix if first.endswith("*") and first != ANY else self._by_word
                table.setdefault(first.removesuffix("*") if table is self._by_prefix else first, []).append(phrase)
        self._prefixes = sorted(self._by_prefix)

    def find(self, text: str, starts: Mapping[int, str]) -> Iterator[tuple[Phrase, Found]]:
        """Every phrase that matches, with its place. ``starts`` says of a position whether a clause or message begins there."""
        for word in re.finditer(r"[^ ]+ ", text):
            at = word.start()
            for phrase in self._candidates(word.group().rstrip()):
                if phrase.at_start and not _begins(phrase.at_start, starts.get(at, "")):
                    continue
                match = phrase.regex.match(text, at)
                if match:
                    yield phrase, Found(phrase.kind, at, match.end())

    def _candidates(self, word: str) -> Iterator[Phrase]:
        if word in (".", ","):
            return
        yield from self._by_word.get(word.removesuffix("~"), ())
        yield from self._by_word.get(ANY, ())
        if word[0] in "0123456789$":
            yield from self._by_word.get("$" if word[0] == "$" else "0", ())
        for prefix in self._prefixes:
            if word.startswith(prefix):
                yield from self._by_prefix[prefix]


def _begins(wanted: str, there: str) -> bool:
    return there in ("message", wanted)
