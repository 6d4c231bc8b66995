"""Queue ``callbacks``: apply one stored webhook."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from campaigns import recycle
from outreach.channels.carrier import CarrierError
from outreach.contacts import callbacks, email_events, reception
from outreach.contacts.attempts import Attempt
from outreach.contacts.carrier_events import CarrierEvent
from outreach.conversations.handover import consulting, whispering
from outreach.conversations.texts import receiving
from outreach.conversations.voice import ending, machine
from outreach.conversations.voice.call_sessions import CallSession
from outreach.logs import get_logger
from outreach.metrics import EVENTS
from outreach.store import Store
from workers.office import Office

log = get_logger(__name__)


def apply_event(office: Office, event_id: UUID) -> None:
    """Apply the event once; a second delivery of the message finds it applied."""
    store = office.store
    instead, lonely = None, None
    with store.sessions.begin() as session:
        taken = reception.take(session, store, event_id)
        if taken is None:
            return
        event, params = taken
        at = store.clock.now()
        if event.kind == "sms_in":
            receiving.receive(session, store, event, params, at)
            reception.close(event, at)
        elif event.kind == "call_in":
            ending.ended(session, store, params.get("CallSid", ""), params.get("CallStatus", ""), at)
            reception.close(event, at)
        elif event.kind == "ring":
            lonely = _ring(session, event, params, at)
        elif event.kind == "machine":
            instead = _machine(session, store, event, params, at)
        else:
            _about_an_attempt(session, store, event, params, at)
        EVENTS.labels(event.kind, event.state).inc()
    if instead is not None:
        _do_instead(office, instead)
    if lonely is not None:
        _fetch(office, lonely)


def _ring(session: Session, event: CarrierEvent, params: dict[str, str], at: datetime) -> CallSession | None:
    """How a collector's phone stands. The call of a caller whom that leaves alone in a room."""
    reception.close(event, at)
    if event.attempt_id is None:
        return None
    sid, status = params.get("CallSid", ""), params.get("CallStatus", "")
    left = whispering.news(session, event.attempt_id, sid, status, at)
    return consulting.alone(session, left) if left else None


def _fetch(office: Office, call: CallSession) -> None:
    """Take a caller out of a room in which nobody waits for her; she hears what follows."""
    turn = f"{office.store.settings.public_base_url}/voice/call/{call.id}/{call.turn}"
    try:
        office.carriers.phone.redirect(call.call_sid, turn)
    except CarrierError as error:
        log.warning("caller not taken out of a room", sid=call.call_sid, why=str(error))


def _machine(
    session: Session, store: Store, event: CarrierEvent, params: dict[str, str], at: datetime
) -> machine.Instead | None:
    """Who answered: a call that a machine answered leaves a message, or ends."""
    try:
        instead = machine.answered_by(session, store, event.attempt_id, params, at) if event.attempt_id else None
    except callbacks.NotOurs as error:
        reception.close(event, at, str(error))
        return None
    reception.close(event, at)
    return instead


def _do_instead(office: Office, instead: machine.Instead) -> None:
    """Change the call under way. Where that fails it goes on with its greeting, and says goodbye to nobody by itself."""
    base = office.store.settings.public_base_url
    try:
        if instead.session:
            office.carriers.phone.redirect(instead.sid, f"{base}/voice/message/{instead.session}")
        else:
            office.carriers.phone.hang_up(instead.sid)
    except CarrierError as error:
        log.warning("call not changed", sid=instead.sid, why=str(error))


def _about_an_attempt(
    session: Session, store: Store, event: CarrierEvent, params: dict[str, str], at: datetime
) -> None:
    if event.attempt_id is None:
        reception.close(event, at, "no attempt named")
        return
    try:
        ended = _apply(session, store, event, event.attempt_id, params, at)
    except callbacks.NotOurs as error:
        reception.close(event, at, str(error))
        return
    reception.close(event, at)
    if ended is not None:
        session.flush()
        recycle.advance(session, ended, at)


def _apply(
    session: Session, store: Store, event: CarrierEvent, attempt: UUID, params: dict[str, str], at: datetime
) -> Attempt | None:
    if event.kind == email_events.KIND:
        return email_events.apply(session, store, attempt, params, at, since=event.received_at)
    if event.kind == "call_status":
        ending.hold(session, params.get("CallSid", ""))
    ended = callbacks.apply(session, store, attempt, params, at, since=event.received_at)
    if event.kind == "call_status":
        ending.ended(session, store, params.get("CallSid", ""), params.get("CallStatus", ""), at)
    return ended
