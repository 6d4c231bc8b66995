"""Carrier events: every webhook as it arrived, stored once, applied by a worker.

``carrier_events``
    ``dedupe_key`` makes a repeated delivery the same row: an inbound text is known by its sid, an e-mail's event by the
    id its carrier gave it, a status by the carrier's idempotency token, else by sid, status and sequence.
    ``params_sealed`` holds all fields (they carry numbers and words). ``kind`` call_status, call_in, machine, ring (then
    ``attempt_id`` is the ring of a transfer), message_status, sms_in, email_event. ``address_index`` is the blind index of the number an sms_in came from, or of the mailbox an e-mail's
    event says no for: until the event is applied nobody at that address is contacted (``contacts.verdicts``).
    ``received_at`` is business time; ``stored_at`` the database's clock, for the sweep.

    States::

        new ──applied by a worker──► applied
         ├──belongs to nobody here──► ignored (``note`` says why)
         └──failed every time──► ignored without ``applied_at`` ──replayed by a person──► new
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, func, text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.db import Base


class CarrierEvent(Base):
    __tablename__ = "carrier_events"
    __table_args__ = (
        CheckConstraint("state IN ('new', 'applied', 'ignored')", name="state"),
        Index("ix_carrier_events_new", "stored_at", postgresql_where=text("state = 'new'")),
        Index(
            "ix_carrier_events_not_applied",
            "address_index",
            postgresql_where=text("applied_at IS NULL AND address_index IS NOT NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    attempt_id: Mapped[UUID | None]
    params_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    address_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default="new")
    note: Mapped[str | None]
    received_at: Mapped[datetime]
    stored_at: Mapped[datetime] = mapped_column(server_default=func.now())
    applied_at: Mapped[datetime | None]


class InboundMessage(Base):
    """``inbound_messages``: a text a person sent us. ``reading`` is how it was understood; the words are sealed.

    ``person_id`` is absent when several people, or nobody, are known at the number. ``client_id`` is whose number of ours it
    came to, ``understood`` what was read of it besides, without her words.
    """

    __tablename__ = "inbound_messages"
    __table_args__ = (Index("ix_inbound_messages_person_at", "person_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    person_id: Mapped[UUID | None]
    address_index: Mapped[bytes] = mapped_column(LargeBinary)
    to_value: Mapped[str]
    client_id: Mapped[UUID | None]
    carrier_sid: Mapped[str] = mapped_column(unique=True)
    reading: Mapped[str]
    understood: Mapped[dict[str, Any]]
    words_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime]
