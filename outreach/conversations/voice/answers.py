"""Answers: which option keys or a few words choose.

Words are read by the reader of texts. A number chooses the key, a meaning the option that stands for it; what the reader has
no meaning for is looked up among names of options (``NAMES``). More than ``MOST_WORDS`` words are a story, which only a person can
listen to: they choose nothing.

A no is heard in any number of words and however unsure the carrier is of them; what somebody of ours must look at, in any number
of words. While it is not known who listens, a recording chooses nothing (`recordings.py`), and of what was read with less
than certainty only a yes is taken: it leads to the second factor and no further.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from outreach.conversations.reader.plain_text import fold
from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import Confidence, Context, Kind, Offers, Question, Reply
from outreach.conversations.voice.dial_news import DialNews
from outreach.conversations.voice.flow import NOTED, STOPPED, Option
from outreach.conversations.voice.recordings import sounds_recorded

MOST_WORDS: Final = 12
MOST_WORDS_OF_A_NAME: Final = 6  # in more, the name of an option is only a word among others
SURE: Final = 0.5  # a carrier's confidence in what it heard; below, it has heard nothing but a no

# Words that name an option, folded, in both languages.
NAMES: Final = {
    "later": ("later", "tomorrow", "busy", "luego", "mas tarde", "manana", "ocupado", "ocupada"),
    "person": ("person", "human", "agent", "operator", "representative", "somebody", "someone", "persona", "agente",
               "operador", "operadora", "representante", "alguien"),
    "plan": ("plan", "plans", "installments", "payments", "planes", "plazos", "cuotas"),
    "pay": ("pay", "paid", "pagar", "pago"),
    "again": ("repeat", "again", "repita", "repetir", "otra vez"),
}  # fmt: skip
# Keys that are no number a person would choose an offer by.
KEYS: Final = {"zero": "0", "oh": "0", "cero": "0", "star": "*", "asterisco": "*"}
HEAVY: Final = (Kind.ATTORNEY, Kind.BANKRUPTCY, Kind.DECEASED)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: ``keys`` pressed, or ``words`` spoken with the carrier's ``confidence``; nothing of both is silence.

    ``dial`` is what came of ringing a collector, or of a room.
    """

    keys: str = ""
    words: str = ""
    confidence: float = 1.0
    dial: DialNews | None = None


@dataclass(frozen=True, slots=True)
class Listener:
    """With whom, as far as it matters for what her words mean: her calendar day, the language spoken, whether it is known who."""

    today: date
    language: str
    known: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where to go next. ``pick`` and ``key`` are what the option remembers, ``meaning`` what a person of ours must hear."""

    to: str
    key: str = ""
    pick: str = ""
    meaning: str = ""


def chosen(offered: Sequence[Option], heard: Heard, listener: Listener) -> Chosen | None:
    """The option that was chosen, None when it was none."""
    if heard.keys:
        return _by_key(offered, heard.keys)
    return _by_words(offered, heard, listener) if heard.words else None


def _by_words(offered: Sequence[Option], heard: Heard, listener: Listener) -> Chosen | None:
    folded = " ".join(fold(heard.words).split())
    reply = _read(heard.words, offered, listener.today)
    recorded = not listener.known and sounds_recorded(folded)
    if reply.kind is Kind.STOP and (reply.confidence is Confidence.CERTAIN or not recorded):
        return Chosen(STOPPED)
    if recorded or heard.confidence < SURE:
        return None
    if reply.kind in HEAVY:
        return Chosen(NOTED, meaning=reply.kind.value)
    if len(folded.split()) > MOST_WORDS:
        return None
    key = _key_in(folded, heard.words, listener.today)
    return _by_key(offered, key) if key else _by_meaning(offered, list(_meanings(reply, folded, listener)))


def meaning(offered: Sequence[Option], heard: Heard, listener: Listener) -> str:
    """What words mean, in the reader's word or else the name of an option; nothing for keys, silence, recordings and stories."""
    folded = " ".join(fold(heard.words).split())
    unsure = heard.confidence < SURE or (not listener.known and sounds_recorded(folded))
    if heard.keys or not folded or unsure or len(folded.split()) > MOST_WORDS:
        return ""
    kind = _read(heard.words, offered, listener.today).kind
    return kind.value if kind is not Kind.UNCLEAR else next(_named(folded), kind.value)


def looked_up(heard: Heard, listener: Listener) -> str:
    """Words as a keyword is looked up in them: folded, without signs; nothing for those that are unsure, or a recording's."""
    folded = " ".join(fold(heard.words).split())
    if heard.keys or heard.confidence < SURE or (not listener.known and sounds_recorded(folded)):
        return ""
    return " ".join(word.strip('.,!?;:¡¿"') for word in folded.split())


def _by_key(offered: Sequence[Option], key: str) -> Chosen | None:
    option = next((option for option in offered if option.key == key), None)
    return _chosen(option) if option else None


def _by_meaning(offered: Sequence[Option], meanings: Sequence[str]) -> Chosen | None:
    """By the first of the meanings that stands for an option."""
    found = (option for meaning in meanings for option in offered if meaning in option.means)
    option = next(found, None)
    return _chosen(option) if option else None


def _chosen(option: Option) -> Chosen:
    return Chosen(option.to, option.key, option.pick)


def _read(words: str, offered: Sequence[Option], today: date) -> Reply:
    """The words, as an answer to a question where one was asked."""
    asked = any("yes" in option.means for option in offered)
    return read_reply(words, Context(today, Question() if asked else None))


def _key_in(folded: str, words: str, today: date) -> str:
    """The key that words name and nothing else: "two", "the second one", "zero"."""
    if folded.strip(" .,!?") in KEYS:
        return KEYS[folded.strip(" .,!?")]
    reply = read_reply(words, Context(today, Offers(9)))
    return str(reply.choice) if reply.kind is Kind.CHOICE else ""


def _meanings(reply: Reply, folded: str, listener: Listener) -> Iterator[str]:
    """What words mean, the surest first."""
    if reply.kind is Kind.PREFERENCE and reply.wish is not None and reply.wish.language:
        yield "same_language" if reply.wish.language == listener.language else "other_language"
        return
    if reply.call is not None and (reply.call.on or reply.call.at or reply.call.part):
        yield "later"
    named = list(_named(folded))
    if "later" in named and reply.kind in (Kind.CALL_ME, Kind.UNCLEAR):
        yield "later"
    if (
        listener.known
        or reply.kind is Kind.YES
        or reply.confidence is Confidence.CERTAIN
        or reply.kind is Kind.WRONG_NUMBER
    ):
        yield reply.kind.value
    yield from named


def _named(folded: str) -> Iterator[str]:
    if len(folded.split()) <= MOST_WORDS_OF_A_NAME:
        plain = " ".join(word.strip(".,!?¡¿") for word in folded.split())
        yield from (name for name, known in NAMES.items() if any(f" {word} " in f" {plain} " for word in known))
