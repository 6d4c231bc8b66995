"""Lines: how many calls of a client may be under way, so that whoever asks for a person finds one.

``line_limits``
    one row per client, written by the leading scheduler (`outreach.transfers.measuring`). ``offered`` limits calls that offer
    a person beside other ways to go on; absent: no limit, because nobody of ours is signed on and the key books a time.
    ``needed`` limits calls that are made for a talk with a person. ``measured`` is what the limits were worked out from.
    ``measured_at`` is the database's clock: a limit that nobody has renewed for ``GOOD_FOR`` allows no call that needs a
    person.

A claim takes a line while it holds the client's row, so that two claims at once never take the same one. A call without a line is put
off, never refused. A call that was agreed (an appointment) has its collector already and needs no line.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ForeignKey, SmallInteger, func, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import clients  # noqa: F401 - the table its key points at
from outreach.db import Base

GOOD_FOR: Final = timedelta(seconds=60)
AGAIN: Final = timedelta(seconds=15)  # business time after which a call without a line asks again


class LineLimit(Base):
    __tablename__ = "line_limits"

    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"), primary_key=True)
    offered: Mapped[int | None] = mapped_column(SmallInteger)
    needed: Mapped[int] = mapped_column(SmallInteger)
    measured: Mapped[dict[str, Any]]
    measured_at: Mapped[datetime] = mapped_column(server_default=func.now())


def taken(session: Session, client: UUID, *, needed: bool) -> bool:
    """Whether there is a line for one call more; the client's row is held until the transaction ends.

    ``needed``: the call is made for a talk with a person of ours.
    """
    return _left(session, client, needed=needed, lock="FOR UPDATE")


def seen(session: Session, client: UUID, *, needed: bool) -> bool:
    """The same at a glance: nothing is held, and another claim may be quicker."""
    return _left(session, client, needed=needed, lock="")


def _left(session: Session, client: UUID, *, needed: bool, lock: str) -> bool:
    limit = session.execute(_LIMIT[lock], {"client": client, "seconds": GOOD_FOR.total_seconds()}).first()
    if limit is None or not limit.fresh:
        return not needed
    allowed = limit.needed if needed else limit.offered
    return allowed is None or in_use(session, client) < allowed


def in_use(session: Session, client: UUID) -> int:
    """How many calls of the client are with the carrier."""
    return int(session.execute(_IN_USE, {"client": client}).scalar_one())


_LIMIT = {
    lock: text(f"""
SELECT offered, needed, measured_at > now() - make_interval(secs => :seconds) AS fresh
FROM line_limits WHERE client_id = :client {lock}
""")
    for lock in ("", "FOR UPDATE")
}
_IN_USE = text("""
SELECT count(*) FROM attempts
WHERE client_id = :client AND channel = 'call'
  AND state IN ('wired', 'unknown', 'queued', 'ringing', 'in_progress')
""")
