"""Debts: one obligation each, and the people who have to do with it.

``debts``
    ``account_ref`` is the client's own number. ``notice_mailed_at``: when the notice a state or province wants by post
    went out; ``limitation_ends_on``: the day from which the debt is time-barred. The balance is not here: it is the sum of ``ledger_entries``.
    ``currency`` ISO 4217. Dates are calendar dates as the client gave them.

    States::

        open ──paid in full──► paid        open ──client recalls──► recalled
        open ──sent to counsel──► legal    paid, recalled ──reopened by the client──► open
``debt_parties``
    the role each person has toward a debt: debtor, co_obligor, spouse, executor, parent, attorney, third_party.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import clients, people  # noqa: F401 - the tables its keys point at
from outreach.db import Base, lock_budgets, person_key

PARTY_ROLES = ("debtor", "co_obligor", "spouse", "executor", "parent", "attorney", "third_party")


class Debt(Base):
    __tablename__ = "debts"
    __table_args__ = (
        UniqueConstraint("client_id", "account_ref"),
        CheckConstraint("status IN ('open', 'paid', 'recalled', 'legal')", name="status"),
        CheckConstraint("purpose IN ('consumer', 'commercial')", name="purpose"),
        CheckConstraint("kind IN ('medical', 'student_loan', 'credit_card', 'other')", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    account_ref: Mapped[str]
    purpose: Mapped[str] = mapped_column(default="consumer")
    kind: Mapped[str] = mapped_column(default="other")
    status: Mapped[str] = mapped_column(default="open")
    currency: Mapped[str] = mapped_column(default="USD")
    original_creditor: Mapped[str | None]
    charged_off_on: Mapped[date | None]
    last_payment_on: Mapped[date | None]
    placed_on: Mapped[date]
    first_communication_at: Mapped[datetime | None]
    validation_notice_sent_at: Mapped[datetime | None]
    notice_mailed_at: Mapped[datetime | None]
    limitation_ends_on: Mapped[date | None]
    created_at: Mapped[datetime]


class DebtParty(Base):
    __tablename__ = "debt_parties"
    __table_args__ = (
        Index("ix_debt_parties_person_id", "person_id"),
        CheckConstraint(
            "role IN ('debtor', 'co_obligor', 'spouse', 'executor', 'parent', 'attorney', 'third_party')", name="role"
        ),
    )

    debt_id: Mapped[UUID] = mapped_column(ForeignKey("debts.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[str]


def lock_parties(session: Session, *debts: UUID) -> list[UUID]:
    """Hold the budgets of everybody who has to do with the debts until the transaction ends. Returns who, in order.

    Two of them who come at once, each with her own budget held, wait for each other crosswise, and the database ends one
    of the two: whoever is going to need all should take them first.
    """
    parties = set(session.scalars(select(DebtParty.person_id).where(DebtParty.debt_id.in_(debts))))
    lock_budgets(session, [person_key(person) for person in parties])
    return sorted(parties)
