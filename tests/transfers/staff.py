"""Collectors for tests, and what happens to them, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.transfers import collectors, reserving, rings
from outreach.transfers import transfers as requests
from outreach.transfers.collectors import Collector, Profile
from outreach.transfers.rings import Ring
from outreach.transfers.transfers import Transfer, Wanted
from tests.support.accounts import NOON, Agency

Found = TypeVar("Found")
SHIFT = timedelta(hours=10)


def hire(
    office: Agency, number: int, *languages: str, skills: tuple[str, ...] = (), on: bool = True, at: datetime = NOON
) -> UUID:
    """A collector, signed on ``number`` seconds after the others so that their order is known."""
    with office.store.sessions.begin() as session:
        profile = Profile(f"collector {number:02d}", f"+1212555{3000 + number}", languages or ("en",), skills)
        made = collectors.add(session, office.store, profile, at)
        if on:
            collectors.sign_on(made, at + timedelta(seconds=number), SHIFT)
        return made.id


def wanted(client: UUID, language: str = "en", *skills: str) -> Wanted:
    return Wanted(client, language, skills)


def offer(office: Agency, what: Wanted, at: datetime = NOON) -> Transfer | None:
    return act(office, lambda session: reserving.offer(session, what, at))


def rung(office: Agency, transfer: Transfer, outcome: str = "", at: datetime = NOON) -> Ring:
    """The reserved collector's phone rings; with an ``outcome`` that is over at once."""

    def happens(session: Session) -> Ring:
        requests.locked(session, transfer.id).state = "ringing"
        (ring,) = rings.of(session, transfer.id, "reserved")
        rings.ring(session, ring, 1, at)
        if outcome:
            rings.end(session, ring, outcome, at)
        return ring

    return act(office, happens)


def act(office: Agency, what: Callable[[Session], Found]) -> Found:
    with office.store.sessions.begin() as session:
        return what(session)


def one(office: Agency, collector: UUID) -> Collector:
    return office.rows(Collector, id=collector)[0]
