"""Recycling: what an ended attempt does to its enrolment, by the campaign's matrix.

Called in the transaction that ends the attempt, its row locked. Each function changes an enrolment only while it is in
flight for exactly this attempt: said twice, or late, it changes nothing. Attempts made by hand have no enrolment.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import exists, or_, select, text
from sqlalchemy.orm import Session

from campaigns.matrix import Move, move_after
from campaigns.strategy import Strategy
from outreach.contacts.attempts import FINAL, RANK, Attempt
from outreach.contacts.enrolments import Campaign, Enrolment
from outreach.errors import NotAllowed

TRANSFERRED: Final = "transferred"
WAITS_FOR_FORM: Final = "spoke with a collector, whose form decides what follows"


def advance(session: Session, attempt: Attempt, at: datetime) -> None:
    """Move the enrolment on from ``attempt.disposition``. Raises NotAllowed when the attempt has none yet."""
    if attempt.disposition is None:
        raise NotAllowed(f"attempt {attempt.id} has no disposition yet: end it before its enrolment goes on")
    if enrolment := _in_flight_for(session, attempt):
        _apply(enrolment, _move(session, enrolment, attempt.disposition, at))


def wrapped_up(session: Session, attempt: UUID, at: datetime) -> None:
    """A collector's form said what the attempt's call came to: its enrolment goes on, unless something else holds it."""
    found = session.get_one(Attempt, attempt, populate_existing=True)
    if found.ended_at is None or found.enrolment_id is None or found.disposition is None:
        return
    enrolment = session.get_one(Enrolment, found.enrolment_id, with_for_update=True, populate_existing=True)
    if enrolment.state == "held" and enrolment.why == WAITS_FOR_FORM:
        _apply(enrolment, _move(session, enrolment, found.disposition, at))


def snooze(session: Session, attempt: Attempt, until: datetime, why: str, at: datetime) -> None:
    """Blocked until a known instant: the same step again at ``until``."""
    if enrolment := _in_flight_for(session, attempt):
        _apply(enrolment, Move("waiting", enrolment.step, max(until, at), dict(enrolment.tries), why))


def block(session: Session, attempt: Attempt, why: str, at: datetime) -> None:
    """Blocked until something is cleared, or a person looks: the next step may be lawful; after the last one, held."""
    if enrolment := _in_flight_for(session, attempt):
        move = _move(session, enrolment, "blocked", at)
        _apply(
            enrolment, replace(move, state="held" if move.state == "done" else move.state, why=f"{why} ({move.why})")
        )


def pick_up(session: Session, at: datetime, most: int = 200) -> int:
    """Move on enrolments whose attempt ended while nobody told them: a process died in between. Returns how many.

    Ended without a word the matrix knows, they are held for a person; cancelled, they wait at the same step.
    """
    stranded = session.scalars(select(Attempt).from_statement(_STRANDED), {"most": most}).all()
    for attempt in stranded:
        if attempt.state == "cancelled":
            snooze(session, attempt, at, "its attempt was cancelled", at)
        elif enrolment := _in_flight_for(session, attempt):
            _apply(enrolment, _move(session, enrolment, attempt.disposition or "ended without an outcome", at))
    return len(stranded)


def _move(session: Session, enrolment: Enrolment, disposition: str, at: datetime) -> Move:
    if disposition == TRANSFERRED:
        return Move("held", enrolment.step, at, dict(enrolment.tries), WAITS_FOR_FORM)
    strategy = Strategy.model_validate(session.get_one(Campaign, enrolment.campaign_id).strategy)
    position = strategy.position(enrolment.step, enrolment.tries)
    return move_after(position, disposition, strategy.row_for(disposition), at)


def _in_flight_for(session: Session, attempt: Attempt) -> Enrolment | None:
    """The enrolment, locked, if no later attempt has taken its place."""
    if attempt.enrolment_id is None:
        return None
    session.flush()
    enrolment = session.get_one(Enrolment, attempt.enrolment_id, with_for_update=True, populate_existing=True)
    later = exists().where(
        Attempt.enrolment_id == attempt.enrolment_id,
        Attempt.id != attempt.id,
        or_(Attempt.planned_at > attempt.planned_at, Attempt.state.not_in(FINAL)),
    )
    stale = enrolment.state != "in_flight" or bool(session.scalar(select(later)))
    return None if stale else enrolment


def _apply(enrolment: Enrolment, move: Move) -> None:
    enrolment.state, enrolment.step, enrolment.next_at = move.state, move.step, move.next_at
    enrolment.tries, enrolment.why = move.tries, move.why


_OPEN = ", ".join(f"'{state}'" for state in RANK if state not in FINAL)
_STRANDED = text(f"""
SELECT last.* FROM enrolments e
JOIN LATERAL (SELECT * FROM attempts WHERE enrolment_id = e.id ORDER BY planned_at DESC, id DESC LIMIT 1) last ON true
WHERE e.state = 'in_flight'
  AND NOT EXISTS (SELECT 1 FROM attempts WHERE enrolment_id = e.id AND state IN ({_OPEN}))
LIMIT :most
""")
