"""One line in an attempt's history."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.contacts.attempts import AttemptEvent
from outreach.ids import new_id


def note(
    session: Session,
    attempt: UUID,
    from_state: str,
    to_state: str,
    cause: str,
    at: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    """Record a change of state and what caused it. ``detail`` holds no personal data."""
    session.add(
        AttemptEvent(
            id=new_id(at),
            attempt_id=attempt,
            from_state=from_state,
            to_state=to_state,
            cause=cause,
            detail=detail or {},
            at=at,
        )
    )
