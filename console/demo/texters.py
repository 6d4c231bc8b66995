"""What the people of the demo answer to a text.

Whoever is asked who reads answers with her ZIP code, most of them. ``means`` is what she intends: the journal repeats it beside
her words.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, Final

Reply = dict[str, Any]
WHO: Final = "reply with your|responda con su|env[ií]enos su"
BALANCE: Final = "has a balance of|tiene un saldo de"
OFFERS: Final = "you can choose|puede elegir|agree to one of these|aceptar una de"
CHECK: Final = "Reply YES or NO|Responda SI o NO"
SLOT: Final = "when may we call you|cu[aá]ndo le llamamos"
# (weight, what she means, in English, in Spanish); to the first text that tells of a balance
WISHES: Final[Sequence[tuple[int, str, str, str]]] = (
    (16, "promise", "I will pay it in full on friday", "pago todo el viernes"),
    (10, "promise", "50 on the 15th", "pago 50 el 15"),
    (8, "plan", "can I pay in parts?", "puedo pagar en partes?"),
    (4, "why", "WHY", "POR QUE"),
    (3, "help", "HELP", "AYUDA"),
    (5, "stop", "STOP", "ALTO"),
    (4, "stop", "please stop texting me", "ya no me manden mensajes"),
    (4, "dispute", "I do not owe this", "yo no debo esto"),
    (3, "already_paid", "I already paid this", "ya pagué"),
    (3, "call_me", "call me please", "llámenme por favor"),
    (2, "question", "what happens if I move to another state?", "qué pasa si me cambio de casa?"),
)
# To whatever comes first: she is somebody else, or asks who writes.
AT_ONCE: Final[Sequence[tuple[int, str, str, str]]] = (
    (4, "wrong_number", "wrong number", "número equivocado"),
    (3, "why", "who is this?", "quién es?"),
    (3, "stop", "STOP", "STOP"),
)
SILENT: Final = 30  # the weight of those who answer nothing


def replies(draw: random.Random, language: str, postal_code: str | None) -> list[Reply]:
    """What somebody answers to texts, in the population file's form."""
    character = draw.choices([*WISHES, *AT_ONCE, None], [*(row[0] for row in (*WISHES, *AT_ONCE)), SILENT])[0]
    if character is None:
        return []
    _, means, english, spanish = character
    words = spanish if language == "es" else english
    if character in AT_ONCE:
        return [_reply(draw, ".", words, means)]
    known = [_reply(draw, WHO, postal_code[:5], "identifies", times=2)] if postal_code else []
    return [
        _reply(draw, CHECK, "SI" if language == "es" else "YES", "promise"),
        _reply(draw, OFFERS, str(draw.randint(1, 2)), "plan"),
        _reply(draw, SLOT, "1", "call_me"),
        *known,
        _reply(draw, BALANCE, words, means),
    ]


def _reply(draw: random.Random, hear: str, text: str, means: str, times: int = 1) -> Reply:
    return {"hear": hear, "text": text, "after": draw.randint(40, 900), "times": times, "means": means}
