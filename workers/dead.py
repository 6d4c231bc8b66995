"""Work that failed after all its retries: written down, taken out of circulation, replayed by people."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from outreach.contacts import attention
from outreach.contacts.dead_letters import DeadLetter
from outreach.errors import NotFound
from outreach.ids import new_id
from outreach.store import Store

OUTBOUND = ("call", "message")


def bury(store: Store, message: dict[str, Any], error: str) -> None:
    """Keep a failed message; what it was about is set aside and shown to a person, not tried for ever."""
    at = store.clock.now()
    with store.sessions.begin() as session:
        values = {
            "id": new_id(at),
            "message_id": message["message_id"],
            "queue": message["queue_name"].removesuffix(".DQ"),
            "actor": message["actor_name"],
            "arguments": list(message["args"]),
            "error": error,
            "at": at,
        }
        session.execute(insert(DeadLetter).values(**values).on_conflict_do_nothing(index_elements=["message_id"]))
        _set_aside(session, message["actor_name"], UUID(message["args"][0]), at)


def _set_aside(session: Session, actor: str, about: UUID, at: datetime) -> None:
    statement = _ASIDE.get(actor)
    if statement is not None and session.execute(statement, {"id": about, "at": at}).rowcount:  # type: ignore[attr-defined]
        attempt = about if actor in OUTBOUND else None
        why = f"a {actor} failed every time; see `outreach dead-letters`"
        attention.ask(session, "decision" if attempt else "unsettled", why, at, None, attempt)


def waiting(session: Session) -> list[DeadLetter]:
    """Dead letters nobody has replayed, oldest first."""
    return list(session.scalars(select(DeadLetter).where(DeadLetter.replayed_at.is_(None)).order_by(DeadLetter.at)))


def revive(session: Session, letter_id: UUID, at: datetime) -> DeadLetter:
    """Mark a letter replayed and make its attempt or webhook workable again; the caller posts the message.

    Raises:
        NotFound: no such letter, or it was replayed before.
    """
    letter = session.get(DeadLetter, letter_id, with_for_update=True)
    if letter is None or letter.replayed_at is not None:
        raise NotFound(f"no dead letter {letter_id} waits; list them with `outreach dead-letters list`")
    letter.replayed_at = at
    if letter.actor in OUTBOUND:
        session.execute(_UNBLOCK, {"id": UUID(letter.arguments[0])})
    elif letter.actor == "callback":
        session.execute(_RENEW, {"id": UUID(letter.arguments[0])})
    return letter


_BLOCK = text("UPDATE attempts SET state = 'blocked', ended_at = :at WHERE id = :id AND state = 'planned'")
_UNBLOCK = text("""
UPDATE attempts SET state = 'planned', ended_at = NULL, dispatched_at = NULL
WHERE id = :id AND state = 'blocked' AND decision_id IS NULL
""")
_IGNORE = text(
    "UPDATE carrier_events SET state = 'ignored', note = 'failed every time' WHERE id = :id AND state = 'new'"
)
_RENEW = text("""
UPDATE carrier_events SET state = 'new', note = NULL, stored_at = now()
WHERE id = :id AND state = 'ignored' AND applied_at IS NULL
""")
_ASIDE = {"call": _BLOCK, "message": _BLOCK, "callback": _IGNORE}
