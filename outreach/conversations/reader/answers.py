"""The answer to what is pending: a yes or no to a question, the number of an offer."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from outreach.conversations.reader.message import Message
from outreach.conversations.reader.number_words import with_digits
from outreach.conversations.reader.phrases import Found
from outreach.conversations.reader.promises import terms
from outreach.conversations.reader.reply import Kind, Question
from outreach.conversations.reader.word_lists import word_lists

_PASSED = re.compile(
    r"(?:well|um|unfortunately|sadly|regrettably|im afraid|i am afraid|honest|lamentablemente|desafortunadamente|por desgracia|uh|oh|hmm|hm|so|and|but|then|actually|honestly|hey|i think|i guess|i believe|i mean|that|my answer is|pues|mire|mira|este|bueno"
    r"|la verdad|yo digo que|i say|i will say|creo que|yo)~? |[.,] "
)
_CHANGES = re.compile(
    r"\b(?:if|but|unless|except|only if|as long|instead|can we|could we|can you|could you|can i|could i|make it|change|move|push|different|another|other|"
    r"not|no|never|why|what|how|who|when|which|maybe|later|half|after|before|until|less|more time|lower|remove|waive|but not|pero|si me|si quitan|si le|"
    r"think|let you know|see|check|try|ask|mejor|otro|otra|cuando|despues|antes|por que|que es|cuanto|menos|quiza|tal vez|talvez|siempre y cuando|con tal|solo si|right jan|jan|nieve|pigs|lol|haha|jaja|as if|yeah right|right buddy|dream|:laugh:|:angry:)\b"
)
_KEEPS = re.compile(
    r"\b(?:do not|no me|no) (?:cancel|stop|end|change|drop|cancelen|cancele|paren|pare|quiten|cambien)(?: (?:it|that|this|me|the|my|el|mi|plan|payment|anything|nada))*"
)
"""A wish to keep what is agreed; no change of it."""
_SARCASM = re.compile(
    r"(?:right after|yeah right|yea right|sure buddy|ok sure buddy|when (?:pigs|hell)|in your dreams|whatever you say|sure jan|y mi nieve|como no$|jan|buddy|genius|sherlock)"
)
_OFFER = r"(?:option|opcion|plan|number|numero|choice|offer|oferta|one|num|opt|opc|arrangement|la|el|las|los|del|al|the|plans|opciones|propuesta|alternativa|pick)"
_NOT_OFFERED = (
    r"(?:dollars?|bucks|dolares|pesos|weeks?|months?|days?|payments?|kids|years?|hours?|minutes?|semanas?|meses|mes|dias?|pagos?|hijos|anos?|"
    r"percent|jobs|times|veces|of the month|things|questions|people|more|am|pm|oclock|checks?|installments)"
)
_ORDINALS = {"1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6, "7th": 7, "8th": 8, "9th": 9} | {
    word: value
    for value, words in enumerate(
        ("first primera primero primer one uno una", "second segunda segundo", "third tercera tercero tercer",
         "fourth cuarta cuarto", "fifth quinta quinto", "sixth sexta sexto"), start=1)
    for word in words.split()
}  # fmt: skip
_POINTING = frozenset(
    [
        "the",
        "this",
        "that",
        "which",
        "last",
        "middle",
        "any",
        "other",
        "each",
        "top",
        "bottom",
        "cheap",
        "cheapest",
        "second",
        "third",
        "el",
        "ese",
        "esa",
        "este",
    ]
)
_LETTERED = re.compile(r"(?P<number>\d)(?P<suffix>st|nd|rd|th|a|o|era|do|da|ra)?")
_REFUSED = (
    r"(?:(?:not|no|ni|neither|nor|instead of|rather than|except|anything but|menos|en vez de|en lugar de|over|never) "
    r"(?:the |la |el |option |plan |number |opcion |numero |de |a |to |with |want |quiero )*)"
)
_ASKS = re.compile(
    r"\b(?:what|which|is (?:it|that|there|option|plan|\d)|does|how|why|que (?:es|pasa|tal|incluye|significa)|de que|cual|cuanto|(?:can|could|would|will) (?:you|that|it|u|we)|can i|could i|who|where|when|difference|explain|explica|diferencia|and if|what about|does it|are|or|o|if|but|unless|pero|between|entre|"
    r"only if|minus|plus|maybe|quiza|tal vez|talvez|not sure|i do not know|no se|cheaper|cheapest|neither|none|ninguna?|ningun|both|ambas|ambos|any|cualquiera|either|instead|change|changed|start|starting|with no|without|sin|except|lower|less|more|half|mitad|barata|thinking|luego|later)\b"
)
_LAST = re.compile(
    r"\b(?:(?:the )?(?:last|final|bottom)(?: one| option| plan| choice)?|(?:la|el) ultim[oa]|ultim[oa])\b"
)
_MIDDLE = re.compile(
    r"\b(?:(?:the )?(?:middle|center|centre)(?: one| option| plan)?|(?:la|el)? ?(?:de )?(?:en medio|del medio|el medio|del centro|enmedio))\b"
)


def read_opening(message: Message) -> tuple[Kind, Message, str] | None:
    """A yes or a no with which a message begins, what is left after all of it, and the words. None when there is neither."""
    text, at, found, said = message.text, 0, None, []
    met = list(word_lists().openings.find(text, message.starts))
    while at < len(text):
        best = max((one for _, one in met if one.start == at), key=lambda one: one.end, default=None)
        if best is None:
            further = _past_hedge(text, at)
            if further == at:
                break
            at = further
            continue
        if found is not None and best.kind != found:
            break
        found, at = best.kind, best.end
        said.append(message.said(best))
    if found is None:
        return None
    return Kind(found), Message(tuple(text[at:].split())), " ".join(said)


def _past_hedge(text: str, at: int) -> int:
    """Past one mark, manner or hedge."""
    match = _PASSED.match(text, at) or _manners().match(text, at)
    return match.end() if match else at


def sarcastic(message: Message) -> bool:
    """Whether a yes is plainly not meant."""
    return bool(_SARCASM.search(message.text))


def agrees(rest: Message, question: Question, today: date) -> bool:
    """Whether what follows a yes leaves it a yes: nothing is asked, put under a condition, or changed."""
    rest = Message(tuple(_KEEPS.sub(" ", rest.text).split()))
    said = terms(rest, today)
    same_amount = (
        all(amount == question.amount_minor for amount in said.amounts) if question.amount_minor else not said.amounts
    )
    same_day = all(day == question.due_on for day in said.days) if question.due_on else not said.days
    return same_amount and same_day and not _CHANGES.search(rest.text)


def declines(rest: Message, question: Question, today: date) -> bool:
    """Whether what follows a no leaves it a no: no other amount or day is offered in its place."""
    said = terms(rest, today)
    others = [amount for amount in said.amounts if amount != question.amount_minor]
    others_days = [day for day in said.days if day != question.due_on]
    offers = re.search(r"\b(?:but|can|could|pero|puedo|podria|how about|what about|maybe|mejor|instead)\b", rest.text)
    return not ((others or others_days) and (offers or not re.search(r"\b(?:not|no|too|can not)\b", rest.text)))


def read_choice(message: Message, count: int) -> tuple[int, str] | None:
    """The one offer of ``count`` that a message names, and the words; None when it names none, several or asks."""
    text = " ".join(word for word in with_digits(_kept_ordinals(message.words)))
    kept = re.sub(rf"\b{_REFUSED}#?\d(?:st|nd|rd|th)?\b", " ", text)
    if _LAST.search(kept) and not re.search(
        r"\b(?:last|ultimo|ultima) (?:week|month|time|semana|mes|year|pago|payment|day|dia)\b", kept
    ):
        kept = _LAST.sub(f"option {count}", kept)
    if count % 2 and _MIDDLE.search(kept):
        kept = _MIDDLE.sub(f"option {(count + 1) // 2}", kept)
    numbers = [_named(word) for word in kept.split()]
    named = {number for number in numbers if number is not None}
    if len(named) != 1 or re.search(rf"\b\d+ {_NOT_OFFERED}\b|\$\d|\d[.:/]\d", kept) or _ASKS.search(kept):
        return None
    number = named.pop()
    return (number, text) if 1 <= number <= count and _picks(kept) else None


def _kept_ordinals(words: list[str]) -> list[str]:
    """Number words and ordinals as ``2th``; the "one" of "the third one" is no number."""
    kept: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        pointing = word in ("one", "uno", "una") and (before in _ORDINALS or before in _POINTING)
        kept.append(f"{_ORDINALS[word]}th" if word in _ORDINALS and not pointing else word)
    return kept


def _named(word: str) -> int | None:
    match = _LETTERED.fullmatch(word) or re.fullmatch(r"(?P<number>\d+)()", word)
    return int(match["number"]) if match else None


def _picks(text: str) -> bool:
    """A message of nothing but picking words, or one that says option, plan or the like beside the number."""
    words = [word for word in text.split() if _named(word) is None]
    if all(word in word_lists().picking for word in words):
        return True
    return bool(
        re.search(rf"\b{_OFFER} (?:number |numero )?\d(?:st|nd|rd|th)?\b|\b\d(?:st|nd|rd|th) {_OFFER}\b", text)
        or re.search(
            r"\b(?:choose|pick|select|take|want|prefer|go with|elijo|escojo|quiero|prefiero|rock with|me quedo con|me voy con|agarro) (?:the |la |el |# ?)*\d",
            text,
        )
    )


@cache
def _manners() -> re.Pattern[str]:
    return re.compile(word_lists().manners)


def bare(found: list[Found], message: Message) -> bool:
    """Whether the places found, manners aside, are the whole message."""
    left = message.text
    for one in sorted(found, key=lambda place: place.start, reverse=True):
        left = left[: one.start] + left[one.end :]
    return not re.sub(rf"(?:{word_lists().manners})|[.,] ", "", left).strip()
