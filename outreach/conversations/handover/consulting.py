"""Consulting: a collector hands a talk on, cold or warm (the client's rule says which).

Cold: her leg is ended, and the caller hears us while the next collector's phone rings (`connecting.py`).

Warm::

    talking ─she asks for a colleague─► consulting: her leg rings the colleague, the caller hears words of ours
                                           │  └─the colleague does not come─► all who are left meet in the room
                                           └─the two speak; "put us together"─► conferring: three in one room

Whoever leaves the room ends it for all, and who is left meets there again: nobody is left alone in it. A collector waits a few
words outside first, so that news of a caller who has hung up are there before her (``outside``). A collector's leg is moved by the
carrier at our word (`Move`), once what it is for has been committed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.accounts.clients import Client
from outreach.conversations.handover import words_for
from outreach.conversations.handover.onward import Phone, our_number
from outreach.conversations.voice.call_sessions import CallSession
from outreach.conversations.voice.dial_news import DialNews
from outreach.errors import NotAllowed
from outreach.store import Store
from outreach.transfers import collectors, reserving, rings
from outreach.transfers.collectors import Collector
from outreach.transfers.rings import Ring
from outreach.transfers.rules import read_rules
from outreach.transfers.transfers import Transfer

NOBODY: Final = "nobody who could take this call is free; the person can be called back"


@dataclass(frozen=True, slots=True)
class Move:
    """What the carrier is to do with the leg ``sid``: go on with ``path``, or end when that is empty."""

    sid: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """The phone of a colleague to ring on a collector's leg, showing ``caller_id``, for ``seconds``."""

    phone: Phone
    caller_id: str
    seconds: int


@dataclass(frozen=True, slots=True)
class InRoom:
    """The leg of ``ring`` enters the room of ``transfer``, after ``words`` in ``language``; ``waits``: asks again instead."""

    ring: UUID
    transfer: UUID
    language: str
    words: str = ""
    waits: bool = False


def hand_on(session: Session, ring: UUID, at: datetime) -> Move:
    """The collector of ``ring`` gives her talk away: at once, or after a word with a colleague, as the client wants it.

    Raises NotAllowed when she is not in a talk, or no colleague is free.
    """
    one, transfer = _in_talk(session, ring, "talking", "conferring")
    rules = read_rules(session.get_one(Client, transfer.client_id).transfer_rules)
    if rules.handover == "cold":
        if not reserving.free(session, transfer.language, transfer.skills, at):
            raise NotAllowed(NOBODY)
        transfer.state = "handing_on"
        return Move(str(one.call_sid))
    if len(rings.of(session, transfer.id, "accepted")) > 1:
        raise NotAllowed("two of us are in this call already: whoever may leave hangs up")
    colleague = reserving.another(session, transfer, at, joins=True)
    if colleague is None:
        raise NotAllowed(NOBODY)
    rings.ring(session, colleague, None, at)
    transfer.state, one.in_room = "consulting", False
    session.flush()
    return Move(str(one.call_sid), f"/voice/consult/{colleague.id}")


def put_together(session: Session, ring: UUID) -> Move:
    """The collector of ``ring`` has told her colleague: all three meet. Raises NotAllowed when no colleague is there."""
    _, transfer = _in_talk(session, ring, "consulting")
    colleague = next((one for one in rings.of(session, transfer.id, "accepted") if one.joins), None)
    if colleague is None:
        raise NotAllowed("the colleague has not taken the call yet")
    transfer.state = "conferring"
    session.flush()
    return Move(str(colleague.call_sid), f"/voice/room/{colleague.id}")


def not_moved(session: Session, ring: UUID, at: datetime) -> None:
    """The carrier did not do as told: the talk goes on as it was."""
    found = rings.locked(session, ring)
    if found is None:
        return
    transfer = found[1]
    for one in rings.of(session, transfer.id, "reserved", "ringing"):
        rings.end(session, one, "released", at)
    there = any(one.joins for one in rings.of(session, transfer.id, "accepted"))
    if transfer.state in ("handing_on", "consulting", "conferring"):
        transfer.state = "consulting" if there else "talking"
    session.flush()


