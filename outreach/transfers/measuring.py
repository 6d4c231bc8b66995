"""Measuring: what the last hour's calls came to, and the limits of lines that follow (`contacts.lines`, `pacing.py`).

The leading scheduler renews the limits at every tick, for every client that has calls to make. A call that has its collector
already takes no line from the others. Clients whose collectors need the same skills share those who are free.

===========================  ================================================  ======================================
collectors signed on         a call that offers a person beside other ways     a call that is made for a talk
===========================  ================================================  ======================================
none                         no limit: the key books a time                    none
some, none of them free      ``LEAST``, so that the campaign does not stand    those that have their collector
some are free                what `pacing.lines` allows, at least ``LEAST``    what `pacing.lines` allows
===========================  ================================================  ======================================
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from outreach.metrics import CALL_RATES, COLLECTORS, LINES
from outreach.transfers.collectors import STATES
from outreach.transfers.pacing import Measured, lines
from outreach.transfers.rules import read_rules

LOOK_BACK: Final = timedelta(hours=1)  # business time
LEAST: Final = 1


@dataclass(frozen=True, slots=True)
class Limits:
    """How many calls of a client may be under way; ``offered`` None is no limit."""

    offered: int | None
    needed: int


def renew(session: Session, at: datetime) -> None:
    """Measure, and write the limits of every client that has calls planned or under way."""
    clients = session.execute(_CLIENTS, {"at": at}).all()
    pools = Counter(_pool(client) for client in clients)
    allowed = in_use = 0
    total = Measured()
    for client in clients:
        staff = session.execute(_STAFF, {"skills": list(_pool(client)), "at": at}).one()
        measured = measure(session, client.id, at)
        total += measured
        found = limits(staff.signed_on, _share(staff.free, pools[_pool(client)]), measured, client.served)
        _write(session, client.id, found, measured, staff)
        allowed, in_use = allowed + (found.offered or 0), in_use + client.in_use
    LINES.labels("allowed").set(allowed)
    LINES.labels("in_use").set(in_use)
    CALL_RATES.labels("answered").set(total.answer_rate)
    CALL_RATES.labels("transfer").set(total.transfer_rate)
    CALL_RATES.labels("abandoned").set(abandoned_rate(session, at))
    _count_collectors(session)


def measure(session: Session, client: UUID, at: datetime) -> Measured:
    """What the client's calls of the last hour came to."""
    row = session.execute(_MEASURED, {"client": client, "since": at - LOOK_BACK, "at": at}).one()
    return Measured(row.placed, row.answered, row.reached)


def abandoned_rate(session: Session, at: datetime) -> float:
    """Of those who asked for a person within the last hour, the share that hung up before one was there."""
    return float(session.execute(_ABANDONED, {"since": at - LOOK_BACK, "at": at}).scalar_one())


def limits(signed_on: int, free: int, measured: Measured, served: int) -> Limits:
    """The limits beside ``free`` collectors of those ``signed_on``, when ``served`` calls have theirs already."""
    if not signed_on:
        return Limits(None, 0)
    found = lines(free, measured) + served
    return Limits(max(LEAST, found), found)


def _pool(client: Row[Any]) -> tuple[str, ...]:
    return tuple(sorted(read_rules(client.transfer_rules).skills))


def _share(free: int, clients: int) -> int:
    """Of collectors who serve several clients at once, those that one may count on."""
    return -(-free // clients)


def _write(session: Session, client: UUID, found: Limits, measured: Measured, staff: Row[Any]) -> None:
    told = {
        "answer_rate": round(measured.answer_rate, 4),
        "free": staff.free,
        "need": round(measured.need, 4),
        "placed": measured.placed,
        "signed_on": staff.signed_on,
        "transfer_rate": round(measured.transfer_rate, 4),
    }
    values = {"client": client, "offered": found.offered, "needed": found.needed, "measured": json.dumps(told)}
    session.execute(_WRITE, values)


def _count_collectors(session: Session) -> None:
    counted = {row.state: row.there for row in session.execute(_STATES)}
    for state in STATES:
        COLLECTORS.labels(state).set(counted.get(state, 0))


_CLIENTS: Final = text("""
SELECT c.id, c.transfer_rules,
    (SELECT count(*) FROM attempts a WHERE a.client_id = c.id AND a.channel = 'call'
        AND a.state IN ('wired', 'unknown', 'queued', 'ringing', 'in_progress')) AS in_use,
    (SELECT count(*) FROM transfers t WHERE t.client_id = c.id AND t.attempt_id IS NOT NULL AND t.ended_at IS NULL) AS served
FROM clients c
WHERE EXISTS (SELECT 1 FROM attempts a WHERE a.client_id = c.id AND a.channel = 'call'
    AND a.state IN ('planned', 'wired', 'unknown', 'queued', 'ringing', 'in_progress'))
ORDER BY c.id
""")
_STAFF: Final = text("""
SELECT count(*) FILTER (WHERE state <> 'away') AS signed_on,
       count(*) FILTER (WHERE state = 'available' AND present_until > :at) AS free
FROM collectors WHERE skills @> CAST(:skills AS varchar[])
""")
_MEASURED: Final = text("""
SELECT count(*) AS placed,
       count(*) FILTER (WHERE contact_outcome IN ('conversation', 'dropped_after_answer')) AS answered,
       count(*) FILTER (WHERE identity = 'verified') AS reached
FROM attempts
WHERE client_id = :client AND channel = 'call' AND wired_at > :since AND wired_at <= :at AND ended_at IS NOT NULL
""")
_ABANDONED: Final = text("""
SELECT coalesce(avg(CASE WHEN state = 'abandoned' THEN 1.0 ELSE 0.0 END), 0)
FROM transfers WHERE asked_at > :since AND asked_at <= :at
""")
_WRITE: Final = text("""
INSERT INTO line_limits (client_id, offered, needed, measured, measured_at)
VALUES (:client, :offered, :needed, CAST(:measured AS jsonb), now())
ON CONFLICT (client_id) DO UPDATE
SET offered = excluded.offered, needed = excluded.needed, measured = excluded.measured, measured_at = now()
""")
_STATES: Final = text("SELECT state, count(*) AS there FROM collectors GROUP BY state")
