"""Who answers at an address nobody described: a persona drawn from a seeded distribution.

The draw depends on the seed and the address alone, never on the order of calls, so that the same seed meets the
same people. The figures are plausible, not measured.
"""

from __future__ import annotations

import random
import re
from typing import Final, TypeVar

from outreach.sandbox.people import Answer, KeyRule, Persona, PhoneManner, ReplyRule, TextManner

ANSWERS: Final = {
    Answer.HUMAN: 38,
    Answer.MACHINE: 40,
    Answer.NO_ANSWER: 13,
    Answer.BUSY: 4,
    Answer.NOT_IN_SERVICE: 4,
    Answer.FAX: 1,
}
DELIVERIES: Final = {
    ("delivered", None): 93,
    ("undelivered", 30003): 3,
    ("undelivered", 30006): 2,
    ("failed", 30005): 2,
}
EMAILS: Final = {"DELIVERED": 65, "OPENED": 30, "UNDELIVERED": 5}
LINES: Final = {"mobile": 82, "landline": 10, "nonFixedVoip": 8}

Choice = TypeVar("Choice")

ANYTHING: Final = re.compile("")
ASKS_FOR_ONE: Final = re.compile(r"(press|oprima|presione|marque)\s+(1|one|uno)\b", re.IGNORECASE)


def stranger(seed: int, address: str) -> Persona:
    """The persona at `address` in the world of `seed`."""
    draw = random.Random(f"{seed}:{address}")
    delivery, error_code = _pick(draw, DELIVERIES)
    return Persona(
        address=address,
        call=_on_the_phone(draw),
        sms=TextManner(delivery, error_code, round(draw.uniform(1.0, 8.0), 1), _replies(draw)),
        email=_pick(draw, EMAILS),
        line=_pick(draw, LINES),
    )


def _on_the_phone(draw: random.Random) -> PhoneManner:
    answer = _pick(draw, ANSWERS)
    rings = round(draw.uniform(3.0, 20.0), 1)
    greeting = round(draw.uniform(3.0, 12.0), 1)
    presses, hangs_up_after = _reaction(draw)
    return PhoneManner(answer, rings, presses, None, hangs_up_after, greeting)


def _reaction(draw: random.Random) -> tuple[tuple[KeyRule, ...], float | None]:
    chance = draw.random()
    if chance < 0.55:
        return (KeyRule(ASKS_FOR_ONE, "1", round(draw.uniform(0.5, 4.0), 1)),), None
    if chance < 0.80:
        return (), round(draw.uniform(2.0, 15.0), 1)
    return (), None


def _replies(draw: random.Random) -> tuple[ReplyRule, ...]:
    chance = draw.random()
    after = round(draw.uniform(10.0, 3600.0), 1)
    if chance < 0.03:
        return (ReplyRule(ANYTHING, "STOP", after),)
    if chance < 0.08:
        return (ReplyRule(ANYTHING, draw.choice(["who is this?", "call me tomorrow", "YES"]), after),)
    return ()


def _pick(draw: random.Random, weights: dict[Choice, int]) -> Choice:
    return draw.choices(list(weights), list(weights.values()))[0]
