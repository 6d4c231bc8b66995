"""What is on record about somebody, and the facts the loader makes of it; for tests of the facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from compliance import Decision, decide
from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.people import PostalAddress
from outreach.accounts.standing import Hold
from outreach.contacts import facts
from outreach.contacts.claim import Claim, claim
from tests.support.accounts import NOON, Agency, Debtor, add

DAYS = timedelta(days=1)
Json = dict[str, Any]


def somebody(office: Agency, zip_code: str = "30303", *, role: str = "first_party", line: str = "landline") -> Debtor:
    """A debtor whose postal code alone says where she lives; of the office's only client."""
    clients = office.rows(Client)
    pat = office.debtor(clients[0].id if clients else office.client(role=role), zip_code=zip_code, line=line)
    change(office, PostalAddress, region=None)
    return pat


def facts_of(
    office: Agency,
    debtor: Debtor,
    channel: str = "call",
    *,
    template: str = "reminder",
    debts: list[UUID] | None = None,
    client: UUID | None = None,
) -> facts.Loaded:
    address = debtor.mailbox if channel == "email" else debtor.phone
    whose = client or office.rows(Debt, id=debtor.debt)[0].client_id
    voice = "artificial" if channel == "call" else None
    named = tuple(debts or [debtor.debt])
    subject = facts.Subject(debtor.person, address, named, whose, channel, template, voice=voice)
    with office.store.sessions() as session:
        return facts.load(session, office.store.vault, subject, NOON)


def stated(office: Agency, debtor: Debtor, channel: str = "call", **about: Any) -> Json:
    return facts_of(office, debtor, channel, **about).json


def decided(office: Agency, debtor: Debtor, channel: str = "call", **about: Any) -> Decision:
    return decide(facts_of(office, debtor, channel, **about).facts)


def take(office: Agency, attempt: UUID) -> Claim:
    with office.store.sessions.begin() as session:
        return claim(session, office.store, attempt, NOON)


def only(rows: Any) -> Any:
    (row,) = rows
    return row


def change(office: Agency, table: type[Any], **values: Any) -> None:
    """Set columns of every row."""
    with office.store.sessions.begin() as session:
        session.execute(update(table).values(**values))


def join(office: Agency, debt: UUID, debtor: Debtor, role: str) -> None:
    with office.store.sessions.begin() as session:
        session.add(DebtParty(debt_id=debt, person_id=debtor.person, role=role))


def happened(office: Agency, debtor: Debtor, debt: UUID, *, days: int, **columns: Any) -> None:
    at = NOON - days * DAYS
    made: Json = {"state": "no_answer", "wired_at": at, "ended_at": at, "contact_outcome": "no_answer"}
    office.planned(debtor, due=at, debt_ids=[debt], **made, **columns)


def hold(office: Agency, debtor: Debtor, kind: str, **columns: Any) -> None:
    known = {"person_id": debtor.person, "source": "test", "recorded_at": NOON, "since": NOON - DAYS}
    with office.store.sessions.begin() as session:
        add(session, Hold, NOON, kind=kind, **known, **columns)
