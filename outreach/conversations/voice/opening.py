"""Opening: a call we placed was answered, or somebody calls one of our numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance import FactsError, local_times
from compliance.location import local_time
from outreach.accounts.people import Person
from outreach.contacts import callbacks, facts
from outreach.contacts.attempts import WITH_CARRIER, Attempt
from outreach.contacts.decisions import Decision
from outreach.conversations.voice import candidates, speaking, turns
from outreach.conversations.voice.call_sessions import CallSession, hold_concerned, locked, of_call
from outreach.conversations.voice.flow import GREETING, INBOUND, UNKNOWN
from outreach.conversations.voice.speaking import Said
from outreach.conversations.voice.talk import Talk
from outreach.db import lock_budgets
from outreach.ids import new_id
from outreach.store import Store

NOWHERE = "UTC"


def answered(session: Session, store: Store, attempt_id: UUID, sid: str, at: datetime) -> Said | None:
    """A call of ours was answered. The first call that asks owns the attempt; None for any other."""
    columns = (Attempt.person_id, Attempt.debt_ids, Attempt.address_id)
    if found := session.execute(select(*columns).where(Attempt.id == attempt_id)).first():
        hold_concerned(session, [found.person_id], found.debt_ids, found.address_id)
    attempt = callbacks.lock(session, attempt_id)
    if attempt is None or attempt.state not in WITH_CARRIER or (attempt.carrier_sid or sid) != sid:
        return None
    if (before := of_call(session, sid)) is not None:
        return _once_more(session, store, before, at) if before.attempt_id == attempt.id else None
    attempt.carrier_sid = sid
    if attempt.state in ("wired", "unknown"):
        attempt.state = "queued"
    call = _session(store, sid, at, attempt.client_id, callbacks.address_of(session, store, attempt))
    call.direction, call.attempt_id, call.state = "outbound", attempt.id, GREETING
    call.person_id, call.address_id, call.debt_ids = attempt.person_id, attempt.address_id, list(attempt.debt_ids)
    call.language = session.get_one(Person, attempt.person_id).language
    call.zone = _zone_believed(session, store, call, attempt, at)
    return _begin(session, store, call, at)


def called(session: Session, store: Store, sid: str, from_: str, to: str, at: datetime) -> Said | None:
    """Somebody calls a number of ours. None when it is none of ours."""
    lock_budgets(session, [f"call:{sid}"])
    if (before := of_call(session, sid)) is not None:
        return _once_more(session, store, before, at)
    client = candidates.client_at(session, to)
    if client is None:
        return None
    call = _session(store, sid, at, client, from_)
    known = candidates.at_number(session, client, store.vault.index("phone", from_))
    call.direction, call.state, call.candidates = "inbound", UNKNOWN, [row.person_id for row in known]
    if known:
        _with(session, store, call, known[0], at)
    return _begin(session, store, call, at)


def _session(store: Store, sid: str, at: datetime, client: UUID, number: str) -> CallSession:
    identity = new_id(at)
    return CallSession(
        id=identity,
        call_sid=sid,
        client_id=client,
        candidates=[],
        debt_ids=[],
        number_sealed=store.vault.seal("call_sessions.number", identity, number),
        language="en",
        identity="none",
        zone=NOWHERE,
        tries=0,
        turn=-1,
        picks={},
        began_at=at,
    )


def _with(session: Session, store: Store, call: CallSession, known: Any, at: datetime) -> None:
    call.person_id, call.address_id, call.debt_ids = known.person_id, known.address_id, list(known.debts)
    call.language, call.state = known.language, INBOUND
    call.zone = _zone_known(session, store, call, at)


def _zone_believed(session: Session, store: Store, call: CallSession, attempt: Attempt, at: datetime) -> str:
    """Of the zones the decision believed in, the one whose day begins last: "tomorrow" is never too early."""
    decision = session.get(Decision, attempt.decision_id) if attempt.decision_id else None
    zones: list[str] = [zone["zone"] for zone in decision.proof["proof"]["zones"]] if decision else []
    if not zones:
        return _zone_known(session, store, call, at)
    return min(zones, key=lambda zone: local_time(zone, at).offset)


def _zone_known(session: Session, store: Store, call: CallSession, at: datetime) -> str:
    """Where she is by what is on record of her."""
    if call.person_id is None or call.address_id is None:
        return NOWHERE
    subject = facts.Subject(
        call.person_id, call.address_id, tuple(call.debt_ids), call.client_id, "call", "reminder", voice="live"
    )
    try:
        return local_times(facts.load(session, store.vault, subject, at).facts)[0].zone
    except FactsError:
        return NOWHERE


def _begin(session: Session, store: Store, call: CallSession, at: datetime) -> Said:
    session.add(call)
    session.flush()
    locked(session, call.id)
    return turns.go(Talk(session, store, call, at), call.state)


def _once_more(session: Session, store: Store, call: CallSession, at: datetime) -> Said | None:
    """The carrier asks again what to say: what was said last."""
    return speaking.said_before(Talk(session, store, call, at), call.turn)
