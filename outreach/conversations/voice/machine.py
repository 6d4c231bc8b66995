"""A machine answered: a limited-content message after its tone, where that is lawful, or nothing.

The carrier tells who answered while the first words are already being said, so that a person never waits for it. Whoever has
pressed a key, or said what was understood, is no machine, whatever the carrier takes her for.

A message is a contact of its own kind and is judged by itself (12 CFR 1006.2(j) and the rules about recorded voices): the
engine says whether one may be left. Without a person of ours to ask for there is none to leave. One that was cut off is no
limited-content message any more, so the carrier comes back when it has said the whole (``left``), and where it does not, a person
of ours is told (`ending.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from compliance import FactsError, Verdict, decide
from outreach.accounts.clients import Client
from outreach.contacts import callbacks, facts, log
from outreach.contacts.attempts import FINAL, Attempt
from outreach.conversations.voice import call_sessions, speaking, turns
from outreach.conversations.voice.call_sessions import locked, of_call
from outreach.conversations.voice.flow import VOICEMAIL
from outreach.conversations.voice.speaking import Said
from outreach.conversations.voice.talk import Talk
from outreach.store import Store

MACHINES: Final = ("machine", "fax")
PURPOSE: Final = "voicemail"
LEFT: Final = "left"


@dataclass(frozen=True, slots=True)
class Instead:
    """What the call ``sid`` is to do instead: go on with the message of ``session``, or end when that is absent."""

    sid: str
    session: UUID | None


def answered_by(
    session: Session, store: Store, attempt_id: UUID, params: dict[str, str], at: datetime
) -> Instead | None:
    """The carrier says who answered. What the call must do instead of going on; None when it goes on.

    Raises:
        NotOurs: no such attempt, or another call than its own; nothing was changed.
    """
    attempt = callbacks.lock(session, attempt_id)
    if attempt is None:
        raise callbacks.NotOurs("no such attempt")
    sid, who = params.get("CallSid", ""), params.get("AnsweredBy", "")
    if attempt.carrier_sid not in (None, sid):
        raise callbacks.NotOurs("another order already belongs to this attempt")
    if attempt.state in FINAL:
        return None
    attempt.answered_by = who or attempt.answered_by
    call = of_call(session, sid)
    if not who.startswith(MACHINES) or call is None or call_sessions.is_somebody(session, call):
        return None
    lawful, why = _judged(session, store, attempt, at)
    leave = lawful and who.startswith("machine_end")
    log.append(session, attempt.person_id, "voicemail", at, {"left": leave, **why}, attempt.id)
    call.picks = call.picks | {"voicemail": leave}
    return Instead(sid, call.id if leave else None)


def message(session: Session, store: Store, call: UUID, sid: str, at: datetime) -> Said | None:
    """The message to leave; said again as it was when the carrier asks again. None when there is none to leave."""
    found = locked(session, call)
    if found is None or found.call_sid != sid or not found.picks.get("voicemail") or found.ended_at is not None:
        return None
    talk = Talk(session, store, found, at)
    if found.state == VOICEMAIL:
        return speaking.said_before(talk, found.turn)
    said = turns.go(talk, VOICEMAIL)
    if said.lines:
        talk.came_to("voicemail", "voicemail")
    return said


def left(session: Session, call: UUID, sid: str) -> None:
    """The carrier has said the whole message."""
    found = locked(session, call)
    if found is not None and found.call_sid == sid and found.state == VOICEMAIL:
        found.picks = found.picks | {LEFT: True}


def _judged(session: Session, store: Store, attempt: Attempt, at: datetime) -> tuple[bool, dict[str, Any]]:
    if not session.get_one(Client, attempt.client_id).contact_name:
        return False, {"why": "no person of ours to ask for is on record"}
    subject = facts.Subject(
        attempt.person_id,
        attempt.address_id,
        tuple(attempt.debt_ids),
        attempt.client_id,
        "call",
        PURPOSE,
        PURPOSE,
        "artificial",
        within=attempt.id,
    )
    try:
        decision = decide(facts.load(session, store.vault, subject, at).facts)
    except FactsError as error:
        return False, {"why": f"the facts on record cannot be judged: {error}"}
    return decision.verdict is Verdict.ALLOW, {"verdict": decision.verdict.value, "rules": list(decision.rules)}
