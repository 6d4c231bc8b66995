"""The report on transfers: what callers found who asked for a person, what collectors did, and how many lines there were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.transfers import measuring
from outreach.transfers.pacing import Measured


@dataclass(frozen=True, slots=True)
class Callers:
    """Transfers of a span of time. Waits are seconds from the key to the collector who took the call."""

    offered: int
    asked: int
    talked: int
    unmet: int
    abandoned: int
    wait_median: float | None
    wait_90: float | None
    wait_longest: float | None

    @property
    def abandoned_rate(self) -> float:
        """Of those who asked for a person, the share that hung up before one was there."""
        return self.abandoned / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class Work:
    """What one collector did: rings by what they came to, and seconds of talks and of forms."""

    name: str
    state: str
    talks: int
    declined: int
    not_reached: int
    talk_seconds: float
    form_seconds: float
    forms_due: int


@dataclass(frozen=True, slots=True)
class ClientLines:
    """The lines of one client now, and what its last hour's calls came to. ``offered`` None is no limit."""

    client: str
    offered: int | None
    needed: int | None
    in_use: int
    measured: Measured


def callers(session: Session, since: datetime, until: datetime) -> Callers:
    """Transfers that were offered between the two instants."""
    return Callers(**session.execute(_CALLERS, {"since": since, "until": until}).one()._asdict())


def work(session: Session, since: datetime, until: datetime) -> list[Work]:
    """Every collector, by name."""
    return [Work(**row._asdict()) for row in session.execute(_WORK, {"since": since, "until": until})]


def lines(session: Session, at: datetime) -> list[ClientLines]:
    """Every client that has calls to make, or had within the hour."""
    rows = session.execute(_LINES, {"since": at - measuring.LOOK_BACK}).all()
    return [_lines(session, row, at) for row in rows]


def _lines(session: Session, row: Any, at: datetime) -> ClientLines:
    client: UUID = row.id
    return ClientLines(row.name, row.offered, row.needed, row.in_use, measuring.measure(session, client, at))


_CALLERS: Final = text("""
SELECT count(*) AS offered,
    count(asked_at) AS asked,
    count(*) FILTER (WHERE asked_at IS NOT NULL AND connected_at IS NOT NULL AND state <> 'abandoned') AS talked,
    count(*) FILTER (WHERE state = 'unmet') AS unmet,
    count(*) FILTER (WHERE state = 'abandoned') AS abandoned,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM connected_at - asked_at)) AS wait_median,
    percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM connected_at - asked_at)) AS wait_90,
    max(extract(epoch FROM connected_at - asked_at)) AS wait_longest
FROM transfers WHERE offered_at >= :since AND offered_at < :until
""")
_WORK: Final = text("""
SELECT c.name, c.state,
    count(r.id) FILTER (WHERE r.outcome = 'talked') AS talks,
    count(r.id) FILTER (WHERE r.outcome = 'declined') AS declined,
    count(r.id) FILTER (WHERE r.outcome IN ('no_key', 'no_answer', 'busy', 'failed', 'lapsed')) AS not_reached,
    coalesce(sum(extract(epoch FROM r.ended_at - r.accepted_at)) FILTER (WHERE r.outcome = 'talked'), 0)::float AS talk_seconds,
    coalesce(sum(extract(epoch FROM r.wrapped_at - r.ended_at)) FILTER (WHERE r.outcome = 'talked'), 0)::float AS form_seconds,
    count(r.id) FILTER (WHERE r.outcome = 'talked' AND r.wrapped_at IS NULL) AS forms_due
FROM collectors c LEFT JOIN transfer_rings r ON r.collector_id = c.id AND r.reserved_at >= :since AND r.reserved_at < :until
GROUP BY c.id ORDER BY c.name
""")
_LINES: Final = text("""
SELECT c.id, c.name, l.offered, l.needed,
    (SELECT count(*) FROM attempts a WHERE a.client_id = c.id AND a.channel = 'call'
        AND a.state IN ('wired', 'unknown', 'queued', 'ringing', 'in_progress')) AS in_use
FROM clients c LEFT JOIN line_limits l ON l.client_id = c.id
WHERE EXISTS (SELECT 1 FROM attempts a WHERE a.client_id = c.id AND a.channel = 'call'
    AND (a.state = 'planned' OR a.wired_at > :since))
ORDER BY c.name
""")
