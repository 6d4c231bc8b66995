"""How fast virtual time may run: as fast as the machine keeps up, so that lag never bends the day.

nothing under way                         → leap toward the next due instant
contacts with the carrier only            → brisk
work waiting on our side of the wire      → slow, and slower the more waits
a collector's phone rings                 → as slow as people are: it rings for seconds only
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

LEAP, BRISK, CRAWL = 4000.0, 400.0, 60.0  # virtual seconds per real second
WORK = 3000.0  # items waiting x rate that the machine keeps up with


@dataclass(frozen=True, slots=True)
class Load:
    """What is under way: ``waiting`` for us, ``carried`` by the carrier, ``ringing`` collectors, when the next enrolment is due."""

    waiting: int
    carried: int
    ringing: int
    next_due: datetime | None


def load(session: Session, at: datetime) -> Load:
    """Look at what is under way at ``at``."""
    row = session.execute(_LOAD, {"at": at}).one()
    return Load(row.waiting, row.carried, row.ringing, row.next_due)


def rate(found: Load, at: datetime) -> float:
    """Virtual seconds per real second that suit the load."""
    if found.ringing:
        return CRAWL
    if found.waiting:
        return min(BRISK, max(CRAWL, WORK / found.waiting))
    if found.carried or (found.next_due and found.next_due <= at):
        return BRISK
    if found.next_due is None:
        return LEAP
    # Do not leap past what comes next: arrive there within a few looks.
    return min(LEAP, max(BRISK, (found.next_due - at).total_seconds() * 10))


_LOAD = text("""
SELECT (SELECT count(*) FROM attempts WHERE state = 'planned' AND due_at <= :at)
     + (SELECT count(*) FROM attempts WHERE state = 'wired')
     + (SELECT count(*) FROM carrier_events WHERE state = 'new') AS waiting,
       (SELECT count(*) FROM attempts WHERE state IN ('unknown', 'queued', 'ringing', 'in_progress')
          AND ended_at IS NULL)
     + (SELECT count(*) FROM call_sessions WHERE attempt_id IS NULL AND ended_at IS NULL) AS carried,
       (SELECT count(*) FROM transfer_rings WHERE state IN ('ringing', 'answered')) AS ringing,
       least((SELECT min(next_at) FROM enrolments WHERE state = 'waiting'),
             (SELECT min(due_at) FROM attempts WHERE state = 'planned')) AS next_due
""")
