"""Whispering: what a collector's phone says, and what her keys do.

Whoever picks up hears that somebody asks for a person, and nothing about whom: it may be a voicemail, or a stranger. Only
the key 1 tells the story and connects. The first leg that asks for a ring's words owns the ring; any other is hung up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.contacts import log
from outreach.conversations.handover import words_for
from outreach.db import lock_budgets, person_key
from outreach.metrics import TRANSFER_WAIT
from outreach.store import Store
from outreach.transfers import rings
from outreach.transfers.rings import Ring
from outreach.transfers.transfers import Transfer

TAKES: Final = "1"


@dataclass(frozen=True, slots=True)
class Whispered:
    """Words on a collector's leg. ``asks``: a key is awaited; ``connects``: the two are connected after the words."""

    language: str
    words: str
    asks: bool = False
    connects: bool = False


def picked_up(session: Session, store: Store, ring: UUID, sid: str, at: datetime) -> Whispered | None:
    """A phone of ours was picked up. None for a leg that is not the ring's own: it is hung up."""
    found = rings.locked(session, ring)
    if found is None or not rings.picked_up(session, found[0], sid, at):
        return None
    words = words_for.collector(session, store, found[1], "whisper", at)
    return Whispered(found[1].language, words, asks=True) if words else None


def pressed(session: Session, store: Store, ring: UUID, sid: str, keys: str, at: datetime) -> Whispered | None:
    """A key, or none, after the whisper. Asked again, it is answered as before. None hangs up."""
    _hold_person(session, ring)
    found = rings.locked(session, ring)
    if found is None or found[0].call_sid != sid:
        return None
    one, transfer = found
    if one.state == "over" and one.outcome == "gone" and keys == TAKES:
        return Whispered(transfer.language, words_for.collector(session, store, transfer, "gone", at))
    if one.state == "answered":
        if keys != TAKES:
            rings.end(session, one, "declined" if keys else "no_key", at)
            return None
        _taken(session, one, transfer, at)
    if one.state != "accepted":
        return None
    known = transfer.person_id is not None
    words = words_for.collector(session, store, transfer, "accepted" if known else "accepted_unknown", at)
    return Whispered(transfer.language, words, connects=True)


def news(session: Session, ring: UUID, sid: str, status: str, at: datetime) -> UUID | None:
    """The carrier tells how a collector's leg stands. Late or repeated news change nothing.

    Returns the transfer whose room nobody of ours is in any more, when that is so.
    """
    _hold_person(session, ring)
    found = rings.locked(session, ring)
    if found is None or status not in _ENDS or found[0].call_sid not in (None, sid):
        return None
    one, transfer = found
    if one.state == "accepted" and transfer.state == "talking" and not one.joins:
        return None  # how the talk ended is told on the caller's side, with whether the two heard each other
    rings.end(session, one, _rang(session, one, status) if one.state == "ringing" else _ended(one, transfer), at)
    alone = transfer.state == "conferring" and not rings.of(session, transfer.id, "accepted")
    return transfer.id if alone else None


def _taken(session: Session, one: Ring, transfer: Transfer, at: datetime) -> None:
    """The collector takes the call; the person's log and her attempt say so at once."""
    rings.take(session, one, at)
    if one.joins:
        return
    transfer.state, transfer.connected_at = "talking", at
    if transfer.asked_at is not None:
        TRANSFER_WAIT.observe((at - transfer.asked_at).total_seconds())
    if transfer.attempt_id is not None:
        session.execute(_TRANSFERRED, {"id": transfer.attempt_id})
    if transfer.person_id is not None:
        told = {"transfer": str(transfer.id), "collector": str(one.collector_id)}
        log.append(session, transfer.person_id, "transfer_taken", at, told, transfer.attempt_id)
    session.flush()


def _hold_person(session: Session, ring: UUID) -> None:
    """Whoever writes to a person's log holds her budget, and takes it before any row."""
    person = session.execute(_PERSON, {"ring": ring}).scalar()
    if person is not None:
        lock_budgets(session, [person_key(person)])


def _rang(session: Session, one: Ring, status: str) -> str:
    """What a telephone came to that never asked for our words. Picked up a moment after a colleague's, it was not needed."""
    together = (other for other in rings.of(session, one.transfer_id) if other.turn == one.turn and other.id != one.id)
    quicker = status == "completed" and any(other.answered_at is not None for other in together)
    return "not_needed" if quicker else _ENDS[status]


def _ended(one: Ring, transfer: Transfer) -> str:
    if one.state == "answered":
        return "declined"
    consulted = one.joins and transfer.state == "consulting"  # she spoke with her colleague only
    return "talked" if one.state == "accepted" and not consulted else "not_needed"


_ENDS: Final = {
    "completed": "failed",  # picked up, and our words never asked for
    "busy": "busy",
    "no-answer": "no_answer",
    "failed": "failed",
    "canceled": "not_needed",
}
_PERSON = text("SELECT t.person_id FROM transfer_rings r JOIN transfers t ON t.id = r.transfer_id WHERE r.id = :ring")
_TRANSFERRED = text("UPDATE attempts SET disposition = 'transferred' WHERE id = :id AND ended_at IS NULL")
