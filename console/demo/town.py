"""The town: who is behind each number and mailbox of the account store, for the sandbox to play.

Everybody has one character, drawn from the seed and the person's place in the file, so that the same queue always
lives the same day. What characters do on the phone and by text is beside (`callers.py`, `texters.py`); the sandbox knows nothing
else of them.
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

from console.demo.callers import caller
from console.demo.texters import replies
from outreach.crypto import Vault

Persona = dict[str, Any]
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
    return {
        "address": home.value,
        "call": caller(draw, home.postal_code),
        "sms": {"delivery": "delivered", "replies": replies(draw, home.language, home.postal_code)},
    }


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
