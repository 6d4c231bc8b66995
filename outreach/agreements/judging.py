"""Judging: what was agreed becomes kept, partial or broken by the payments in the ledger, and by nothing else.

- Payments posted since the agreement count, a returned payment (a positive entry of kind payment) counts against them.
- The payments of a plan are taken together: what is paid beyond one counts for the next.
- A payment counts as in time until the last of the days of grace is over everywhere on earth; nothing is judged as
  missed before. Everything that is fully paid is kept at once.
- A plan is broken by its first payment that is missed or made in part; ``active`` from its first payment on.
- Where nothing is owed any more, what is open is kept if anything was paid since, else cancelled. What the client took
  back (recalled, gone to counsel) is cancelled.
- A settlement that is kept lets the rest go: a credit of what was waived is posted, and the debt is closed when nothing
  is owed then.

A verdict is final, said twice it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.accounts.debts import Debt, lock_parties
from outreach.agreements.calendar import earliest_day
from outreach.agreements.making import end
from outreach.agreements.offers import Payment
from outreach.agreements.plans import STILL_OPEN, Agreement, Plan, instalments, open_agreements
from outreach.agreements.promises import Promise
from outreach.ledger.entries import LedgerEntry, balances, post

GONE = ("recalled", "legal")  # states of a debt that is no longer ours to collect


class Paid(NamedTuple):
    """``amount`` minor units came in on the day ``on``; a returned payment is negative."""

    amount: int
    on: date


@dataclass(frozen=True, slots=True)
class Judged:
    """An agreement that moved, and from which state."""

    agreement: Agreement
    was: str


def judge(due: Sequence[Payment], paid: Iterable[Paid], grace_days: int, today: date) -> tuple[str, ...]:
    """The state of each payment of an agreement on ``today``: open, kept, partial or broken.

    ``due`` is in the order of its dates, ``paid`` is everything since the agreement was made, in any order.
    """
    received = list(paid)
    owed = accumulate(payment.amount for payment in due)
    return tuple(
        _verdict(payment, total, received, payment.due_on + timedelta(days=grace_days), today)
        for payment, total in zip(due, owed, strict=True)
    )


def judge_due(session: Session, at: datetime, most: int = 20) -> list[Judged]:
    """Judge what has run out at ``at``, on at most ``most`` debts. Returns what moved; called again, the next ones."""
    debts = session.scalars(_OVER, {"day": earliest_day(at), "most": most}).all()
    lock_parties(session, *debts)
    return [judged for debt in debts for judged in judge_debt(session, debt, at)]


def judge_debt(session: Session, debt: UUID, at: datetime) -> list[Judged]:
    """Judge what was agreed on one debt by what was paid until ``at``. Returns what moved.

    The caller holds the budgets of everybody who has to do with the debt.
    """
    owed = balances(session, [debt]).get(debt, 0)
    status = session.get_one(Debt, debt, populate_existing=True).status
    found = open_agreements(session, debt)
    before = {agreement.id: agreement.state for agreement in found}
    for agreement in found:
        if status in GONE:
            end(session, agreement, "cancelled", f"the debt is {status}", at)
        else:
            _judge_one(session, agreement, owed, at)
    return [Judged(agreement, before[agreement.id]) for agreement in found if agreement.state != before[agreement.id]]


def _verdict(payment: Payment, total: int, paid: list[Paid], until: date, today: date) -> str:
    """``total`` is what is due with this payment and all before it."""
    in_time = sum(received.amount for received in paid if received.on <= until)
    if in_time >= total:
        return "kept"
    if today <= until:
        return "open"
    return "partial" if in_time > total - payment.amount else "broken"


def _judge_one(session: Session, agreement: Agreement, owed: int, at: datetime) -> None:
    paid = _paid_since(session, agreement.debt_id, agreement.made_at)
    today = earliest_day(at) if owed > 0 else date.min  # where nothing is owed, nothing can be missed
    if isinstance(agreement, Plan):
        _judge_plan(session, agreement, paid, today, at)
    else:
        _judge_promise(session, agreement, paid, today, at)
    if owed <= 0 and agreement.state in STILL_OPEN:
        _nothing_owed(session, agreement, paid, at)


def _judge_promise(session: Session, promise: Promise, paid: list[Paid], today: date, at: datetime) -> None:
    due = [Payment(promise.amount, promise.due_on)]
    (verdict,) = judge(due, paid, promise.grace_days, today)
    if verdict != "open":
        end(session, promise, verdict, _because(verdict, promise.due_on), at)


def _judge_plan(session: Session, plan: Plan, paid: list[Paid], today: date, at: datetime) -> None:
    rows = instalments(session, plan.id)
    due = [Payment(row.amount, row.due_on) for row in rows]
    verdicts = judge(due, paid, plan.grace_days, today)
    for row, verdict in zip(rows, verdicts, strict=True):
        if row.state != "open" or verdict == "open":
            continue
        row.state, row.ended_at = verdict, at
        if verdict != "kept":
            end(session, plan, "broken", _because(verdict, row.due_on), at)
            return
    if all(row.state == "kept" for row in rows):
        _plan_kept(session, plan, at)
    elif rows[0].state == "kept":
        plan.state = "active"
    session.flush()


def _plan_kept(session: Session, plan: Plan, at: datetime) -> None:
    """Let go what was waived; what was owed beyond it, a later fee say, stays."""
    end(session, plan, "kept", "every payment was made", at)
    owed = balances(session, [plan.debt_id])[plan.debt_id]
    let_go = min(plan.waived, owed)
    if let_go > 0:
        post(session, plan.debt_id, "credit", -let_go, f"settlement:{plan.code}", at)
    if owed - let_go <= 0:
        session.execute(_PAID, {"debt": plan.debt_id})


def _nothing_owed(session: Session, agreement: Agreement, paid: list[Paid], at: datetime) -> None:
    verdict = "kept" if sum(received.amount for received in paid) > 0 else "cancelled"
    for row in instalments(session, agreement.id):
        if row.state == "open":
            row.state, row.ended_at = verdict, at
    end(session, agreement, verdict, "nothing is owed any more", at)


def _because(verdict: str, due_on: date) -> str:
    said = {"kept": "was made", "partial": "was made in part", "broken": "was not made"}[verdict]
    return f"the payment due on {due_on} {said}"


def _paid_since(session: Session, debt: UUID, since: datetime) -> list[Paid]:
    query = select(LedgerEntry.amount, LedgerEntry.effective_at).where(
        LedgerEntry.debt_id == debt, LedgerEntry.kind == "payment", LedgerEntry.effective_at >= since
    )
    return [Paid(-row.amount, earliest_day(row.effective_at)) for row in session.execute(query)]


# ``due_on`` alone first, because only that is in the indexes of what is open.
_OVER = text("""
SELECT DISTINCT debt_id FROM (
    SELECT debt_id FROM promises WHERE state = 'open' AND due_on < :day AND due_on + grace_days < :day
    UNION ALL
    SELECT p.debt_id FROM instalments i JOIN plans p ON p.id = i.plan_id
    WHERE i.state = 'open' AND i.due_on < :day AND i.due_on + p.grace_days < :day
) AS over ORDER BY debt_id LIMIT :most
""")
_PAID = text("UPDATE debts SET status = 'paid' WHERE id = :debt AND status = 'open'")
