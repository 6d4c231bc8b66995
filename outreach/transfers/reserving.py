"""Reserving: a free collector is kept for one transfer, so that a person is offered only while somebody is there.

The collector who has been free longest, speaks the language and has the skills is taken by one statement that passes over
rows others hold (``SKIP LOCKED``): two callers never wait for each other, and never get the same collector. Should that
statement ever be wrong, the index of open rings refuses the second ring.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.ids import new_id
from outreach.transfers import collectors, rings
from outreach.transfers import transfers as requests
from outreach.transfers.collectors import RESERVED
from outreach.transfers.rings import Ring
from outreach.transfers.transfers import Transfer, Wanted


def offer(session: Session, wanted: Wanted, at: datetime, lease: timedelta = RESERVED) -> Transfer | None:
    """A transfer with a collector reserved for it; None, and nothing written, when nobody is free."""
    collector = _take(session, wanted.language, list(wanted.skills), None, at, lease)
    if collector is None:
        return None
    transfer = requests.begin(session, wanted, at)
    _ring(session, transfer.id, collector, at)
    return transfer


def another(session: Session, transfer: Transfer, at: datetime, *, joins: bool = False) -> Ring | None:
    """One collector more for a transfer whose row is locked: nobody whose phone rang for it before. None when nobody is free."""
    collector = _take(session, transfer.language, transfer.skills, transfer.id, at, RESERVED)
    return _ring(session, transfer.id, collector, at, joins=joins) if collector else None


def renewed(session: Session, transfer: Transfer, at: datetime) -> bool:
    """Keep the collector of a transfer whose row is locked for another while. False when the lease was over before."""
    kept = rings.of(session, transfer.id, "reserved")
    for ring in kept:
        collectors.locked(session, ring.collector_id).lease_until = at + RESERVED
    session.flush()
    return bool(kept)


def release(session: Session, transfer: Transfer, at: datetime) -> None:
    """Nobody is wanted after all: who was kept free is free for others, without losing her place."""
    for ring in rings.of(session, transfer.id, "reserved"):
        rings.end(session, ring, "released", at)
    requests.finish(transfer, "released", at)
    session.flush()


def free(session: Session, language: str, skills: list[str], at: datetime) -> int:
    """How many collectors could be reserved at this moment."""
    values = {"language": language, "skills": skills, "at": at, "transfer": None}
    return int(session.execute(_COUNT, values).scalar_one())


def _take(
    session: Session, language: str, skills: list[str], transfer: UUID | None, at: datetime, lease: timedelta
) -> UUID | None:
    values = {"language": language, "skills": skills, "transfer": transfer, "at": at, "lease": at + lease}
    found: UUID | None = session.execute(_TAKE, values).scalar()
    return found


def _ring(session: Session, transfer: UUID, collector: UUID, at: datetime, *, joins: bool = False) -> Ring:
    made = Ring(id=new_id(at), transfer_id=transfer, collector_id=collector, joins=joins, reserved_at=at)
    session.add(made)
    session.flush()
    return made


_IS_FREE = """c.state = 'available' AND c.present_until > :at AND (c.rests_until IS NULL OR c.rests_until <= :at)
    AND CAST(:language AS text) = ANY(c.languages) AND c.skills @> CAST(:skills AS varchar[])
    AND NOT EXISTS (SELECT 1 FROM transfer_rings r WHERE r.collector_id = c.id AND r.transfer_id = CAST(:transfer AS uuid)
                    AND coalesce(r.outcome, '') NOT IN ('not_needed', 'released'))"""
_TAKE = text(f"""
UPDATE collectors SET state = 'reserved', state_since = :at, lease_until = :lease WHERE id = (
    SELECT c.id FROM collectors c WHERE {_IS_FREE} ORDER BY c.idle_since, c.id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id
""")
_COUNT = text(f"SELECT count(*) FROM collectors c WHERE {_IS_FREE}")
