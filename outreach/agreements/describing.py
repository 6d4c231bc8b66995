"""Describing: an agreement read back as plain data, for confirmations, the collector's screen and whoever asks later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt
from outreach.agreements.authorities import AuthorityRow
from outreach.agreements.authority import Authority
from outreach.agreements.codes import read_code
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.offers import Kind, Offer
from outreach.agreements.plans import Agreement, Plan, instalments
from outreach.agreements.promises import Promise
from outreach.errors import NotFound


@dataclass(frozen=True, slots=True)
class Due:
    """One payment: ``amount`` minor units by ``due_on``, and what became of it."""

    number: int
    amount: int
    due_on: date
    state: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Offered:
    """The offers an agreement was chosen from, as they were spoken or sent, and the terms they were made under.

    ``set_by`` is who wrote those terms down, None for the default.
    """

    id: UUID
    made_at: datetime
    made_on: date
    channel: str
    words_key: str | None
    balance: int
    offers: tuple[Offer, ...]
    taken: int
    terms: Authority
    set_by: str | None


@dataclass(frozen=True, slots=True)
class Description:
    """Who agreed what, when and how; amounts in minor units of ``currency``.

    ``kind`` is ``promise`` (said freely), ``in_full``, ``plan`` or ``settlement``. ``words_key`` names the text that read
    it back, ``attempt`` the contact it was agreed in. ``offered`` is None for a promise said freely.
    """

    id: UUID
    kind: str
    code: str | None
    state: str
    person: UUID
    debt: UUID
    client: str
    account_ref: str
    channel: str
    attempt: UUID | None
    words_key: str | None
    made_at: datetime
    currency: str
    amount: int
    waived: int
    payments: tuple[Due, ...]
    grace_days: int
    outside_authority: str | None
    offered: Offered | None
    ended_at: datetime | None
    ended_why: str | None


def describe(session: Session, agreement: Agreement) -> Description:
    """Everything on record about an agreement."""
    debt = session.get_one(Debt, agreement.debt_id)
    plan = agreement if isinstance(agreement, Plan) else None
    return Description(
        id=agreement.id,
        kind=_kind(agreement),
        code=agreement.code,
        state=agreement.state,
        person=agreement.person_id,
        debt=debt.id,
        client=session.get_one(Client, debt.client_id).name,
        account_ref=debt.account_ref,
        channel=agreement.channel,
        attempt=agreement.attempt_id,
        words_key=agreement.words_key,
        made_at=agreement.made_at,
        currency=agreement.currency,
        amount=agreement.amount,
        waived=plan.waived if plan else 0,
        payments=_payments(session, agreement),
        grace_days=agreement.grace_days,
        outside_authority=None if isinstance(agreement, Plan) else agreement.outside_authority,
        offered=_offered(session, agreement),
        ended_at=agreement.ended_at,
        ended_why=agreement.ended_why,
    )


def find(session: Session, code: str) -> Agreement:
    """The agreement that a confirmation code names, however it was typed. Raises NotFound."""
    wanted = read_code(code)
    found: Agreement | None = session.scalar(select(Plan).where(Plan.code == wanted))
    found = found or session.scalar(select(Promise).where(Promise.code == wanted))
    if found is None:
        raise NotFound(f"no agreement has the code {wanted!r}")
    return found


def _kind(agreement: Agreement) -> str:
    if isinstance(agreement, Plan):
        return agreement.kind
    return Kind.IN_FULL.value if agreement.offer_set_id else "promise"


def _payments(session: Session, agreement: Agreement) -> tuple[Due, ...]:
    if isinstance(agreement, Promise):
        return (Due(1, agreement.amount, agreement.due_on, agreement.state, agreement.ended_at),)
    rows = instalments(session, agreement.id)
    return tuple(Due(row.number, row.amount, row.due_on, row.state, row.ended_at) for row in rows)


def _offered(session: Session, agreement: Agreement) -> Offered | None:
    if agreement.offer_set_id is None or agreement.offer_number is None:
        return None
    made = session.get_one(OfferSet, agreement.offer_set_id)
    author = session.get(AuthorityRow, made.authority_id) if made.authority_id else None
    return Offered(
        id=made.id,
        made_at=made.made_at,
        made_on=made.made_on,
        channel=made.channel,
        words_key=made.words_key,
        balance=made.balance,
        offers=made.all(),
        taken=agreement.offer_number,
        terms=Authority.model_validate(made.terms),
        set_by=author.set_by if author else None,
    )
