"""Who is there on the afternoon: people who call us or are called, and twenty collectors. All of them are invented.

Everybody is drawn from the seed, so that the same seed lives the same afternoon. ``call`` and ``means`` are fields of the
sandbox's population file.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

CLIENTS: Final = {"Harbor Dental Group": "first_party", "Northgate Recovery": "third_party"}
PLACES: Final = (
    ("404", "30303", "GA"), ("704", "28202", "NC"), ("614", "43215", "OH"), ("804", "23219", "VA"), ("864", "29601", "SC"),
    ("407", "32801", "FL"), ("317", "46204", "IN"), ("513", "45202", "OH"), ("901", "38103", "TN"), ("615", "37203", "TN"),
)  # fmt: skip
COLUMNS: Final = (
    "client", "account number", "person id", "first name", "last name", "dob", "state", "zip", "language", "phone 1",
    "phone 1 type", "original creditor", "balance", "placed date", "call consent", "text consent",
)  # fmt: skip
# How collectors take a ring: of twenty.
STAFF: Final = (
    (12, "collector who accepts"), (3, "collector who declines"), (2, "collector who lets it ring"),
    (2, "collector with voicemail"), (1, "collector who vanishes"),
)  # fmt: skip
TRANSFER: Final = "transfer"
SLOT: Final = "slot"
IMPATIENT: Final = 0.08  # of those who want a person, the share that hangs up at some moment
SPANISH: Final = 0.15
Persona = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody with one account, who wants a person. ``calls``: she calls us; else we call her."""

    number: int
    language: str
    calls: bool

    @property
    def phone(self) -> str:
        return f"+1{PLACES[self.number % len(PLACES)][0]}555{100 + self.number // len(PLACES):04d}"

    @property
    def client(self) -> str:
        return list(CLIENTS)[self.number % 2]

    @property
    def postal_code(self) -> str:
        return PLACES[self.number % len(PLACES)][1]

    def cells(self) -> dict[str, str]:
        """Her row in a placement file."""
        code, postal_code, state = PLACES[self.number % len(PLACES)]
        return {
            "client": self.client,
            "account number": f"T-{self.number:06d}",
            "person id": f"P{self.number}",
            "first name": "Pat",
            "last name": f"Example{''.join(chr(ord('a') + self.number // 26**place % 26) for place in (2, 1, 0))}",
            "dob": f"{1 + self.number % 12:02d}/{1 + self.number % 28:02d}/{1950 + self.number % 50}",
            "state": state,
            "zip": postal_code,
            "language": self.language,
            "phone 1": f"({code}) 555-{100 + self.number // len(PLACES):04d}",
            "phone 1 type": "mobile",
            "original creditor": "Mercy Hospital",
            "balance": f"{100 + self.number}.00",
            "placed date": "10/01/2026",
            "call consent": "2026-11-20",
            "text consent": "2026-11-20",
        }

    def persona(self, draw: random.Random) -> Persona:
        """She says who she is, asks for a person where one is offered, and takes a time where none is free."""
        call: Persona = {
            "answer": "human",
            "ring_seconds": draw.randint(4, 14),
            "talk_seconds": draw.randint(40, 260),
            "presses": [_key(*rule, draw) for rule in self._keys()],
        }
        if draw.random() < IMPATIENT:
            call["hangs_up_after"] = draw.randint(35, 110)
        return {"address": self.phone, "call": call, "sms": {"delivery": "delivered"}}

    def _keys(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("When may we call|Cuándo podemos llamarle", "1", SLOT),
            ("press 0|oprima 0", "0", TRANSFER),
            ("If you are|Si usted es", "1", "right person"),
            ("ZIP code|código postal", self.postal_code, "factor"),
        )


@dataclass(frozen=True, slots=True)
class Colleague:
    """A collector: her telephone, what she speaks and how she takes a ring."""

    number: int
    character: str

    @property
    def name(self) -> str:
        return f"collector {self.number:02d}"

    @property
    def phone(self) -> str:
        return f"+1212555{3000 + self.number}"

    @property
    def languages(self) -> tuple[str, ...]:
        return ("en", "es") if self.number % 3 == 0 else ("en",)

    def persona(self, draw: random.Random) -> Persona:
        """Hers in the population file; those who talk do so for some minutes."""
        if self.character != STAFF[0][1]:
            return {"address": self.phone, "character": self.character}
        press = {"hear": "press 1|oprima 1", "keys": "1", "after": round(draw.uniform(1, 4), 1), "means": "accepts"}
        call = {"answer": "human", "ring_seconds": draw.randint(2, 9), "talk_seconds": draw.randint(80, 300)}
        return {"address": self.phone, "call": call | {"presses": [press]}}


def callers(calling: int, called: int, seed: int) -> list[Caller]:
    """So many who call us, and so many whom we call."""
    draw = random.Random(f"{seed}|callers")
    languages = ["es" if draw.random() < SPANISH else "en" for _ in range(calling + called)]
    return [Caller(number, language, number < calling) for number, language in enumerate(languages)]


def staff(count: int) -> list[Colleague]:
    """So many collectors, of every character in the shares of ``STAFF``."""
    of_twenty = [character for weight, character in STAFF for _ in range(weight)]
    return [Colleague(number, of_twenty[number * len(of_twenty) // count]) for number in range(count)]


def populate(path: Path, people: Sequence[Caller], colleagues: Sequence[Colleague], seed: int) -> None:
    """The sandbox's population file."""
    with path.open("w", encoding="utf-8") as file:
        for persona in _personas(people, colleagues, random.Random(f"{seed}|manners")):
            file.write(json.dumps(persona, ensure_ascii=False) + "\n")


def place(path: Path, people: Sequence[Caller]) -> Path:
    """The placement file of everybody's account."""
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(person.cells() for person in people)
    return path


def _personas(people: Sequence[Caller], colleagues: Sequence[Colleague], draw: random.Random) -> Iterator[Persona]:
    yield from (person.persona(draw) for person in people)
    yield from (colleague.persona(draw) for colleague in colleagues)


def _key(hear: str, keys: str, means: str, draw: random.Random) -> Persona:
    return {"hear": hear, "keys": keys, "after": round(draw.uniform(0.5, 3.0), 1), "means": means}
