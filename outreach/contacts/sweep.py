"""The sweep: finds what crashes, lost messages and silent carriers left behind. Every query is idempotent.

All ages here are measured by the database's own clock (``now()``), which every machine shares; business time may be
virtual and plays no part.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.settings import Settings


class Due(NamedTuple):
    """A planned attempt a worker should claim now."""

    id: UUID
    channel: str


def due(session: Session, settings: Settings, at: datetime, most: int) -> list[Due]:
    """Planned attempts that are due and not on their way to a worker; marks them as on their way.

    An attempt whose message was lost is handed out again after ``redispatch_after``.
    """
    values = {"at": at, "most": most, "again": settings.redispatch_after}
    return [Due(row.id, row.channel) for row in session.execute(_DUE, values)]


def lost_on_the_wire(session: Session, settings: Settings) -> int:
    """Orders whose sender died between commit and answer become ``unknown``."""
    return int(session.execute(_LOST, {"seconds": settings.wire_lost_after}).rowcount)  # type: ignore[attr-defined]


def silent(session: Session, settings: Settings, most: int) -> list[UUID]:
    """Attempts the carrier should be asked about; marks them as asked."""
    polled = settings.email_carrier == "twilio"  # the other one's e-mails have events
    email = settings.email_poll_after if polled else settings.settle_after
    values = {"seconds": settings.settle_after, "email": email, "most": most}
    return list(session.scalars(_SILENT, values))


def expire(session: Session, at: datetime) -> int:
    """Planned attempts of campaigns whose window has passed."""
    return int(session.execute(_EXPIRE, {"at": at}).rowcount)  # type: ignore[attr-defined]


_DUE = text("""
UPDATE attempts SET dispatched_at = now() WHERE id IN (
    SELECT id FROM attempts
    WHERE state = 'planned' AND due_at <= :at
      AND (dispatched_at IS NULL OR dispatched_at < now() - make_interval(secs => :again))
    ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED
) RETURNING id, channel
""")
_LOST = text("""
WITH lost AS (
    UPDATE attempts SET state = 'unknown'
    WHERE state = 'wired' AND heard_at < now() - make_interval(secs => :seconds) RETURNING id, heard_at
)
INSERT INTO attempt_events (id, attempt_id, from_state, to_state, cause, detail, at)
SELECT gen_random_uuid(), id, 'wired', 'unknown', 'nobody waits for the answer any more', '{}', heard_at FROM lost
""")
_SILENT = text("""
UPDATE attempts SET asked_at = now() WHERE id IN (
    SELECT id FROM attempts
    WHERE state IN ('unknown', 'queued', 'sent', 'ringing', 'in_progress') AND ended_at IS NULL
      AND greatest(heard_at, asked_at) <
          now() - make_interval(secs => CASE WHEN channel = 'email' THEN :email ELSE :seconds END)
    ORDER BY heard_at LIMIT :most FOR UPDATE SKIP LOCKED
) RETURNING id
""")
_EXPIRE = text("""
WITH gone AS (
    UPDATE attempts a SET state = 'expired', ended_at = :at, disposition = 'expired'
    FROM campaigns c
    WHERE c.id = a.campaign_id AND a.state = 'planned' AND c.ends_at <= :at
    RETURNING a.enrolment_id
)
UPDATE enrolments SET state = 'done', why = 'the campaign''s window passed'
WHERE id IN (SELECT enrolment_id FROM gone) AND state = 'in_flight'
""")