def consult(session: Session, store: Store, ring: UUID, sid: str) -> Colleague | None:
    """The leg ``sid`` of a collector rings the colleague of ``ring``. None when that is not what is going on."""
    found = rings.locked(session, ring)
    if found is None or found[0].state != "ringing" or _of_leg(session, found[1], sid) is None:
        return None
    one, transfer = found
    client = session.get_one(Client, transfer.client_id)
    number = collectors.number_of(store, session.get_one(Collector, one.collector_id))
    return Colleague(
        Phone(one.id, number), our_number(session, client.id), read_rules(client.transfer_rules).ring_seconds
    )


def consulted(session: Session, store: Store, ring: UUID, sid: str, news: DialNews, at: datetime) -> InRoom | None:
    """The two have spoken, or the colleague did not come: the collector of the leg ``sid`` goes into the room. None: she has left."""
    found = rings.locked(session, ring)
    mine = _of_leg(session, found[1], sid) if found else None
    if found is None or mine is None:
        return None
    colleague, transfer = found
    together = transfer.state == "conferring"
    if not together:
        rings.end(session, colleague, _of_the_colleague(colleague, news), at)
    if news.gone or transfer.ended_at is not None:
        rings.end(session, mine, "talked", at)
        return None
    transfer.state, mine.in_room = "conferring", True
    session.flush()
    words = "" if together else words_for.collector(session, store, transfer, "back", at)
    return InRoom(mine.id, transfer.id, transfer.language, words)


def enter(session: Session, ring: UUID, sid: str, at: datetime) -> InRoom | None:
    """A collector's leg comes into the room while the caller is there. None: the talk is over."""
    return _there(session, ring, sid, at, in_room=True)


def outside(session: Session, ring: UUID, sid: str, at: datetime, *, gone: bool) -> InRoom | None:
    """The room has ended around a collector's leg: she waits a moment before she enters again. None: she has left, or all have."""
    found = _there(session, ring, sid, at, in_room=False, gone=gone)
    if found is None:
        return None
    words = words_for.waiting(session, session.get_one(Transfer, found.transfer), at)
    return replace(found, words=words, waits=True)


def _there(session: Session, ring: UUID, sid: str, at: datetime, *, in_room: bool, gone: bool = False) -> InRoom | None:
    found = rings.locked(session, ring)
    if found is None or found[0].call_sid != sid or found[0].state != "accepted":
        return None
    one, transfer = found
    if gone or transfer.ended_at is not None or transfer.state != "conferring":
        rings.end(session, one, "talked", at)
        return None
    one.in_room = in_room
    session.flush()
    return InRoom(one.id, transfer.id, transfer.language)


def alone(session: Session, transfer: UUID) -> CallSession | None:
    """The call of a caller who is in the room of a transfer in which nobody of ours is any more."""
    session_id = session.scalar(select(Transfer.session_id).where(Transfer.id == transfer))
    call = session.get(CallSession, session_id) if session_id else None
    return call if call is not None and call.state == "in_room" and call.ended_at is None else None


def _in_talk(session: Session, ring: UUID, *states: str) -> tuple[Ring, Transfer]:
    found = rings.locked(session, ring)
    if found is None or found[0].state != "accepted" or found[1].state not in states:
        raise NotAllowed("this call cannot be handed on at this moment")
    return found


def _of_leg(session: Session, transfer: Transfer, sid: str) -> Ring | None:
    return next((one for one in rings.of(session, transfer.id, "accepted") if one.call_sid == sid), None)


def _of_the_colleague(one: Ring, news: DialNews) -> str:
    if one.state == "answered":
        return "declined"
    if one.state == "accepted":
        return "not_needed"
    return {"busy": "busy", "no-answer": "no_answer", "failed": "failed"}.get(news.status, "not_needed")
