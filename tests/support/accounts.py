"""A small agency for tests: one client, people with addresses and debts, planned attempts; all fictional, all real rows.

``Agency`` works on a real store whose clock stands still until a test moves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns import lifecycle, strategy
from outreach.accounts.addresses import Address
from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.onboarding import add_client, add_sender, set_pace
from outreach.accounts.people import Person, PostalAddress
from outreach.accounts.standing import Consent
from outreach.contacts import approving
from outreach.contacts.attempts import Attempt
from outreach.contacts.enrolments import Enrolment
from outreach.contacts.log import LogEntry
from outreach.crypto import new_key
from outreach.ids import new_id
from outreach.ledger.entries import post
from outreach.settings import Settings
from outreach.store import Store, open_store

NOON = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)  # 12:00 in Atlanta, a Tuesday
ZIP = "30303"
FROM, MAIL_FROM = "+12125550100", "accounts@example.org"
ACCOUNT_SID, AUTH_TOKEN = "AC" + "0123456789abcdef" * 2, "0123456789abcdef0123456789abcdef"
PUBLIC = "https://outreach.example.com"
CAMPAIGN = """
[campaign]
name = "winter"
[population]
clients = ["Harbor"]
[[steps]]
channel = "{channel}"
template = "{template}"
wait = "2 hours"
[[steps]]
channel = "email"
template = "reminder"
"""
Row = TypeVar("Row")


class StandingClock:
    """A clock that shows what a test sets."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def settings_for(database_url: str, **knobs: Any) -> Settings:
    """Settings with fresh keys; the broker and the carrier are nowhere unless named."""
    keys = {"encryption_keys": f"k1:{new_key()}", "index_key": new_key()}
    known = {"redis_url": "redis://127.0.0.1:1/0", "public_base_url": PUBLIC, "carrier_base_url": "http://127.0.0.1:1"}
    pace = {"calls_per_second": 1e6, "messages_per_second": 1e6, "emails_per_second": 1e6}
    account = {"twilio_account_sid": ACCOUNT_SID, "twilio_auth_token": AUTH_TOKEN}
    return Settings(_env_file=None, database_url=database_url, **keys | known | pace | account | knobs)


@contextmanager
def agency(settings: Settings) -> Iterator[Agency]:
    """An agency on a database that was migrated, whose texts the release approves; closed afterwards."""
    clock = StandingClock()
    store = replace(open_store(settings, pool_size=20), clock=clock)
    with store.sessions.begin() as session:
        set_pace(session, settings, NOON)
        approving.record_release(session, NOON)
    yield Agency(store, clock)
    store.engine.dispose()


@dataclass(frozen=True, slots=True)
class Debtor:
    """A person with one debt, a telephone number and a mailbox."""

    person: UUID
    debt: UUID
    phone: UUID
    mailbox: UUID
    number: str
    email: str


