"""Doors: what is behind a link, before anybody is known.

One statement decides whether a link is live, whatever is wrong with one that is not: unknown, expired, revoked, somebody else's
address, debts that are with us no longer, too many wrong answers. So all of those look alike, and take the same work.

Whoever holds a message may say no to it without a second factor, also long after its link expired: that it shall stop, or that
it reached the wrong person. Said again, either changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from compliance.location import local_time
from outreach.accounts.addresses import Address
from outreach.accounts.clients import Client
from outreach.accounts.people import Person
from outreach.contacts.page_links import PageLink, hashed
from outreach.conversations import consequences, second_factor
from outreach.conversations.speaker import Speaker
from outreach.store import Store

OTHER: Final = {"en": "es", "es": "en"}


@dataclass(frozen=True, slots=True)
class Question:
    """What a live link asks: the factor, in her language; whose page it is only where that name alone tells nothing."""

    factor: str
    language: str
    business_name: str


def live(session: Session, store: Store, token: str, at: datetime) -> PageLink | None:
    """The link that may be opened now."""
    return _found(session, store, token, at, at)


def standing(session: Session, store: Store, token: str, at: datetime) -> PageLink | None:
    """The link of a visit that has begun: it may go on past the link's last hour, and while others try to guess."""
    return _found(session, store, token, at, None)


def question(session: Session, store: Store, token: str, at: datetime) -> Question | None:
    """What to ask who holds this link; None when there is nothing to open, or nothing she could be asked."""
    link = live(session, store, token, at)
    factor = second_factor.factor_of(session, store, link.person_id, link.client_id) if link else None
    if link is None or factor is None:
        return None
    client, person = session.get_one(Client, link.client_id), session.get_one(Person, link.person_id)
    name = "" if client.name_reveals_collection else client.business_name
    return Question(factor, person.language if person.language in OTHER else "en", name)


def stop(session: Session, store: Store, token: str, at: datetime) -> None:
    """Nothing more to where the link was sent. Of a link nobody made, nothing."""
    link = _ever(session, store, token)
    if link is not None:
        speaker = _holder(session, store, link, at)
        consequences.begin(session, speaker)
        consequences.stop(session, store, speaker, at, form="written")


def not_me(session: Session, store: Store, token: str, at: datetime) -> None:
    """The link reached somebody else: her address is never used for this person again, and its links are dead."""
    link = _ever(session, store, token)
    if link is None:
        return
    speaker = _holder(session, store, link, at)
    consequences.begin(session, speaker)
    if session.get_one(Address, link.address_id, populate_existing=True).state != "wrong_person":
        consequences.wrong_person(session, store, speaker, at)


def _found(session: Session, store: Store, token: str, at: datetime, until: datetime | None) -> PageLink | None:
    asked = {
        "index": hashed(store.vault, token),
        "until": until,
        "since": at - second_factor.A_DAY,
        "most": second_factor.MOST_WRONG,
        "wrong": second_factor.WRONG,
    }
    identity: UUID | None = session.execute(_LIVE, asked).scalar()
    return session.get_one(PageLink, identity) if identity else None


def _ever(session: Session, store: Store, token: str) -> PageLink | None:
    identity: UUID | None = session.execute(_EVER, {"index": hashed(store.vault, token)}).scalar()
    return session.get_one(PageLink, identity) if identity else None


def _holder(session: Session, store: Store, link: PageLink, at: datetime) -> Speaker:
    """Whoever holds the message: what she says counts for its address."""
    row = session.get_one(Address, link.address_id)
    return Speaker(
        person=link.person_id,
        client=link.client_id,
        debts=tuple(link.debt_ids),
        channel="page",
        source=f"page_link:{link.id}",
        since=at,
        today=local_time(link.zone, at).local.date(),
        address=store.vault.open("addresses.value", row.id, row.value_sealed),
        address_id=row.id,
        attempt=link.attempt_id,
    )


_EVER = text("SELECT id FROM page_links WHERE token_index = :index")
_LIVE = text("""
SELECT l.id FROM page_links l JOIN addresses a ON a.id = l.address_id
WHERE l.token_index = :index AND l.revoked_at IS NULL AND a.state <> 'wrong_person'
  AND EXISTS (
      SELECT 1 FROM debts d JOIN debt_parties p ON p.debt_id = d.id AND p.person_id = l.person_id
      WHERE d.id = ANY(l.debt_ids) AND d.status IN ('open', 'paid') AND p.role NOT IN ('attorney', 'third_party')
  )
  AND (CAST(:until AS timestamptz) IS NULL OR (
      l.expires_at > :until
      AND (SELECT count(*) FROM contact_log e
           WHERE e.person_id = l.person_id AND e.kind = :wrong AND e.at > :since AND e.at <= :until) < :most
  ))
""")
