"""Quiet hours: those at which we do not write of ourselves, and the one answer to somebody who wrote to us in them.

Comment 6(b)(1)-2 to 12 CFR 1006.6 lets a collector answer once, in the same medium, a consumer who writes at an inconvenient hour.
The rules keep collectors to that; here it binds creditors as well, who may text and whom that regulation does not know.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from compliance import decide, read_facts
from outreach.contacts.facts import Loaded


def closed_until(loaded: Loaded, at: datetime | None = None) -> datetime | None:
    """When we may write to her again of ourselves; None when it is now. ``at`` is another instant than that of the facts.

    Asked without her history, so that only the hours, days and holidays can speak against it.
    """
    unasked = loaded.json["attempt"] | {"purpose": "collection"}
    when = {"at": at.strftime("%Y-%m-%dT%H:%M:%SZ")} if at else {}
    decision = decide(read_facts(loaded.json | {"history": [], "attempt": unasked} | when))
    waits = [finding.until for finding in decision.findings if finding.until is not None]
    return max(waits, default=None)


def answered_until(session: Session, loaded: Loaded, address: UUID) -> datetime | None:
    """Until when a further answer waits, because she has had one in these quiet hours; None when it need not."""
    until = closed_until(loaded)
    if until is None:
        return None
    newest: datetime | None = session.execute(_NEWEST, {"address": address}).scalar()
    return until if newest is not None and closed_until(loaded, newest) == until else None


_NEWEST = text("""
SELECT max(wired_at) FROM attempts WHERE address_id = :address AND channel = 'sms' AND purpose = 'reply' AND wired_at IS NOT NULL
""")
