"""Payments: posted to the ledger, held against what was agreed, and silencing what is queued, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.accounts.debts import lock_parties
from outreach.agreements.plans import open_agreements
from outreach.contacts import agreeing, silence
from outreach.ledger.entries import balances, post

REST = timedelta(days=7)  # after a part payment the account is left alone this long


@dataclass(frozen=True, slots=True)
class Received:
    """What a payment left: ``balance`` in minor units, and how many queued contacts it cancelled."""

    balance: int
    cancelled: int


def receive(session: Session, debt: UUID, amount: int, reference: str, at: datetime) -> Received | None:
    """Post ``amount`` minor units paid on the debt; None when ``reference`` was posted before.

    Paid in full, or settled by it, closes the debt; a part payment lets it rest for ``REST``, and for as long as what was
    agreed is open.
    """
    lock_parties(session, debt)
    # What was agreed while this payment waited for the lock was agreed before it: the payment counts for it.
    at = max([at, *(agreement.made_at for agreement in open_agreements(session, debt))])
    if not post(session, debt, "payment", -amount, f"payment:{reference}", at):
        return None
    still_open = agreeing.judge_payment(session, debt, at)
    balance = balances(session, [debt])[debt]
    if balance <= 0:
        session.execute(_PAID, {"debt": debt})
        return Received(balance, silence.debt_silenced(session, debt, "paid in full", at))
    if still_open:
        return Received(balance, silence.debt_rests(session, debt, "a payment came in on what was agreed", at))
    return Received(balance, silence.debt_silenced(session, debt, "a payment came in", at, at + REST))


_PAID = text("UPDATE debts SET status = 'paid' WHERE id = :debt AND status = 'open'")
