"""Rings: one collector for one transfer, from being kept free for it to the end of the talk.

``transfer_rings``
    ``turn`` is the turn of the call whose answer rang the phone, ``call_sid`` the leg that was picked up first: it owns the
    ring, any other is hung up. ``joins`` marks a colleague who was brought in by another collector. ``in_room`` is set while
    her leg is in the room of the transfer, or waits there. ``wrapped_at`` is when the form about the talk was filled in.

    States::

        reserved ──the person wants one──► ringing ──picked up──► answered ──pressed 1──► accepted ──► over (talked, dropped)
           └──► over (released)               └──► over (no_answer, busy, failed, not_needed)  └──► over (declined, no_key, gone)

    Outcomes: ``talked`` (bridged, or taken by her and over), ``dropped`` (taken, and gone before the two were connected),
    ``declined`` (another key, or hung up on the whisper), ``no_key`` (a voicemail, or somebody who pressed nothing), ``no_answer``,
    ``busy``, ``failed``, ``not_needed`` (a colleague was quicker), ``gone`` (the person had hung up), ``released`` (she chose something
    else), ``lapsed`` (no news came, the lease ended).

One collector has one ring that is not over: the database refuses a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.db import Base
from outreach.transfers import collectors
from outreach.transfers import transfers as requests
from outreach.transfers.transfers import Transfer

STATES: Final = ("reserved", "ringing", "answered", "accepted", "over")
_STATES: Final = ", ".join(f"'{state}'" for state in STATES)
BLAMELESS: Final = ("released", "not_needed", "gone")  # the collector did nothing, and stays free
UNREACHED: Final = ("no_key", "no_answer", "busy", "failed", "lapsed")  # nobody is there


class Ring(Base):
    __tablename__ = "transfer_rings"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("(state = 'over') = (ended_at IS NOT NULL)", name="ended_at"),
        Index(
            "ix_transfer_rings_one_at_a_time", "collector_id", unique=True, postgresql_where=text("ended_at IS NULL")
        ),
        Index("ix_transfer_rings_transfer_id", "transfer_id"),
        Index("ix_transfer_rings_collector_id", "collector_id", "reserved_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfers.id"))
    collector_id: Mapped[UUID] = mapped_column(ForeignKey("collectors.id"))
    turn: Mapped[int | None] = mapped_column(SmallInteger)
    joins: Mapped[bool] = mapped_column(default=False)
    in_room: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="reserved")
    outcome: Mapped[str | None]
    call_sid: Mapped[str | None] = mapped_column(unique=True)
    reserved_at: Mapped[datetime]
    rung_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    wrapped_at: Mapped[datetime | None]


def locked(session: Session, ring: UUID) -> tuple[Ring, Transfer] | None:
    """The ring and its transfer with their rows locked, the transfer first; None when there is no such ring."""
    transfer = session.scalar(select(Ring.transfer_id).where(Ring.id == ring))
    if transfer is None:
        return None
    request = requests.locked(session, transfer)
    return session.get_one(Ring, ring, with_for_update=True, populate_existing=True), request


def of(session: Session, transfer: UUID, *states: str) -> Sequence[Ring]:
    """The rings of a transfer, all or those in the states named; their rows locked, in the order they began."""
    query = select(Ring).where(Ring.transfer_id == transfer)
    if states:
        query = query.where(Ring.state.in_(states))
    ordered = query.order_by(Ring.reserved_at, Ring.id).with_for_update()
    return session.scalars(ordered.execution_options(populate_existing=True)).all()


def open_of(session: Session, transfer: UUID) -> Sequence[Ring]:
    """The rings of a transfer that are not over, only to look at."""
    return session.scalars(select(Ring).where(Ring.transfer_id == transfer, Ring.ended_at.is_(None))).all()


def ring(session: Session, kept: Ring, turn: int | None, at: datetime) -> None:
    """The phone of a collector who was kept free rings from now on, by the answer to ``turn``."""
    kept.state, kept.turn, kept.rung_at = "ringing", turn, at
    session.flush()
    collectors.become(collectors.locked(session, kept.collector_id), "ringing", at, collectors.RINGING)
    session.flush()


def picked_up(session: Session, one: Ring, sid: str, at: datetime) -> bool:
    """The leg ``sid`` was picked up. Whether it is the ring's own: the first that asks is."""
    if one.state == "answered":
        return one.call_sid == sid
    if one.state != "ringing" or not sid or session.scalar(select(Ring.id).where(Ring.call_sid == sid)):
        return False
    one.state, one.call_sid, one.answered_at = "answered", sid, at
    session.flush()
    return True


def take(session: Session, one: Ring, at: datetime) -> None:
    """The collector has taken the call."""
    one.state, one.accepted_at = "accepted", at
    session.flush()
    collector = collectors.locked(session, one.collector_id)
    collector.refused = 0
    collectors.become(collector, "on_call", at, collectors.ON_CALL)
    session.flush()


def due_form(session: Session, collector: UUID) -> Ring | None:
    """The talk a collector still owes a form about."""
    query = select(Ring).where(Ring.collector_id == collector, Ring.outcome == "talked", Ring.wrapped_at.is_(None))
    return session.scalars(query.order_by(Ring.ended_at).limit(1)).first()


def goes_on(session: Session, transfer: UUID) -> bool:
    """Whether somebody else has a part in the transfer still: a phone that rings, a talk, or a form that is due."""
    undone = Ring.ended_at.is_(None) | ((Ring.outcome == "talked") & Ring.wrapped_at.is_(None))
    return session.scalar(select(Ring.id).where(Ring.transfer_id == transfer, undone).limit(1)) is not None


def end(session: Session, one: Ring, outcome: str, at: datetime) -> None:
    """A ring is over: what it came to, and what that makes of the collector. What is over stays.

    The caller holds the transfer's and the ring's row.
    """
    if one.state == "over":
        return
    one.state, one.outcome, one.ended_at, one.in_room = "over", outcome, at, False
    session.flush()
    collector = collectors.locked(session, one.collector_id)
    if outcome == "talked":
        collectors.become(collector, "wrap_up", at, collectors.WRAP_UP)
    elif outcome == "declined":
        collectors.declined(collector, at)
    elif outcome in UNREACHED:
        collectors.become(collector, "away", at)
    else:
        collectors.freed(collector, at)
    session.flush()
