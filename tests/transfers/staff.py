"""Collectors for tests, and what happens to them, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.accounts.clients import Client
from outreach.conversations.handover import whispering
from outreach.conversations.handover.onward import Dial, Room
from outreach.conversations.handover.whispering import Whispered
from outreach.conversations.voice.answers import Heard
from outreach.conversations.voice.dial_news import DialNews
from outreach.transfers import collectors, reserving, rings
from outreach.transfers import transfers as requests
from outreach.transfers.collectors import Collector, Profile
from outreach.transfers.rings import Ring
from outreach.transfers.rules import read_rules
from outreach.transfers.transfers import Transfer, Wanted
from tests.support.accounts import NOON, Agency
from tests.support.talking import Line

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


LEGS = count(1)


@dataclass
class Phone:
    """A collector's telephone that rings for a caller."""

    office: Agency
    ring: UUID
    sid: str = field(default_factory=lambda: f"CA{next(LEGS):032d}")

    def picks_up(self) -> Whispered | None:
        return act(self.office, lambda s: whispering.picked_up(s, self.office.store, self.ring, self.sid, self._now()))

    def presses(self, keys: str) -> Whispered | None:
        return act(
            self.office, lambda s: whispering.pressed(s, self.office.store, self.ring, self.sid, keys, self._now())
        )

    def takes(self) -> Phone:
        """Pick up and press 1."""
        assert self.picks_up() is not None
        assert self.presses("1") is not None
        return self

    def tells(self, status: str) -> UUID | None:
        """The carrier says how this telephone stands."""
        return act(self.office, lambda s: whispering.news(s, self.ring, self.sid, status, self._now()))

    @property
    def row(self) -> Ring:
        return self.office.rows(Ring, id=self.ring)[0]

    def _now(self) -> datetime:
        return self.office.clock.now()


def ringing(line: Line) -> list[Phone]:
    """The phones that ring for her by the last turn."""
    then = line.last.then
    return [Phone(line.office, phone.ring) for phone in then.phones] if isinstance(then, Dial) else []


def comes_back(line: Line, status: str = "completed", *, bridged: bool = False) -> Line:
    """The Dial she waited in is over, and she is still there."""
    return line.hears(Heard(dial=DialNews(status, bridged)))


def hangs_up(line: Line, *, bridged: bool = False) -> None:
    """She hangs up: her Dial tells, then the call's end; both come twice."""
    for _ in range(2):
        if isinstance(line.last.then, Dial | Room):
            line.post(line.last.number, Heard(dial=DialNews("completed", bridged, gone=True)))
        line.over()


def rules(office: Agency, client: UUID, **given: object) -> None:
    with office.store.sessions.begin() as session:
        session.get_one(Client, client).transfer_rules = read_rules(given).model_dump(mode="json")


def state(office: Agency, collector: UUID) -> str:
    return one(office, collector).state


def transfer(office: Agency) -> Transfer:
    """The one somebody waits in, else the last."""
    return max(office.rows(Transfer), key=lambda row: (row.ended_at is None, row.offered_at))
