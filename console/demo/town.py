"""The town: who is behind each number and mailbox of the account store, for the sandbox to play.

Everybody has one character, drawn from the seed and the person's place in the file, so that the same queue always
lives the same day. Characters answer to what they hear in either language; the sandbox knows nothing else of them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.crypto import Vault

Persona = dict[str, Any]
_HEARS = {
    "right_party": "If you are|Si usted es",
    "factor": "ZIP code|código postal",
    "menu": "balance with|Su saldo con",
    "dates": "When will you pay|Cuándo pagará",
    "read_back": "If that is right|Si es correcto",
    "stop": "press 9|oprima 9",
}
# (weight, character) of people who pick up the phone
_CALLERS = (
    (46, "promises"), (12, "stops"), (8, "wrong_person"), (8, "asks_for_a_person"), (8, "forgot_zip"), (18, "hangs_up")
)  # fmt: skip
_ANSWERS = ((44, "human"), (20, "no_answer"), (10, "busy"), (22, "machine"), (4, "not_in_service"))
_TEXTERS = (
    (30, "I will pay the full balance on friday"), (8, "STOP"), (5, "please stop texting me"), (4, "wrong number"),
    (5, "who is this?"), (48, None),
)  # fmt: skip
_LETTERS = ((80, "DELIVERED"), (14, "OPENED"), (6, "UNDELIVERED"))


@dataclass(frozen=True, slots=True)
class Home:
    """One address and what its character must know."""

    kind: str
    value: str
    postal_code: str | None
    language: str


def populate(session: Session, vault: Vault, path: Path, seed: int) -> int:
    """Write the sandbox's population file. Returns how many addresses it holds."""
    with path.open("w", encoding="utf-8") as file:
        people = (persona(home, random.Random(f"{seed}|{home.value}")) for home in _homes(session, vault))
        return sum(1 for person in people if file.write(json.dumps(person, ensure_ascii=False) + "\n"))


def persona(home: Home, draw: random.Random) -> Persona:
    """The character behind ``home``, in the population file's form."""
    if home.kind == "email":
        return {"address": home.value, "email": {"delivery": _pick(draw, _LETTERS)}}
    person: Persona = {"address": home.value, "call": _call(home, draw), "sms": {"delivery": "delivered"}}
    words = _pick(draw, _TEXTERS)
    if words:
        person["sms"]["replies"] = [{"hear": ".", "text": words, "after": draw.randint(40, 900)}]
    return person


def _call(home: Home, draw: random.Random) -> Persona:
    answer = _pick(draw, _ANSWERS)
    call: Persona = {"answer": answer, "ring_seconds": draw.randint(4, 18)}
    if answer != "human":
        return call
    character = _pick(draw, _CALLERS)
    if character == "hangs_up":
        return call | {"hangs_up_hearing": "Hello|Hola"}
    return call | {"presses": list(_presses(character, home, draw))}


def _presses(character: str, home: Home, draw: random.Random) -> Iterator[Persona]:
    def key(state: str, keys: str) -> Persona:
        return {"hear": _HEARS[state], "keys": keys, "after": round(draw.uniform(0.5, 3.0), 1)}

    if character == "stops":
        yield key("stop", "9")
        return
    yield key("right_party", "2" if character == "wrong_person" else "1")
    knows = home.postal_code and character != "forgot_zip"
    yield key("factor", home.postal_code[:5] if knows and home.postal_code else "00000")
    yield key("menu", "0" if character == "asks_for_a_person" else "1")
    yield key("dates", str(draw.randint(1, 3)))
    yield key("read_back", "1")


def _pick(draw: random.Random, weighted: Any) -> Any:
    return draw.choices([value for _, value in weighted], [weight for weight, _ in weighted])[0]


def _homes(session: Session, vault: Vault) -> Iterator[Home]:
    for row in session.execute(_HOMES):
        value = vault.open("addresses.value", row.id, row.value_sealed)
        code = row.postal_code_sealed
        postal = vault.open("postal_addresses.postal_code", row.postal_id, code) if code else None
        yield Home(row.kind, value, postal, row.language)


_HOMES = text("""
SELECT DISTINCT ON (a.value_index) a.id, a.kind, a.value_sealed, p.language, h.id AS postal_id, h.postal_code_sealed
FROM addresses a
JOIN people p ON p.id = a.person_id
LEFT JOIN LATERAL (
    SELECT id, postal_code_sealed FROM postal_addresses WHERE person_id = p.id AND postal_code_sealed IS NOT NULL
    ORDER BY current DESC, id LIMIT 1
) h ON true
ORDER BY a.value_index, a.id
""")
