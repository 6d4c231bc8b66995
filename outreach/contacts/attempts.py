"""Attempts: one try to contact one person at one address through one channel. The row is the truth.

``attempts``
    ``debt_ids`` are the debts the words may raise; the contact counts for all of them. ``contact_outcome`` is the legal
    meaning in the words of the facts format (``dialling`` from the moment the row is wired: a reservation counts);
    it is absent while nothing can have reached the person. ``subject_id`` is what the words are about beyond person and
    debt (`word_values.py`). ``answers_id`` is the inbound text that it answers: a text has one answer, the
    database sees to it. ``segments`` is what a text of ours costs. ``needs_person`` marks a call that is made for a talk with a
    collector. ``disposition`` is the field's word (right_party_contact,
    promise, voicemail …). ``heard_at`` (last news of the order), ``asked_at`` (when the carrier was last asked) and
    ``dispatched_at`` are the database's own clock, for technical time-outs; all other instants are business time.

    States::

        planned ──claim allows──► wired ──carrier accepted──► queued ─► sent | ringing ─► in_progress
           │                        ├──no answer──► unknown ──settled──► queued … or failed
           │                        └──refused, 429, too late──► planned (never left us)
           ├──blocks until T──► snoozed     ├──blocks until cleared, or a person must look──► blocked
           ├──payment, STOP, hold, pause──► cancelled     └──campaign's window passed──► expired
        final from the carrier: delivered undelivered failed completed busy no_answer recalled

    A claim is the lock on the row inside one transaction; there is no visible state for it. Carrier states carry a
    rank and only rise.
``attempt_events`` (append-only)
    every change of state with its cause.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, Uuid, false, text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.accounts import addresses, clients, people  # noqa: F401 - the tables its keys point at
from outreach.contacts import enrolments  # noqa: F401
from outreach.db import Base

RANK = {
    "planned": 0,
    "wired": 10,
    "unknown": 11,
    "queued": 20,
    "sent": 30,
    "ringing": 30,
    "in_progress": 40,
    "delivered": 90,
    "undelivered": 90,
    "failed": 90,
    "completed": 90,
    "busy": 90,
    "no_answer": 90,
    "recalled": 90,
    "snoozed": 90,
    "blocked": 90,
    "cancelled": 90,
    "expired": 90,
}
FINAL = frozenset(state for state, rank in RANK.items() if rank == 90)
WITH_CARRIER = ("wired", "unknown", "queued", "sent", "ringing", "in_progress")
_STATES = ", ".join(f"'{state}'" for state in RANK)


def may_follow(state: str, new: str) -> bool:
    """Whether ``new`` may follow ``state``: a status moves forward only, what is final stays."""
    return state not in FINAL and RANK[new] > RANK[state]


class Attempt(Base):
    __tablename__ = "attempts"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("channel IN ('call', 'sms', 'email')", name="channel"),
        Index("ix_attempts_person_wired", "person_id", "wired_at"),
        Index("ix_attempts_address_wired", "address_id", "wired_at"),
        Index("ix_attempts_planned", "due_at", postgresql_where=text("state = 'planned'")),
        Index(
            "ix_attempts_open",
            "state",
            "heard_at",
            postgresql_where=text("state IN ('wired', 'unknown', 'queued', 'sent', 'ringing', 'in_progress')"),
        ),
        Index("ix_attempts_enrolment_id", "enrolment_id"),
        Index(
            "uq_attempts_answers_id",
            "answers_id",
            unique=True,
            postgresql_where=text("answers_id IS NOT NULL AND state <> 'snoozed'"),
        ),
        Index("ix_attempts_calls", "client_id", "wired_at", postgresql_where=text("channel = 'call'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    enrolment_id: Mapped[UUID | None] = mapped_column(ForeignKey("enrolments.id"))
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    address_id: Mapped[UUID] = mapped_column(ForeignKey("addresses.id"))
    debt_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    channel: Mapped[str]
    step: Mapped[int] = mapped_column(SmallInteger, default=0)
    purpose: Mapped[str] = mapped_column(default="collection")
    voice: Mapped[str | None]
    template: Mapped[str]
    template_version: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    answers_id: Mapped[UUID | None]
    needs_person: Mapped[bool] = mapped_column(default=False, server_default=false())
    state: Mapped[str] = mapped_column(default="planned")
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    paced: Mapped[bool] = mapped_column(default=False)
    dispatched_at: Mapped[datetime | None]
    wired_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    from_value: Mapped[str | None]
    body_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    segments: Mapped[int | None] = mapped_column(SmallInteger)
    decision_id: Mapped[UUID | None]
    carrier_sid: Mapped[str | None] = mapped_column(unique=True)
    carrier_status: Mapped[str | None]
    sequence: Mapped[int] = mapped_column(SmallInteger, default=-1)
    answered_by: Mapped[str | None]
    sip_code: Mapped[int | None] = mapped_column(SmallInteger)
    error_code: Mapped[str | None]
    identity: Mapped[str] = mapped_column(default="none")
    contact_outcome: Mapped[str | None]
    disposition: Mapped[str | None]


class AttemptEvent(Base):
    __tablename__ = "attempt_events"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), index=True)
    from_state: Mapped[str]
    to_state: Mapped[str]
    cause: Mapped[str]
    detail: Mapped[dict[str, Any]]
    at: Mapped[datetime]
