"""Page events: what happened at a link and on a visit, append-only.

``page_events``
    ``kind`` is one of

    ============  ===============================================================================================
    wrong_factor  an answer to the second factor that was not what is on file; no visit. What was typed is not kept
    identified    the right answer; a visit begins
    shown         a screen: ``detail`` names it and the versions of its texts, ``words_sealed`` holds what it said
    chosen        something to be read back: ``detail`` says what, and waits for a yes
    done          what was asked for, once: ``about`` is what it answers, unique in the visit
    closed        the visit is over
    ============  ===============================================================================================

    ``number`` counts the events of a visit from 1. ``words_sealed`` of a ``done`` holds what she wrote, if she did.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.contacts.log import canonical
from outreach.contacts.page_links import PageLink
from outreach.conversations.pages import visits  # noqa: F401 - the table its key points at
from outreach.crypto import Vault
from outreach.db import Base
from outreach.ids import new_id

if TYPE_CHECKING:
    from outreach.conversations.pages.visits import PageVisit, Visiting

KINDS: Final = ("wrong_factor", "identified", "shown", "chosen", "done", "closed")
_COLUMN = "page_events.words"


class PageEvent(Base):
    __tablename__ = "page_events"
    __table_args__ = (
        UniqueConstraint("visit_id", "number"),
        UniqueConstraint("visit_id", "about"),
        CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),
        Index("ix_page_events_wrong", "person_id", "at", postgresql_where=text("kind = 'wrong_factor'")),
        Index("ix_page_events_link_id", "link_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    link_id: Mapped[UUID] = mapped_column(ForeignKey("page_links.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    visit_id: Mapped[UUID | None] = mapped_column(ForeignKey("page_visits.id"))
    number: Mapped[int | None] = mapped_column(SmallInteger)
    kind: Mapped[str]
    about: Mapped[str | None]
    detail: Mapped[dict[str, Any]]
    words_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    at: Mapped[datetime]


def wrong_factor(session: Session, link: PageLink, at: datetime) -> None:
    """Write down that somebody did not know the second factor."""
    session.add(
        PageEvent(id=new_id(at), link_id=link.id, person_id=link.person_id, kind="wrong_factor", detail={}, at=at)
    )
    session.flush()


def note(
    visiting: Visiting, kind: str, detail: Mapping[str, Any], words: str = "", about: str | None = None
) -> PageEvent:
    """Add an event to the visit, whose row the caller holds."""
    visiting.visit.events += 1
    identity = new_id(visiting.at)
    made = PageEvent(
        id=identity,
        link_id=visiting.link.id,
        person_id=visiting.person,
        visit_id=visiting.visit.id,
        number=visiting.visit.events,
        kind=kind,
        about=about,
        detail=dict(detail),
        words_sealed=visiting.store.vault.seal(_COLUMN, identity, words) if words else None,
        at=visiting.at,
    )
    visiting.session.add(made)
    visiting.session.flush()
    return made


def of_number(visiting: Visiting, number: int, kind: str) -> PageEvent | None:
    """An event of this visit by its number, when it is of this kind."""
    query = select(PageEvent).where(PageEvent.visit_id == visiting.visit.id, PageEvent.number == number)
    return visiting.session.scalars(query.where(PageEvent.kind == kind)).first()


def done_about(visiting: Visiting, about: str) -> PageEvent | None:
    """What was done about this in the visit already."""
    query = select(PageEvent).where(PageEvent.visit_id == visiting.visit.id, PageEvent.about == about)
    return visiting.session.scalars(query).first()


def of_visit(session: Session, visit: UUID) -> list[PageEvent]:
    """The events of a visit in order."""
    query = select(PageEvent).where(PageEvent.visit_id == visit).order_by(PageEvent.number)
    return list(session.scalars(query))


def words_of(vault: Vault, event: PageEvent) -> str:
    """What an event keeps sealed; empty when that is nothing."""
    return vault.open(_COLUMN, event.id, event.words_sealed) if event.words_sealed else ""


def digest(session: Session, vault: Vault, visit: PageVisit) -> str:
    """SHA-256, in hex, over all events of a visit and the words they keep."""
    found = hashlib.sha256()
    for event in of_visit(session, visit.id):
        told = {name: getattr(event, name) for name in ("id", "number", "kind", "about", "detail")}
        found.update(canonical({**told, "at": event.at.isoformat(), "words": words_of(vault, event)}).encode())
    return found.hexdigest()


def spoken_words(said: Mapping[str, Mapping[str, str]]) -> str:
    """The words of a screen as they are kept."""
    return json.dumps(said, ensure_ascii=False)
