"""Authorities on record: which terms a client set, who wrote them down, and from which day they hold.

``authorities`` (append-only)
    a change is a later row; ``number`` counts them. ``debt_id`` absent: for all debts of the client in ``currency``; else for that debt alone,
    where it goes before the client's own. ``starts_on`` is the first, ``ends_on`` the last day it holds (absent: until
    replaced), calendar dates where the person is. ``terms`` are those of ``outreach.agreements.authority``, amounts in
    minor units.

    Of several that have begun, the one that begins last holds, and of those the one set last. When that one is over,
    none of the earlier ones comes back: the client's own holds for the debt, the default for the client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import clients  # noqa: F401 - the table its key points at
from outreach.accounts.debts import Debt
from outreach.agreements.authority import Authority, AuthorityError, default_authority
from outreach.agreements.calendar import earliest_day
from outreach.db import Base
from outreach.ids import new_id


class AuthorityRow(Base):
    __tablename__ = "authorities"
    __table_args__ = (
        Index("ix_authorities_client_id", "client_id", "currency"),
        CheckConstraint("ends_on >= starts_on", name="ends_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    debt_id: Mapped[UUID | None] = mapped_column(ForeignKey("debts.id"))
    currency: Mapped[str]
    terms: Mapped[dict[str, Any]]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    set_by: Mapped[str]
    set_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class InForce:
    """Terms that hold, and the row they stand in; ``id`` None is the default."""

    id: UUID | None
    terms: Authority


@dataclass(frozen=True, slots=True)
class Span:
    """The days an authority holds: from ``starts_on`` to ``ends_on``, both included; None: until replaced."""

    starts_on: date
    ends_on: date | None = None


def record(
    session: Session, client: UUID, terms: Authority, span: Span, by: str, at: datetime, debt: UUID | None = None
) -> AuthorityRow:
    """Write down what a client allows. Offers made before keep the terms they were made under.

    Raises:
        AuthorityError: nobody is named who sets it, its days are in the past or in the wrong order, or the debt it is
            for is in another currency.
    """
    if not by.strip():
        raise AuthorityError("set_by: an authority needs the name of whoever sets it")
    if span.starts_on < earliest_day(at):
        raise AuthorityError(f"starts_on: {span.starts_on} is in the past; what was agreed then is not changed")
    if span.ends_on is not None and span.ends_on < span.starts_on:
        raise AuthorityError(f"ends_on: {span.ends_on} is before {span.starts_on}, its first day")
    if debt is not None and (kept_in := session.get_one(Debt, debt).currency) != terms.currency:
        raise AuthorityError(f"currency: the account is in {kept_in}, the authority in {terms.currency}")
    row = AuthorityRow(
        id=new_id(at),
        client_id=client,
        debt_id=debt,
        currency=terms.currency,
        terms=terms.model_dump(mode="json"),
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        set_by=" ".join(by.split()),
        set_at=at,
    )
    session.add(row)
    session.flush()
    return row


def in_force(session: Session, client: UUID, debt: UUID | None, currency: str, today: date) -> InForce:
    """The terms that hold ``today`` for a debt of the client (None: for its debts in general) in ``currency``."""
    scopes = AuthorityRow.debt_id.is_(None) if debt is None else _scopes(debt)
    newest = (
        select(AuthorityRow)
        .ext(distinct_on(AuthorityRow.debt_id))
        .where(AuthorityRow.client_id == client, AuthorityRow.currency == currency, scopes)
        .where(AuthorityRow.starts_on <= today)
        .order_by(AuthorityRow.debt_id, AuthorityRow.starts_on.desc(), AuthorityRow.number.desc())
    )
    holding = [row for row in session.scalars(newest) if row.ends_on is None or row.ends_on >= today]
    row = min(holding, key=lambda found: found.debt_id is None, default=None)
    return InForce(row.id, Authority.model_validate(row.terms)) if row else InForce(None, default_authority(currency))


def history(session: Session, client: UUID, debt: UUID | None = None) -> Sequence[AuthorityRow]:
    """Every authority ever set for the client, or for one debt of it alone; oldest first."""
    query = select(AuthorityRow).where(
        AuthorityRow.client_id == client, AuthorityRow.debt_id.is_not_distinct_from(debt)
    )
    return session.scalars(query.order_by(AuthorityRow.number)).all()


def _scopes(debt: UUID) -> Any:
    return or_(AuthorityRow.debt_id.is_(None), AuthorityRow.debt_id == debt)
