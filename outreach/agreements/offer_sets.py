"""Offer sets: what was read out or sent, exactly, so that a later "2" means what was offered and nothing else.

``offer_sets`` (append-only)
    ``offers`` as ``offers.to_json`` writes them. ``balance`` is what was owed then, ``made_on`` the day where the person
    was, ``terms`` the authority they were made under and ``authority_id`` the row it stood in (absent: the default).
    ``words_key`` names the text that spoke or wrote them. From ``expires_at`` on nobody can choose from the set any more,
    nor when the balance has changed or a first payment day is over. The newest set of a person and channel is the one
    that an answer there is about.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import debts, people  # noqa: F401 - the tables its keys point at
from outreach.agreements import authorities  # noqa: F401 - the table its key points at
from outreach.agreements.offers import Offer, from_json
from outreach.db import Base
from outreach.errors import NotFound


class OfferSet(Base):
    __tablename__ = "offer_sets"
    __table_args__ = (
        Index("ix_offer_sets_person_id", "person_id", "channel", "made_at"),
        Index("ix_offer_sets_debt_id", "debt_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    debt_id: Mapped[UUID] = mapped_column(ForeignKey("debts.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    attempt_id: Mapped[UUID | None]
    channel: Mapped[str]
    words_key: Mapped[str | None]
    balance: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str]
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("authorities.id"))
    terms: Mapped[dict[str, Any]]
    facts: Mapped[dict[str, Any]]
    offers: Mapped[list[Any]]
    made_on: Mapped[date]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    def all(self) -> tuple[Offer, ...]:
        """The offers as they were made."""
        return tuple(map(from_json, self.offers))


def find(session: Session, offer_set: UUID) -> OfferSet:
    """Raises NotFound."""
    found = session.get(OfferSet, offer_set)
    if found is None:
        raise NotFound(f"there is no offer set {offer_set}")
    return found


def newest(session: Session, person: UUID, channel: str, at: datetime) -> OfferSet | None:
    """The set that an answer of the person through ``channel`` is about; None when there is none, or it has expired."""
    query = select(OfferSet).where(OfferSet.person_id == person, OfferSet.channel == channel)
    found = session.scalars(query.order_by(OfferSet.made_at.desc(), OfferSet.id.desc()).limit(1)).first()
    return found if found and at < found.expires_at else None
