"""Has she promised an amount by a day?

A promise is one amount (or plainly the whole balance) and one day. It stands alone but for the words people wrap around
a promise; or, in a longer message, beside a word of paying and no word of doubt: a condition, a hope, a share, a
repetition, a demand on us, the past. A request ("would 50 on the 10th be ok") counts. A second amount or day that
disagrees makes it no promise, unless it is plainly the one refused ("no, 120 is too much. $50 on december 18").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from outreach.conversations.reader.date_words import find_days
from outreach.conversations.reader.message import Message
from outreach.conversations.reader.money_words import find_amounts
from outreach.conversations.reader.number_words import with_digits
from outreach.conversations.reader.word_lists import word_lists

_REFUSED = re.compile(
    r"\b(?:no|not|instead of|rather than|can not (?:do|pay|afford|make)|no puedo (?:con |pagar |dar )?|en vez de|en lugar de) (?:the |los |las |el )?\$?[\d.,]+\b(?! (?:on|by|el|para) )"
    r"|\$?\b[\d.,]*\d (?:dollars |dolares )?(?:is|are|es|son)? ?(?:way |just |a little )?(?:too (?:much|high|steep|rich)|a lot|demasiado|mucho|muy caro|impossible|no puedo|no (?=$))"
)
_MARKS = (",", ".")
_AFTER_YES = (*_MARKS, "pago", "pagare", "voy", "le", "les", "claro", "esta", "yo", "mando", "doy", "ok", "por")
_ELSEWHERE = ("doubt_condition", "doubt_hope", "doubt_joke", "doubt_repeat")
"""The doubts that reach from one sentence into another."""
_FEW = 3
"""So many words that are strange to promises may stand in one that has no word of paying."""
_ABOUT_PAYING = (*_ELSEWHERE, "doubt_share", "doubt_demand", "doubt_undone")


@dataclass(frozen=True)
class Terms:
    """The amounts and days that a text mentions, None for each that is doubtful, and what is left of it."""

    amounts: tuple[int | None, ...]
    days: tuple[date | None, ...]
    full: bool
    said: Message  # without the days
    rest: Message  # without the amounts as well

    @property
    def any(self) -> bool:
        return bool(self.amounts or self.days or self.full)


@dataclass(frozen=True)
class PromiseRead:
    """What was promised: ``amount_minor`` in minor units, or None with ``full`` for the whole balance."""

    amount_minor: int | None
    due_on: date
    full: bool


def terms(message: Message, today: date) -> Terms:
    """What a message says of amounts and days, read on ``today``."""
    text = _REFUSED.sub(" ", " ".join(with_digits(_without_opening(message))))
    days = find_days(text, today)
    without_days = Message(tuple(days.rest.split()))
    whole = [found for found in without_days.find(word_lists().promise) if found.kind == "whole"]
    for found in reversed(whole):
        without_days = Message(tuple((without_days.text[: found.start] + without_days.text[found.end :]).split()))
    amounts = find_amounts(without_days.text)
    return Terms(
        amounts.amounts_minor,
        days.days,
        bool(whole),
        Message(tuple(days.rest.split())),
        Message(tuple(amounts.rest.split())),
    )


def _without_opening(message: Message) -> list[str]:
    """The words without a yes or no that opens them and stands by itself. A "si" elsewhere, or before "puedo", is an if."""
    first, second = [*message.tokens[:2], "", ""][:2]
    opens = (first == "si" and second in _AFTER_YES) or (first == "no" and second in _MARKS)
    return message.words[1:] if opens else message.words


def read_promise(message: Message, today: date) -> PromiseRead | None:
    """The promise in a message, or None when there is none or it is in doubt."""
    whole = terms(message, today)
    promise = _settled(whole)
    if promise is not None and (_only_wrapping(whole) or _meant(message, whole)):
        return promise
    return _in_one_sentence(message, today)


def _in_one_sentence(message: Message, today: date) -> PromiseRead | None:
    sentences = message.sentences()
    if len(sentences) < 2:
        return None
    said = [terms(sentence, today) for sentence in sentences]
    promises = [(one, promise) for one in said if (promise := _settled(one)) is not None]
    others = [one for one in said if _settled(one) is None]
    if len(promises) != 1 or any(one.any or _doubts(one, _ELSEWHERE) for one in others):
        return None
    at = said.index(promises[0][0])
    kept = _only_wrapping(promises[0][0]) or _meant(sentences[at], promises[0][0])
    return promises[0][1] if kept else None


def _settled(said: Terms) -> PromiseRead | None:
    """The promise that terms make when they leave nothing open."""
    due_on = said.days[0] if len(set(said.days)) == 1 else None
    amount = said.amounts[0] if len(set(said.amounts)) == 1 else None
    if due_on is None or len(said.amounts) != (0 if said.full else len(said.amounts)) or (amount is None) != said.full:
        return None
    return PromiseRead(amount, due_on, said.full)


def _only_wrapping(said: Terms) -> bool:
    return all(word in word_lists().wrapping for word in said.rest.words) and not _doubts(said)


def _meant(message: Message, said: Terms) -> bool:
    """A word of paying, and no doubt. Where the amount stands right after it, what else the message tells matters less."""
    ways = {found.kind for found in Message(tuple(with_digits(message.words))).find(word_lists().promise)}
    if "strong" in ways:
        return not _doubts(said, _ABOUT_PAYING)
    strange = sum(word not in word_lists().wrapping for word in said.rest.words)
    return ("pay" in ways or strange <= _FEW) and not _doubts(said)


def _doubts(said: Terms, kinds: tuple[str, ...] = ()) -> bool:
    found = {one.kind for one in said.said.find(word_lists().promise)}
    return any(kind.startswith("doubt_") and (not kinds or kind in kinds) for kind in found)
