"""The desk: what a collector does beside the talk itself: she says that she is there, and that she has made sure who speaks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from compliance.location import local_time
from outreach.accounts.debts import lock_parties
from outreach.contacts import log
from outreach.conversations.speaker import Speaker
from outreach.conversations.voice import effects
from outreach.conversations.voice.call_sessions import CallSession, locked
from outreach.conversations.voice.talk import Talk
from outreach.db import lock_budgets, person_key
from outreach.errors import NotAllowed
from outreach.store import Store
from outreach.transfers import collectors, rings
from outreach.transfers.collectors import Collector
from outreach.transfers.rings import Ring
from outreach.transfers.transfers import Transfer

BY_ASKING: Final = "collector"  # the factor by which a collector made sure who speaks
PRESENCE: Final = timedelta(minutes=3)  # how long a screen counts after it last asked
TO_BE_WRAPPED: Final = "fill in the form about the last call first"


def present(session: Session, collector: Collector, at: datetime) -> None:
    """The screen of a collector asks: she is believed to be there for a while. Written down now and then, not each time."""
    believed = collector.present_until
    if collector.state == "away" or (believed is not None and believed > at + PRESENCE / 2):
        return
    locked_row = collectors.locked(session, collector.id)
    locked_row.present_until = at + PRESENCE


def available(session: Session, collector: UUID, at: datetime) -> None:
    """She can take a call. Raises NotAllowed while a form is due."""
    if rings.due_form(session, collector) is not None:
        raise NotAllowed(TO_BE_WRAPPED)
    collectors.sign_on(collectors.locked(session, collector), at, PRESENCE)


def away(session: Session, collector: UUID, at: datetime, *, off: bool = False) -> None:
    """She takes no call until she says so; ``off`` closes her screen, too. Raises NotAllowed in the middle of a call."""
    found = collectors.locked(session, collector)
    if found.state in collectors.IN_A_CALL:
        raise NotAllowed("a call is under way: finish it first")
    if found.state == "available":
        collectors.become(found, "away", at)
    if off:
        collectors.sign_off(found, at)


def ring_of(session: Session, collector: UUID) -> Ring | None:
    """The ring a collector has now, or the one whose form is due."""
    query = select(Ring).where(Ring.collector_id == collector, Ring.ended_at.is_(None))
    return session.scalars(query).first() or rings.due_form(session, collector)


def identified(session: Session, store: Store, ring: UUID, at: datetime) -> None:
    """The collector has made sure that the person speaks: what may be offered is worked out, and the log says so.

    Raises NotAllowed when she is not on a call with somebody we know.
    """
    transfer = _transfer(session, ring)
    if transfer is None or transfer.session_id is None:
        raise NotAllowed("there is no call to confirm anybody on")
    call = locked(session, transfer.session_id)
    found = rings.locked(session, ring)
    if call is None or call.person_id is None or found is None or found[0].accepted_at is None:
        raise NotAllowed("there is nobody on this call whom we know")
    if call.identity == "verified":
        return
    talk = Talk(session, store, call, at)
    talk.remember("factor", BY_ASKING)
    talk.know("verified")
    effects.make_offers(talk)
    told = {"call": str(call.id), "collector": str(found[0].collector_id)}
    log.append(session, call.person_id, "identified", at, told, call.attempt_id)


def call_of(session: Session, ring: UUID) -> CallSession | None:
    """The call of a ring, with the budgets of all who have to do with its debts held; None when there is none."""
    transfer = _transfer(session, ring)
    if transfer is None or transfer.session_id is None:
        return None
    call = session.get_one(CallSession, transfer.session_id)
    lock_parties(session, *call.debt_ids)
    if call.person_id is not None:
        lock_budgets(session, [person_key(call.person_id)])
    session.refresh(call)
    return call


def speaker(store: Store, call: CallSession, person: UUID, collector: Collector, at: datetime) -> Speaker:
    """The person of a call, as a collector writes down what she said."""
    return Speaker(
        person=person,
        client=call.client_id,
        debts=tuple(call.debt_ids),
        channel="collector",
        source=f"user:{collector.name}",
        since=at,
        today=local_time(call.zone, at).local.date(),
        address=store.vault.open("call_sessions.number", call.id, call.number_sealed),
        address_id=call.address_id,
        attempt=call.attempt_id,
        language=call.language,
    )


def _transfer(session: Session, ring: UUID) -> Transfer | None:
    return session.scalar(select(Transfer).join(Ring, Ring.transfer_id == Transfer.id).where(Ring.id == ring))
