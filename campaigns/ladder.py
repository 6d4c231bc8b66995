"""The ladder: which address of a person a step uses.

Only active addresses of the channel's kind are on it (texts: mobile, VoIP and unknown lines), in the order of
``addresses.rank``. Each contact an enrolment already made on the channel moves it one rung on, round and round, so
that three unanswered calls try three numbers before the first one again. A try that never left us moves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.contacts.attempts import Attempt


class Ask(NamedTuple):
    """Who is to be reached through which channel; ``made`` contacts were made on it before."""

    person_id: UUID
    channel: str
    made: int = 0


def fits(channel: str) -> str:
    """SQL: address ``a`` can carry the channel that the expression ``channel`` names."""
    return (
        f"a.state = 'active' AND CASE {channel} WHEN 'email' THEN a.kind = 'email' "
        "WHEN 'sms' THEN a.kind = 'phone' AND a.line IN ('mobile', 'voip', 'unknown') ELSE a.kind = 'phone' END"
    )


MADE = f"""(SELECT count(*) FROM {Attempt.__tablename__} t
    WHERE t.enrolment_id = e.id AND t.channel = asked.channel AND t.wired_at IS NOT NULL)"""


def rungs(session: Session, asks: Sequence[Ask]) -> list[UUID | None]:
    """The address for each of ``asks``, in their order; None where the person has none for the channel."""
    people, channels, made = zip(*asks, strict=True) if asks else ((), (), ())
    found = session.execute(_RUNGS, {"people": list(people), "channels": list(channels), "made": list(made)})
    return list(found.scalars())


_RUNGS = text(f"""
SELECT rung.id
FROM unnest(CAST(:people AS uuid[]), CAST(:channels AS text[]), CAST(:made AS bigint[])) WITH ORDINALITY
     AS asked(person_id, channel, made, place)
LEFT JOIN LATERAL (
    SELECT a.id, row_number() OVER (ORDER BY a.rank, a.id) - 1 AS height, count(*) OVER () AS heights
    FROM addresses a WHERE a.person_id = asked.person_id AND {fits("asked.channel")}
) AS rung ON rung.height = asked.made % rung.heights
ORDER BY asked.place
""")
