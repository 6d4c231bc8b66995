"""Making a promise: written once, logged, and the debt left alone while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from outreach.agreements.promises import Promise
from outreach.ids import new_id


@dataclass(frozen=True, slots=True)
class Promised:
    """What was promised: ``amount`` minor units of ``currency`` by ``due_on``, said on ``channel``."""

    amount: int
    currency: str
    due_on: date
    channel: str


def promise(session: Session, person: UUID, debt: UUID, attempt: UUID | None, said: Promised, at: datetime) -> bool:
    """Record a promise. False when the attempt already brought one."""
    statement = (
        insert(Promise)
        .values(
            id=new_id(at),
            debt_id=debt,
            person_id=person,
            attempt_id=attempt,
            amount=said.amount,
            currency=said.currency,
            due_on=said.due_on,
            channel=said.channel,
            state="open",
            made_at=at,
        )
        .on_conflict_do_nothing(index_elements=["attempt_id"])
    )
    return session.scalar(statement.returning(Promise.id)) is not None
