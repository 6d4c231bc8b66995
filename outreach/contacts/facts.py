"""Facts: everything a decision needs about one contact, loaded in one statement and put into the public facts format.

The format's harmless defaults are for people who write cases. Here every fact the account store knows is stated, and what
it does not know is stated so that it blocks wherever a rule asks for it: a notice nobody recorded was not mailed, a message
without a text lacks everything, a licence number the text does not show is lacking, an opt-out whose address is unknown is
one from all addresses, a mailbox of unknown origin was found, one at a domain not open to the public is the employer's. Left to the defaults is only what the store has no place for: port records, reassigned-number
checks, loan servicing accounts, records of the same debt from two clients, recordings, the prior collector's contacts.

Sealed values are opened here and nowhere else on the way to a decision. The person's own history reaches back ``HISTORY``
days, that of others ``NEAR``, each farther than any rule looks. People and debts get short names (P1 is who is
to be contacted); ``labels`` maps them back to ids.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from compliance import Facts, FactsError, read_facts
from outreach.accounts.mail_domains import place_of
from outreach.contacts import words
from outreach.contacts.facts_query import FACTS
from outreach.crypto import Vault
from templates import Voice

HISTORY = 70  # days of the person's own contacts; the longest look-back of a rule is 60
NEAR = 31  # days of others' contacts; the longest look-back of a rule that counts them is 30
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subject:
    """The contact asked about. ``template`` names the text to be sent by its purpose.

    ``within`` is the attempt that this contact is a part of, and not another contact beside: a message on the voicemail that
    a call has reached.
    """

    person_id: UUID
    address_id: UUID
    debt_ids: tuple[UUID, ...]
    client_id: UUID
    channel: str
    template: str
    purpose: str = "collection"
    voice: str | None = None
    within: UUID | None = None


@dataclass(frozen=True, slots=True)
class Loaded:
    """The facts, their JSON form, what the short names stand for, and the head of the person's log chain."""

    facts: Facts
    json: Row
    labels: dict[str, str]
    log_seq: int
    log_hash: str | None


def load(session: Session, vault: Vault, subject: Subject, at: datetime, history: int = HISTORY) -> Loaded:
    """Load what is known at ``at``, with so many days of the person's own history.

    Raises:
        compliance.FactsError: something on record cannot be expressed, or a debt of the attempt is not on record; the
            caller treats it as blocking.
    """
    found: Row = session.execute(
        _QUERY,
        {
            "person": subject.person_id,
            "address": subject.address_id,
            "debts": list(subject.debt_ids),
            "client": subject.client_id,
            "within": subject.within,
            "at": at,
            "far_back": at - timedelta(days=history),
            "near_back": at - timedelta(days=NEAR),
        },
    ).scalar_one()
    if len(found["debts"]) != len(set(subject.debt_ids)) or not subject.debt_ids:
        raise FactsError("attempt.debts", "are not on record")
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


class _Values:
    """The person's addresses in clear, by id and by blind index; others' are opened when their contacts name them."""

    def __init__(self, vault: Vault, addresses: list[Row]) -> None:
        self._vault = vault
        self.by_id = {row["id"]: self.opened("addresses.value", row["id"], row["value"]) for row in addresses}
        self.by_index = {row["index"]: self.by_id[row["id"]] for row in addresses}

    def opened(self, column: str, row: str, sealed: str) -> str:
        return self._vault.open(column, UUID(row), bytes.fromhex(sealed))

    def of_event(self, row: Row) -> str | None:
        """The address of a contact, None when it is no longer on file."""
        known = self.by_index.get(row["index"])
        if known is None and row["sealed"]:
            return self.opened("addresses.value", row["address"], row["sealed"])
        return known


def _facts_json(found: Row, names: _Names, vault: Vault, subject: Subject, at: datetime) -> Row:
    client, values = found["client"], _Values(vault, found["addresses"])
    asked = [names.debt(str(debt)) for debt in subject.debt_ids]
    facts: Row = {
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "collector": {
            "role": client["role"],
            "licensed_in": client["licensed_in"],
            "name": client["business_name"],
            "name_reveals_collection": client["name_reveals_collection"],
        },
        "attempt": _attempt(found, subject, values, asked),
        "history": [_event(row, names, asked, values) for row in found["history"]],
        "consents": [_standing(row, names, values) for row in found["consents"] if _is_placed(row, values)],
        **{key: [_standing(row, names, values) for row in found[key]] for key in _STANDING},
        "policy": client["policy"] | (_KEPT if found["contract"] else {}),
    }
    facts["people"] = [_person(found, subject, names, values), *_others(found, names)]
    known = {row.pop("id"): row for row in found["debts"]}
    facts["debts"] = [{"id": name, **_stated(known.get(key, {}))} for key, name in names.debts.items()]
    return {key: value for key, value in facts.items() if value or key in ("people", "debts")}


