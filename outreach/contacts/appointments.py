"""Appointments: a time at which we agreed to call somebody.

``appointments``
    ``begins_at`` is the instant that was offered and chosen, ``ends_at`` how late the call may still be made. ``wish`` is
    what the person wants to talk about, sealed. ``source`` says where it was booked.

    States::

        booked ──its time comes, a collector is free──► planned ──the call was made──► kept
          │                                               └──nobody was reached, or it was not lawful──► missed
          ├──nobody was free until ``ends_at``──► missed (a person of ours is asked)
          └──the person said no, paid, or chose another time──► cancelled

The call itself is an attempt like any other and is judged when it is claimed; `slots.py` offers only instants at which it
will be lawful, as far as is known.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, LargeBinary, Uuid, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import addresses, clients, people  # noqa: F401 - the tables its keys point at
from outreach.contacts import call_consent, log
from outreach.contacts.call_consent import GRACE
from outreach.db import Base
from outreach.ids import new_id
from outreach.store import Store

if TYPE_CHECKING:
    from outreach.contacts.facts import Subject

PURPOSE: Final = "callback"
OPEN: Final = ("booked", "planned")


class Appointment(Base):
    __tablename__ = "appointments"
    __table_args__ = (
        CheckConstraint("state IN ('booked', 'planned', 'kept', 'missed', 'cancelled')", name="state"),
        Index("ix_appointments_booked", "begins_at", postgresql_where=text("state = 'booked'")),
        Index("ix_appointments_person_id", "person_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    address_id: Mapped[UUID] = mapped_column(ForeignKey("addresses.id"))
    debt_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    wish_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    source: Mapped[str]
    state: Mapped[str] = mapped_column(default="booked")
    attempt_id: Mapped[UUID | None]
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]


def book(
    session: Session,
    store: Store,
    subject: Subject,
    begins_at: datetime,
    source: str,
    at: datetime,
    wish: str = "",
) -> Appointment:
    """Write an appointment down; one that was booked before is given up for it. The caller holds the person's budget."""
    cancel(session, subject.person_id, "another time was chosen", at)
    identity = new_id(at)
    made = Appointment(
        id=identity,
        person_id=subject.person_id,
        client_id=subject.client_id,
        address_id=subject.address_id,
        debt_ids=list(subject.debt_ids),
        begins_at=begins_at,
        ends_at=begins_at + GRACE,
        wish_sealed=store.vault.seal("appointments.wish", identity, wish) if wish else None,
        source=source,
        state="booked",
        made_at=at,
    )
    session.add(made)
    session.flush()
    debts = list(subject.debt_ids)
    call_consent.given(session, subject.person_id, subject.address_id, debts, begins_at, source, at)
    log.append(session, subject.person_id, "appointment", at, {"begins_at": begins_at.isoformat(), "source": source})
    return made


def cancel(session: Session, person: UUID, why: str, at: datetime) -> int:
    """Give up what is booked with a person. Returns how many appointments that were."""
    query = select(Appointment).where(Appointment.person_id == person, Appointment.state == "booked")
    given_up = session.scalars(query.with_for_update()).all()
    for one in given_up:
        one.state, one.ended_at, one.ended_why = "cancelled", at, why
        call_consent.taken_back(session, person, one.source, one.begins_at, at)
    session.flush()
    return len(given_up)


def next_of(session: Session, person: UUID) -> Appointment | None:
    """The open appointment of a person."""
    query = select(Appointment).where(Appointment.person_id == person, Appointment.state.in_(OPEN))
    return session.scalars(query.order_by(Appointment.begins_at).limit(1)).first()
