"""A message made ready for the word lists: tokens, and the text they make."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from outreach.conversations.reader import date_words, number_words
from outreach.conversations.reader.phrases import Found, Index
from outreach.conversations.reader.plain_text import tokens
from outreach.conversations.reader.spelling import Spelling
from outreach.conversations.reader.word_lists import word_lists

_MARKS = (".", ",")


@dataclass(frozen=True)
class Message:
    """``tokens`` as the lists have words, with the marks ``.`` and ``,``; ``text`` is their row, a space after each."""

    tokens: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        return "".join(f"{token} " for token in self.tokens)

    @cached_property
    def words(self) -> list[str]:
        """The tokens without marks, unknown words without theirs."""
        return [token.rstrip("~") for token in self.tokens if token not in _MARKS]

    @cached_property
    def starts(self) -> dict[int, str]:
        """Where in the text a "message" or a "clause" begins; manners at its beginning do not count."""
        starts: dict[int, str] = {}
        for boundary in re.finditer(r"\A|(?<=[.,] )", self.text):
            what = "message" if not self.text[: boundary.start()].strip(" .,") else "clause"
            at = boundary.start()
            while at not in starts:
                starts[at] = what
                manners = _manners().match(self.text, at)
                at = manners.end() if manners else at
        return starts

    def sentence(self, at: int) -> tuple[int, int]:
        """From where to where the sentence goes that has the character ``at``."""
        begin = self.text.rfind(". ", 0, at)
        end = self.text.find(". ", at)
        return (begin + 2 if begin >= 0 else 0), (end if end >= 0 else len(self.text))

    def sentences(self) -> list[Message]:
        rows: list[list[str]] = [[]]
        for one in self.tokens:
            if one == ".":
                rows.append([])
            else:
                rows[-1].append(one)
        return [Message(tuple(row)) for row in rows if row]

    def find(self, index: Index) -> list[Found]:
        """What an index knows in this message, without what its own exclusions rule out."""
        met = list(index.find(self.text, self.starts))
        excluded = [found for phrase, found in met if phrase.excludes]
        return [
            found
            for phrase, found in met
            if not phrase.excludes
            and not any(out.kind == found.kind and out.start <= found.start < out.end for out in excluded)
        ]

    def said(self, found: Found) -> str:
        """The words of a place in the text."""
        return " ".join(re.sub(r"(?<= )[.,] |~", "", self.text[found.start : found.end]).split())


def message(body: str) -> Message:
    """A body as the lists can read it."""
    lists = word_lists()
    spelling = _spelling()
    return Message(tuple(spelling.read(tokens(body, lists.signs, spelling.known, lists.spellings))))


@cache
def _spelling() -> Spelling:
    return Spelling(word_lists(), date_words.WORDS | number_words.WORDS)


@cache
def _manners() -> re.Pattern[str]:
    return re.compile(word_lists().manners)
