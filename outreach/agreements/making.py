"""Making an agreement: a promise as it was said, or what was chosen from offers; once, and one at a time per debt.

Each holds the budgets of everybody who has to do with the debt, so that two channels agreeing at once come one after the
other: the second finds the plan of the first. A promise that is made, or a plan, replaces the promise that was open.
Who makes contacts stop and writes the person's log is ``outreach.contacts.agreeing``; conversations call that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from outreach.accounts.debts import Debt, lock_parties
from outreach.agreements import authorities, offer_sets
from outreach.agreements.authority import Authority
from outreach.agreements.codes import next_code
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.offers import Kind, Offer
from outreach.agreements.plans import STILL_OPEN, Agreement, AlreadyAgreed, Instalment, Plan, live_plan, require_no_plan
from outreach.agreements.promises import Promise
from outreach.errors import NotAllowed
from outreach.ids import new_id
from outreach.ledger.entries import balances
from outreach.money import Money


class OfferOver(NotAllowed):
    """Offers that nobody can choose from any more, or a number that is not among them."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised: ``amount`` minor units of ``currency`` by ``due_on``, said on ``channel``.

    ``said_on`` is the day where the person is (absent: in UTC), ``words_key`` the text that read it back.
    """

    amount: int
    currency: str
    due_on: date
    channel: str
    said_on: date | None = None
    words_key: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Which offer was chosen, through ``channel``, on the person's calendar day ``today``."""

    number: int
    channel: str
    today: date
    attempt: UUID | None = None
    words_key: str | None = None


class Made(NamedTuple):
    """An agreement, and whether it was made just now; said twice, it is the one made before."""

    agreement: Agreement
    new: bool


def promise(
    session: Session, person: UUID, debt: UUID, attempt: UUID | None, said: Promised, at: datetime
) -> Promise | None:
    """Record a promise in place of the one that was open. None when the attempt already brought one.

    What the client's authority does not allow is written down as it was said, with ``outside_authority`` set.
    """
    lock_parties(session, debt)
    account = session.get_one(Debt, debt)
    today = said.said_on or at.date()
    held = authorities.in_force(session, account.client_id, debt, account.currency, today)
    identity = new_id(at)
    statement = (
        insert(Promise)
        .values(
            id=identity,
            debt_id=debt,
            person_id=person,
            attempt_id=attempt,
            authority_id=held.id,
            code=next_code(session),
            amount=said.amount,
            currency=said.currency,
            due_on=said.due_on,
            grace_days=held.terms.grace_days,
            outside_authority=_outside(session, account, held.terms, said, today),
            channel=said.channel,
            words_key=said.words_key,
            state="open",
            made_at=at,
        )
        .on_conflict_do_nothing(index_elements=["attempt_id"])
    )
    if session.scalar(statement.returning(Promise.id)) is None:
        return None
    made = session.get_one(Promise, identity)
    _replace_promises(session, made, at)
    return made


def agree(session: Session, offer_set: UUID, answer: Answer, at: datetime) -> Made:
    """Agree to the offer that was chosen. Payment in full becomes a promise, anything else a plan.

    Raises:
        NotFound: no such offer set.
        OfferOver: it has expired, what is owed or the days have moved on, or it has no such number.
        AlreadyAgreed: a plan is running on the debt, or another offer of the set was taken.
    """
    offered = offer_sets.find(session, offer_set)
    lock_parties(session, offered.debt_id)
    if (before := answered(session, offered.id)) is not None:
        if before.offer_number != answer.number:
            raise AlreadyAgreed(f"offer {before.offer_number} was taken from these offers: it is {before.code}")
        return Made(before, new=False)
    require_no_plan(session, offered.debt_id)
    offer = _offer_taken(session, offered, answer, at)
    make = _promise_taken if offer.kind is Kind.IN_FULL else _plan_taken
    made = make(session, offered, offer, answer, at)
    _replace_promises(session, made, at)
    return Made(made, new=True)


def answered(session: Session, offer_set: UUID) -> Agreement | None:
    """What somebody agreed to from these offers; None when nobody has answered."""
    found: Agreement | None = session.scalar(select(Plan).where(Plan.offer_set_id == offer_set))
    return found or session.scalar(select(Promise).where(Promise.offer_set_id == offer_set))


