"""Queue ``callbacks``: apply one stored webhook."""

from __future__ import annotations

from uuid import UUID

from campaigns import recycle
from outreach.contacts import callbacks, reception
from outreach.conversations import inbound
from outreach.metrics import EVENTS
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
        elif event.attempt_id is None:
            reception.close(event, at, "no attempt named")
        else:
            try:
                ended = callbacks.apply(session, store, event.attempt_id, params, at)
            except callbacks.NotOurs as error:
                reception.close(event, at, str(error))
            else:
                reception.close(event, at)
                if ended is not None:
                    session.flush()
                    recycle.advance(session, ended, at)
        EVENTS.labels(event.kind, event.state).inc()
