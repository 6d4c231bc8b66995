"""Reception: every webhook is stored once as it came, and applied later by a worker.

Storing is all the web process does for a status or an inbound text, so that the carrier gets its answer at once and a
worker that dies loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from outreach.contacts.carrier_events import CarrierEvent
from outreach.ids import new_id
from outreach.store import Store


def keep(
    session: Session, store: Store, kind: str, attempt: UUID | None, params: Mapping[str, str], token: str | None
) -> UUID | None:
    """Store a webhook's fields. Returns its id, or None when it was delivered before.

    From the commit on, a text that came in holds back every contact of those who are known at its number.
    """
    at = store.clock.now()
    event = new_id(at)
    statement = (
        insert(CarrierEvent)
        .values(
            id=event,
            dedupe_key=_dedupe_key(kind, params, token),
            kind=kind,
            attempt_id=attempt,
            params_sealed=store.vault.seal("carrier_events.params", event, json.dumps(dict(params))),
            address_index=store.vault.index("phone", params.get("From", "")) if kind == "sms_in" else None,
            state="new",
            received_at=at,
        )
        .on_conflict_do_nothing(index_elements=["dedupe_key"])
    )
    return session.scalar(statement.returning(CarrierEvent.id))


def take(session: Session, store: Store, event_id: UUID) -> tuple[CarrierEvent, dict[str, str]] | None:
    """Lock a new event and open its fields; None when it was applied already or another worker has it."""
    event = session.get(CarrierEvent, event_id, with_for_update={"skip_locked": True})
    if event is None or event.state != "new":
        return None
    opened = store.vault.open("carrier_events.params", event.id, event.params_sealed)
    return event, dict(json.loads(opened))


def close(event: CarrierEvent, at: datetime, ignored: str | None = None) -> None:
    """Mark an event applied, or ignored with the reason."""
    event.state, event.note, event.applied_at = ("ignored" if ignored else "applied"), ignored, at


def overdue(session: Session, seconds: float, most: int) -> list[UUID]:
    """Events that no worker has applied ``seconds`` after they were stored or last found here."""
    return list(session.scalars(_OVERDUE, {"seconds": seconds, "most": most}))


def _dedupe_key(kind: str, params: Mapping[str, str], token: str | None) -> str:
    sid = params.get("CallSid") or params.get("MessageSid") or ""
    if kind == "sms_in" and sid:  # one text, whichever webhook or look-up brought it
        return f"{kind}|{sid}"
    if token:
        return token
    status = params.get("CallStatus") or params.get("MessageStatus") or params.get("SmsStatus") or ""
    return f"{kind}|{sid}|{status}|{params.get('SequenceNumber', '')}"


_OVERDUE = text("""
UPDATE carrier_events SET stored_at = now() WHERE id IN (
    SELECT id FROM carrier_events WHERE state = 'new' AND stored_at < now() - make_interval(secs => :seconds)
    ORDER BY stored_at LIMIT :most FOR UPDATE SKIP LOCKED
) RETURNING id
""")
