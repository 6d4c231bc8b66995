"""The doorstep: what is read before anybody is known, in neutral words that name nobody and nothing.

A live link shows what is asked for, in her language. Everything else shows one and the same page, in all languages, whatever the
reason. From either a no can be said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from outreach.conversations.pages import doors, speaking
from outreach.conversations.pages.speaking import Parts
from outreach.store import Store


@dataclass(frozen=True, slots=True)
class Doorstep:
    """The door of a live link: the factor that is asked for, and the texts by name."""

    factor: str
    language: str
    say: dict[str, Parts]


def at(session: Session, store: Store, token: str, language: str, now: datetime) -> Doorstep | None:
    """The door of a live link, in ``language`` if that is one of ours, else in hers; None when there is nothing to open."""
    asked = doors.question(session, store, token, now)
    if asked is None:
        return None
    chosen = language if language in doors.OTHER else asked.language
    other = doors.OTHER[chosen]
    say = {name: speaking.neutral(session, name, chosen) for name in ("identify", "door")}
    say["other"] = {"code": other, **speaking.neutral(session, "language", other)}
    if asked.business_name:
        say["sender"] = speaking.neutral(session, "sender", chosen, {"business_name": asked.business_name})
    return Doorstep(asked.factor, chosen, say)


def closed(session: Session) -> dict[str, dict[str, Parts]]:
    """The page that says nothing: by language, its own text and the noes."""
    return {code: {name: speaking.neutral(session, name, code) for name in ("gone", "door")} for code in doors.OTHER}


def left(session: Session) -> dict[str, Parts]:
    """What is said after a no, and when a page is closed, by language."""
    return {code: speaking.neutral(session, "left_alone", code) for code in doors.OTHER}
