"""The story of a call in a few words, as a collector hears it: how sure it is who calls, and what for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outreach.conversations.voice.call_sessions import CallSession

_IDENTITY: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "zip": "confirmed by ZIP code",
        "birth_date": "confirmed by date of birth",
        "last_four": "confirmed by the last four digits of the tax number",
        "collector": "confirmed by a collector",
        "claimed": "not confirmed, says that it is the person",
        "none": "not confirmed",
    },
    "es": {
        "zip": "confirmada por código postal",
        "birth_date": "confirmada por fecha de nacimiento",
        "last_four": "confirmada por los últimos cuatro dígitos del número fiscal",
        "collector": "confirmada por una persona de nuestro equipo",
        "claimed": "sin confirmar, dice ser la persona",
        "none": "sin confirmar",
    },
}
_WISH: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "asked": "Asks to speak with a person",
        "appointment": "This is the call we agreed on",
        "campaign": "We called to speak with the person",
        "balance": "A high balance",
        "failures": "Was not understood several times",
        "hardship": "Says that money is short",
        "keyword": "Said something that a person should answer",
        "meaning": "Said something that a person should answer",
    },
    "es": {
        "asked": "Pide hablar con una persona",
        "appointment": "Es la llamada que acordamos",
        "campaign": "Llamamos para hablar con la persona",
        "balance": "Un saldo alto",
        "failures": "No se le entendió varias veces",
        "hardship": "Dice que le falta dinero",
        "keyword": "Dijo algo que debe contestar una persona",
        "meaning": "Dijo algo que debe contestar una persona",
    },
}


def identity(call: CallSession | None, language: str) -> str:
    """How sure it is who is on the line."""
    words = _IDENTITY[language]
    if call is None or call.identity != "verified":
        return words[call.identity if call else "none"]
    return words[call.picks["factor"]]


def wish(why: str, language: str) -> str:
    """What led to the transfer, by its ``why``."""
    return _WISH[language][why]
