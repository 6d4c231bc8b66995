"""Visits: one person at her account page, known by the second factor, until she leaves it alone.

``page_visits``
    one row per right answer to the second factor; who is not identified has none. The cookie holds a secret of 256 random bits,
    the row its keyed hash. ``idle_minutes`` is how long the visit lasts without use: ``IDLE``, or ten times that for who asked for more
    time (WCAG 2.2.1). ``seen_at`` is the last use, ``events`` the number of its newest event.

    States::

        open ──she closes the page──► closed (``left``)
          ├──``idle_minutes`` without use, or ``LONGEST`` altogether──► closed (``idle``)
          └──more than ``MOST_EVENTS``──► closed (``too_long``)

    When it closes, ``digest`` is written, and with it one entry ``page_visit`` of the person's log (`closing.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from compliance.location import local_time
from outreach.accounts import people  # noqa: F401 - the table its key points at
from outreach.accounts.addresses import Address
from outreach.accounts.debts import lock_parties
from outreach.agreements.promises import Promise
from outreach.contacts.page_links import PageLink
from outreach.conversations.pages import doors
from outreach.conversations.speaker import Speaker
from outreach.crypto import Vault
from outreach.db import Base, lock_budgets, person_key
from outreach.store import Store

IDLE: Final = 15  # minutes
MORE_TIME: Final = 10 * IDLE
LONGEST: Final = timedelta(hours=12)
MOST_EVENTS: Final = 400
SECRET_BYTES: Final = 32


class PageVisit(Base):
    __tablename__ = "page_visits"
    __table_args__ = (
        Index("ix_page_visits_link_id", "link_id"),
        Index("ix_page_visits_open", "seen_at", postgresql_where=text("ended_at IS NULL")),
        CheckConstraint("ended_why IN ('left', 'idle', 'too_long')", name="ended_why"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    link_id: Mapped[UUID] = mapped_column(ForeignKey("page_links.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    secret_index: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    language: Mapped[str]
    idle_minutes: Mapped[int] = mapped_column(SmallInteger, default=IDLE)
    events: Mapped[int] = mapped_column(SmallInteger, default=0)
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str | None]
    digest: Mapped[str | None]


@dataclass(frozen=True, slots=True)
class Visiting:
    """A visit in the middle of a request: its rows, the transaction, the instant.

    The caller of ``found`` holds the row of the visit, and when it is going to act the budgets of everybody concerned.
    """

    session: Session
    store: Store
    link: PageLink
    visit: PageVisit
    at: datetime

    @property
    def person(self) -> UUID:
        return self.link.person_id

    @property
    def language(self) -> str:
        return self.visit.language

    @property
    def today(self) -> date:
        """The calendar day where she is."""
        return local_time(self.link.zone, self.at).local.date()

    @property
    def sent_to(self) -> str:
        """The number or mailbox the link came to."""
        row = self.session.get_one(Address, self.link.address_id)
        return self.store.vault.open("addresses.value", row.id, row.value_sealed)

    def speaker(self) -> Speaker:
        """Who speaks here, about all debts of the link; the attempt it came in, unless that has brought a promise."""
        link = self.link
        return Speaker(
            person=link.person_id,
            client=link.client_id,
            debts=tuple(link.debt_ids),
            channel="page",
            source=f"page:{self.visit.id}",
            since=self.at,
            today=self.today,
            address=self.sent_to,
            address_id=link.address_id,
            attempt=None if self._attempt_has_promise() else link.attempt_id,
            language=self.visit.language,
        )

    def _attempt_has_promise(self) -> bool:
        query = select(Promise.id).where(Promise.attempt_id == self.link.attempt_id)
        return self.session.scalar(query) is not None


def secret_index(vault: Vault, secret: str) -> bytes:
    """What a visit is found by."""
    return vault.index("page_visit", secret)


def form_token(vault: Vault, secret: str) -> str:
    """What every form of a visit carries, so that no other site can send one in her name."""
    return vault.index("page_form", secret).hex()


def found(
    session: Session, store: Store, token: str, secret: str, at: datetime, *, acting: bool = False
) -> Visiting | None:
    """The open visit that a link's token and a cookie's secret belong to, used now; None when there is none.

    ``acting`` holds the budgets of everybody who has to do with the debts, before anything else is read.
    """
    link = doors.standing(session, store, token, at)
    if link is None:
        return None
    if acting:
        lock_parties(session, *link.debt_ids)
        lock_budgets(session, [person_key(link.person_id)])
    query = select(PageVisit).where(PageVisit.secret_index == secret_index(store.vault, secret))
    visit = session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if visit is None or visit.link_id != link.id or not is_open(visit, at):
        return None
    visit.seen_at = max(visit.seen_at, at)
    return Visiting(session, store, link, visit, at)


def is_open(visit: PageVisit, at: datetime) -> bool:
    """Whether the visit may go on at this instant."""
    idle = at - visit.seen_at >= timedelta(minutes=visit.idle_minutes)
    return visit.ended_at is None and not idle and at - visit.began_at < LONGEST and visit.events < MOST_EVENTS
