"""Identifying: the answer to the second factor, and the visit it begins.

``MOST_TRIES`` wrong answers at a link revoke it; ``second_factor.MOST_WRONG`` about a person within a day, in whatever conversation,
close all links of hers until the day is over. Both stand in her log. Answers are counted under her budget, so that two at
once are two. A visit that is under way is not ended by somebody else's guesses.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.accounts.people import Person
from outreach.contacts import attention, log, page_links
from outreach.contacts.page_links import PageLink
from outreach.conversations import second_factor
from outreach.conversations.pages import doors, page_events, visits
from outreach.conversations.pages.page_events import PageEvent
from outreach.conversations.pages.visits import PageVisit, Visiting
from outreach.db import lock_budgets, person_key
from outreach.ids import new_id
from outreach.store import Store

MOST_TRIES: Final = 3


class Refused(Enum):
    """Why nobody was let in: the answer was wrong, or there is nothing to open."""

    WRONG = "wrong"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was typed, in which language, and whether she asked for more time."""

    said: str
    language: str
    more_time: bool = False


def identify(session: Session, store: Store, token: str, answer: Answer, at: datetime) -> str | Refused:
    """The secret of the visit that a right answer begins, or why there is none."""
    link = doors.live(session, store, token, at)
    if link is None:
        return Refused.CLOSED
    lock_budgets(session, [person_key(link.person_id)])
    link = doors.live(session, store, token, at)  # others may have guessed while we waited
    factor = second_factor.factor_of(session, store, link.person_id, link.client_id) if link else None
    if link is None or factor is None:
        return Refused.CLOSED
    session.refresh(link, with_for_update=True)
    if not second_factor.knows(session, store, link.person_id, factor, answer.said):
        return _wrong(session, link, at)
    return _begin(session, store, link, answer, factor, at)


def _wrong(session: Session, link: PageLink, at: datetime) -> Refused:
    page_events.wrong_factor(session, link, at)
    second_factor.was_wrong(session, link.person_id, f"page_link:{link.id}", at, link.attempt_id)
    tries = _wrong_at(session, link)
    if tries >= MOST_TRIES:
        _lock(session, link, tries, at)
        return Refused.CLOSED
    return Refused.CLOSED if second_factor.exhausted(session, link.person_id, at) else Refused.WRONG


def _lock(session: Session, link: PageLink, tries: int, at: datetime) -> None:
    page_links.revoke(link, f"{tries} wrong answers to the second factor", at)
    log.append(session, link.person_id, "page_locked", at, {"link": str(link.id), "tries": tries}, link.attempt_id)
    attention.ask(session, "reply", "her account page was closed by wrong answers", at, link.person_id, link.attempt_id)


def _begin(session: Session, store: Store, link: PageLink, answer: Answer, factor: str, at: datetime) -> str:
    """Her language is kept, as it is when a call is known to be with her."""
    secret = secrets.token_urlsafe(visits.SECRET_BYTES)
    visit = PageVisit(
        id=new_id(at),
        link_id=link.id,
        person_id=link.person_id,
        secret_index=visits.secret_index(store.vault, secret),
        language=answer.language,
        idle_minutes=visits.MORE_TIME if answer.more_time else visits.IDLE,
        events=0,
        began_at=at,
        seen_at=at,
    )
    session.add(visit)
    session.flush()
    session.get_one(Person, link.person_id).language = answer.language
    page_events.note(Visiting(session, store, link, visit, at), "identified", {"factor": factor})
    log.append(session, link.person_id, "identified", at, {"page": str(visit.id)}, link.attempt_id)
    return secret


def _wrong_at(session: Session, link: PageLink) -> int:
    query = select(func.count()).where(PageEvent.kind == "wrong_factor", PageEvent.link_id == link.id)
    return session.scalar(query) or 0
