"""Attention: what a person of ours must look at, because the machine must not guess.

``attention``
    ``kind`` decision (a rule asks for a human), reply (words nobody could read for sure), unsettled (the carrier does
    not know what became of an attempt), wrong_person, agreement (what somebody promised is outside of the client's
    authority), text (words that nobody answers for), identity (the question who she is was answered wrongly too often), message (a
    machine cut a message off), wrap_up (a form about a talk is late). ``message_id`` is the inbound text it is about.
    Open until somebody closes it with a note.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.db import Base
from outreach.ids import new_id


class Attention(Base):
    __tablename__ = "attention"
    __table_args__ = (Index("ix_attention_open", "opened_at", postgresql_where=text("closed_at IS NULL")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    person_id: Mapped[UUID | None]
    attempt_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None] = mapped_column(index=True)
    why: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str | None]
    note: Mapped[str | None]


def ask(
    session: Session,
    kind: str,
    why: str,
    at: datetime,
    person: UUID | None = None,
    attempt: UUID | None = None,
    message: UUID | None = None,
) -> None:
    """Put something before a person of ours."""
    about = {"person_id": person, "attempt_id": attempt, "message_id": message}
    session.add(Attention(id=new_id(at), kind=kind, why=why, opened_at=at, **about))
    session.flush()


def ask_once(session: Session, kind: str, why: str, at: datetime) -> None:
    """The same about nobody in particular, unless the same question is open already."""
    query = select(Attention.id).where(Attention.closed_at.is_(None), Attention.kind == kind, Attention.why == why)
    if session.scalar(query.limit(1)) is None:
        ask(session, kind, why, at)
