"""Collectors: people of ours who take calls, and whether they can take one at this moment.

``collectors``
    ``number`` is the phone that rings, sealed and indexed; ``languages`` and ``skills`` are what they can be asked for.
    ``present_until`` is until when somebody is known to be there: a shift, or as long as the screen keeps asking.
    ``lease_until`` ends a state that somebody else should have ended: without news of a ring, a talk or a form it is over
    then. ``idle_since`` orders those who are free, the longest first; ``rests_until`` lets one who declined breathe.
    ``refused`` counts calls that were declined one after the other. ``token_index`` is the link of one sign-on, good once
    until ``token_until``; ``desk_index`` the signed-on screen. Both are blind indexes: a stolen table opens no screen.

    States::

        away ──signs on, or says so──► available ──a person is offered to a caller──► reserved ──the caller wants one──► ringing
         ▲                               ▲  │  ▲                                         │                                │
         │                               │  │  └────the caller chose something else──────┘                                │
         │ presence over, no answer,     │  │                                                        takes the call (1) ──┤
         │ voicemail, declined thrice    │  └── (declined: free again after a rest) ◄────────────────────────────────────┤
         ├───────────────────────────────┼──────────────────────────────────────────────── nobody answered ◄──────────────┘
         │                               │
         └──form not filled in in time── wrap_up ◄──the call is over── on_call

A collector has one ring at a time (`rings.py`), and the database refuses a second. All instants are business time: a ring, a
talk and a form last as long as people take for them, in a simulation too. Only the sweep of the scheduler that leads, whose
clock has been held against the database's, ends a lease (`leases.py`): a process whose clock runs ahead frees nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, LargeBinary, SmallInteger, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.db import Base
from outreach.errors import NotAllowed, NotFound
from outreach.ids import new_id
from outreach.store import Store

STATES: Final = ("away", "available", "reserved", "ringing", "on_call", "wrap_up")
IN_A_CALL: Final = ("reserved", "ringing", "on_call")
_STATES: Final = ", ".join(f"'{state}'" for state in STATES)
LANGUAGES: Final = ("en", "es")
SHIFT: Final = timedelta(hours=10)  # how long a sign-on without a screen counts
# How long a state lasts without news of it.
RESERVED: Final = timedelta(minutes=2)  # the longest menu, said twice; every turn that offers a person renews it
RINGING: Final = timedelta(seconds=75)  # the ring, the whisper and the carrier's own seconds
TALK: Final = timedelta(hours=1)  # the longest talk; the carrier is told to end it then
ON_CALL: Final = TALK + timedelta(minutes=5)
WRAP_UP: Final = timedelta(minutes=10)
MOST_REFUSED: Final = 3  # declined one after the other: then nobody is asked again until she says that she is there
REST: Final = timedelta(seconds=30)  # after declining


class Collector(Base):
    __tablename__ = "collectors"
    __table_args__ = (CheckConstraint(f"state IN ({_STATES})", name="state"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    number_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    number_index: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    languages: Mapped[list[str]] = mapped_column(ARRAY(String))
    skills: Mapped[list[str]] = mapped_column(ARRAY(String))
    state: Mapped[str] = mapped_column(default="away")
    state_since: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    present_until: Mapped[datetime | None]
    idle_since: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]
    refused: Mapped[int] = mapped_column(SmallInteger, default=0)
    token_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    token_until: Mapped[datetime | None]
    desk_index: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    made_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a collector is: ``number`` in E.164, ``languages`` of those we speak, ``skills`` as free words of the house."""

    name: str
    number: str
    languages: Sequence[str] = ("en",)
    skills: Sequence[str] = ()


def add(session: Session, store: Store, profile: Profile, at: datetime) -> Collector:
    """Add a collector, who is away. Raises NotAllowed when the name or the number is taken, or a language is none of ours."""
    if unknown := set(profile.languages) - set(LANGUAGES) or not profile.languages:
        raise NotAllowed(f"a collector speaks {' or '.join(LANGUAGES)}, not {unknown or 'nothing'}")
    index = store.vault.index("phone", profile.number)
    taken = (Collector.name == profile.name) | (Collector.number_index == index)
    if session.scalar(select(Collector.id).where(taken)):
        raise NotAllowed(f"there is already a collector called {profile.name!r}, or one with that number")
    identity = new_id(at)
    made = Collector(
        id=identity,
        name=profile.name,
        number_sealed=store.vault.seal("collectors.number", identity, profile.number),
        number_index=index,
        languages=list(profile.languages),
        skills=list(profile.skills),
        state_since=at,
        made_at=at,
    )
    session.add(made)
    session.flush()
    return made


def named(session: Session, name: str) -> Collector:
    """The collector of this name, its row locked. Raises NotFound, listing the names that exist."""
    found = session.scalar(select(Collector).where(Collector.name == name).with_for_update())
    if found is None:
        known = ", ".join(session.scalars(select(Collector.name).order_by(Collector.name))) or "none yet"
        raise NotFound(f"no collector is called {name!r} (known: {known}); add one with `outreach collector add`")
    return found


def locked(session: Session, collector: UUID) -> Collector:
    """The collector, its row locked for the rest of the transaction."""
    return session.get_one(Collector, collector, with_for_update=True, populate_existing=True)


def number_of(store: Store, collector: Collector) -> str:
    """The phone that rings, in clear."""
    return store.vault.open("collectors.number", collector.id, collector.number_sealed)


def become(collector: Collector, state: str, at: datetime, lease: timedelta | None = None) -> None:
    """Move a collector whose row is locked. Whoever becomes available from work goes to the end of the queue."""
    if state == "available" and collector.state != "reserved":
        collector.idle_since = at
    collector.state, collector.state_since = state, at
    collector.lease_until = at + lease if lease else None


def sign_on(collector: Collector, at: datetime, present: timedelta = SHIFT) -> None:
    """Somebody is there: free for a call, unless one is under way or a form is due. ``present``: how long that is believed."""
    collector.present_until = at + present
    collector.refused, collector.rests_until = 0, None
    if collector.state == "away":
        become(collector, "available", at)


def sign_off(collector: Collector, at: datetime) -> None:
    """Nobody is there any more; a call under way goes on to its end. The screen and its link are closed."""
    collector.present_until = None
    collector.token_index = collector.token_until = collector.desk_index = None
    if collector.state == "available":
        become(collector, "away", at)


def freed(collector: Collector, at: datetime) -> None:
    """A call that came to nothing is over: free again while somebody is there."""
    there = collector.present_until is not None and collector.present_until > at
    become(collector, "available" if there else "away", at)


def declined(collector: Collector, at: datetime) -> None:
    """A call was turned away: free again after a rest, or away after several in a row."""
    collector.refused += 1
    if collector.refused >= MOST_REFUSED:
        become(collector, "away", at)
        return
    collector.rests_until = at + REST
    freed(collector, at)