def cancel(session: Session, agreement: Agreement, why: str, at: datetime) -> None:
    """Call off what is still open, at somebody's word. Raises NotAllowed when it is over."""
    lock_parties(session, agreement.debt_id)
    session.refresh(agreement)
    if agreement.state not in STILL_OPEN:
        raise NotAllowed(f"agreement {agreement.code} cannot be cancelled: it is {agreement.state}")
    end(session, agreement, "cancelled", why, at)


def end(session: Session, agreement: Agreement, state: str, why: str, at: datetime) -> None:
    """Move an agreement to a final ``state``; the payments of a plan that are still open are cancelled."""
    agreement.state, agreement.ended_why, agreement.ended_at = state, why, at
    if isinstance(agreement, Plan):
        rest = update(Instalment).where(Instalment.plan_id == agreement.id, Instalment.state == "open")
        session.flush()
        session.execute(rest.values(state="cancelled", ended_at=at))
    session.flush()


def _outside(session: Session, debt: Debt, terms: Authority, said: Promised, today: date) -> str | None:
    if (plan := live_plan(session, debt.id)) is not None:
        return f"plan {plan.code} is {plan.state} on the debt"
    owed = Money(balances(session, [debt.id]).get(debt.id, 0), debt.currency)
    return terms.objection(Money(said.amount, said.currency), owed, said.due_on, today)


def _offer_taken(session: Session, offered: OfferSet, answer: Answer, at: datetime) -> Offer:
    debt = session.get_one(Debt, offered.debt_id, populate_existing=True)
    if at >= offered.expires_at:
        raise OfferOver(f"the offers expired at {offered.expires_at:%Y-%m-%d %H:%M} UTC: make them anew")
    if debt.status != "open" or balances(session, [debt.id]).get(debt.id) != offered.balance:
        raise OfferOver("what is owed has changed since these offers were made: make them anew")
    offer = next((offer for offer in offered.all() if offer.number == answer.number), None)
    if offer is None:
        raise OfferOver(f"there is no offer {answer.number} among {len(offered.offers)}")
    if offer.payments[0].due_on < answer.today:
        raise OfferOver(f"its first payment was due on {offer.payments[0].due_on}: make the offers anew")
    return offer


def _promise_taken(session: Session, offered: OfferSet, offer: Offer, answer: Answer, at: datetime) -> Promise:
    """The attempt of a promise is the one it was chosen in, unless that already brought another promise."""
    taken = session.scalar(select(exists().where(Promise.attempt_id == answer.attempt)))
    attempt = None if taken else answer.attempt
    made = Promise(**_columns(session, offered, offer, answer, at), attempt_id=attempt, due_on=offer.payments[0].due_on)
    session.add(made)
    session.flush()
    return made


def _plan_taken(session: Session, offered: OfferSet, offer: Offer, answer: Answer, at: datetime) -> Plan:
    columns = _columns(session, offered, offer, answer, at)
    plan = Plan(**columns, attempt_id=answer.attempt, kind=offer.kind.value, waived=offer.waived)
    session.add(plan)
    session.flush()
    for number, payment in enumerate(offer.payments, 1):
        session.add(Instalment(plan_id=plan.id, number=number, amount=payment.amount, due_on=payment.due_on))
    session.flush()
    return plan


def _columns(session: Session, offered: OfferSet, offer: Offer, answer: Answer, at: datetime) -> dict[str, Any]:
    """What every agreement from offers is written down with."""
    return {
        "id": new_id(at),
        "debt_id": offered.debt_id,
        "person_id": offered.person_id,
        "offer_set_id": offered.id,
        "offer_number": offer.number,
        "authority_id": offered.authority_id,
        "code": next_code(session),
        "amount": offer.total,
        "currency": offer.currency,
        "grace_days": Authority.model_validate(offered.terms).grace_days,
        "channel": answer.channel,
        "words_key": answer.words_key,
        "made_at": at,
    }


def _replace_promises(session: Session, made: Agreement, at: datetime) -> None:
    """Cancel the promise that was open; a promise made beside a running plan replaces none, and the plan goes on."""
    others = update(Promise).where(Promise.debt_id == made.debt_id, Promise.state == "open", Promise.id != made.id)
    session.execute(others.values(state="cancelled", ended_at=at, ended_why=f"replaced by {made.code}"))
