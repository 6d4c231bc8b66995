"""A placement file as the auditor reads it: who is in it, where they may be, and what they agreed to.

Rows are joined to people by the file's own person number and, beyond it, by equal name and a shared number, mailbox or
ZIP. Column names are compared without case and punctuation.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tests.audit import clocks

PHONE = re.compile(r"(?:(?:home|work|cell|mobile|other)_)?phone(?:_\d+)?")
EMAIL = re.compile(r"(?:work_)?email(?:_\d+)?")
NO = {"", "n", "no", "false", "0", "none", "revoked", "withdrawn"}
PLACELESS = {"voip", "toll_free", "toll free", "internet"}
FIXED = {"landline", "land", "land line", "fixed", "wireline"}
CONSENTS = {
    "call": ("call_consent", "consent_call", "consent_to_call", "tcpa_consent", "phone_consent"),
    "sms": ("text_consent", "consent_text", "consent_to_text", "sms_consent", "consent_sms"),
}


@dataclass(eq=False)
class Party:
    """One human being of the file. ``lines`` maps numbers to line types, ``agreed`` channels to numbers."""

    name: str
    lines: dict[str, str] = field(default_factory=dict)
    mailboxes: set[str] = field(default_factory=set)
    zips: set[str] = field(default_factory=set)
    refs: set[str] = field(default_factory=set)
    agreed: dict[str, set[str]] = field(default_factory=lambda: {"call": set(), "sms": set()})
    creditors: set[str] = field(default_factory=set)

    def clocks(self, at: datetime) -> frozenset[str]:
        """Every clock she may live by at the instant."""
        return clocks.candidates(self.zips, (n for n, line in self.lines.items() if line not in PLACELESS), at)

    def marks(self) -> set[tuple[str, str]]:
        """What makes another row with one of the same a row about her."""
        named = {(self.name, key) for key in (*self.lines, *self.mailboxes, *self.zips)}
        return named | {("ref", ref) for ref in self.refs}

    def absorb(self, other: Party) -> None:
        self.lines |= {number: line for number, line in other.lines.items() if self.lines.get(number) in {None, ""}}
        self.mailboxes |= other.mailboxes
        self.zips |= other.zips
        self.refs |= other.refs
        self.creditors |= other.creditors
        for channel, numbers in other.agreed.items():
            self.agreed[channel] |= numbers


class Placement:
    """The people of one file, found by address."""

    def __init__(self, parties: list[Party]) -> None:
        self.people = _joined(parties)

    def at(self, address: str, name: str | None = None) -> list[Party]:
        """Who can be reached at the address; only those of that name when somebody there bears it."""
        there = [party for party in self.people if address in party.lines or address in party.mailboxes]
        return [party for party in there if party.name == tidy(name or "")] or there


def read(path: Path) -> Placement:
    """The people of a placement file, debtors and co-obligors."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [{_column(key): (value or "").strip() for key, value in row.items()} for row in csv.DictReader(file)]
    return Placement([party for row in rows for party in _parties(row)])


def tidy(name: str) -> str:
    """A name for comparing: ``Doe, Pat`` and ``Pat  DOE`` are the same."""
    last, comma, first = name.partition(",")
    return " ".join(f"{first} {last}".split() if comma else name.split()).casefold()


def _column(header: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "_", (header or "").lower()).strip("_")


def _parties(row: dict[str, str]) -> list[Party]:
    co = {key.removeprefix("co_"): value for key, value in row.items() if key.startswith("co_")}
    debtor = _party(row)
    for channel, columns in CONSENTS.items():
        if any(row.get(column, "").lower() not in NO for column in columns):
            debtor.agreed[channel] |= set(debtor.lines)
    return [debtor, *([_party(co)] if _name(co) else [])]


def _party(row: dict[str, str]) -> Party:
    party = Party(tidy(_name(row)))
    for column, value in row.items():
        if value and PHONE.fullmatch(column):
            party.lines[_number(value)] = _line(row, column)
        elif value and EMAIL.fullmatch(column):
            party.mailboxes.add(value.lower())
    party.zips |= {row[key][:5] for key in ("zip", "zip_code", "postal_code") if row.get(key)}
    party.refs |= {row[key] for key in ("person_ref", "person_id", "customer_id", "debtor_id") if row.get(key)}
    party.creditors |= {row[key] for key in ("original_creditor", "creditor") if row.get(key)}
    return party


def _line(row: dict[str, str], column: str) -> str:
    said = row.get(f"{column}_type") or row.get(column.replace("phone", "phone_type")) or ""
    return "mobile" if "cell" in column or "mobile" in column else said.lower()


def _name(row: dict[str, str]) -> str:
    return row.get("name") or row.get("full_name") or f"{row.get('first_name', '')} {row.get('last_name', '')}".strip()


def _number(value: str) -> str:
    digits = re.sub(r"\D", "", re.split(r"(?i)x|ext", value)[0])
    return f"+1{digits}" if len(digits) == 10 else f"+{digits}"


def _joined(parties: list[Party]) -> list[Party]:
    known: dict[tuple[str, str], Party] = {}
    people: list[Party] = []
    for party in parties:
        met = {id(found): found for key in party.marks() if (found := known.get(key))}
        for other in met.values():
            party.absorb(other)
            people.remove(other)
        people.append(party)
        known |= dict.fromkeys(party.marks(), party)
    return people
