"""Facts: everything a decision needs about one contact, loaded in one statement and put into the public facts format.

What is on record is stated; sealed values are opened here and nowhere else on the way to a decision. History reaches
back ``HISTORY`` days, farther than any rule looks. People and debts get short names (P1 is who is to be contacted); ``labels`` maps
them back to ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from compliance import Facts, read_facts
from outreach.contacts.facts_query import FACTS
from outreach.crypto import Vault

HISTORY = 70  # days; the longest look-back of a rule is 60
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """The contact asked about."""

    person_id: UUID
    address_id: UUID
    debt_ids: tuple[UUID, ...]
    client_id: UUID
    channel: str
    purpose: str = "collection"
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The facts, their JSON form, what the short names stand for, and the head of the person's log chain."""

    facts: Facts
    json: Row
    labels: dict[str, str]
    log_seq: int
    log_hash: str | None


def load(session: Session, vault: Vault, subject: Subject, at: datetime) -> Loaded:
    """Load what is known at ``at``.

    Raises:
        compliance.FactsError: something on record cannot be expressed; the caller treats it as blocking.
    """
    found: Row = session.execute(
        _QUERY,
        {
            "person": subject.person_id,
            "address": subject.address_id,
            "debts": list(subject.debt_ids),
            "client": subject.client_id,
            "at": at,
            "history": HISTORY,
        },
    ).scalar_one()
    names = _Names(subject)
    json = _facts_json(found, names, vault, subject, at)
    head = found["head"] or {"seq": 0, "hash": None}
    return Loaded(read_facts(json), json, names.labels(), head["seq"], head["hash"])


class _Names:
    """Hands out P1, P2 … and D1, D2 … in order of first mention."""

    def __init__(self, subject: Subject) -> None:
        self.people = {str(subject.person_id): "P1"}
        self.debts = {str(debt): f"D{number}" for number, debt in enumerate(subject.debt_ids, 1)}

    def person(self, found: str) -> str:
        return self.people.setdefault(found, f"P{len(self.people) + 1}")

    def debt(self, found: str) -> str:
        return self.debts.setdefault(found, f"D{len(self.debts) + 1}")

    def labels(self) -> dict[str, str]:
        return {name: key for group in (self.people, self.debts) for key, name in group.items()}


def _facts_json(found: Row, names: _Names, vault: Vault, subject: Subject, at: datetime) -> Row:
    client, addresses = found["client"], found["addresses"]
    values = {
        row["id"]: vault.open("addresses.value", UUID(row["id"]), bytes.fromhex(row["value"])) for row in addresses
    }
    by_index = {row["index"]: values[row["id"]] for row in addresses}
    asked = [names.debt(str(debt)) for debt in subject.debt_ids]
    facts: Row = {
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "collector": {
            "role": client["role"],
            "licensed_in": client["licensed_in"],
            "name": client["business_name"],
        },
        "attempt": _attempt(found, subject, values, asked),
        "history": [_event(row, names, asked, by_index) for row in found["history"]],
        "consents": _standing(found["consents"], names, by_index),
        "opt_outs": _standing(found["opt_outs"], names, by_index),
        "statements": _standing(found["statements"], names, by_index),
        "holds": _standing(found["holds"], names, by_index),
        "policy": client["policy"],
    }
    facts["people"] = [_person(found, vault, subject, values)]
    facts["people"] += [{"id": name} for name in names.people.values() if name != "P1"]
    known = {row.pop("id"): row for row in found["debts"]}
    facts["debts"] = [{"id": name, **_stated(known.get(key, {}))} for key, name in names.debts.items()]
    return {key: value for key, value in facts.items() if value or key in ("people", "debts")}


def _attempt(found: Row, subject: Subject, values: dict[str, str], asked: list[str]) -> Row:
    row = next(row for row in found["addresses"] if row["id"] == str(subject.address_id))
    provenance = {"source": row["source"], **_stated({"notice_sent_at": row["notice_sent_at"]})}
    address: Row = {"value": values[row["id"]], "place": row["place"], "provenance": provenance}
    if row["kind"] == "phone":
        address["line"] = row["line"]
    attempt: Row = {
        "channel": subject.channel,
        "person": "P1",
        "debts": asked,
        "address": address,
        "purpose": subject.purpose,
    }
    if subject.channel == "sms":
        attempt["carrier"] = "twilio"
    if subject.channel == "call":
        attempt["voice"] = subject.voice or "live"
    return attempt


def _person(found: Row, vault: Vault, subject: Subject, values: dict[str, str]) -> Row:
    row = found["person"]
    person: Row = {"id": "P1", "role": row["role"], "country": row["country"]}
    person |= {"deceased": row["deceased"], "military": row["military"]}
    opened = _opener(vault)
    codes = [opened("postal_addresses.postal_code", entry["id"], entry["code"]) for entry in found["postal"]]
    if codes and found["postal"][0]["current"]:
        person["postal_code"] = codes[0]
    if others := sorted(set(codes) - {person.get("postal_code")}):
        person["other_postal_codes"] = others
    phones = sorted(values[entry["id"]] for entry in found["addresses"] if entry["kind"] == "phone")
    if phones:
        person["phones"] = phones
    if row["birth_date"]:
        person["birth_date"] = opened("people.birth_date", str(subject.person_id), row["birth_date"])
    if row["stated_at"]:
        code = opened("people.stated_postal_code", str(subject.person_id), row["stated_postal_code"])
        person["stated_location"] = {"at": row["stated_at"], "postal_code": code}
    return person


def _opener(vault: Vault) -> Callable[[str, str, str], str]:
    return lambda column, row, sealed: vault.open(column, UUID(row), bytes.fromhex(sealed))


def _event(row: Row, names: _Names, asked: list[str], by_index: dict[str, str]) -> Row:
    event = _stated(
        {key: row[key] for key in ("at", "channel", "direction", "outcome", "voice", "sip_code", "purpose")}
    )
    event["person"] = names.person(row["person"])
    event["debts"] = [names.debt(debt) for debt in row["debts"]] if row["debts"] else asked
    address = by_index.get(row["index"])
    return event | ({"address": address, "place": row["place"]} if address else {})


def _standing(rows: list[Row], names: _Names, by_index: dict[str, str]) -> list[Row]:
    return [_standing_row(row, names, by_index) for row in rows if not row["index"] or row["index"] in by_index]


def _standing_row(row: Row, names: _Names, by_index: dict[str, str]) -> Row:
    stated = _stated({key: value for key, value in row.items() if key not in ("person", "debt", "index")})
    if row["index"]:
        stated["address"] = by_index[row["index"]]
    else:
        stated["person"] = names.person(row["person"])
    if row["debt"]:
        stated["debts"] = [names.debt(row["debt"])]
    return stated


def _stated(row: Row) -> Row:
    return {key: value for key, value in row.items() if value is not None}


_QUERY = text(FACTS)
