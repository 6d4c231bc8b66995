"""Campaigns and enrolments: who is to be contacted, at which step, when next and why.

``campaigns``
    ``strategy`` and ``population`` are the parsed files, ``strategy_text`` the file as written. ``share`` is the weight
    in the fair share between campaigns, ``priority`` 1 (first) to 9.

    States (``campaigns.lifecycle`` moves them)::

        draft ──approve (not by the author)──► approved ──start──► running ⇄ paused
        running ──nobody left──► finished      draft, approved, running, paused ──cancel──► cancelled
``campaign_events`` (append-only)
    every transition with actor, reason and instant.
``enrolments``
    one debt in one campaign. ``why`` is the plain reason for ``next_at`` or for the end.

    States::

        waiting ──selected at next_at──► in_flight ──outcome, recycle──► waiting (a later next_at) | done
           └──silenced (payment, STOP, hold) or out of steps──► done
        in_flight ──blocked until T──► waiting (next_at = T)    in_flight ──blocked until cleared, human──► held
        held ──cleared──► waiting        waiting, in_flight ──something agreed──► held ──over, still owed──► waiting
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.accounts import debts, people  # noqa: F401 - the tables its keys point at
from outreach.db import Base


class Campaign(Base):
    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'approved', 'running', 'paused', 'finished', 'cancelled')", name="state"),
        CheckConstraint("priority BETWEEN 1 AND 9", name="priority"),
        CheckConstraint("share > 0", name="share"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="draft")
    strategy: Mapped[dict[str, Any]]
    strategy_text: Mapped[str]
    population: Mapped[dict[str, Any]]
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    share: Mapped[int] = mapped_column(default=1)
    priority: Mapped[int] = mapped_column(SmallInteger, default=5)
    author: Mapped[str]
    approver: Mapped[str | None]
    created_at: Mapped[datetime]


class CampaignEvent(Base):
    __tablename__ = "campaign_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"), index=True)
    from_state: Mapped[str]
    to_state: Mapped[str]
    actor: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]


class Enrolment(Base):
    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("campaign_id", "debt_id"),
        CheckConstraint("state IN ('waiting', 'in_flight', 'held', 'done')", name="state"),
        # The queue: a tick reads from its front, so its cost follows what is due and not what exists.
        Index(
            "ix_enrolments_due",
            "campaign_id",
            "step",
            "priority",
            "next_at",
            postgresql_where=text("state = 'waiting'"),
        ),
        Index("ix_enrolments_in_flight", "campaign_id", postgresql_where=text("state = 'in_flight'")),
        Index("ix_enrolments_person_id", "person_id"),
        Index("ix_enrolments_debt_id", "debt_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaigns.id"))
    debt_id: Mapped[UUID] = mapped_column(ForeignKey("debts.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(default="waiting")
    step: Mapped[int] = mapped_column(SmallInteger, default=0)
    tries: Mapped[dict[str, Any]]  # outcome -> how often it came at this step, for the recycle matrix
    priority: Mapped[int] = mapped_column(SmallInteger, default=5)
    next_at: Mapped[datetime]
    why: Mapped[str]
    created_at: Mapped[datetime]
