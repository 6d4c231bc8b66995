"""Agreed calls: appointments whose time has come are planned while a collector is kept free for each, and judged afterwards.

::

    booked ──due, a collector is free──► planned: a collector is kept free, the call is an attempt like any other
      │                                    ├──she spoke with a collector──► kept
      │                                    └──nobody was reached, it was not lawful, the talk did not come about──► missed
      ├──nobody was free until ``ends_at``──► missed: somebody of ours is asked, and she is told where that is lawful
      └──nothing is owed any more──► cancelled

The call begins with a made voice and is judged as such: greeting, right person, second factor, then the collector. Run by the
leading scheduler; each appointment in a transaction of its own that holds the person's budget, so that a no that is being written
down is either seen here or cancels what was planned.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.accounts.clients import Client
from outreach.accounts.people import Person
from outreach.contacts import attention, log, written_confirmation
from outreach.contacts.appointments import Appointment
from outreach.contacts.attempts import FINAL, Attempt
from outreach.db import lock_budgets, person_key
from outreach.ids import new_id
from outreach.ledger.entries import balances
from outreach.transfers import reserving
from outreach.transfers import transfers as requests
from outreach.transfers.rules import read_rules
from outreach.transfers.transfers import APPOINTMENT, Transfer, Wanted

LEAD: Final = timedelta(seconds=20)  # before the time agreed; the call itself never leaves before it
KEPT_FREE: Final = timedelta(minutes=4)  # ringing, greeting, second factor
VOICE: Final = "artificial"
TEMPLATE: Final = "keypad"
TOLD: Final = "callback_missed"
_REPORTED: Final = ("snoozed", "blocked", "failed", "expired")


def due(session: Session, at: datetime, most: int = 50) -> Sequence[UUID]:
    """Appointments to look at: those whose time has come, and those whose call has ended."""
    return session.scalars(_DUE, {"at": at + LEAD, "most": most}).all()


def attend(session: Session, appointment: UUID, at: datetime) -> str | None:
    """Plan the call of one appointment, or say what became of it. Its state when that has changed."""
    person = session.scalar(select(Appointment.person_id).where(Appointment.id == appointment))
    if person is None:
        return None
    lock_budgets(session, [person_key(person)])
    found = session.get(Appointment, appointment, with_for_update={"skip_locked": True}, populate_existing=True)
    if found is None:
        return None
    if found.state == "booked":
        return _plan(session, found, at)
    return _judge(session, found, at) if found.state == "planned" else None


def _plan(session: Session, found: Appointment, at: datetime) -> str | None:
    if sum(balances(session, found.debt_ids).values()) <= 0:
        return _end(session, found, "cancelled", "nothing is owed any more", at)
    if at >= found.ends_at:
        return _missed(session, found, "no collector was free for a call we had agreed on", at)
    transfer = reserving.offer(session, _wanted(session, found), at, KEPT_FREE)
    if transfer is None:
        return None
    attempt = _attempt(found, at)
    session.add(attempt)
    session.flush()
    transfer.attempt_id, found.attempt_id, found.state = attempt.id, attempt.id, "planned"
    session.flush()
    return "planned"


def _judge(session: Session, found: Appointment, at: datetime) -> str | None:
    """The call has ended, or was never made."""
    attempt = session.get(Attempt, found.attempt_id) if found.attempt_id else None
    if attempt is not None and attempt.state not in FINAL:
        return None
    waiting = requests.open_for(session, attempt.id) if attempt else None
    if waiting is not None and waiting.session_id is None:
        reserving.release(session, waiting, at)
    if attempt is not None and _spoke(session, attempt.id):
        return _end(session, found, "kept", "", at)
    why = f"the call came to {attempt.disposition or attempt.state}" if attempt else "its call was never planned"
    if attempt is None or attempt.state in _REPORTED:
        return _missed(session, found, f"an agreed call was not made: {why}", at)
    return _end(session, found, "missed", why, at)


def _missed(session: Session, found: Appointment, why: str, at: datetime) -> str:
    """We did not do what we had said: somebody of ours looks, and she is told where that is lawful."""
    attention.ask(session, "reply", why, at, found.person_id, found.attempt_id)
    whom = written_confirmation.Whom(found.person_id, found.client_id, tuple(found.debt_ids), found.address_id)
    written_confirmation.plan(session, whom, TOLD, at)
    return _end(session, found, "missed", why, at)


def _end(session: Session, found: Appointment, state: str, why: str, at: datetime) -> str:
    found.state, found.ended_at, found.ended_why = state, at, why or None
    session.flush()
    log.append(session, found.person_id, f"appointment_{state}", at, {"appointment": str(found.id), "why": why})
    return state


def _wanted(session: Session, found: Appointment) -> Wanted:
    language = session.get_one(Person, found.person_id).language
    skills = read_rules(session.get_one(Client, found.client_id).transfer_rules).skills
    return Wanted(found.client_id, language, skills, APPOINTMENT, found.person_id)


def _attempt(found: Appointment, at: datetime) -> Attempt:
    return Attempt(
        id=new_id(at),
        client_id=found.client_id,
        person_id=found.person_id,
        address_id=found.address_id,
        debt_ids=list(found.debt_ids),
        channel="call",
        voice=VOICE,
        template=TEMPLATE,
        subject_id=found.id,
        needs_person=True,
        planned_at=at,
        due_at=max(at, found.begins_at),
    )


def _spoke(session: Session, attempt: UUID) -> bool:
    query = select(Transfer.id).where(Transfer.attempt_id == attempt, Transfer.connected_at.is_not(None))
    return session.scalar(query.limit(1)) is not None


_DUE: Final = text("""
SELECT p.id FROM appointments p LEFT JOIN attempts a ON a.id = p.attempt_id
WHERE (p.state = 'booked' AND p.begins_at <= :at)
   OR (p.state = 'planned' AND (a.id IS NULL OR a.ended_at IS NOT NULL))
ORDER BY p.begins_at LIMIT :most
""")
