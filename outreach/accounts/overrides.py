"""Overrides: exceptions from a rule for which two people of ours answer.

``overrides`` (append-only)
    what is asked for: the rule, the person (and, where given, one debt), from when until when, and why. The reason is
    sealed: it may speak of the person.
``override_events`` (append-only)
    what became of it. ``asked_by`` repeats who asked, so that the database itself refuses an approval by the same
    person::

        asked ──approved by somebody else──► approved ──withdrawn──► withdrawn
          └──refused──► refused      └──withdrawn──► withdrawn
        asked, approved ──``until`` has come──► expired, by the clock alone

Only an approved override that is not withdrawn is a fact for the engine, and only for rules the packs call overridable.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.accounts import debts, people  # noqa: F401 - the tables its keys point at
from outreach.db import Base


class Override(Base):
    __tablename__ = "overrides"
    __table_args__ = (
        UniqueConstraint("id", "asked_by"),
        Index("ix_overrides_person_id", "person_id"),
        CheckConstraint("until > starts_at", name="until"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    rule: Mapped[str]
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    debt_id: Mapped[UUID | None] = mapped_column(ForeignKey("debts.id"))
    starts_at: Mapped[datetime]
    until: Mapped[datetime]
    reason_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]


class OverrideEvent(Base):
    __tablename__ = "override_events"
    __table_args__ = (
        ForeignKeyConstraint(["override_id", "asked_by"], ["overrides.id", "overrides.asked_by"]),
        UniqueConstraint("override_id", "kind"),
        CheckConstraint("kind IN ('approved', 'refused', 'withdrawn')", name="kind"),
        CheckConstraint("kind <> 'approved' OR lower(btrim(by)) <> lower(btrim(asked_by))", name="two_people"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    override_id: Mapped[UUID]
    kind: Mapped[str]
    asked_by: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]


def state_at(until: datetime, kinds: Collection[str], at: datetime) -> str:
    """asked, approved, refused, withdrawn or expired: what an override is at ``at``, its events being of ``kinds``."""
    ended = next((kind for kind in ("withdrawn", "refused") if kind in kinds), None)
    if ended or at >= until:
        return ended or "expired"
    return "approved" if "approved" in kinds else "asked"
