"""Page links: the way from a text or an e-mail to a person's own account page.

``page_links``
    one row per link that was put into words. The link ends in a token of 128 random bits that stands nowhere in clear: the row
    holds its keyed hash, the sealed words of the attempt hold the link, so a stolen database opens no page. A link is for one
    person about some of her debts with one client, came to one address in one attempt, and works until ``expires_at`` (the
    client's ``page_link_hours`` after it was made). ``zone`` and ``places`` are where she was believed to be when it was made:
    the calendar and the prescribed sentences of the page go by them.

    A link is *live* while it is not revoked, not expired, its address still is hers, and too many wrong answers to the second
    factor have not closed the page (see ``outreach.conversations.pages``). It is revoked by three wrong answers, or when the
    attempt it was made for is composed anew. A no does not revoke it: she says how we may write, and the page is where she comes
    by herself.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Index, LargeBinary, Uuid, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from compliance import local_times
from compliance.location import local_time
from outreach.accounts import addresses, people  # noqa: F401 - the tables its keys point at
from outreach.accounts.clients import Client
from outreach.contacts import attempts, spoken  # noqa: F401
from outreach.crypto import Vault
from outreach.db import Base
from outreach.ids import new_id
from outreach.store import Store

if TYPE_CHECKING:
    from outreach.contacts.claim import Candidate
    from outreach.contacts.facts import Loaded

USES: Final = frozenset({"page_link", "page_link_until"})  # variables of a text that make it need a link
TOKEN_BYTES: Final = 16
KIND: Final = "page_link"  # of the keyed hash


class PageLink(Base):
    __tablename__ = "page_links"
    __table_args__ = (
        Index("ix_page_links_person_id", "person_id", "made_at"),
        Index("ix_page_links_attempt_id", "attempt_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_index: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    debt_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    address_id: Mapped[UUID] = mapped_column(ForeignKey("addresses.id"))
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"))
    zone: Mapped[str]
    places: Mapped[list[Any]]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_why: Mapped[str | None]


def put_into_words(
    session: Session, store: Store, candidate: Candidate, loaded: Loaded, places: Collection[str]
) -> dict[str, str | bool]:
    """Make the link of an attempt that is being composed; its variables, ready to be read."""
    at = loaded.facts.at
    # Of several zones the one whose day begins last: "tomorrow" is never too early.
    zone = min(local_times(loaded.facts), key=lambda there: there.offset).zone
    _revoke_former(session, candidate.id, at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    hours = session.get_one(Client, candidate.client_id).page_link_hours
    link = PageLink(
        id=new_id(at),
        token_index=hashed(store.vault, token),
        person_id=candidate.person_id,
        client_id=candidate.client_id,
        debt_ids=candidate.debt_ids,
        address_id=candidate.address_id,
        attempt_id=candidate.id,
        zone=zone,
        places=sorted(places),
        made_at=at,
        expires_at=at + timedelta(hours=hours),
    )
    session.add(link)
    session.flush()
    until = local_time(zone, link.expires_at).local
    return {
        "page_link": f"{store.settings.public_base_url}/p/{token}",
        "page_link_until": spoken.moment(until, candidate.language),
    }


def would_open(session: Session, person: UUID) -> bool:
    """Whether something is on file that the person could be asked for: else her page would stay closed."""
    return bool(session.execute(_ASKABLE, {"person": person}).scalar())


def hashed(vault: Vault, token: str) -> bytes:
    """What a link is found by."""
    return vault.index(KIND, token)


def revoke(link: PageLink, why: str, at: datetime) -> None:
    """Close the page behind a link for good; what is revoked stays as it was."""
    if link.revoked_at is None:
        link.revoked_at, link.revoked_why = at, why


def _revoke_former(session: Session, attempt: UUID, at: datetime) -> None:
    former = update(PageLink).where(PageLink.attempt_id == attempt, PageLink.revoked_at.is_(None))
    session.execute(former.values(revoked_at=at, revoked_why="the message was made anew"))


_ASKABLE = text("""
SELECT EXISTS (SELECT 1 FROM postal_addresses WHERE person_id = :person AND postal_code_sealed IS NOT NULL)
    OR EXISTS (SELECT 1 FROM people WHERE id = :person AND (birth_date_sealed IS NOT NULL OR id_fragment_sealed IS NOT NULL))
""")
