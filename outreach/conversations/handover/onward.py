"""Onward: what a call does after the words of a turn that hand it over.

A turn that is asked for again rings nobody anew: of the phones it rang only those are named that nobody has picked up yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.accounts.clients import Client
from outreach.conversations.voice.talk import Talk
from outreach.transfers import collectors
from outreach.transfers.collectors import TALK, Collector
from outreach.transfers.rings import Ring
from outreach.transfers.rules import TransferRules, read_rules
from outreach.transfers.transfers import Transfer


@dataclass(frozen=True, slots=True)
class Phone:
    """A collector's phone and the ring that it is."""

    ring: UUID
    number: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Ring these phones together for ``seconds``, showing ``caller_id``; a talk lasts at most ``longest`` seconds."""

    phones: tuple[Phone, ...]
    caller_id: str
    seconds: int
    longest: int = int(TALK.total_seconds())


@dataclass(frozen=True, slots=True)
class Hold:
    """Wait a moment and ask again."""


@dataclass(frozen=True, slots=True)
class Room:
    """Enter the room of the transfer."""

    transfer: UUID


Onward = Dial | Hold | Room


def of(talk: Talk, joins: str, turn: int) -> Onward | None:
    """What follows the words of turn ``turn`` of the call, whose state ``joins`` a phone, a room, or waits; None: nothing."""
    if not joins:
        return None
    if joins == "room" and (transfer := _transfer(talk)) is not None:
        return Room(transfer)
    return (_dial(talk, turn) if joins == "phone" else None) or Hold()


def to(talk: Talk, rings: list[Ring], seconds: int) -> Dial:
    """Ring the phones of these rings."""
    phones = []
    for ring in rings:
        number = collectors.number_of(talk.store, talk.session.get_one(Collector, ring.collector_id))
        phones.append(Phone(ring.id, number))
    return Dial(tuple(phones), our_number(talk.session, talk.call.client_id), seconds)


def our_number(session: Session, client: UUID) -> str:
    """The number of ours that a collector's phone shows; the caller's own is nobody's business."""
    return str(session.execute(_OURS, {"client": client}).scalar() or "")


def rules_of(talk: Talk) -> TransferRules:
    """The rules for transfers of the call's client."""
    return read_rules(talk.session.get_one(Client, talk.call.client_id).transfer_rules)


def _dial(talk: Talk, turn: int) -> Dial | None:
    query = (
        select(Ring)
        .join(Transfer, Transfer.id == Ring.transfer_id)
        .where(Transfer.session_id == talk.call.id, Ring.turn == turn, Ring.state == "ringing", Ring.call_sid.is_(None))
        .order_by(Ring.reserved_at, Ring.id)
    )
    waiting = list(talk.session.scalars(query))
    return to(talk, waiting, rules_of(talk).ring_seconds) if waiting else None


def _transfer(talk: Talk) -> UUID | None:
    query = select(Transfer.id).where(Transfer.session_id == talk.call.id, Transfer.ended_at.is_(None))
    return talk.session.scalar(query)


_OURS: Final = text("""
SELECT value FROM sender_numbers WHERE client_id = :client AND channel = 'call' AND active ORDER BY value LIMIT 1
""")
