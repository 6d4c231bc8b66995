"""Who reads: the fact by which somebody proves, by text, that she is the person; found in what she wrote.

A fact stands alone or among other words ("yes, 30303"): what is left without it is read as any text. Digits that are something
else, an amount or a telephone number, are no wrong answer where the message makes sense without them. Nobody may guess: of
one text at most ``MOST_GUESSES`` are looked at, and who was wrong too often is not asked any more on that day
(`outreach.conversations.second_factor` counts calls and texts together).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from outreach.contacts import text_threads
from outreach.conversations import second_factor
from outreach.conversations.texts.thread import Thread
from outreach.store import Store

MOST_TRIES: Final = 3  # wrong answers on one day; then somebody of ours looks
MOST_GUESSES: Final = 2  # in one text: the number of a house may look like a ZIP code, too
_ZIP: Final = re.compile(r"(?<![\d$.,-])(\d{5})(?:-\d{4})?(?![\d-]|[.,]\d)")
_BIRTH_DATE: Final = re.compile(r"(?<![\d$.,-])(?:\d{8}|\d{1,2}[-/. ]\d{1,2}[-/. ]\d{4})(?![\d-]|[.,]\d)")
_SHAPES: Final = {"zip": _ZIP, "birth_date": _BIRTH_DATE}


class Told(StrEnum):
    """What a text says of who reads."""

    NOTHING = "nothing"
    RIGHT = "right"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Said:
    """What was told, and the message without the digits that told it."""

    told: Told
    rest: str


def hear(session: Session, store: Store, thread: Thread, body: str, at: datetime) -> Said:
    """Look for the fact in what she wrote."""
    if thread.known or thread.factor is None or _too_often(session, thread, at):
        return Said(Told.NOTHING, body)
    found = list(_SHAPES[thread.factor].finditer(body))
    for match in found[:MOST_GUESSES]:
        if any(second_factor.knows(session, store, thread.line.person, thread.factor, said) for said in _read(match)):
            return Said(Told.RIGHT, (body[: match.start()] + " " + body[match.end() :]).strip(" .,;:-\n"))
    return Said(Told.WRONG if found else Told.NOTHING, body)


def was_wrong(session: Session, thread: Thread, source: str, at: datetime) -> int:
    """Count a wrong answer. Returns how many there were in this thread on her day."""
    second_factor.was_wrong(session, thread.line.person, source, at)
    return text_threads.wrong_answer(session, thread.line, thread.today, at)


def _too_often(session: Session, thread: Thread, at: datetime) -> bool:
    tried = text_threads.wrong_answers(session, thread.line, thread.today)
    return tried >= MOST_TRIES or second_factor.exhausted(session, thread.line.person, at)


def _read(match: re.Match[str]) -> Iterator[str]:
    """The digits as they are compared: a code without what follows the dash, a date as month, day, year."""
    if match.re is _ZIP:
        yield match.group(1)
        return
    parts = re.split(r"[-/. ]", match.group())
    yield match.group() if len(parts) == 1 else f"{int(parts[0]):02d}{int(parts[1]):02d}{parts[2]}"
