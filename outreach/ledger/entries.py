"""Ledger entries: every change of what is owed.

``ledger_entries`` (append-only)
    ``kind`` placement, adjustment, payment, fee, interest, credit; ``component`` principal, interest, fees or other.
    ``amount`` in minor units of the debt's currency: positive raises what is owed, a payment is negative.
    ``(debt_id, external_ref)`` is unique: posting the same thing twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, UniqueConstraint, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts.debts import Debt  # noqa: F401 - the table its key points at
from outreach.db import Base
from outreach.ids import new_id


class LedgerEntry(Base):
    __tablename__ = "ledger_entries"
    __table_args__ = (
        UniqueConstraint("debt_id", "external_ref"),
        CheckConstraint("kind IN ('placement', 'adjustment', 'payment', 'fee', 'interest', 'credit')", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    debt_id: Mapped[UUID] = mapped_column(ForeignKey("debts.id"))
    kind: Mapped[str]
    component: Mapped[str] = mapped_column(default="principal")
    amount: Mapped[int] = mapped_column(BigInteger)
    external_ref: Mapped[str]
    effective_at: Mapped[datetime]
    recorded_at: Mapped[datetime]


def post(
    session: Session, debt: UUID, kind: str, amount: int, external_ref: str, at: datetime, component: str = "principal"
) -> bool:
    """Add an entry of ``amount`` minor units. Returns False when ``external_ref`` was posted before."""
    statement = (
        insert(LedgerEntry)
        .values(
            id=new_id(at),
            debt_id=debt,
            kind=kind,
            component=component,
            amount=amount,
            external_ref=external_ref,
            effective_at=at,
            recorded_at=at,
        )
        .on_conflict_do_nothing(index_elements=["debt_id", "external_ref"])
    )
    return session.scalar(statement.returning(LedgerEntry.id)) is not None


def balances(session: Session, debts: Iterable[UUID]) -> dict[UUID, int]:
    """What is owed on each debt, minor units; a debt without entries is absent."""
    query = select(LedgerEntry.debt_id, func.sum(LedgerEntry.amount)).where(LedgerEntry.debt_id.in_(list(debts)))
    return {debt: int(total) for debt, total in session.execute(query.group_by(LedgerEntry.debt_id))}
