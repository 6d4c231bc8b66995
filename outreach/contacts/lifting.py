"""Lifting: START takes back what STOP set, and nothing else.

What a keyword closed for texts is open again, because the person herself asked for it. Her no to calls that went with it
stays until she says otherwise, and so does whatever she said in words, by a key, by a link, or to one of ours, and every
hold. Rows are never changed: the opt-out is ended by a later row, and what is left of it stands in another.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from outreach.accounts.standing import OptOut
from outreach.contacts import log
from outreach.db import lock_budgets, person_key
from outreach.ids import new_id
from outreach.store import Store

TEXTS = "sms"


def started_again(session: Session, store: Store, number: str, source: str, at: datetime) -> bool:
    """End what keywords from ``number`` closed for texts. Returns whether a no in other words still stands there."""
    index = store.vault.index("phone", number)
    standing = _standing(session, index)
    lock_budgets(session, [person_key(one.person_id) for one in standing if one.person_id])
    keywords = [one for one in standing if one.form == "keyword"]
    for one in keywords:
        session.add(_row(one, at, source=source, channels=[], at=at, ends_id=one.id))
        if rest := [channel for channel in one.channels if channel != TEXTS]:
            session.add(_row(one, at, source=one.source, channels=rest, at=one.at, ends_id=None))
    for person in sorted({one.person_id for one in keywords if one.person_id}):
        log.append(session, person, "lifted", at, {"channels": [TEXTS], "source": source})
    return len(keywords) < len(standing)


def _standing(session: Session, index: bytes) -> list[OptOut]:
    later = aliased(OptOut)
    query = select(OptOut).outerjoin(later, later.ends_id == OptOut.id).where(later.id.is_(None))
    here = query.where(OptOut.address_index == index, OptOut.ends_id.is_(None), OptOut.channels.contains([TEXTS]))
    return list(session.scalars(here.order_by(OptOut.id)))


def _row(one: OptOut, recorded_at: datetime, **columns: Any) -> OptOut:
    identity: UUID = new_id(recorded_at)
    kept = {"person_id": one.person_id, "debt_id": one.debt_id, "address_index": one.address_index, "form": one.form}
    return OptOut(id=identity, recorded_at=recorded_at, words_sealed=None, **kept, **columns)
