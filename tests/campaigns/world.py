"""A small world for campaigns: clients with debts, people with addresses, all fictional, all in a real database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from campaigns import lifecycle, strategy
from outreach.accounts.addresses import Address
from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.people import Person, PostalAddress
from outreach.contacts.enrolments import Campaign
from outreach.crypto import Vault
from outreach.ids import new_id
from outreach.ledger.entries import post
from outreach.settings import Settings

NOON = datetime(2026, 11, 3, 17, 0, tzinfo=UTC)  # a Tuesday, 12:00 in New York
DAY = timedelta(days=1)
MOBILE, LANDLINE, EMAIL = "mobile", "landline", "email"
VAULT = Vault({"k1": b"k" * 32}, "k1", b"i" * 32)
Row = TypeVar("Row")
STEPS = """
[[steps]]
channel = "call"
template = "keypad"
wait = "2 hours"

[[steps]]
channel = "email"
template = "reminder"
"""


def settings(**knobs: Any) -> Settings:
    """Settings of no real system; nothing in these tests reaches any of the addresses."""
    return Settings(
        _env_file=None,
        database_url="postgresql://",
        redis_url="redis://127.0.0.1:1/0",
        public_base_url="http://127.0.0.1",
        twilio_account_sid="AC0",
        twilio_auth_token="token",
        encryption_keys="",
        index_key="",
        **knobs,
    )


def file(name: str = "autumn", head: str = "", population: str = "", steps: str = STEPS) -> str:
    """The text of a campaign file over the client Harbor."""
    return f'[campaign]\nname = "{name}"\n{head}\n[population]\nclients = ["Harbor"]\n{population}\n{steps}'


@dataclass
class World:
    """Adds rows to the database behind ``session``; every number is used once."""

    session: Session
    numbers: Any = field(default_factory=lambda: count(1))

    def client(self, name: str = "Harbor", role: str = "first_party") -> Client:
        client = Client(
            id=new_id(NOON), name=name, role=role, business_name=name, callback_number="+12125550100",
            licensed_in=["*"], policy={}, created_at=NOON,
        )  # fmt: skip
        return self._added(client)

    def person(
        self, *lines: str, language: str = "en", region: str | None = "NY", postal_code: str = "10001"
    ) -> Person:
        identity = new_id(NOON)
        name = VAULT.seal("people.name", identity, "Pat Example")
        person = self._added(Person(id=identity, name_sealed=name, language=language, created_at=NOON))
        for rank, line in enumerate(lines):
            self.address(person, line, rank)
        if region:
            home = new_id(NOON)
            sealed = VAULT.seal("postal_addresses.postal_code", home, postal_code)
            self._added(
                PostalAddress(
                    id=home, person_id=identity, digest=home.bytes, postal_code_sealed=sealed, region=region,
                    source="creditor", recorded_at=NOON,
                )
            )  # fmt: skip
        return person

    def address(self, person: Person, line: str, rank: int = 0, state: str = "active") -> Address:
        number, identity = next(self.numbers), new_id(NOON)
        kind = "email" if line == EMAIL else "phone"
        value = f"pat{number}@example.com" if kind == "email" else f"+1212555{100 + number % 100:04d}"
        return self._added(
            Address(
                id=identity, person_id=person.id, kind=kind, line="unknown" if kind == "email" else line,
                value_sealed=VAULT.seal("addresses.value", identity, value),
                value_index=VAULT.index(kind, f"{value}{number}"), source="consumer", rank=rank, state=state,
                recorded_at=NOON,
            )
        )  # fmt: skip

    def debt(self, client: Client, person: Person | None, balance: int = 10_000, **columns: Any) -> Debt:
        debt = self._added(
            Debt(
                id=new_id(NOON), client_id=client.id, placed_on=columns.pop("placed_on", date(2026, 10, 1)),
                account_ref=columns.pop("account_ref", f"A{next(self.numbers)}"), created_at=NOON, **columns,
            )
        )  # fmt: skip
        if person:
            self._added(DebtParty(debt_id=debt.id, person_id=person.id, role="debtor"))
        post(self.session, debt.id, "placement", balance, "placement", NOON)
        return debt

    def debts(self, client: Client, number: int) -> list[Debt]:
        """That many debts of as many people, each with a mobile and an e-mail address."""
        return [self.debt(client, self.person(MOBILE, EMAIL)) for _ in range(number)]

    def running(self, written: str, at: datetime = NOON) -> Campaign:
        """A campaign from its file's text, created, approved and started."""
        campaign = self.draft(written, at)
        lifecycle.approve(self.session, campaign.name, "bea", at)
        lifecycle.start(self.session, campaign.name, "ann", at)
        return campaign

    def draft(self, written: str, at: datetime = NOON) -> Campaign:
        return lifecycle.create(self.session, strategy.read(written), written, "ann", at)

    def _added(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row


def ids(rows: list[Debt]) -> set[UUID]:
    return {row.id for row in rows}
