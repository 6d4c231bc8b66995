"""Agreeing: what is agreed, or judged, together with its consequences for contact, in one transaction.

==============================  =================================================================================
what happened                   consequence
==============================  =================================================================================
a promise or a plan is made     an entry in the person's log; what is queued about the debt is cancelled, and its
                                enrolments are held while the agreement is open
outside of the authority        a person of ours looks at it as well
kept, nothing owed any more     the debt's enrolments end
kept, something still owed      they go on: a week after the payment, as after any part payment
partial, broken, cancelled      they go on where they stood, unless something about the person waits to be looked at
==============================  =================================================================================

Every change is an entry of the log of who made the agreement: ``promise``, ``plan``, ``promise_judged``,
``plan_judged``. Conversations and collectors agree through this room; ``outreach.agreements`` knows the money only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.agreements import judging, making
from outreach.agreements.making import Answer, Promised
from outreach.agreements.plans import Agreement, Plan, instalments, open_agreements
from outreach.agreements.promises import Promise
from outreach.contacts import attention, log, silence
from outreach.db import lock_budgets, person_key
from outreach.ledger.entries import balances


def promise(
    session: Session, person: UUID, debt: UUID, attempt: UUID | None, said: Promised, at: datetime
) -> Promise | None:
    """Write down a promise and let the debt rest. None, and nothing changed, when the attempt already brought one."""
    made = making.promise(session, person, debt, attempt, said, at)
    if made is None:
        return None
    _made(session, made, attempt, at)
    if made.outside_authority:
        why = f"promise {made.code} is outside of the client's authority: {made.outside_authority}"
        attention.ask(session, "agreement", why, at, person, attempt)
    return made


def agree(session: Session, offer_set: UUID, answer: Answer, at: datetime) -> Agreement:
    """Agree to the offer that was chosen, and let the debt rest. Chosen again, it is the agreement made before.

    Raises:
        NotFound, OfferOver, AlreadyAgreed: as ``outreach.agreements.making.agree``.
    """
    agreement, new = making.agree(session, offer_set, answer, at)
    if new:
        _made(session, agreement, answer.attempt, at)
    return agreement


def cancel(session: Session, agreement: Agreement, by: str, at: datetime) -> None:
    """Call off an agreement at the word of ``by``; the debt goes on. Raises NotAllowed when it is over."""
    was = agreement.state
    making.cancel(session, agreement, f"cancelled by {by}", at)
    _judged(session, [judging.Judged(agreement, was)], at)
    _go_on(session, agreement.debt_id, agreement.ended_why or "", at)


def judge_payment(session: Session, debt: UUID, at: datetime) -> bool:
    """Hold a payment just posted against what was agreed on the debt. Returns whether something is still open there."""
    _judged(session, judging.judge_debt(session, debt, at), at)
    return bool(open_agreements(session, debt))


def judge_due(session: Session, at: datetime, most: int = 20) -> int:
    """Judge what has run out, on at most ``most`` debts, and let those debts go on. Returns how many agreements moved."""
    judged = judging.judge_due(session, at, most)
    _judged(session, judged, at)
    for debt in dict.fromkeys(one.agreement.debt_id for one in judged):
        _go_on(session, debt, "what was agreed is over", at)
    return len(judged)


def _made(session: Session, made: Agreement, attempt: UUID | None, at: datetime) -> None:
    what, detail = _told(session, made)
    log.append(session, made.person_id, what, at, detail, attempt)
    silence.debt_rests(session, made.debt_id, _rests_until(detail, made), at)


def _told(session: Session, made: Agreement) -> tuple[str, dict[str, Any]]:
    detail = {"agreement": str(made.id), "amount": made.amount, "code": made.code, "debt": str(made.debt_id)}
    if isinstance(made, Plan):
        dues = [[row.amount, str(row.due_on)] for row in instalments(session, made.id)]
        return "plan", detail | {"kind": made.kind, "payments": dues, "waived": made.waived}
    return "promise", detail | {"due_on": str(made.due_on), "outside_authority": made.outside_authority}


def _rests_until(detail: dict[str, Any], made: Agreement) -> str:
    if isinstance(made, Promise):
        return f"promised to pay by {made.due_on}"
    return f"agreed to pay by {detail['payments'][-1][1]}"


def _judged(session: Session, judged: Iterable[judging.Judged], at: datetime) -> None:
    """The caller holds the budgets of the debts' people; who agreed is one of them, or her budget is taken now."""
    moved = list(judged)
    lock_budgets(session, [person_key(one.agreement.person_id) for one in moved])
    for one in moved:
        made = one.agreement
        detail = {
            "agreement": str(made.id),
            "code": made.code,
            "from": one.was,
            "to": made.state,
            "why": made.ended_why,
        }
        log.append(session, made.person_id, f"{'plan' if isinstance(made, Plan) else 'promise'}_judged", at, detail)


def _go_on(session: Session, debt: UUID, why: str, at: datetime) -> None:
    if open_agreements(session, debt):
        return
    if balances(session, [debt]).get(debt, 0) <= 0:
        silence.debt_silenced(session, debt, "nothing is owed any more", at)
    else:
        silence.debt_goes_on(session, debt, why, at)
