"""People to call, written into a store: what a claim finds on record about somebody in the middle of a campaign.

Each has a sealed name, a landline, a mailbox and a postal code, one debt with its balance, a consent, three contacts of
the last ten days with their decisions' place in the log, and one planned call that is due. All calls are lawful at
``NOON``: what is measured is the way of a contact that leaves. The people are invented, their numbers are reserved
for fiction.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bench.settings import UNPACED
from outreach.accounts import onboarding
from outreach.accounts.addresses import Address
from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.people import Person, PostalAddress
from outreach.accounts.standing import Consent
from outreach.contacts.attempts import Attempt
from outreach.contacts.log import GENESIS, LogEntry, chain
from outreach.crypto import Vault
from outreach.db import Base
from outreach.ids import new_id
from outreach.ledger.entries import LedgerEntry
from outreach.store import Store

NOON = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)  # a Tuesday: 13:00 in New York, 10:00 in Los Angeles
_PLACED = NOON - timedelta(days=40)
_CONTACTS = (("call", "no_answer", 9), ("email", "sent", 6), ("call", "voicemail_reached_no_message", 3))
_AREAS = (
    *range(203, 207), 210, *range(212, 218), *range(301, 306), *range(309, 311), *range(312, 315), *range(316, 320),
    401, 402, 404, 405, *range(407, 411), *range(412, 416), 417, 419, 503, 602, 612, 615, 617, 702, 713, 718, 801, 804,
    816, 901, 904, 913, 916, 919, 954,
)  # fmt: skip
MOST = len(_AREAS) * 100  # people with a number of their own
Rows = dict[type[Base], list[dict[str, Any]]]


def fill(store: Store, people: int) -> list[UUID]:
    """Write ``people`` (at most ``MOST``) with a planned call each; returns the attempts' ids."""
    with store.sessions.begin() as session:
        client = _client(session)
        rows: Rows = {}
        planned = [_person(rows, store.vault, client.id, number) for number in range(people)]
        for kind, values in rows.items():
            session.execute(insert(kind), values)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return planned


def _client(session: Session) -> Client:
    client = onboarding.add_client(
        session, name="Harbor Care", role="first_party", business_name="Harbor Care", callback_number="+12125550100",
        licensed_in=["*"], policy={}, at=_PLACED,
    )  # fmt: skip
    onboarding.add_sender(session, client.id, "call", "+12125550100", UNPACED, _PLACED)
    return client


def _person(rows: Rows, vault: Vault, client: UUID, number: int) -> UUID:
    def row(table: type[Base], /, **values: Any) -> None:
        rows.setdefault(table, []).append(values)

    person, phone, debt = new_id(_PLACED), new_id(_PLACED), new_id(_PLACED)
    row(Person, id=person, name_sealed=vault.seal("people.name", person, f"Pat Example{number}"), created_at=_PLACED)
    _reach(rows, vault, person, phone, number)
    row(Debt, id=debt, client_id=client, account_ref=f"A{number}", placed_on=date(2026, 10, 8), created_at=_PLACED)
    row(DebtParty, debt_id=debt, person_id=person, role="debtor")
    row(
        LedgerEntry, id=new_id(_PLACED), debt_id=debt, kind="placement", amount=10_000 + number,
        external_ref="placement", effective_at=_PLACED, recorded_at=_PLACED,
    )  # fmt: skip
    row(
        Consent, id=new_id(_PLACED), person_id=person, kind="tcpa_prior_express", channels=["call"], form="written",
        given_at=_PLACED, source="creditor", recorded_at=_PLACED,
    )  # fmt: skip
    attempts = list(_attempts(client, person, phone, debt))
    rows.setdefault(Attempt, []).extend(attempts)
    prev = GENESIS
    for seq, past in enumerate(attempts[:-1], 1):
        linked = chain(prev, "{}")
        row(
            LogEntry, person_id=person, seq=seq, at=past["planned_at"], kind="wired", attempt_id=past["id"],
            payload="{}", prev_hash=prev, hash=linked,
        )  # fmt: skip
        prev = linked
    planned: UUID = attempts[-1]["id"]
    return planned


def _reach(rows: Rows, vault: Vault, person: UUID, phone: UUID, number: int) -> None:
    mailbox, home = new_id(_PLACED), new_id(_PLACED)
    values = {phone: f"+1{_AREAS[number // 100]}5550{100 + number % 100}", mailbox: f"pat{number}@example.com"}
    for rank, (identity, value) in enumerate(values.items()):
        kind, line = ("phone", "landline") if identity == phone else ("email", "unknown")
        sealed, index = vault.seal("addresses.value", identity, value), vault.index(kind, value)
        rows.setdefault(Address, []).append(
            {"id": identity, "person_id": person, "kind": kind, "line": line, "value_sealed": sealed, "value_index": index,
             "source": "consumer", "rank": rank, "recorded_at": _PLACED}
        )  # fmt: skip
    sealed = vault.seal("postal_addresses.postal_code", home, "10001")
    rows.setdefault(PostalAddress, []).append(
        {"id": home, "person_id": person, "digest": home.bytes, "postal_code_sealed": sealed, "region": "US-NY",
         "source": "creditor", "recorded_at": _PLACED}
    )  # fmt: skip


def _attempts(client: UUID, person: UUID, phone: UUID, debt: UUID) -> Iterator[dict[str, Any]]:
    """Three that were made, and the one to make."""
    same = {"client_id": client, "person_id": person, "address_id": phone, "debt_ids": [debt], "template": "keypad"}
    for channel, outcome, days in _CONTACTS:
        at = NOON - timedelta(days=days)
        yield same | {
            "id": new_id(at), "channel": channel, "voice": "artificial" if channel == "call" else None,
            "state": "completed", "planned_at": at, "due_at": at, "wired_at": at, "ended_at": at,
            "contact_outcome": outcome,
        }  # fmt: skip
    now = {"planned_at": NOON, "due_at": NOON, "wired_at": None, "ended_at": None, "contact_outcome": None}
    yield same | now | {"id": new_id(NOON), "channel": "call", "voice": "artificial", "state": "planned"}
