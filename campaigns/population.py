"""Populations: which debts of the named clients a campaign takes in, and why it leaves the others out.

Everybody gets a verdict. ``reason`` is empty for who is in, else the first of: the debt is closed · no debtor on file ·
deceased · an open hold · an open promise or plan · already in another live campaign · a filter of the file · no address for
any step. What the law says about a contact is decided at the contact (and shown by the rehearsal), not here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from campaigns.ladder import fits
from campaigns.strategy import Population, Strategy
from campaigns.units import say_amount
from outreach.accounts.clients import client_named
from outreach.accounts.standing import open_hold
from outreach.money import Money

BATCH = 5000
BEFORE_ALL = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A debt of the population's clients. ``reason`` is None for who is in."""

    debt_id: UUID
    client_id: UUID
    client: str
    account_ref: str
    person_id: UUID | None
    balance: int
    currency: str
    language: str | None
    region: str | None
    reason: str | None

    @property
    def owed(self) -> Money:
        return Money(self.balance, self.currency)


def candidates(
    session: Session, population: Population, strategy: Strategy, at: datetime, campaign: UUID | None = None
) -> Iterator[Candidate]:
    """Every debt of the population's clients with its verdict at ``at``, in batches, in the order of debt ids.

    ``campaign`` is the one asking: being enrolled in it is no reason to stay out of it.
    Raises NotFound when a client does not exist.
    """
    asked = parameters(session, population, strategy, at, campaign) | {"batch": BATCH}
    after = BEFORE_ALL
    while rows := session.execute(_VERDICTS, asked | {"after": after}).all():
        yield from (Candidate(*row) for row in rows)
        after = rows[-1].debt_id


def parameters(
    session: Session, population: Population, strategy: Strategy, at: datetime, campaign: UUID | None
) -> dict[str, Any]:
    """What ``VERDICTS`` is asked with, but for ``after`` and ``batch``."""
    return {
        "clients": [client_named(session, name).id for name in population.clients],
        "campaign": campaign or BEFORE_ALL,
        "channels": sorted({step.channel for step in strategy.steps}),
        "min_balance": population.min_balance,
        "max_balance": population.max_balance,
        "under": f"balance under {say_amount(population.min_balance or 0)}",
        "over": f"balance over {say_amount(population.max_balance or 0)}",
        "regions": [region.rpartition("-")[2].upper() for region in population.regions],
        "languages": list(population.languages),
        "kinds": list(population.kinds),
        "placed_from": population.placed_from,
        "placed_to": population.placed_to,
        "at": at,
    }


_HOLD = f"""(SELECT 'hold: ' || h.kind FROM holds h
    WHERE {open_hold("party.person_id", "d.id")} ORDER BY h.since LIMIT 1)"""

_PROMISE = """(SELECT 'open promise for ' || p.due_on FROM promises p
    WHERE p.debt_id = d.id AND p.state = 'open' ORDER BY p.due_on LIMIT 1)"""

_PLAN = """(SELECT 'plan until ' || max(i.due_on) FROM plans p JOIN instalments i ON i.plan_id = p.id
    WHERE p.debt_id = d.id AND p.state IN ('agreed', 'active'))"""

_ELSEWHERE = """(SELECT 'already in ' || c.state || ' campaign ' || c.name FROM enrolments e
    JOIN campaigns c ON c.id = e.campaign_id
    WHERE e.debt_id = d.id AND e.state <> 'done' AND c.state IN ('running', 'paused') AND c.id <> :campaign
    ORDER BY c.id LIMIT 1)"""

_UNREACHABLE = f"""(SELECT 'no address for any step' WHERE NOT EXISTS (
    SELECT 1 FROM addresses a, unnest(CAST(:channels AS text[])) AS step(channel)
    WHERE a.person_id = party.person_id AND {fits("step.channel")}))"""

_FILTERS = """CASE
    WHEN owed.balance <= 0 THEN 'nothing owed'
    WHEN owed.balance < CAST(:min_balance AS bigint) THEN :under
    WHEN owed.balance > CAST(:max_balance AS bigint) THEN :over
    WHEN cardinality(CAST(:kinds AS text[])) > 0 AND d.kind <> ALL(CAST(:kinds AS text[]))
        THEN 'kind ' || d.kind || ' is not asked for'
    WHEN d.placed_on < CAST(:placed_from AS date) OR d.placed_on > CAST(:placed_to AS date)
        THEN 'placed on ' || d.placed_on || ', outside the dates asked for'
    WHEN cardinality(CAST(:languages AS text[])) > 0 AND person.language <> ALL(CAST(:languages AS text[]))
        THEN 'language ' || person.language || ' is not asked for'
    WHEN cardinality(CAST(:regions AS text[])) > 0 AND home.region IS NULL THEN 'region unknown'
    WHEN cardinality(CAST(:regions AS text[])) > 0 AND home.region <> ALL(CAST(:regions AS text[]))
        THEN 'region ' || home.region || ' is not asked for'
    END"""

REGION = """(SELECT upper(regexp_replace(region, '^.*-', '')) AS region FROM postal_addresses
    WHERE person_id = person.id AND current AND region IS NOT NULL ORDER BY recorded_at DESC LIMIT 1)"""

# COALESCE stops at the first reason, so that a debt costs only the look-ups it needs.
VERDICTS = f"""
SELECT d.id AS debt_id, d.client_id, c.name AS client, d.account_ref, party.person_id, owed.balance, d.currency,
    person.language, home.region,
    coalesce(
        CASE WHEN d.status <> 'open' THEN 'debt is ' || d.status
             WHEN party.person_id IS NULL THEN 'no debtor on file'
             WHEN person.deceased THEN 'deceased' END,
        {_HOLD}, {_PROMISE}, {_PLAN}, {_ELSEWHERE}, {_FILTERS}, {_UNREACHABLE}) AS reason
FROM (SELECT * FROM debts WHERE client_id = ANY(CAST(:clients AS uuid[])) AND id > :after ORDER BY id LIMIT :batch) d
JOIN clients c ON c.id = d.client_id
LEFT JOIN LATERAL (SELECT person_id FROM debt_parties WHERE debt_id = d.id AND role = 'debtor'
                   ORDER BY person_id LIMIT 1) party ON true
LEFT JOIN people person ON person.id = party.person_id
LEFT JOIN LATERAL {REGION} home ON true
CROSS JOIN LATERAL (SELECT coalesce(sum(amount), 0)::bigint AS balance
                    FROM ledger_entries WHERE debt_id = d.id) owed
"""
_VERDICTS = text(f"{VERDICTS} ORDER BY d.id")
