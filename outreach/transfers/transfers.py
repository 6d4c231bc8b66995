"""Transfers: a person of ours is offered to somebody, asked for, found or not.

``transfers``
    one row from the moment a person is offered until nobody waits for one any more. ``session_id`` is the call (absent while
    an agreed call is still ringing), ``attempt_id`` the order of a call that we placed. ``why`` says what led here: ``asked``
    (a key or a word), a rule of escalation, ``campaign`` (a call that is made for a talk), ``appointment``. ``language`` and
    ``skills`` are what a collector must have. ``offered_at``, ``asked_at``, ``connected_at``, ``ended_at`` are business time.

    States::

        offered ──the person wants one──► ringing ──a collector takes the call──► talking ──the talk is over──► ended
           │                                ▲  │  │                                 │  ▲
           │                                │  │  └──the person hangs up──► abandoned │  │ the colleague did not come
           │      no collector takes it:    │  └──nobody takes it──► unmet           │  │
           └──she chooses something else,   │     (a time is offered)               │  │
              or hangs up──► released       └──handed on, cold── handing_on ◄──────┤  │
                                                                                    └──► consulting ──► conferring ──► ended

``consulting``: the first collector speaks with a colleague while the person hears words of ours; ``conferring``: all are in one
room. A call has one transfer that has not ended, at most; the database refuses a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import clients, people  # noqa: F401 - the tables its keys point at
from outreach.db import Base
from outreach.ids import new_id

OPEN: Final = ("offered", "ringing", "talking", "handing_on", "consulting", "conferring")
OVER: Final = ("ended", "released", "unmet", "abandoned")
WITH_SOMEBODY: Final = ("talking", "consulting", "conferring")
_STATES: Final = ", ".join(f"'{state}'" for state in (*OPEN, *OVER))
ASKED, APPOINTMENT, CAMPAIGN = "asked", "appointment", "campaign"


class Transfer(Base):
    __tablename__ = "transfers"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index("ix_transfers_open_session", "session_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_transfers_open_attempt", "attempt_id", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_transfers_client_id", "client_id", "offered_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID | None]  # of call_sessions, which are kept a floor above
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    attempt_id: Mapped[UUID | None]
    why: Mapped[str]
    language: Mapped[str]
    skills: Mapped[list[str]] = mapped_column(ARRAY(String))
    state: Mapped[str] = mapped_column(default="offered")
    offered_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    connected_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is to be connected with a collector of which kind, and why."""

    client: UUID
    language: str
    skills: Sequence[str] = ()
    why: str = ASKED
    person: UUID | None = None
    session: UUID | None = None
    attempt: UUID | None = None


def begin(session: Session, wanted: Wanted, at: datetime) -> Transfer:
    """A transfer, offered so far."""
    made = Transfer(
        id=new_id(at),
        session_id=wanted.session,
        client_id=wanted.client,
        person_id=wanted.person,
        attempt_id=wanted.attempt,
        why=wanted.why,
        language=wanted.language,
        skills=sorted(wanted.skills),
        offered_at=at,
    )
    session.add(made)
    session.flush()
    return made


def locked(session: Session, transfer: UUID) -> Transfer:
    """The transfer, its row locked. Its rings and collectors are locked after it, never before."""
    return session.get_one(Transfer, transfer, with_for_update=True, populate_existing=True)


def open_of(session: Session, call: UUID) -> Transfer | None:
    """The transfer of a call that has not ended, its row locked."""
    query = select(Transfer).where(Transfer.session_id == call, Transfer.ended_at.is_(None))
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()


def open_for(session: Session, attempt: UUID) -> Transfer | None:
    """The transfer that waits for an attempt's call, its row locked."""
    query = select(Transfer).where(Transfer.attempt_id == attempt, Transfer.ended_at.is_(None))
    return session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()


def finish(transfer: Transfer, state: str, at: datetime) -> None:
    """End a transfer; what has ended stays."""
    if transfer.ended_at is None:
        transfer.state, transfer.ended_at = state, at
