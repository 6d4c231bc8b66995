"""Enrolment: the population of a campaign becomes its audience, once, when it starts.

The audience is frozen then: debts placed later belong to the next campaign. It is written by the database itself in
batches, so that a million debts take no memory here.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from campaigns.population import BEFORE_ALL, VERDICTS, parameters
from campaigns.strategy import Population, Strategy
from outreach.contacts.enrolments import Campaign

BATCH = 20_000  # debts a statement looks at; well inside the statement time-out


def enrol(session: Session, campaign: Campaign, at: datetime) -> int:
    """Enrol everybody the population takes in at ``at``; doing it again adds nobody twice. Returns how many."""
    strategy = Strategy.model_validate(campaign.strategy)
    population = Population.model_validate(campaign.population)
    asked = parameters(session, population, strategy, at, campaign.id) | {
        "batch": BATCH,
        "priority": campaign.priority,
        "levels": [first.priority for first in strategy.first],
        "floors": [first.min_balance for first in strategy.first],
        "next_at": max(at, campaign.starts_at or at),
        "why": f"enrolled: step 1 ({strategy.steps[0].channel}) is due",
    }
    enrolled, after = 0, BEFORE_ALL
    while after is not None:
        added, after = session.execute(_ENROL, asked | {"after": after}).one()
        enrolled += added
    # The planner must know the queue before the next tick asks for it; autovacuum comes a minute later.
    session.execute(text("ANALYZE enrolments"))
    return enrolled


# A UUIDv7: 48 bits of milliseconds over a random UUID, with the version bits set.
_ID = """encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
    PLACING substring(int8send((extract(epoch FROM CAST(:at AS timestamptz)) * 1000)::bigint) FROM 3)
    FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"""

_ENROL = text(f"""
WITH verdict AS MATERIALIZED ({VERDICTS}),
added AS (
    INSERT INTO enrolments (id, campaign_id, debt_id, person_id, state, step, tries, priority, next_at, why, created_at)
    SELECT {_ID}, :campaign, debt_id, person_id, 'waiting', 0, '{{}}',
        coalesce((SELECT level FROM unnest(CAST(:levels AS smallint[]), CAST(:floors AS bigint[])) WITH ORDINALITY
                  AS first(level, floor, place) WHERE balance >= floor ORDER BY place LIMIT 1), :priority),
        :next_at, :why, :at
    FROM verdict WHERE reason IS NULL ORDER BY debt_id
    ON CONFLICT (campaign_id, debt_id) DO NOTHING
    RETURNING 1
)
SELECT (SELECT count(*) FROM added), (SELECT debt_id FROM verdict ORDER BY debt_id DESC LIMIT 1)
""")
