"""Addresses: ways to reach a person, each with its kind, place, line type, provenance and state.

``addresses``
    ``kind`` phone or email; ``value_sealed`` the E.164 number or lower-case mailbox; ``value_index`` its blind index,
    which finds everybody reached at the same number. ``line`` mobile, landline, voip, toll_free or unknown (treated as
    a mobile). ``place`` home or work. ``source`` is how it came to us first, in the words of ``SOURCES``.

    States::

        active ──wrong number──► wrong_person        (never contacted again for this person)
           └────not in service─► dead                (suppressed until somebody confirms it)
        wrong_person, dead ──confirmed by a person──► active

``email_provenance``
    how each client came by a mailbox, because Regulation F asks for every debt anew how its collector got the address
    (12 CFR 1006.6(d)(4)); one row per mailbox and client. ``notice_sent_at``: when the creditor told the person that
    we would use it; ``opt_out_until``: until when that notice lets her object. A mailbox without any row was given to us by
    herself or is of a time when nobody asked: then ``addresses.source`` holds for all debts. With rows of other clients
    only, nobody knows how it came by this one.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import clients, people  # noqa: F401 - the tables its keys point at
from outreach.db import Base

SOURCES = (
    "consumer",  # the person gave it to us (to the creditor in whose name we act)
    "used_with_us",  # she wrote to us from it
    "creditor",  # the creditor had it from her
    "prior_collector",  # the collector before us used it about this debt
    "skip_trace",  # found elsewhere
    "unknown",  # nobody can say
)


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


class EmailProvenance(Base):
    __tablename__ = "email_provenance"
    __table_args__ = (
        UniqueConstraint("address_id", "client_id"),
        CheckConstraint("source IN ({})".format(", ".join(f"'{word}'" for word in SOURCES)), name="source"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address_id: Mapped[UUID] = mapped_column(ForeignKey("addresses.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    source: Mapped[str]
    notice_sent_at: Mapped[datetime | None]
    opt_out_until: Mapped[datetime | None]
    recorded_at: Mapped[datetime]


def people_at(session: Session, index: bytes) -> list[UUID]:
    """Everybody who is reached at the number or mailbox with this blind index, sorted."""
    query = select(Address.person_id).where(Address.value_index == index, Address.state != "wrong_person")
    return sorted(set(session.scalars(query)))
