"""Answers: which option keys or a few words choose.

Words are read by the reader of texts. A number chooses the key, a meaning the option that stands for it. Some meanings end
every menu, wherever they are said: a no, a wrong number, and what somebody of ours must look at first. More than
``MOST_WORDS`` words are a story, which only a person can listen to: they choose nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from outreach.conversations.handover.connecting import DialNews
from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import Context, Kind, Offers, Question
from outreach.conversations.voice.flow import NOTED, STOPPED, Option

MOST_WORDS: Final = 12
SURE: Final = 0.5  # a carrier's confidence in what it heard; below, it has heard nothing

# One word that names an option, in both languages.
NAMES: Final = {
    "person": ("person", "human", "agent", "operator", "representative", "somebody", "someone", "persona", "agente",
               "operador", "operadora", "representante", "alguien"),
    "language": ("spanish", "espanol", "español", "english", "ingles", "inglés"),
    "plan": ("plan", "plans", "installments", "payments", "planes", "plazos", "cuotas"),
    "pay": ("pay", "paid", "pagar", "pago"),
    "again": ("repeat", "again", "repita", "repetir", "otra"),
}  # fmt: skip
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
class Chosen:
    """Where to go next. ``pick`` and ``key`` are what the option remembers, ``meaning`` what a person of ours must hear."""

    to: str
    key: str = ""
    pick: str = ""
    meaning: str = ""


def chosen(offered: Sequence[Option], heard: Heard, today: date) -> Chosen | None:
    """The option that was chosen, None when it was none."""
    if heard.keys:
        return _by_key(offered, heard.keys)
    if not heard.words or heard.confidence < SURE or len(heard.words.split()) > MOST_WORDS:
        return None
    kind, key = _read(heard.words, today)
    if kind == Kind.STOP.value:
        return Chosen(STOPPED)
    if kind in HEAVY:
        return Chosen(NOTED, meaning=kind)
    if key:
        return _by_key(offered, key)
    named = _named(heard.words)
    option = next((option for option in offered if kind in option.means or (named and named in option.means)), None)
    if option is None and named == "again":
        return _by_key(offered, "*")
    return _chosen(option) if option else None


def meaning(heard: Heard, today: date) -> str:
    """What words mean, in the reader's word or the name of an option; nothing for keys, silence and stories."""
    if heard.keys or not heard.words or heard.confidence < SURE or len(heard.words.split()) > MOST_WORDS:
        return ""
    kind = _read(heard.words, today)[0]
    return kind if kind == Kind.STOP.value or kind in HEAVY else _named(heard.words) or kind


def _by_key(offered: Sequence[Option], key: str) -> Chosen | None:
    option = next((option for option in offered if option.key == key), None)
    return _chosen(option) if option else None


def _chosen(option: Option) -> Chosen:
    return Chosen(option.to, option.key, option.pick)


def _read(words: str, today: date) -> tuple[str, str]:
    """The meaning of words, and the key they name."""
    by_number = read_reply(words, Context(today, Offers(9)))
    if by_number.kind is Kind.CHOICE:
        return by_number.kind.value, str(by_number.choice)
    return read_reply(words, Context(today, Question())).kind.value, ""


def _named(words: str) -> str | None:
    said = {word.strip(".,!?¡¿").lower() for word in words.split()}
    return next((name for name, known in NAMES.items() if said.intersection(known)), None)
