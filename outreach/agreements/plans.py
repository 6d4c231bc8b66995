"""Plans: payments agreed from an offer, until the debt is paid or settled.

``plans``
    ``kind`` plan or settlement (a settlement is a plan of one payment that lets the rest go). ``offer_set_id`` and
    ``offer_number`` say which offer was taken; ``words_key`` is the text that read it back. ``amount`` is what is paid
    altogether, ``waived`` what is let go then, minor units. A debt has one live plan at most; the database sees to it.

    States; what is offered and not agreed stands in ``offer_sets``::

        offered ──chosen and confirmed──► agreed ──first payment made──► active ──every payment made──► kept
        agreed, active ──a payment missed, or made in part only, after its days of grace──► broken
        agreed, active ──taken back, called off, nothing owed any more──► cancelled
``instalments``
    the payments of a plan in order, each judged like a promise::

        open ──paid, with all before it, by the date──► kept
          ├──date and grace passed, something paid──► partial
          ├──date and grace passed, nothing paid──► broken
          └──the plan ended before──► cancelled
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import debts, people  # noqa: F401 - the tables its keys point at
from outreach.agreements import authorities, offer_sets  # noqa: F401 - the tables its keys point at
from outreach.agreements.promises import Promise
from outreach.db import Base
from outreach.errors import NotAllowed

LIVE = ("agreed", "active")
STILL_OPEN = ("open", *LIVE)  # states of promises and plans that are neither over nor broken
_LIVE = "state IN ('agreed', 'active')"


class AlreadyAgreed(NotAllowed):
    """A plan is running on the debt, or somebody has chosen from these offers already."""


class Plan(Base):
    __tablename__ = "plans"
    __table_args__ = (
        Index("ix_plans_debt_id", "debt_id"),
        Index("ix_plans_person_id", "person_id"),
        Index("uq_plans_live", "debt_id", unique=True, postgresql_where=text(_LIVE)),
        CheckConstraint("kind IN ('plan', 'settlement')", name="kind"),
        CheckConstraint("state IN ('agreed', 'active', 'kept', 'broken', 'cancelled')", name="state"),
        CheckConstraint("amount > 0 AND waived >= 0", name="amount"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    debt_id: Mapped[UUID] = mapped_column(ForeignKey("debts.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    attempt_id: Mapped[UUID | None]
    offer_set_id: Mapped[UUID] = mapped_column(ForeignKey("offer_sets.id"), unique=True)
    offer_number: Mapped[int] = mapped_column(SmallInteger)
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("authorities.id"))
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    waived: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str]
    grace_days: Mapped[int] = mapped_column(SmallInteger)
    channel: Mapped[str]
    words_key: Mapped[str | None]
    state: Mapped[str] = mapped_column(default="agreed")
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]


class Instalment(Base):
    __tablename__ = "instalments"
    __table_args__ = (
        Index("ix_instalments_open", "due_on", postgresql_where=text("state = 'open'")),
        CheckConstraint("state IN ('open', 'kept', 'partial', 'broken', 'cancelled')", name="state"),
        CheckConstraint("amount > 0", name="amount"),
    )

    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(default="open")
    ended_at: Mapped[datetime | None]


Agreement = Promise | Plan


def live_plan(session: Session, debt: UUID) -> Plan | None:
    """The plan that is running on the debt, read anew."""
    query = select(Plan).where(Plan.debt_id == debt, Plan.state.in_(LIVE))
    return session.scalars(query.execution_options(populate_existing=True)).first()


def open_agreements(session: Session, debt: UUID) -> list[Agreement]:
    """What was agreed on the debt and is neither over nor broken, promises first, read anew."""
    query = select(Promise).where(Promise.debt_id == debt, Promise.state == "open").order_by(Promise.made_at)
    promises = session.scalars(query.execution_options(populate_existing=True)).all()
    plan = live_plan(session, debt)
    return [*promises, plan] if plan else [*promises]


def instalments(session: Session, plan: UUID) -> list[Instalment]:
    """The payments of a plan in order, read anew."""
    query = select(Instalment).where(Instalment.plan_id == plan).order_by(Instalment.number)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def require_no_plan(session: Session, debt: UUID) -> None:
    """Raises AlreadyAgreed when a plan is running on the debt."""
    if (plan := live_plan(session, debt)) is not None:
        raise AlreadyAgreed(f"plan {plan.code} is {plan.state} on debt {debt}: cancel it before another is agreed")


def agreement_open(debt: str) -> str:
    """SQL: something agreed on the debt that ``debt`` names is open and not broken."""
    return f"""(EXISTS (SELECT 1 FROM promises open_promise WHERE open_promise.debt_id = {debt} AND open_promise.state = 'open')
        OR EXISTS (SELECT 1 FROM plans live_plan WHERE live_plan.debt_id = {debt} AND live_plan.{_LIVE}))"""
