"""Decisions: why a contact was, or was not, lawful at its instant.

``decisions`` (append-only)
    ``verdict`` ALLOW, BLOCK_UNTIL, BLOCK_UNTIL_CLEARED or HUMAN; ``rules`` the ids that gave it; ``proof`` zones,
    counted and excluded history, findings with citations, versions. ``evidence_sealed`` is the evidence behind the zones
    (postal and area codes), which the proof leaves out. ``facts_sealed`` is the whole question in the public facts
    format, so that the decision can be recomputed; ``facts_digest`` its SHA-256. ``labels`` maps the facts' short names
    (P1, D1) to ids. An attempt that was blocked and one that was sent both have one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, Session, mapped_column

from compliance.location import local_time
from outreach.contacts import attempts, rule_sets  # noqa: F401 - the tables its keys point at
from outreach.db import Base


class Decision(Base):
    __tablename__ = "decisions"
    __table_args__ = (Index("ix_decisions_at", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), index=True)
    at: Mapped[datetime]
    verdict: Mapped[str]
    rules: Mapped[list[Any]]
    next_permitted: Mapped[datetime | None]
    facts_digest: Mapped[str]
    facts_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    labels: Mapped[dict[str, Any]]
    proof: Mapped[dict[str, Any]]
    evidence_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    ruleset: Mapped[str] = mapped_column(ForeignKey("rule_sets.version"))
    engine: Mapped[str]
    tzdata: Mapped[str]


def local_day(session: Session, attempt: attempts.Attempt | None, at: datetime) -> date:
    """The calendar day where the person is, by the zones the attempt's decision believed in; "tomorrow" is hers.

    With several zones the earliest day; without a decision the day in UTC.
    """
    decision = session.get(Decision, attempt.decision_id) if attempt and attempt.decision_id else None
    zones = decision.proof["proof"]["zones"] if decision else []
    return min((local_time(zone["zone"], at).local.date() for zone in zones), default=at.date())
