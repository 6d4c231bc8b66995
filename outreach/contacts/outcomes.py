"""Outcomes: what an attempt came to, legally and in the field's words.

===================  =============================  ========================================================
carrier says         contact_outcome (facts)        disposition
===================  =============================  ========================================================
busy                 busy                           busy
no_answer            no_answer                      no_answer
failed, no such line not_in_service                 not_in_service (the address is marked dead)
failed otherwise     failed (counts)                failed
recalled             cancelled (counts)             failed
completed, machine   voicemail_reached_no_message   voicemail; voicemail_left when a message was spoken to it
completed, nobody    dropped_after_answer           dropped
completed, talked    conversation                   what the call came to: promise, plan, callback, preferences,
                                                    refused, dispute, noted, wrong_person, unidentified, else
                                                    right_party_contact when the person was identified; whoever
                                                    pressed a key is no machine, whatever the carrier takes her for
delivered, sent      delivered, sent                delivered, sent
undelivered, failed  failed (sms), bounced (email)  undelivered
===================  =============================  ========================================================

A carrier that refused the order outright (4xx) reached nobody: nothing is counted.
Legal meaning of results: 12 CFR 1006.14(b)(3) and its commentary; "not connected" is a busy signal or a number not
in service, nothing else.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.contacts import log
from outreach.contacts.attempts import Attempt, may_follow
from outreach.contacts.events import note
from outreach.db import lock_budgets, person_key

NOT_IN_SERVICE = frozenset({404, 410, 484, 604})  # SIP codes that prove the number reaches nothing
MACHINES = ("machine", "fax")


def progress(session: Session, attempt: Attempt, state: str, cause: str, at: datetime) -> bool:
    """Move an attempt the carrier has to ``state`` when that is forward. Returns whether it has ended by it.

    The caller holds the person's budget and has locked the row.
    """
    if not may_follow(attempt.state, state):
        return False
    note(session, attempt.id, attempt.state, state, cause, at)
    attempt.state = state
    if state not in _ENDS:
        return False
    attempt.ended_at = at
    attempt.contact_outcome, attempt.disposition = _meaning(attempt)
    _consequences(session, attempt, at)
    log.append(session, attempt.person_id, "ended", at, summary(attempt), attempt.id)
    return True


def refused_by_carrier(session: Session, attempt_id: UUID, code: str, why: str, at: datetime) -> None:
    """The carrier refused the order: the attempt failed and reached nobody."""
    attempt = session.get_one(Attempt, attempt_id)
    lock_budgets(session, [person_key(attempt.person_id)])
    session.refresh(attempt, with_for_update=True)
    if not may_follow(attempt.state, "failed"):
        return
    note(session, attempt.id, attempt.state, "failed", why, at)
    attempt.state, attempt.ended_at, attempt.error_code = "failed", at, code
    attempt.contact_outcome, attempt.disposition = None, "not_sent"
    log.append(session, attempt.person_id, "ended", at, summary(attempt), attempt.id)


def never_reached_carrier(session: Session, attempt: Attempt, at: datetime) -> None:
    """The carrier does not know the order, long after nobody waits for it any more. It stays counted, out of caution."""
    note(session, attempt.id, attempt.state, "failed", "the carrier has no such order", at)
    attempt.state, attempt.ended_at, attempt.disposition = "failed", at, "not_sent"
    attempt.contact_outcome = "failed"
    log.append(session, attempt.person_id, "ended", at, summary(attempt), attempt.id)


def summary(attempt: Attempt) -> dict[str, Any]:
    """What the log keeps of an ended attempt."""
    return {
        "carrier_sid": attempt.carrier_sid,
        "contact_outcome": attempt.contact_outcome,
        "disposition": attempt.disposition,
        "error_code": attempt.error_code,
        "state": attempt.state,
    }


def _meaning(attempt: Attempt) -> tuple[str, str]:
    if attempt.channel != "call":
        return _message_meaning(attempt)
    if attempt.state in ("busy", "no_answer"):
        return attempt.state, attempt.state
    if attempt.state == "recalled":
        return "cancelled", "failed"
    if attempt.state == "failed":
        return ("not_in_service",) * 2 if attempt.sip_code in NOT_IN_SERVICE else ("failed", "failed")
    if attempt.disposition == "voicemail":
        return "voicemail_left", "voicemail"
    if attempt.identity == "none" and attempt.disposition is None:
        machine = (attempt.answered_by or "").startswith(MACHINES)
        return ("voicemail_reached_no_message", "voicemail") if machine else ("dropped_after_answer", "dropped")
    return "conversation", attempt.disposition or (
        "right_party_contact" if attempt.identity == "verified" else "dropped"
    )


def _message_meaning(attempt: Attempt) -> tuple[str, str]:
    if attempt.state in ("delivered", "sent"):
        return attempt.state, attempt.state
    return ("bounced" if attempt.channel == "email" else "failed"), "undelivered"


def _consequences(session: Session, attempt: Attempt, at: datetime) -> None:
    if attempt.disposition == "not_in_service":
        session.execute(_DEAD, {"id": attempt.address_id})
    if attempt.contact_outcome in ("conversation", "delivered", "sent"):
        session.execute(_FIRST_COMMUNICATION, {"debts": attempt.debt_ids, "at": at})


_ENDS = frozenset({"delivered", "undelivered", "failed", "completed", "busy", "no_answer", "recalled"})
_DEAD = text("UPDATE addresses SET state = 'dead' WHERE id = :id AND state = 'active'")
_FIRST_COMMUNICATION = text("""
UPDATE debts SET first_communication_at = :at WHERE id = ANY(CAST(:debts AS uuid[])) AND first_communication_at IS NULL
""")
