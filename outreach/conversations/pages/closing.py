"""Closing: a visit ends, and one entry of the person's log holds the digest of all that happened on it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.contacts import log
from outreach.contacts.page_links import PageLink
from outreach.conversations.pages import page_events
from outreach.conversations.pages.visits import MOST_EVENTS, PageVisit, Visiting
from outreach.db import lock_budgets, person_key
from outreach.store import Store

LINGER = timedelta(minutes=1)  # a request that is under way when a visit runs out is let finish


def leave(visiting: Visiting) -> None:
    """She closes the page. The caller holds her budget."""
    _close(visiting, "left")


def close_idle(session: Session, store: Store, at: datetime, most: int = 50) -> int:
    """Close visits that nobody uses any more. Returns how many."""
    idle = session.execute(_IDLE, {"at": at - LINGER, "events": MOST_EVENTS, "most": most}).all()
    lock_budgets(session, [person_key(row.person_id) for row in idle])
    closed = 0
    for row in idle:
        query = select(PageVisit).where(PageVisit.id == row.id, PageVisit.ended_at.is_(None))
        visit = session.scalars(
            query.with_for_update(skip_locked=True).execution_options(populate_existing=True)
        ).first()
        if visit is not None and visit.seen_at == row.seen_at:
            link = session.get_one(PageLink, visit.link_id)
            _close(Visiting(session, store, link, visit, at), "too_long" if visit.events >= MOST_EVENTS else "idle")
            closed += 1
    return closed


def _close(visiting: Visiting, why: str) -> None:
    visit, at = visiting.visit, visiting.at
    page_events.note(visiting, "closed", {"why": why})
    visit.ended_at, visit.ended_why = at, why
    visit.digest = page_events.digest(visiting.session, visiting.store.vault, visit)
    visiting.session.flush()
    detail = {"visit": str(visit.id), "events": visit.events, "digest": visit.digest, "why": why}
    log.append(visiting.session, visit.person_id, "page_visit", at, detail, visiting.link.attempt_id)


_IDLE = text("""
SELECT id, person_id, seen_at FROM page_visits
WHERE ended_at IS NULL
  AND (seen_at + idle_minutes * interval '1 minute' <= :at OR began_at + interval '12 hours' <= :at OR events >= :events)
ORDER BY seen_at LIMIT :most
""")
