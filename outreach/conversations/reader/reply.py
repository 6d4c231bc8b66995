"""What an inbound text may mean, and in which context it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum


class Kind(StrEnum):
    """What a reply asks or tells."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    WHY = "why"
    CHOICE = "choice"
    YES = "yes"
    NO = "no"
    PROMISE = "promise"
    WRONG_NUMBER = "wrong_number"
    DISPUTE = "dispute"
    ATTORNEY = "attorney"
    BANKRUPTCY = "bankruptcy"
    DECEASED = "deceased"
    HARDSHIP = "hardship"
    ALREADY_PAID = "already_paid"
    CALL_ME = "call_me"
    PREFERENCE = "preference"
    UNCLEAR = "unclear"


class Confidence(StrEnum):
    """How the meaning was found."""

    CERTAIN = "certain"  # the whole message was understood
    LIKELY = "likely"  # words in a longer message
    NONE = "none"  # unclear


@dataclass(frozen=True, slots=True)
class Offers:
    """``count`` numbered choices were sent and none was picked yet. Raises ValueError below one."""

    count: int

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"{self.count} offers are pending: there must be at least one, or nothing pending")


@dataclass(frozen=True, slots=True)
class Question:
    """A yes or a no is waited for. What it was about, where that was an amount (minor units) and a day."""

    amount_minor: int | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """``today`` is the calendar date where the reader is; ``pending`` what our last text to her left open."""

    today: date
    pending: Offers | Question | None = None


@dataclass(frozen=True, slots=True)
class CallWish:
    """When and where a call is wanted, as far as she said. ``part`` is morning, afternoon or evening."""

    on: date | None = None
    at: time | None = None
    part: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class ContactWish:
    """Her "contact contract", as far as it could be read; empty where she said nothing.

    Channels are ``text``, ``call``, ``email`` and ``mail``; days ``mon`` … ``sun``; ``language`` is ``en`` or ``es``.
    """

    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    not_before: time | None = None
    not_after: time | None = None
    days: tuple[str, ...] = ()
    not_days: tuple[str, ...] = ()
    language: str | None = None
    not_at_work: bool = False
    less_often: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """A message's meaning.

    ``words`` are those that decided, as they were read (lower case, no accents, slips undone); ``also`` every other kind
    that was seen. A promise has ``due_on`` and either ``amount_minor`` (minor units) or ``full``; a choice ``choice``,
    from 1; call_me and preference what could be parsed of the wish.
    """

    kind: Kind
    language: str = "en"
    confidence: Confidence = Confidence.NONE
    words: tuple[str, ...] = ()
    also: tuple[Kind, ...] = ()
    amount_minor: int | None = None
    full: bool = False
    due_on: date | None = None
    choice: int | None = None
    call: CallWish | None = None
    wish: ContactWish | None = field(default=None)
