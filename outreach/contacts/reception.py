"""Reception: every webhook is stored once as it came, and applied later by a worker.

Storing is all the web process does for a status or an inbound text, so that the carrier gets its answer at once and a
worker that dies loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from outreach.contacts.carrier_events import CarrierEvent
from outreach.ids import new_id
from outreach.store import Store


def keep(
    session: Session,
    store: Store,
    kind: str,
    attempt: UUID | None,
    params: Mapping[str, str],
    token: str | None,
    received_at: datetime | None = None,
) -> UUID | None:
    """Store a webhook's fields. Returns its id, or None when it was delivered before.

    From the commit on, a text that came in holds back every contact of those who are known at its number.
    ``received_at`` is when the request reached us; now, when it is not given.
    """
    held_back = store.vault.index("phone", params.get("From", "")) if kind == "sms_in" else None
    key = _dedupe_key(kind, params, token)
    kept = keep_all(session, store, [Arrival(kind, key, attempt, params, held_back)], received_at)
    return kept[0] if kept else None


@dataclass(frozen=True, slots=True)
class Arrival:
    """One event to store, known by ``key``. Contacts at ``held_back``, a blind index, wait until it is applied."""

    kind: str
    key: str
    attempt: UUID | None
    params: Mapping[str, str]
    held_back: bytes | None = None


def keep_all(
    session: Session, store: Store, arrivals: Sequence[Arrival], received_at: datetime | None = None
) -> list[UUID]:
    """Store events in one statement. Returns the ids of those that had not been delivered before."""
    at = received_at or store.clock.now()
    rows = [_row(store, arrival, at) for arrival in arrivals]
    if not rows:
        return []
    statement = insert(CarrierEvent).values(rows).on_conflict_do_nothing(index_elements=["dedupe_key"])
    return list(session.scalars(statement.returning(CarrierEvent.id)))


def _row(store: Store, arrival: Arrival, at: datetime) -> dict[str, Any]:
    identity = new_id(at)
    return {
        "id": identity,
        "dedupe_key": arrival.key,
        "kind": arrival.kind,
        "attempt_id": arrival.attempt,
        "params_sealed": store.vault.seal("carrier_events.params", identity, json.dumps(dict(arrival.params))),
        "address_index": arrival.held_back,
        "state": "new",
        "received_at": at,
    }


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
    return f"{kind}|{sid}|{status}|{params.get('SequenceNumber', '')}{params.get('AnsweredBy', '') if kind == 'machine' else ''}"


_OVERDUE = text("""
UPDATE carrier_events SET stored_at = now() WHERE id IN (
    SELECT id FROM carrier_events WHERE state = 'new' AND stored_at < now() - make_interval(secs => :seconds)
    ORDER BY stored_at LIMIT :most FOR UPDATE SKIP LOCKED
) RETURNING id
""")
