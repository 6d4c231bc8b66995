"""Promises to pay: an amount and a date somebody promised.

``promises``
    ``amount`` in minor units, ``due_on`` a calendar date. ``channel`` is where it was said, ``attempt_id`` the contact
    it was said in. One promise per attempt: a repeated webhook does not promise twice.

    States::

        open ──paid in full by the date──► kept
          ├──something paid──► partial
          ├──date passed, nothing paid──► broken
          └──taken back by the person or replaced──► cancelled
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from outreach.accounts import debts, people  # noqa: F401 - the tables its keys point at
from outreach.db import Base


class Promise(Base):
    __tablename__ = "promises"
    __table_args__ = (
        Index("ix_promises_debt_id", "debt_id"),
        Index("ix_promises_person_id", "person_id"),
        CheckConstraint("state IN ('open', 'kept', 'partial', 'broken', 'cancelled')", name="state"),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    debt_id: Mapped[UUID] = mapped_column(ForeignKey("debts.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(unique=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    due_on: Mapped[date]
    channel: Mapped[str]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default="open")
    made_at: Mapped[datetime]
