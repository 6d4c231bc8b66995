"""Ending: a call is over; what was said on it goes into the person's log, as a digest that proves the words kept beside it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.contacts import log
from outreach.conversations.handover import connecting
from outreach.conversations.voice.call_sessions import CallSession, CallTurn, locked, of_call
from outreach.store import Store

OVER: Final = ("completed", "busy", "failed", "no-answer", "canceled")
UNFINISHED: Final = "unfinished"


def ended(session: Session, store: Store, sid: str, status: str, at: datetime) -> CallSession | None:
    """The carrier says how the call ``sid`` stands. Returns its session when it has ended just now."""
    known = of_call(session, sid)
    if known is None or status not in OVER:
        return None
    call = locked(session, known.id)
    if call is None or call.ended_at is not None:
        return None
    call.ended_at, call.outcome = at, call.outcome or UNFINISHED
    connecting.left(session, call, at)
    if call.person_id is not None:
        log.append(session, call.person_id, "talk", at, _told(session, store, call), call.attempt_id)
    if call.direction == "inbound" and call.identity == "verified":
        session.execute(_FIRST_COMMUNICATION, {"debts": call.debt_ids, "at": call.began_at})
    return call


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
