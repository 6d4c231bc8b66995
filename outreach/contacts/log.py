"""The contact log: what happened to each person, append-only and hash-chained.

``contact_log``
    ``seq`` counts from 1 per person. ``payload`` is canonical JSON (sorted keys, no spaces) without personal data;
    ``hash`` = SHA-256 over ``prev_hash | payload`` in hex, the first ``prev_hash`` is 64 zeros. A row changed, removed
    or put in between breaks every hash after it; ``outreach log verify`` checks an exported chain offline.
    Writers hold the person's budget lock, and ``(person_id, seq)`` is unique, so a chain never forks.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import people  # noqa: F401 - the table its key points at
from outreach.db import Base

GENESIS = "0" * 64


class LogEntry(Base):
    __tablename__ = "contact_log"
    __table_args__ = (
        Index("ix_contact_log_attempt_id", "attempt_id"),
        Index("ix_contact_log_silence", "at", postgresql_where=text("kind = 'silence'")),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str]
    attempt_id: Mapped[UUID | None]
    payload: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]


def append(
    session: Session, person: UUID, kind: str, at: datetime, detail: Mapping[str, Any], attempt: UUID | None = None
) -> LogEntry:
    """Add an entry to the person's chain. The caller holds the person's budget lock (``db.lock_budgets``)."""
    query = select(LogEntry.seq, LogEntry.hash).where(LogEntry.person_id == person).order_by(LogEntry.seq.desc())
    head = session.execute(query.limit(1)).first()
    seq, prev = (head.seq + 1, head.hash) if head else (1, GENESIS)
    payload = canonical(
        {
            "at": at.isoformat(),
            "attempt": str(attempt) if attempt else None,
            "detail": dict(detail),
            "kind": kind,
            "person": str(person),
            "seq": seq,
        }
    )
    entry = LogEntry(
        person_id=person,
        seq=seq,
        at=at,
        kind=kind,
        attempt_id=attempt,
        payload=payload,
        prev_hash=prev,
        hash=chain(prev, payload),
    )
    session.add(entry)
    session.flush()
    return entry


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with one spelling: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def chain(prev_hash: str, payload: str) -> str:
    """The hash of an entry, from its predecessor's hash and its own payload."""
    return hashlib.sha256(f"{prev_hash}|{payload}".encode()).hexdigest()
