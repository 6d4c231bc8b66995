"""The crowd: people in the account store, each with one contact of ours to come, and their characters in the population file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from sqlalchemy import text

from outreach.store import Store
from tests.intentions.characters import WANTS_BY_CALL, WANTS_BY_TEXT, Persona, caller, texter
from tests.support.accounts import NOON, Agency, Debtor, StandingClock
from tests.support.agreements import PLANS, Desk

CREDITORS: Final = {
    "call": ("Ridgeline Dental", "third_party"),
    "sms": ("Harbor Dental", "first_party"),
}  # texts of third parties are not carried
WE: Final = "Northgate Services"
BALANCE: Final = 12_000  # minor units
LANGUAGES: Final = ("en", "es")
EVERY: Final = timedelta(seconds=16)  # between two contacts that are due


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody and what she wants."""

    debtor: Debtor
    channel: str
    want: str
    language: str

    def persona(self) -> Persona:
        person = (caller if self.channel == "call" else texter)(self.want, self.language)
        return {"address": self.debtor.number, **person}


def gather(store: Store, population: Path, callers: int, texters: int) -> list[Member]:
    """Write everybody down: accounts and planned contacts in the store, characters in the population file."""
    office = Agency(store, StandingClock(NOON))
    clients = {channel: office.client(name, role=role) for channel, (name, role) in CREDITORS.items()}
    members = list(_members(office, clients, callers, texters))
    for member in members[:2]:
        Desk(office, member.debtor).allow(PLANS)
    with store.sessions.begin() as session:
        session.execute(_BUSINESS, {"name": WE})
        session.execute(_SPANISH, {"people": [one.debtor.person for one in members if one.language == "es"]})
    for number, member in enumerate(members):
        template = "keypad" if member.channel == "call" else "plan_offer"
        office.planned(member.debtor, member.channel, due=NOON + number * EVERY, template=template)
    with population.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(member.persona(), ensure_ascii=False) + "\n" for member in members)
    return members


def _members(office: Agency, clients: dict[str, UUID], callers: int, texters: int) -> Iterator[Member]:
    """Callers and texters in turns; every want in both languages, again and again."""
    wants = {"call": (WANTS_BY_CALL, callers), "sms": (WANTS_BY_TEXT, texters)}
    for number in range(max(callers, texters)):
        for channel, (names, most) in wants.items():
            if number < most:
                want, language = names[number % len(names)], LANGUAGES[number // len(names) % 2]
                line = "landline" if channel == "call" else "mobile"
                yield Member(office.debtor(clients[channel], line=line, balance=BALANCE), channel, want, language)


_BUSINESS = text("UPDATE clients SET business_name = :name, name_reveals_collection = false")
_SPANISH = text("UPDATE people SET language = 'es' WHERE id = ANY(:people)")
