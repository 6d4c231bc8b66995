"""Queue ``callbacks``: apply one stored webhook."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from campaigns import recycle
from outreach.contacts import callbacks, email_events, reception
from outreach.contacts.attempts import Attempt
from outreach.contacts.carrier_events import CarrierEvent
from outreach.conversations import inbound
from outreach.metrics import EVENTS
from outreach.store import Store
from workers.office import Office


def apply_event(office: Office, event_id: UUID) -> None:
    """Apply the event once; a second delivery of the message finds it applied."""
    store = office.store
    with store.sessions.begin() as session:
        taken = reception.take(session, store, event_id)
        if taken is None:
            return
        event, params = taken
        at = store.clock.now()
        if event.kind == "sms_in":
            inbound.receive(session, store, event, params, at)
            reception.close(event, at)
        else:
            _about_an_attempt(session, store, event, params, at)
        EVENTS.labels(event.kind, event.state).inc()


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
    return callbacks.apply(session, store, attempt, params, at, since=event.received_at)
