"""Leases: what is over because nobody said so. Run by the leading scheduler at every tick; idempotent.

=====================================  ================================================================================
what ran out                           what follows
=====================================  ================================================================================
somebody's presence, while available   away: her screen is closed, or her shift is over
reserved                               free again; should the person ask after all, another collector is looked for
ringing, answered                      the ring has lapsed, the collector is away until she says that she is there
on call                                the talk is over, its form is due
wrap-up                                away; the form stays due, and somebody of ours is asked once
a transfer of which nothing is heard   over after ``FORGOTTEN``
=====================================  ================================================================================
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.contacts import attention
from outreach.transfers import collectors, rings
from outreach.transfers.collectors import Collector
from outreach.transfers.rings import Ring

FORGOTTEN: Final = timedelta(hours=2)
_OUTCOME: Final = {"reserved": "released", "ringing": "lapsed", "answered": "lapsed", "accepted": "talked"}


def end_overdue(session: Session, at: datetime) -> int:
    """End every lease that is over at ``at``. Returns how many collectors that moved."""
    gone = session.execute(_NOT_PRESENT, {"at": at}).rowcount  # type: ignore[attr-defined]
    overdue = session.scalars(_OVERDUE, {"at": at}).all()
    moved = sum(_ended(session, ring.id, at) for ring in overdue)
    late = session.scalars(select(Collector).from_statement(_FORM_DUE), {"at": at}).all()
    for collector in late:
        collectors.become(collector, "away", at)
        attention.ask_once(session, "wrap_up", f"collector {collector.name} owes the form about a talk", at)
    session.flush()
    session.execute(_FORGOTTEN, {"at": at, "since": at - FORGOTTEN})
    return int(gone) + moved + len(late)


def _ended(session: Session, ring: object, at: datetime) -> bool:
    """End the ring unless somebody has done so, or renewed its lease, while we came to its turn."""
    found = rings.locked(session, ring)  # type: ignore[arg-type]
    if found is None or found[0].state == "over":
        return False
    lease = collectors.locked(session, found[0].collector_id).lease_until
    if lease is None or lease > at:
        return False
    rings.end(session, found[0], _OUTCOME[found[0].state], at)
    return True


_NOT_PRESENT = text("""
UPDATE collectors SET state = 'away', state_since = :at, lease_until = NULL
WHERE state = 'available' AND (present_until IS NULL OR present_until <= :at)
""")
_OVERDUE = select(Ring).from_statement(
    text("""
SELECT r.* FROM transfer_rings r JOIN collectors c ON c.id = r.collector_id
WHERE r.ended_at IS NULL AND c.lease_until <= :at ORDER BY r.id
""")
)
_FORM_DUE = text(
    "SELECT * FROM collectors WHERE state = 'wrap_up' AND lease_until <= :at ORDER BY id FOR UPDATE SKIP LOCKED"
)
_FORGOTTEN = text("""
UPDATE transfers t SET state = CASE WHEN t.connected_at IS NULL THEN 'released' ELSE 'ended' END, ended_at = :at
WHERE t.ended_at IS NULL AND coalesce(t.connected_at, t.asked_at, t.offered_at) < :since
  AND NOT EXISTS (SELECT 1 FROM transfer_rings r WHERE r.transfer_id = t.id AND r.ended_at IS NULL)
""")
