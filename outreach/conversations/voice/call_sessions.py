"""Call sessions: one call in which we speak with somebody, placed by us or by her, and its turns.

``call_sessions``
    ``attempt_id`` is the order of an outbound call; absent for one that came in. Who is at the other end is a claim until the
    second factor was known: ``identity`` none → claimed → verified. ``candidates`` are the people the caller may be; the
    one asked about is ``person_id``, absent when nobody is known at the number. ``number_sealed`` is her side of the line.
    ``zone`` is where she is, as far as is known.
    ``state`` is the place in the flow (`flow.py`), ``tries`` how often it was said again, ``turn`` the number of the turn whose
    answer is awaited. ``picks`` are what was chosen on the way: a day, a plan, hours.

    Outcomes: ``promise``, ``plan``, ``stop``, ``wrong_person``, ``dispute``, ``callback``, ``preferences``, ``noted``, ``person_wanted``,
    ``transfer``, ``voicemail``, ``unidentified``, ``unfinished``.
``call_turns`` (append-only)
    what was heard and what we said to it, word by word. ``keys`` of a second factor are kept as their number only, words
    spoken there not at all; other words she spoke are sealed, as are ours. A turn that is posted again is answered with what
    stands here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    Uuid,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import addresses, clients, people  # noqa: F401 - the tables its keys point at
from outreach.contacts import attempts  # noqa: F401
from outreach.db import Base, lock_budgets, person_key

IDENTITIES: Final = ("none", "claimed", "verified")


class CallSession(Base):
    __tablename__ = "call_sessions"
    __table_args__ = (
        CheckConstraint("direction IN ('outbound', 'inbound')", name="direction"),
        CheckConstraint("identity IN ('none', 'claimed', 'verified')", name="identity"),
        Index("ix_call_sessions_person_id", "person_id", "began_at"),
        Index("ix_call_sessions_attempt_id", "attempt_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = mapped_column(unique=True)
    direction: Mapped[str]
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempts.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    candidates: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    address_id: Mapped[UUID | None] = mapped_column(ForeignKey("addresses.id"))
    debt_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    zone: Mapped[str] = mapped_column(default="UTC")
    language: Mapped[str] = mapped_column(default="en")
    identity: Mapped[str] = mapped_column(default="none")
    state: Mapped[str]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    turn: Mapped[int] = mapped_column(SmallInteger, default=0)
    picks: Mapped[dict[str, Any]]
    offer_set_id: Mapped[UUID | None] = mapped_column(ForeignKey("offer_sets.id"))
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class CallTurn(Base):
    __tablename__ = "call_turns"
    __table_args__ = (UniqueConstraint("session_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("call_sessions.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    was: Mapped[str]
    keys: Mapped[str]
    heard_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str]
    language: Mapped[str]
    prompts: Mapped[list[Any]]
    said_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]


def locked(session: Session, call_session: UUID) -> CallSession | None:
    """The session with its row locked, and the budgets of everybody a key may concern; None when there is none."""
    columns = (CallSession.person_id, CallSession.candidates, CallSession.debt_ids, CallSession.address_id)
    found = session.execute(select(*columns).where(CallSession.id == call_session)).first()
    if found is None:
        return None
    hold_concerned(session, [*found.candidates, found.person_id], found.debt_ids, found.address_id)
    return session.get(CallSession, call_session, with_for_update=True, populate_existing=True)


def hold_concerned(
    session: Session, persons: Iterable[UUID | None], debts: Iterable[UUID], address: UUID | None
) -> None:
    """Hold the budgets of these people, of all who owe the debts, and of all at the number, whom a no silences: all at once."""
    asked = {"persons": [person for person in persons if person], "debts": list(debts), "address": address}
    lock_budgets(session, [person_key(person) for person in session.scalars(_CONCERNED, asked)])


def turn(session: Session, call_session: UUID, number: int) -> CallTurn | None:
    """A turn of a session by its number."""
    query = select(CallTurn).where(CallTurn.session_id == call_session, CallTurn.number == number)
    return session.scalars(query).first()


def of_call(session: Session, sid: str) -> CallSession | None:
    """The session of the carrier's call ``sid``."""
    return session.scalars(select(CallSession).where(CallSession.call_sid == sid)).first()


def is_somebody(session: Session, call: CallSession) -> bool:
    """Whether a person is at the other end for certain: a key was pressed, or words led somewhere."""
    query = select(CallTurn.id).where(CallTurn.session_id == call.id).where((CallTurn.keys != "") | _led_somewhere())
    return session.scalar(query.limit(1)) is not None


def _led_somewhere() -> ColumnElement[bool]:
    return CallTurn.heard_sealed.is_not(None) & (CallTurn.was != CallTurn.state)


_CONCERNED = text("""
SELECT unnest(CAST(:persons AS uuid[]))
UNION SELECT person_id FROM debt_parties WHERE debt_id = ANY(CAST(:debts AS uuid[]))
UNION SELECT other.person_id FROM addresses a JOIN addresses other ON other.value_index = a.value_index
      WHERE a.id = CAST(:address AS uuid)
""")
