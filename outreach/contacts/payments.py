"""Payments: posted to the ledger, and silencing what is queued, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.contacts import silence
from outreach.contacts.silence import Cause
from outreach.ledger.entries import balances, post
from outreach.store import Store

REST = timedelta(days=7)  # after a part payment the account is left alone this long


@dataclass(frozen=True, slots=True)
class Received:
    """What a payment left: ``balance`` in minor units, and how many queued contacts it cancelled."""

    balance: int
    cancelled: int


def receive(session: Session, store: Store, debt: UUID, amount: int, reference: str, at: datetime) -> Received | None:
    """Post ``amount`` minor units paid on the debt; None when ``reference`` was posted before.

    Paid in full closes the debt; a part payment lets it rest for ``REST``. ``at`` is when the payment reached us.
    """
    if not post(session, debt, "payment", -amount, f"payment:{reference}", at):
        return None
    balance = balances(session, [debt])[debt]
    if balance <= 0:
        session.execute(_PAID, {"debt": debt})
        return Received(balance, silence.debt_silenced(session, store, debt, Cause("payment", "paid in full", at), at))
    cause = Cause("payment", "a payment came in", at)
    return Received(balance, silence.debt_silenced(session, store, debt, cause, at, at + REST))


_PAID = text("UPDATE debts SET status = 'paid' WHERE id = :debt AND status = 'open'")
