"""Recalling: the links to an account's page and what happened on its visits, for people of ours and for whoever asks later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from outreach.conversations.pages import page_events
from outreach.conversations.pages.visits import PageVisit
from outreach.errors import NotFound
from outreach.masking import mask_address
from outreach.store import Store

HIDDEN = "(kept sealed)"


@dataclass(frozen=True, slots=True)
class LinkMade:
    """A link: where it was sent (masked), what has become of it, and the visits through it."""

    id: UUID
    made_at: datetime
    sent_to: str
    state: str
    visits: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """An event of a visit; ``words`` only when they may be read."""

    number: int
    at: datetime
    kind: str
    detail: dict[str, Any]
    words: str


def links(session: Session, store: Store, debt: UUID, at: datetime) -> list[LinkMade]:
    """The links that were made for a debt, newest first."""
    return [_link(store, row, at) for row in session.execute(_LINKS, {"debt": debt})]


def story(session: Session, store: Store, visit: UUID, *, reveal: bool = False) -> Iterator[Told]:
    """What happened on a visit, in order. Raises NotFound."""
    if session.get(PageVisit, visit) is None:
        raise NotFound(f"no visit to an account page has the id {visit}; see `outreach page links`")
    for event in page_events.of_visit(session, visit):
        words = page_events.words_of(store.vault, event) if reveal else HIDDEN if event.words_sealed else ""
        yield Told(event.number or 0, event.at, event.kind, event.detail, words)


def is_unchanged(session: Session, store: Store, visit: UUID) -> bool | None:
    """Whether the events of a closed visit still have the digest that stands in the person's log; None while it is open."""
    logged = session.execute(_LOGGED, {"visit": str(visit)}).scalar()
    if logged is None:
        return None
    found = page_events.digest(session, store.vault, session.get_one(PageVisit, visit))
    return bool(json.loads(logged)["detail"]["digest"] == found)


def _link(store: Store, row: Row[Any], at: datetime) -> LinkMade:
    state = f"revoked: {row.revoked_why}" if row.revoked_at else "expired" if row.expires_at <= at else "works"
    sent_to = mask_address(store.vault.open("addresses.value", row.address_id, row.value_sealed))
    return LinkMade(row.id, row.made_at, sent_to, state, tuple(row.visits))


_LINKS = text("""
SELECT l.id, l.made_at, l.expires_at, l.revoked_at, l.revoked_why, l.address_id, a.value_sealed,
       ARRAY(SELECT v.id FROM page_visits v WHERE v.link_id = l.id ORDER BY v.began_at) AS visits
FROM page_links l JOIN addresses a ON a.id = l.address_id
WHERE :debt = ANY(l.debt_ids) ORDER BY l.made_at DESC, l.id DESC
""")
_LOGGED = text("""
SELECT l.payload FROM contact_log l JOIN page_visits v ON v.person_id = l.person_id
WHERE v.id = CAST(:visit AS uuid) AND l.kind = 'page_visit'
  AND CAST(l.payload AS jsonb) -> 'detail' ->> 'visit' = :visit
""")
