"""Standing: what a person has consented to, refused, said, and which holds stop contact.

Four append-only tables; the database refuses to change or delete a row. What ends a row is a later row with
``ends_id`` pointing at it, so that every past decision can be explained from what was known then.

``consents``    kind ``direct_prior``, ``electronic`` or ``tcpa_prior_express`` (words of the facts format); channels it
                covers, from when until when (``from_at`` absent: since it was given); ``address_index`` absent: any address.
``opt_outs``    channels refused and how it was said; ``address_index`` absent: every address of the person;
                ``person_id`` absent: said from an address nobody is known at, binding for whoever turns up there.
``statements``  inconvenient hours and days, employer forbids.
``holds``       attorney, cease, dispute, bankruptcy, moratorium, vulnerable, disaster_freeze, manual. ``manual`` is a
                person of ours saying stop; ``litigation`` keeps records and stops nothing.

Verbatim words are sealed. ``source`` says where the fact came from: ``sms:<event>``, ``keypad:<attempt>``,
``import:<placement>``, ``user:<name>``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from outreach.accounts import people  # noqa: F401 - the table its keys point at
from outreach.db import Base

RECORDS_ONLY = "litigation"  # the kind of hold that stops no contact


class _Standing:
    """Columns every standing fact has."""

    id: Mapped[UUID] = mapped_column(primary_key=True)
    debt_id: Mapped[UUID | None]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    source: Mapped[str]
    recorded_at: Mapped[datetime]

    @declared_attr
    def person_id(cls) -> Mapped[UUID | None]:
        return mapped_column(ForeignKey("people.id"), index=True)

    @declared_attr
    def ends_id(cls) -> Mapped[UUID | None]:
        return mapped_column(ForeignKey(f"{cls.__tablename__}.id"), unique=True)  # type: ignore[attr-defined]


class Consent(_Standing, Base):
    __tablename__ = "consents"

    kind: Mapped[str]
    channels: Mapped[list[Any]]
    address_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    form: Mapped[str] = mapped_column(default="written")
    given_at: Mapped[datetime]
    from_at: Mapped[datetime | None]
    until: Mapped[datetime | None]


class OptOut(_Standing, Base):
    __tablename__ = "opt_outs"
    __table_args__ = (Index("ix_opt_outs_address_index", "address_index"),)

    channels: Mapped[list[Any]]
    address_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    form: Mapped[str]
    at: Mapped[datetime]


class Statement(_Standing, Base):
    __tablename__ = "statements"

    kind: Mapped[str]
    days: Mapped[list[Any] | None]
    from_time: Mapped[str | None]
    to_time: Mapped[str | None]
    at: Mapped[datetime]
    until: Mapped[datetime | None]


class Hold(_Standing, Base):
    __tablename__ = "holds"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('attorney', 'cease', 'dispute', 'bankruptcy', 'moratorium', 'vulnerable', "
            "'disaster_freeze', 'manual', 'litigation')",
            name="kind",
        ),
    )

    kind: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    form: Mapped[str | None]
    chapter: Mapped[int | None]
    status: Mapped[str | None]
    verification_sent_at: Mapped[datetime | None]


def open_hold(person: str, debt: str) -> str:
    """SQL: hold ``h`` stops contact with ``person`` about ``debt`` at ``:at``. A verified dispute has ended."""
    return f"""h.person_id = {person} AND (h.debt_id IS NULL OR h.debt_id = {debt}) AND h.ends_id IS NULL
        AND h.since <= :at AND (h.until IS NULL OR h.until > :at)
        AND h.kind <> '{RECORDS_ONLY}'
        AND NOT (h.kind = 'dispute' AND coalesce(h.verification_sent_at <= :at, false))
        AND NOT EXISTS (SELECT 1 FROM holds ended WHERE ended.ends_id = h.id)"""


def free_of_holds(session: Session, person: UUID, debts: Sequence[UUID], at: datetime) -> list[UUID]:
    """Those of the debts about which no hold stands, the person's own or another's who owes the debt; none after a death."""
    found = set(session.scalars(_FREE, {"person": person, "debts": list(debts), "at": at}))
    return [debt for debt in debts if debt in found]


_FREE = text(f"""
SELECT d.id FROM debts d WHERE d.id = ANY(CAST(:debts AS uuid[]))
  AND NOT EXISTS (SELECT 1 FROM people p WHERE p.id = :person AND p.deceased)
  AND NOT EXISTS (SELECT 1 FROM holds h WHERE {open_hold(":person", "d.id")})
  AND NOT EXISTS (
    SELECT 1 FROM debt_parties party JOIN holds h ON h.person_id = party.person_id
    WHERE party.debt_id = d.id AND {open_hold("party.person_id", "d.id")}
  )
""")
