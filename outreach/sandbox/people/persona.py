"""Who is behind each address: how they take a call, a text, an e-mail.

A persona is read from one JSON object (`reading.py`); what it leaves out is what a stranger would do. Patterns are
searched in the words heard, whatever their case. `means` is what the person intends by a key, a word or a text, in the
words of whoever wrote the population: the journal repeats it, so that a test can ask whether it was understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum


class Answer(StrEnum):
    """What happens when a phone is called."""

    HUMAN = "human"
    MACHINE = "machine"
    FAX = "fax"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    NOT_IN_SERVICE = "not_in_service"
    BY_HAND = "by_hand"  # somebody at the sandbox's page holds this phone


@dataclass(frozen=True, slots=True)
class Reaction:
    """Having heard `hear`, types `keys` one by one or says `words`, `after` seconds later; at most `times` a call."""

    hear: re.Pattern[str]
    keys: str = ""
    words: str = ""
    after: float = 1.0
    times: int | None = None
    means: str | None = None


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """To a text matching `hear`, answers `text` `after` seconds later; at most `times` in all."""

    hear: re.Pattern[str]
    text: str
    after: float = 60.0
    times: int | None = None
    means: str | None = None


@dataclass(frozen=True, slots=True)
class PhoneManner:
    """How a phone is answered and what its holder does. Seconds are virtual."""

    answer: Answer = Answer.HUMAN
    ring_seconds: float = 8.0
    presses: tuple[Reaction, ...] = ()
    says: tuple[Reaction, ...] = ()
    hangs_up_hearing: re.Pattern[str] | None = None
    hangs_up_after: float | None = None  # seconds after picking up
    greeting_seconds: float = 6.0  # how long a machine speaks before its beep
    talk_seconds: float = 90.0  # how long she talks with somebody she was connected to
    patience_seconds: float = 600.0  # how long she waits on hold, in a queue or a conference, before hanging up
    calls_back_after: float | None = None  # seconds after a call she missed; None: never
    vanishes: bool = False  # answers, then says and presses nothing, and stays


IN_HAND = PhoneManner(answer=Answer.BY_HAND)
"""A phone that somebody at the page holds does nothing of itself."""


@dataclass(frozen=True, slots=True)
class TextManner:
    """What becomes of a text to this phone, and how its holder answers."""

    delivery: str = "delivered"
    error_code: int | None = None
    seconds: float = 3.0  # from sent to delivered
    replies: tuple[ReplyRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Persona:
    """One address. `line` is its line type as Lookup names it; `reassigned_on` (ISO date) gave it to somebody else."""

    address: str
    call: PhoneManner = field(default_factory=PhoneManner)
    sms: TextManner = field(default_factory=TextManner)
    email: str = "DELIVERED"
    line: str = "mobile"
    reassigned_on: str | None = None
