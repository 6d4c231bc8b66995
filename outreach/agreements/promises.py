"""Promises to pay: an amount and a date somebody promised.

``promises``
    ``amount`` in minor units, ``due_on`` a calendar date. ``channel`` is where it was said, ``attempt_id`` the contact
    it was said in. One promise per attempt: a repeated webhook does not promise twice. ``offer_set_id`` and
    ``offer_number`` when it was chosen from offers. ``outside_authority`` says why it is not within what the client
    allows: what the person said is written down all the same, and somebody of ours looks at it. ``grace_days`` after
    ``due_on`` it is judged (see ``outreach.agreements.judging``); ``ended_at`` and ``ended_why`` tell when and why it
    left ``open``.

    States; a debt has one open promise at most::

        open ──paid in full by the date──► kept
          ├──date passed, something paid──► partial
          ├──date passed, nothing paid──► broken
          └──taken back, replaced by a later promise or a plan, nothing owed any more──► cancelled
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.accounts import debts, people  # noqa: F401 - the tables its keys point at
from outreach.agreements import authorities, offer_sets  # noqa: F401 - the tables its keys point at
from outreach.db import Base


class Promise(Base):
    __tablename__ = "promises"
    __table_args__ = (
        Index("ix_promises_debt_id", "debt_id"),
        Index("ix_promises_person_id", "person_id"),
        Index("ix_promises_open", "due_on", postgresql_where=text("state = 'open'")),
        CheckConstraint("state IN ('open', 'kept', 'partial', 'broken', 'cancelled')", name="state"),
        CheckConstraint("amount > 0", name="amount"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    debt_id: Mapped[UUID] = mapped_column(ForeignKey("debts.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(unique=True)
    offer_set_id: Mapped[UUID | None] = mapped_column(ForeignKey("offer_sets.id"), unique=True)
    offer_number: Mapped[int | None] = mapped_column(SmallInteger)
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("authorities.id"))
    code: Mapped[str | None] = mapped_column(unique=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    due_on: Mapped[date]
    grace_days: Mapped[int] = mapped_column(SmallInteger, default=3)
    outside_authority: Mapped[str | None]
    channel: Mapped[str]
    words_key: Mapped[str | None]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default="open")
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]
