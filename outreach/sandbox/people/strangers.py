"""Who answers at an address nobody described: a persona drawn from a seeded distribution.

The draw depends on the seed and the address alone, never on the order of calls, so that the same seed meets the
same people. A population file may replace the distribution by a mix of characters (`population.py`). The figures are
plausible, not measured.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TypeVar

from outreach.sandbox.people.persona import Answer, Persona, PhoneManner, Reaction, ReplyRule, TextManner

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
REASSIGNED: Final = 0.02  # share of numbers that have changed hands
FIRST_DAY: Final = date(2024, 1, 1)  # on which one may have
DAYS: Final = 900
LANDLINE: Final = TextManner("undelivered", 30006)
WORDS: Final = (
    ("who is this?", "why"),
    ("call me tomorrow", "call_me"),
    ("wrong number", "wrong_number"),
    ("ya pagué", "already_paid"),
    ("stop texting me", "stop"),
    ("I will pay on friday", "promise"),
)

Choice = TypeVar("Choice")

ANYTHING: Final = re.compile("")
ASKS_FOR_ONE: Final = re.compile(r"(press|oprima|presione|marque)\s+(1|one|uno)\b", re.IGNORECASE)


def stranger(seed: int, address: str) -> Persona:
    """The persona at `address` in the world of `seed`."""
    draw = random.Random(f"{seed}:{address}")
    delivery, error_code = pick(draw, DELIVERIES)
    return Persona(
        address=address,
        call=_on_the_phone(draw),
        sms=TextManner(delivery, error_code, round(draw.uniform(1.0, 8.0), 1), _replies(draw)),
        email=pick(draw, EMAILS),
        line=pick(draw, LINES),
    )


def passer_by(seed: int, address: str) -> Persona:
    """A stranger whom nothing describes: her landline takes no texts, and her number may have been somebody else's."""
    found, draw = stranger(seed, address), random.Random(f"{seed}:{address}:number")
    if found.line == "landline":
        found = replace(found, sms=LANDLINE)
    day = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
    return replace(found, reassigned_on=day.isoformat()) if draw.random() < REASSIGNED else found


def pick(draw: random.Random, weights: Mapping[Choice, float]) -> Choice:
    """One of the keys, by its weight."""
    return draw.choices(list(weights), list(weights.values()))[0]


def _on_the_phone(draw: random.Random) -> PhoneManner:
    answer = pick(draw, ANSWERS)
    rings = round(draw.uniform(3.0, 20.0), 1)
    greeting = round(draw.uniform(3.0, 12.0), 1)
    presses, hangs_up_after = _reaction(draw)
    talks = round(draw.uniform(40.0, 400.0), 1)
    calls_back = round(draw.uniform(300.0, 7200.0)) if draw.random() < 0.03 else None
    return PhoneManner(
        answer=answer,
        ring_seconds=rings,
        presses=presses,
        hangs_up_after=hangs_up_after,
        greeting_seconds=greeting,
        talk_seconds=talks,
        calls_back_after=calls_back,
    )


def _reaction(draw: random.Random) -> tuple[tuple[Reaction, ...], float | None]:
    chance = draw.random()
    if chance < 0.55:
        return (Reaction(ASKS_FOR_ONE, keys="1", after=round(draw.uniform(0.5, 4.0), 1)),), None
    if chance < 0.80:
        return (), round(draw.uniform(2.0, 15.0), 1)
    return (), None


def _replies(draw: random.Random) -> tuple[ReplyRule, ...]:
    chance = draw.random()
    after = round(draw.uniform(10.0, 3600.0), 1)
    if chance < 0.03:
        return (ReplyRule(ANYTHING, "STOP", after, times=1, means="stop"),)
    if chance < 0.08:
        words, means = draw.choice(WORDS)
        return (ReplyRule(ANYTHING, words, after, times=1, means=means),)
    return ()