@dataclass
class Agency:
    """Adds rows, each call in a transaction of its own."""

    store: Store
    clock: StandingClock
    numbers: Any = field(default_factory=lambda: count(1))

    def client(self, name: str = "Harbor", role: str = "first_party", **policy: Any) -> UUID:
        """A client with a sender per channel that may send as fast as it likes."""
        with self.store.sessions.begin() as session:
            client = add_client(
                session, name=name, role=role, business_name=name, callback_number="(212) 555-0100",
                licensed_in=["*"], policy=policy, at=NOON,
            )  # fmt: skip
            number = 2000 + next(self.numbers)
            for channel, value in (("call", f"+1212555{number}"), ("sms", f"+1212555{number}")):
                add_sender(session, client.id, channel, value, 1e6, NOON)
            add_sender(session, client.id, "email", f"accounts{number}@example.org", 1e6, NOON)
            return client.id

    def debtor(self, client: UUID, *, line: str = "landline", zip_code: str = ZIP, balance: int = 12_000) -> Debtor:
        """Somebody who agreed to texts and calls and owes ``balance`` cents."""
        number = next(self.numbers)
        phone, mailbox = f"+1404555{100 + number:04d}", f"pat{number}@example.com"
        with self.store.sessions.begin() as session:
            person = self._person(session, zip_code)
            phone_id = self.address(session, person, "phone", phone, line)
            mailbox_id = self.address(session, person, "email", mailbox, "unknown")
            debt = self._debt(session, client, person, balance)
            self._consents(session, person)
        return Debtor(person, debt, phone_id, mailbox_id, phone, mailbox)

    def planned(self, debtor: Debtor, channel: str = "call", *, due: datetime | None = None, **columns: Any) -> UUID:
        """A planned attempt outside any campaign, due now."""
        at = self.clock.now()
        with self.store.sessions.begin() as session:
            client = session.get_one(Debt, debtor.debt).client_id
            return add(
                session,
                Attempt,
                at,
                **{
                    "client_id": client,
                    "person_id": debtor.person,
                    "address_id": debtor.mailbox if channel == "email" else debtor.phone,
                    "debt_ids": [debtor.debt],
                    "channel": channel,
                    "voice": "artificial" if channel == "call" else None,
                    "template": "keypad" if channel == "call" else "reminder",
                    "planned_at": at,
                    "due_at": due or at,
                }
                | columns,
            ).id

    def enrolled(self, debtor: Debtor, channel: str = "call") -> tuple[UUID, UUID]:
        """A planned attempt of a running campaign whose second step is an e-mail; (enrolment, attempt)."""
        written = CAMPAIGN.format(channel=channel, template="keypad" if channel == "call" else "reminder")
        with self.store.sessions.begin() as session:
            file = strategy.read(written)
            campaign = lifecycle.create(session, file, written, "ann", NOON)
            lifecycle.approve(session, campaign.name, "bea", NOON)
            lifecycle.start(session, campaign.name, "ann", NOON)
            enrolment = session.scalars(select(Enrolment).where(Enrolment.debt_id == debtor.debt)).one()
            enrolment.state = "in_flight"
            found = campaign.id, enrolment.id
        return found[1], self.planned(debtor, channel, campaign_id=found[0], enrolment_id=found[1])

    def attempt(self, attempt: UUID) -> Attempt:
        """The row as it is now."""
        with self.store.sessions() as session:
            return session.get_one(Attempt, attempt)

    def rows(self, table: type[Row], **equal: Any) -> list[Row]:
        """Rows of a table, by equality of columns."""
        with self.store.sessions() as session:
            return list(session.scalars(select(table).filter_by(**equal)))

    def count(self, table: type[Any], **equal: Any) -> int:
        with self.store.sessions() as session:
            return session.scalar(select(func.count()).select_from(table).filter_by(**equal)) or 0

    def story(self, person: UUID) -> list[str]:
        """The kinds of the person's log entries, in order."""
        with self.store.sessions() as session:
            query = select(LogEntry.kind).where(LogEntry.person_id == person).order_by(LogEntry.seq)
            return list(session.scalars(query))

    def address(self, session: Session, person: UUID, kind: str, value: str, line: str) -> UUID:
        row = new_id(NOON)
        sealed, index = self.store.vault.seal("addresses.value", row, value), self.store.vault.index(kind, value)
        known = {"kind": kind, "line": line, "value_sealed": sealed, "value_index": index, "source": "consumer"}
        session.add(Address(id=row, person_id=person, recorded_at=NOON, **known))
        session.flush()
        return row

    def _person(self, session: Session, zip_code: str) -> UUID:
        person, home = new_id(NOON), new_id(NOON)
        seal = self.store.vault.seal
        session.add(Person(id=person, name_sealed=seal("people.name", person, "Pat Example"), created_at=NOON))
        session.flush()
        code = seal("postal_addresses.postal_code", home, zip_code)
        known = {"digest": home.bytes, "postal_code_sealed": code, "region": "GA", "source": "creditor"}
        session.add(PostalAddress(id=home, person_id=person, recorded_at=NOON, **known))
        return person

    def _debt(self, session: Session, client: UUID, person: UUID, balance: int) -> UUID:
        ref = f"ACC-{next(self.numbers):06d}"
        dates: dict[str, Any] = {"placed_on": date(2026, 10, 1), "validation_notice_sent_at": NOON - timedelta(days=50)}
        debt = add(session, Debt, NOON, client_id=client, account_ref=ref, created_at=NOON, **dates)
        session.add(DebtParty(debt_id=debt.id, person_id=person, role="debtor"))
        post(session, debt.id, "placement", balance, "placement", NOON)
        return debt.id

    def _consents(self, session: Session, person: UUID) -> None:
        given = {"person_id": person, "source": "test", "recorded_at": NOON, "given_at": NOON - timedelta(days=10)}
        for kind, channel in (("tcpa_prior_express", "call"), ("direct_prior", "sms"), ("direct_prior", "email")):
            add(session, Consent, NOON, kind=kind, channels=[channel], **given)


def add(session: Session, table: Callable[..., Row], at: datetime, **columns: Any) -> Row:
    """A row with a fresh id, written at once."""
    row = table(id=new_id(at), **columns)
    session.add(row)
    session.flush()
    return row
