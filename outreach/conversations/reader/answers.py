"""The answer to what is pending: a yes or a no to a question, the number of an offer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from outreach.conversations.reader.message import Message
from outreach.conversations.reader.number_words import with_digits
from outreach.conversations.reader.phrases import Found
from outreach.conversations.reader.promises import terms
from outreach.conversations.reader.reply import Kind, Question
from outreach.conversations.reader.word_lists import word_lists

_ORDINALS = {
    word: value
    for value, words in enumerate(
        (
            "1st first primera primero primer one uno una", "2nd second segunda segundo", "3rd third tercera tercero tercer",
            "4th fourth cuarta cuarto", "5th fifth quinta quinto", "6th sixth sexta sexto",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_POINTING = frozenset(
    ["the", "this", "that", "which", "last", "middle", "any", "other", "each", "top", "bottom", "cheap", "cheapest"]
) | frozenset(["second", "third", "el", "ese", "esa", "este"])
"""After one of these, "one" is no number: "the third one"."""
_NAMED = re.compile(r"(?P<number>\d+)(?:st|nd|rd|th|a|o|era|do|da|ra)?")
_EITHER = re.compile(r"\b\d(?:th)? no (?:la |el |the )?\d")
"""``the 1st no the 2nd``: the no may be to the one before it or to the one after it."""
_REFUSED = re.compile(
    r"\b(?:not|no|ni|neither|nor|instead of|rather than|except|anything but|menos|en vez de|en lugar de|over|never) "
    r"(?:(?:the|la|el|option|plan|number|opcion|numero|de|a|to|with|want|quiero|other|otra|otro|otros|otras) )*\d(?:st|nd|rd|th)?\b"
)
_OFFER = "(?:option|opcion|plan|number|numero|choice|offer|oferta|one|num|opt|opc|arrangement|the|la|el|propuesta|alternativa)"
_BESIDE_OFFER = re.compile(
    rf"\b{_OFFER} (?:number |numero )?\d(?:st|nd|rd|th)?\b|\b\d(?:st|nd|rd|th) {_OFFER}\b"
    r"|\b(?:choose|pick|select|take|want|prefer|go with|rock with|elijo|escojo|quiero|prefiero|me quedo con|me voy con|agarro) "
    r"(?:(?:the|la|el) )*\d"
)
_LAST = re.compile(
    r"\b(?:(?:the )?(?:last|final|bottom)|(?:la |el )?ultim[oa])(?: one| option| plan| choice)?\b"
    r"(?! (?:week|month|time|semana|mes|year|pago|payment|day|dia)\b)"
)
_MIDDLE = re.compile(
    r"\b(?:(?:the )?(?:middle|center)(?: one| option| plan)?|(?:la |el )?(?:de )?(?:en medio|del medio|del centro|enmedio))\b(?! of\b)"
)
_REFUSED_BEFORE = re.compile(r"\b(?:the|la|el|option|opcion|plan|number|numero) \w+ (?:no|not) , ")
"""Of "la primera no, la segunda" the first is refused; without the comma, the second."""
_AMOUNT_OR_TIME = re.compile(r"\$\d|\d[.:/]\d")


@dataclass(frozen=True)
class Opening:
    """A yes or a no with which a message begins; what is left after all of it."""

    kind: Kind
    rest: Message
    words: str


def read_opening(message: Message) -> Opening | None:
    """The yes or no of a message. None when it begins with neither."""
    text, at, kind, said = message.text, 0, None, []
    met = list(word_lists().openings.find(text, message.starts))
    while at < len(text):
        longest = max((one for _, one in met if one.start == at), key=lambda one: one.end, default=None)
        if longest is None:
            at, before = _past_hedge(message, at), at
            if at == before:
                break
            continue
        if kind is not None and longest.kind != kind:
            break
        kind, at = longest.kind, longest.end
        said.append(message.said(longest))
    return Opening(Kind(kind), Message(tuple(text[at:].split())), " ".join(said)) if kind else None


def _past_hedge(message: Message, at: int) -> int:
    """Past one mark, manner or hedge."""
    hedges = [place.end for place in _found(message, "hedge") if place.start == at]
    manners = _MARK.match(message.text, at) or _manners().match(message.text, at)
    return max(hedges, default=manners.end() if manners else at)


def sarcastic(message: Message) -> bool:
    """Whether a yes is plainly not meant."""
    return bool(_found(message, "sarcasm"))


def agrees(rest: Message, question: Question, today: date) -> bool:
    """Whether what follows a yes leaves it a yes: nothing is asked, put under a condition, or changed."""
    rest = _without(_found(rest, "keep"), rest)
    said = terms(rest, today)
    same_amount = all(question.amount_minor and amount == question.amount_minor for amount in said.amounts)
    same_day = all(question.due_on and day == question.due_on for day in said.days)
    return bool(same_amount and same_day) and not _found(rest, "change")


def declines(rest: Message, question: Question, today: date) -> bool:
    """Whether what follows a no leaves it a no: no other amount or day is offered in its place."""
    said = terms(rest, today)
    others = [amount for amount in said.amounts if amount != question.amount_minor]
    other_days = [day for day in said.days if day != question.due_on]
    refuses = re.search(r"\b(?:not|no|too)\b", rest.text)
    return not ((others or other_days) and (_found(rest, "counter") or not refuses))


def read_choice(message: Message, count: int) -> tuple[int, str] | None:
    """The one offer of ``count`` that a message names, and the words; None when it names none, several or asks."""
    message = Message(tuple(_REFUSED_BEFORE.sub("", message.text).split()))
    text = " ".join(with_digits(_numbered(["two" if word == "tow" else word for word in message.words])))
    if _EITHER.search(text):
        return None
    kept = _LAST.sub(f"option {count}", _REFUSED.sub(" ", text))
    if count % 2:
        kept = _MIDDLE.sub(f"option {(count + 1) // 2}", kept)
    named = {int(match["number"]) for word in kept.split() if (match := _NAMED.fullmatch(word))}
    plain = Message(tuple(kept.split()))
    if len(named) != 1 or _AMOUNT_OR_TIME.search(kept) or _found(plain, "ask") or _found(plain, "counted"):
        return None
    number = named.pop()
    return (number, text) if 1 <= number <= count and _picks(kept) else None


def _numbered(words: list[str]) -> list[str]:
    """The words, ordinal numbers as ``2th``; the "one" of "the third one" is no number."""
    kept = []
    for before, word in zip(["", *words], words, strict=False):
        pointed_at = word in ("one", "uno", "una") and (before in _ORDINALS or before in _POINTING)
        kept.append(f"{_ORDINALS[word]}th" if word in _ORDINALS and not pointed_at else word)
    return kept


def _picks(text: str) -> bool:
    """A message of nothing but picking words, or one that says option, plan or the like beside the number."""
    words = [word for word in text.split() if not _NAMED.fullmatch(word)]
    return all(word in word_lists().picking for word in words) or bool(_BESIDE_OFFER.search(text))


def whole(places: list[Found], message: Message) -> bool:
    """Whether the places, manners aside, are the whole message."""
    left = _manners().sub("", _without(places, message).text)
    return not _MARK.sub("", left).strip()


def _without(places: list[Found], message: Message) -> Message:
    left = message.text
    for one in sorted(places, key=lambda place: place.start, reverse=True):
        left = left[: one.start] + left[one.end :]
    return Message(tuple(left.split()))


def _found(message: Message, kind: str) -> list[Found]:
    return [place for place in message.find(word_lists().answers) if place.kind == kind]


_MARK = re.compile(r"[.,] ")


@cache
def _manners() -> re.Pattern[str]:
    return re.compile(word_lists().manners)
