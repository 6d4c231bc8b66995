"""Known: what the account store holds about the accounts and people of one batch, fetched in a handful of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from outreach.accounts.addresses import Address, EmailProvenance
from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.people import Person, PostalAddress
from outreach.accounts.placements import Placement, PlacementRow
from outreach.accounts.standing import Consent
from outreach.crypto import Vault
from outreach.intake.matching import Key, Recognition
from outreach.ledger.entries import LedgerEntry

DATED = (
    "charged_off_on", "last_payment_on", "placed_on", "limitation_ends_on", "notice_mailed_at",
    "validation_notice_sent_at",
)  # fmt: skip
ConsentKey = tuple[str, str, bytes | None]  # kind, channel, address index


@dataclass(slots=True)
class DebtOnFile:
    """A debt of this client. ``lines`` are ledger sums by component; ``stated`` the balance the client named last."""

    id: UUID
    status: str
    currency: str
    dates: dict[str, date | datetime | None]
    debtor: UUID | None = None
    debtor_name: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    stated: int | None = None
    row: int | None = None  # where this very file named it already
    consents: dict[ConsentKey, UUID] = field(default_factory=dict)
    ended: dict[ConsentKey, datetime] = field(default_factory=dict)

    @property
    def balance(self) -> int:
        return sum(self.lines.values())


@dataclass(slots=True)
class HomeOnFile:
    """A postal address of a person."""

    id: UUID
    current: bool
    code_sealed: bytes | None


@dataclass(slots=True)
class ProvenanceOnFile:
    """How this client came by a mailbox."""

    id: UUID
    source: str
    notice_sent_at: datetime | None
    opt_out_until: datetime | None


class Known:
    """The store as one batch finds it.

    ``addresses``, ``homes`` and ``provenance`` are kept up to date while the batch is loaded.
    """

    def __init__(self, session: Session, vault: Vault, client: UUID, placement: UUID) -> None:
        self._session = session
        self._vault = vault
        self._client = client
        self._placement = placement
        self.debts: dict[str, DebtOnFile] = {}
        self.parties: set[tuple[UUID, UUID]] = set()
        self.addresses: dict[UUID, dict[bytes, tuple[UUID, str]]] = defaultdict(dict)
        self.homes: dict[UUID, dict[bytes, HomeOnFile]] = defaultdict(dict)
        self.provenance: dict[UUID, ProvenanceOnFile] = {}  # of mailboxes, as far as this client has told of them

    def look_up(self, refs: Iterable[str], keys: Iterable[Key]) -> Recognition:
        """Fetch everything about these accounts and the people behind these keys."""
        recognition = Recognition(self._session, keys)
        by_id = self._debts(list(set(refs)))
        people = recognition.people()
        if by_id:
            debtors = self._parties(by_id)
            recognition.meet(self._session, debtors - people)
            people |= debtors
            self._ledger(by_id)
            self._placements(by_id)
            self._consents(by_id)
        if people:
            self._people(list(people))
        return recognition

    def _debts(self, refs: list[str]) -> dict[UUID, DebtOnFile]:
        query = select(Debt).where(Debt.client_id == self._client, Debt.account_ref.in_(refs))
        for debt in self._session.scalars(query):
            dates: dict[str, date | datetime | None] = {name: getattr(debt, name) for name in DATED}
            self.debts[debt.account_ref] = DebtOnFile(debt.id, debt.status, debt.currency, dates)
        return {debt.id: debt for debt in self.debts.values()}

    def _parties(self, debts: dict[UUID, DebtOnFile]) -> set[UUID]:
        query = (
            select(DebtParty.debt_id, DebtParty.person_id, DebtParty.role, Person.name_sealed)
            .join(Person, Person.id == DebtParty.person_id)
            .where(DebtParty.debt_id.in_(debts))
        )
        for debt, person, role, name in self._session.execute(query):
            self.parties.add((debt, person))
            if role == "debtor":
                debts[debt].debtor = person
                debts[debt].debtor_name = self._vault.open("people.name", person, bytes(name))
        return {person for _, person in self.parties}

    def _ledger(self, debts: dict[UUID, DebtOnFile]) -> None:
        entry = LedgerEntry
        query = select(entry.debt_id, entry.component, func.sum(entry.amount)).where(entry.debt_id.in_(debts))
        for debt, component, amount in self._session.execute(query.group_by(entry.debt_id, entry.component)):
            debts[debt].lines[component] = int(amount)

    def _placements(self, debts: dict[UUID, DebtOnFile]) -> None:
        row = PlacementRow
        query = (
            select(row.debt_id, row.placement_id, row.row_number, row.before["stated"].as_integer())
            .join(Placement, Placement.id == row.placement_id)
            .where(row.debt_id.in_(debts), Placement.state != "undone")
            .order_by(Placement.created_at, Placement.id)
        )
        for debt, placement, number, stated in self._session.execute(query):
            debts[debt].stated = stated
            if placement == self._placement:
                debts[debt].row = number

    def _consents(self, debts: dict[UUID, DebtOnFile]) -> None:
        later = aliased(Consent)
        query = (
            select(Consent, later.recorded_at.label("ended_at"))
            .outerjoin(later, later.ends_id == Consent.id)
            .where(Consent.person_id.in_({person for _, person in self.parties}), Consent.ends_id.is_(None))
        )
        for consent, ended_at in self._session.execute(query):
            debt = debts.get(consent.debt_id) if consent.debt_id else None
            if debt is None:
                continue
            for channel in consent.channels:
                key = (consent.kind, channel, _bytes(consent.address_index))
                if ended_at is not None:
                    debt.ended[key] = max(ended_at, debt.ended.get(key, ended_at))
                else:
                    debt.consents[key] = consent.id

    def _people(self, people: list[UUID]) -> None:
        address = select(Address.person_id, Address.value_index, Address.id, Address.line)
        for person, index, row, line in self._session.execute(address.where(Address.person_id.in_(people))):
            self.addresses[person][bytes(index)] = row, line
        told = select(EmailProvenance).join(Address, Address.id == EmailProvenance.address_id)
        for one in self._session.scalars(
            told.where(Address.person_id.in_(people), EmailProvenance.client_id == self._client)
        ):
            self.provenance[one.address_id] = ProvenanceOnFile(
                one.id, one.source, one.notice_sent_at, one.opt_out_until
            )
        for home in self._session.scalars(select(PostalAddress).where(PostalAddress.person_id.in_(people))):
            code = _bytes(home.postal_code_sealed)
            self.homes[home.person_id][bytes(home.digest)] = HomeOnFile(home.id, home.current, code)


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)
