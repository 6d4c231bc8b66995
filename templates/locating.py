"""Where in its file a text breaks a rule."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from re import Pattern

from templates.judging import Case, Fault
from templates.library import Key, Library
from templates.phrases import fold

_TAG = re.compile(r"<[^>]*>")
_HEAD_OF_AN_EMAIL = 2  # lines before its plain text: the subject, and a blank one


def file_and_line(key: Key, part: str, line: int | None = None) -> str:
    """Like `reminder/email.en.txt:5`: the file that a part is in, and the line of it when one is known."""
    ending = "voice" if key.channel == "voice" else "html" if part == "html" else "txt"
    if line is not None and key.channel == "email" and part == "text":
        line += _HEAD_OF_AN_EMAIL
    return f"{key.id}.{ending}" + (f":{line}" if line is not None else "")


def line_of(library: Library, case: Case, fault: Fault) -> int | None:
    """The line of the part that holds the words which must not be there; None when nothing is there that must not."""
    if fault.words is None:
        return None
    pattern = re.compile(re.escape(fault.words)) if isinstance(fault.words, str) else fault.words
    pieces = library.traced(case.key, fault.part, case.variables)
    return _line(pattern, ((line, _folded(words, fault.part)) for line, words in pieces))


def _folded(words: str, part: str) -> str:
    return fold(_TAG.sub("", words) if part == "html" else words)


def _line(pattern: Pattern[str], pieces: Iterable[tuple[int, str]]) -> int | None:
    text, starts = "", list[tuple[int, int]]()
    for line, words in pieces:
        starts.append((len(text), line))
        text += f"{words} " if words else ""
    found = pattern.search(text)
    return next(_at_or_before(starts, found.start()), None) if found else None


def _at_or_before(starts: list[tuple[int, int]], position: int) -> Iterator[int]:
    return (line for start, line in reversed(starts) if start <= position)