def _attempt(found: Row, subject: Subject, values: _Values, asked: list[str]) -> Row:
    row = next(row for row in found["addresses"] if row["id"] == str(subject.address_id))
    value = values.by_id[row["id"]]
    provenance = {"source": _SOURCES.get(row["source"], row["source"])}
    provenance |= _stated({key: row[key] for key in ("notice_sent_at", "opt_out_until")})
    address: Row = {"value": value, "place": place_of(value, row["place"]), "provenance": provenance}
    if row["kind"] == "phone":
        address["line"] = row["line"]
    attempt: Row = {
        "channel": subject.channel,
        "person": "P1",
        "debts": asked,
        "address": address,
        "purpose": subject.purpose,
        "content": _content(found, subject),
    }
    if subject.channel == "sms":
        attempt["carrier"] = "twilio"
    if subject.channel == "call":
        attempt["voice"] = subject.voice or "live"
    return attempt


def _content(found: Row, subject: Subject) -> dict[str, bool]:
    """What the text says first depends on the first debt, as in ``words.variables``."""
    client, language = found["client"], found["person"]["language"]
    debt = next(row for row in found["debts"] if row["id"] == str(subject.debt_ids[0]))
    voice = Voice(
        client["business_name"],
        collector_is_third_party=client["role"] != "first_party",
        first_communication=debt["first_communication_at"] is None,
        licence_number=client["licence_number"] or "",
    )
    return words.content(subject.template, subject.channel, language, voice, subject.purpose)


def _person(found: Row, subject: Subject, names: _Names, values: _Values) -> Row:
    row = found["person"]
    person: Row = {"id": "P1", "role": row["role"], "country": row["country"]}
    person |= {"deceased": row["deceased"], "military": row["military"]}
    person |= _residence(found["postal"], values.opened)
    phones = (entry for entry in found["addresses"] if entry["kind"] == "phone" and _is_hers(entry, subject))
    if numbers := sorted(values.by_id[entry["id"]] for entry in phones):
        person["phones"] = numbers
    if row["birth_date"]:
        person["birth_date"] = values.opened("people.birth_date", str(subject.person_id), row["birth_date"])
    if row["stated_at"]:
        code = values.opened("people.stated_postal_code", str(subject.person_id), row["stated_postal_code"])
        person["stated_location"] = {"at": row["stated_at"], "postal_code": code}
    if household := [names.person(other["person_id"]) for other in found["others"] if other["household"]]:
        person["household"] = household
    return person


def _residence(postal: list[Row], opened: Callable[[str, str, str], str]) -> Row:
    """Codes of every residence nobody has ruled out, the current one apart; state or province of the newest."""
    codes = [(row, opened("postal_addresses.postal_code", row["id"], row["code"])) for row in postal if row["code"]]
    known: Row = {}
    if codes and codes[0][0]["current"]:
        known["postal_code"] = codes[0][1]
    if others := sorted({code for _, code in codes} - {known.get("postal_code")}):
        known["other_postal_codes"] = others
    if postal and postal[0]["region"]:
        known["region"] = postal[0]["region"]
    return known


def _is_hers(address: Row, subject: Subject) -> bool:
    return bool(address["state"] != "wrong_person" or address["id"] == str(subject.address_id))


def _others(found: Row, names: _Names) -> list[Row]:
    """Everybody else the facts name. Who has no role toward the debts of the attempt is a third party to them."""
    roles = {row["person_id"]: row["role"] for row in found["others"]}
    for person in roles:
        names.person(person)
    return [{"id": name, "role": roles.get(key, "third_party")} for key, name in names.people.items() if name != "P1"]


def _event(row: Row, names: _Names, asked: list[str], values: _Values) -> Row:
    event = _stated(
        {key: row[key] for key in ("at", "channel", "direction", "outcome", "voice", "sip_code", "purpose")}
    )
    event["person"] = names.person(row["person"])
    event["debts"] = [names.debt(debt) for debt in row["debts"]] if row["debts"] else asked
    address = values.of_event(row)
    return event | ({"address": address, "place": place_of(address, row["place"])} if address else {})


def _is_placed(consent: Row, values: _Values) -> bool:
    """A consent for an address that is not the person's covers none of hers."""
    return not consent["index"] or consent["index"] in values.by_index


def _standing(row: Row, names: _Names, values: _Values) -> Row:
    stated = _stated({key: value for key, value in row.items() if key not in ("person", "debt", "index")})
    address = values.by_index.get(row["index"])
    stated |= {"address": address} if address else {"person": names.person(row["person"])}
    if row["debt"]:
        stated["debts"] = [names.debt(row["debt"])]
    return stated


def _stated(row: Row) -> Row:
    return {key: value for key, value in row.items() if value is not None}


# Used with us is hers to use with us; what nobody can say about an address was found, not given.
_SOURCES = {"used_with_us": "consumer", "unknown": "skip_trace"}
_KEPT = {"requests_bind_creditors": True}
"""What was confirmed to a person as her contract binds also who does not keep such requests of everybody."""
_STANDING = ("opt_outs", "statements", "holds", "overrides")
_QUERY = text(" ".join(FACTS.split()))  # psycopg reads a statement of this length anew each time, blanks and all
