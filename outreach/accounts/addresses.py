"""Addresses: ways to reach a person, each with its kind, place, line type, provenance and state.

``addresses``
    ``kind`` phone or email; ``value_sealed`` the E.164 number or lower-case mailbox; ``value_index`` its blind index,
    which finds everybody reached at the same number. ``line`` mobile, landline, voip, toll_free or unknown (treated as
    a mobile). ``place`` home or work. ``source`` consumer, creditor, prior_collector or skip_trace.

    States::

        active ──wrong number──► wrong_person        (never contacted again for this person)
           └────not in service─► dead                (suppressed until somebody confirms it)
        wrong_person, dead ──confirmed by a person──► active
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import people  # noqa: F401 - the table its key points at
from outreach.db import Base


class Address(Base):
    __tablename__ = "addresses"
    __table_args__ = (
        UniqueConstraint("person_id", "value_index"),
        Index("ix_addresses_value_index", "value_index"),
        CheckConstraint("kind IN ('phone', 'email')", name="kind"),
        CheckConstraint("line IN ('mobile', 'landline', 'voip', 'toll_free', 'unknown')", name="line"),
        CheckConstraint("place IN ('home', 'work')", name="place"),
        CheckConstraint("state IN ('active', 'wrong_person', 'dead')", name="state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    value_index: Mapped[bytes] = mapped_column(LargeBinary)
    line: Mapped[str] = mapped_column(default="unknown")
    place: Mapped[str] = mapped_column(default="home")
    source: Mapped[str]
    notice_sent_at: Mapped[datetime | None]
    rank: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="active")
    recorded_at: Mapped[datetime]


def people_at(session: Session, index: bytes) -> list[UUID]:
    """Everybody who is reached at the number or mailbox with this blind index, sorted."""
    query = select(Address.person_id).where(Address.value_index == index, Address.state != "wrong_person")
    return sorted(set(session.scalars(query)))
