"""Offering: what a person is about to hear or read, computed and kept in one step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.accounts.debts import Debt
from outreach.agreements import authorities
from outreach.agreements.calendar import PayDays
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.offers import Facts, offers, to_json
from outreach.agreements.plans import require_no_plan
from outreach.errors import NotAllowed
from outreach.ids import new_id
from outreach.ledger.entries import balances
from outreach.money import Money

GOOD_FOR = timedelta(days=3)


class NothingToOffer(NotAllowed):
    """The debt is not open, or nothing is owed on it."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """To whom the offers of ``debt`` go, through ``channel``, on her calendar day ``today``."""

    person: UUID
    debt: UUID
    channel: str
    today: date
    attempt: UUID | None = None
    words_key: str | None = None
    pay_days: PayDays | None = None


def make(session: Session, hearer: Hearer, at: datetime, good_for: timedelta = GOOD_FOR) -> OfferSet:
    """Compute the offers for a debt and keep them as they are about to be spoken or sent.

    Raises:
        NothingToOffer: the debt is not open, or nothing is owed on it.
        AlreadyAgreed: a plan is running.
    """
    debt = session.get_one(Debt, hearer.debt)
    owed = balances(session, [debt.id]).get(debt.id, 0)
    if debt.status != "open" or owed <= 0:
        raise NothingToOffer(f"there is nothing to offer on debt {debt.id}: it is {debt.status}, {owed} are owed")
    require_no_plan(session, debt.id)
    held = authorities.in_force(session, debt.client_id, debt.id, debt.currency, hearer.today)
    facts = Facts((hearer.today - debt.placed_on).days, hearer.pay_days)
    found = OfferSet(
        id=new_id(at),
        debt_id=debt.id,
        person_id=hearer.person,
        attempt_id=hearer.attempt,
        channel=hearer.channel,
        words_key=hearer.words_key,
        balance=owed,
        currency=debt.currency,
        authority_id=held.id,
        terms=held.terms.model_dump(mode="json"),
        facts=_kept(facts),
        offers=[to_json(offer) for offer in offers(Money(owed, debt.currency), held.terms, hearer.today, facts)],
        made_on=hearer.today,
        made_at=at,
        expires_at=at + good_for,
    )
    session.add(found)
    session.flush()
    return found


def _kept(facts: Facts) -> dict[str, Any]:
    pay_days = facts.pay_days
    said = {"rhythm": pay_days.rhythm.value, "anchor": pay_days.anchor.isoformat()} if pay_days else None
    return {"age_days": facts.age_days, "pay_days": said}
