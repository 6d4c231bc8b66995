"""Ending: a call is over; what was said on it goes into the person's log, as a digest that proves the words kept beside it.

An end nobody told us of is found by asking the carrier, for whom a call of ours has its attempt and one that came in only this.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.contacts import attention, log
from outreach.conversations.handover import connecting
from outreach.conversations.voice.call_sessions import CallSession, CallTurn, locked, of_call
from outreach.conversations.voice.flow import VOICEMAIL
from outreach.conversations.voice.machine import LEFT
from outreach.store import Store

OVER: Final = ("completed", "busy", "failed", "no-answer", "canceled")
UNFINISHED: Final = "unfinished"
LONG: Final = timedelta(hours=1)  # after which the carrier is asked whether a call is still going on


def hold(session: Session, sid: str) -> None:
    """Hold the budgets of everybody the call ``sid`` concerns, before one of them is taken for another reason."""
    if (known := of_call(session, sid)) is not None:
        locked(session, known.id)


def ended(session: Session, store: Store, sid: str, status: str, at: datetime) -> CallSession | None:
    """The carrier says how the call ``sid`` stands. Returns its session when it has ended just now."""
    known = of_call(session, sid)
    return over(session, store, known.id, at) if known is not None and status in OVER else None


def over(session: Session, store: Store, call_session: UUID, at: datetime) -> CallSession | None:
    """The call is over. Returns its session, None when that was known before."""
    call = locked(session, call_session)
    if call is None or call.ended_at is not None:
        return None
    call.ended_at, call.outcome = at, call.outcome or UNFINISHED
    if call.state == VOICEMAIL and call.outcome == VOICEMAIL and LEFT not in call.picks:
        why = "a machine cut our message off: what it kept is no limited-content message"
        attention.ask(session, "message", why, at, call.person_id, call.attempt_id)
    connecting.left(session, call, at)
    if call.person_id is not None:
        log.append(session, call.person_id, "talk", at, _told(session, store, call), call.attempt_id)
    if call.direction == "inbound" and call.identity == "verified":
        session.execute(_FIRST_COMMUNICATION, {"debts": call.debt_ids, "at": call.began_at})
    return call


def after_attempt(session: Session, store: Store, attempt: UUID, at: datetime) -> None:
    """The attempt has ended, as the carrier said when it was asked; so have its calls."""
    query = select(CallSession.id).where(CallSession.attempt_id == attempt, CallSession.ended_at.is_(None))
    for call in session.scalars(query).all():
        over(session, store, call, at)


def overdue(session: Session, at: datetime, most: int = 50) -> list[CallSession]:
    """Calls that began long ago and of whose end nobody told us, the oldest first."""
    query = select(CallSession).where(CallSession.ended_at.is_(None), CallSession.began_at < at - LONG)
    return list(session.scalars(query.order_by(CallSession.began_at).limit(most)))


def _told(session: Session, store: Store, call: CallSession) -> dict[str, object]:
    """The way through the flow, what was pressed, and the SHA-256 of all we said, turn by turn."""
    turns = session.scalars(select(CallTurn).where(CallTurn.session_id == call.id).order_by(CallTurn.number)).all()
    words = "\n".join(store.vault.open("call_turns.said", turn.id, turn.said_sealed) for turn in turns)
    return {
        "call": str(call.id),
        "direction": call.direction,
        "identity": call.identity,
        "keys": [turn.keys for turn in turns[1:]],
        "outcome": call.outcome,
        "states": [turn.state for turn in turns],
        "words": hashlib.sha256(words.encode()).hexdigest(),
    }


_FIRST_COMMUNICATION = text("""
UPDATE debts SET first_communication_at = :at WHERE id = ANY(CAST(:debts AS uuid[])) AND first_communication_at IS NULL
""")
