"""Selection: one tick turns enrolments that are due into planned attempts.

::

    running campaigns in their window (rows shared, so that none is paused meanwhile)
      → how many are due per campaign, step and priority level, counted up to the batch
      → places dealt by fair share, within the room of each channel's queue
      → that many enrolments taken with SKIP LOCKED
      → each planned, put off (day part), skipped (condition, no address), held (something agreed is open)
        or ended (nothing owed, debt closed)
      → attempts inserted, enrolments updated, one statement each

Every look at the queue is a range of ``ix_enrolments_due`` that begins at its front and stops at the batch: a tick
costs what is due, not what exists. Two selections at once never take the same enrolment; together they may pass a
channel's room by one batch.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, column, func, insert, or_, select, text
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from campaigns import dayparts
from campaigns.ladder import MADE, Ask, rungs
from campaigns.matrix import Move, step_on
from campaigns.population import REGION
from campaigns.share import Demand, Weight, deal
from campaigns.strategy import Step, Strategy
from outreach.accounts.clients import CHANNELS
from outreach.agreements.plans import agreement_open
from outreach.contacts.attempts import Attempt
from outreach.contacts.enrolments import Campaign
from outreach.db import Base
from outreach.settings import Settings

NewId = Callable[[datetime], UUID]
VOICE = {"call": "artificial"}  # a keypad call speaks with a made voice


@dataclass(frozen=True, slots=True)
class Due:
    """A taken enrolment with what its step must know."""

    id: UUID
    campaign_id: UUID
    debt_id: UUID
    person_id: UUID
    client_id: UUID
    step: int
    tries: dict[str, int]
    debt_status: str
    balance: int
    language: str
    region: str | None
    made: int
    agreed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Contact through ``step`` at ``address_id``."""

    step: Step
    address_id: UUID


def plan_due(session: Session, settings: Settings, now: datetime, new_id: NewId) -> int:
    """Plan what is due at ``now``, at most ``settings.selection_batch``; the caller commits. Returns how many.

    ``new_id`` makes the attempts' ids.
    """
    campaigns = _running(session, now)
    strategies = {campaign.id: Strategy.model_validate(campaign.strategy) for campaign in campaigns}
    weights = {campaign.id: Weight(campaign.priority, campaign.share) for campaign in campaigns}
    planned, room = _queues(session, settings.in_flight_per_queue)
    demands = _demands(session, strategies, room, settings.selection_batch, now)
    dealt = deal(demands, weights, planned, room, settings.selection_batch)
    if not dealt:
        return 0
    taken = _take(session, dealt, strategies, now)
    outcomes = _outcomes(session, taken, strategies, now)
    plans = [(due, outcome) for due, outcome in outcomes if isinstance(outcome, Plan)]
    _plan(session, plans, now, new_id)
    _update(session, outcomes, now)
    return len(plans)


def _running(session: Session, now: datetime) -> Sequence[Campaign]:
    """Campaigns whose row somebody is moving right now sit this tick out."""
    open_now = (
        Campaign.state == "running",
        or_(Campaign.starts_at.is_(None), Campaign.starts_at <= now),
        or_(Campaign.ends_at.is_(None), Campaign.ends_at > now),
    )
    query = select(Campaign).where(*open_now).order_by(Campaign.id).with_for_update(read=True, skip_locked=True)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _queues(session: Session, limit: int) -> tuple[dict[tuple[UUID, str], int], dict[str, int]]:
    """Planned attempts by campaign and channel, and how many more each channel may hold."""
    rows = session.execute(_PLANNED).all()
    held = {channel: sum(row.planned for row in rows if row.channel == channel) for channel in CHANNELS}
    planned = {(row.campaign_id, row.channel): int(row.planned) for row in rows if row.campaign_id}
    return planned, {channel: limit - count for channel, count in held.items()}


def _demands(
    session: Session, strategies: Mapping[UUID, Strategy], room: Mapping[str, int], batch: int, now: datetime
) -> list[Demand]:
    """What is due at steps whose channel has room."""
    turns = [
        (campaign, number)
        for campaign, strategy in strategies.items()
        for number, step in enumerate(strategy.steps)
        if room[step.channel] > 0
    ]
    asked = {"campaigns": [campaign for campaign, _ in turns], "steps": [step for _, step in turns]}
    rows = session.execute(DEMAND, asked | {"batch": batch, "now": now})
    return [
        Demand(row.campaign_id, strategies[row.campaign_id].steps[row.step].channel, row.step, row.level, row.waiting)
        for row in rows
    ]


def _take(
    session: Session, dealt: Mapping[Demand, int], strategies: Mapping[UUID, Strategy], now: datetime
) -> list[Due]:
    turns = {
        "campaigns": [demand.campaign_id for demand in dealt],
        "steps": [demand.step for demand in dealt],
        "levels": [demand.level for demand in dealt],
        "quotas": list(dealt.values()),
    }
    taken = session.execute(TAKE, turns | {"now": now}).all()
    channels = [strategies[row.campaign_id].steps[row.step].channel for row in taken]
    rows = session.execute(LOOK, {"ids": [row.id for row in taken], "channels": channels})
    return [Due(*row) for row in rows]


def _outcomes(
    session: Session, taken: Sequence[Due], strategies: Mapping[UUID, Strategy], now: datetime
) -> list[tuple[Due, Plan | Move]]:
    steps = [strategies[due.campaign_id].steps[due.step] for due in taken]
    asks = [Ask(due.person_id, step.channel, due.made) for due, step in zip(taken, steps, strict=True)]
    addresses = rungs(session, asks)
    return [
        (due, judge(due, strategies[due.campaign_id], address, now))
        for due, address in zip(taken, addresses, strict=True)
    ]


def judge(due: Due, strategy: Strategy, address: UUID | None, now: datetime) -> Plan | Move:
    """What becomes of one due enrolment whose ladder gave ``address``."""
    step, position = strategy.steps[due.step], strategy.position(due.step, due.tries)
    if due.debt_status != "open" or due.balance <= 0:
        why = "nothing owed" if due.debt_status == "open" else f"debt is {due.debt_status}"
        return Move("done", due.step, now, due.tries, why)
    if due.agreed:
        return Move("held", due.step, now, due.tries, "what was agreed is open")
    if (unfit := step.unfit(due.balance, due.language)) or address is None:
        why = f"step {due.step + 1} ({step.channel}) skipped: {unfit or 'no address'}"
        return step_on(position, why, timedelta(0), now)
    later = dayparts.not_before(step.prefer, due.region, now)
    if later > now:
        return Move("waiting", due.step, later, due.tries, f"step {due.step + 1} prefers the {step.prefer}")
    return Plan(step, address)


def _plan(session: Session, plans: Sequence[tuple[Due, Plan]], now: datetime, new_id: NewId) -> None:
    columns: dict[str, list[Any]] = {
        "id": [new_id(now) for _ in plans],
        "enrolment_id": [due.id for due, _ in plans],
        "campaign_id": [due.campaign_id for due, _ in plans],
        "client_id": [due.client_id for due, _ in plans],
        "person_id": [due.person_id for due, _ in plans],
        "address_id": [plan.address_id for _, plan in plans],
        "channel": [plan.step.channel for _, plan in plans],
        "step": [due.step for due, _ in plans],
        "voice": [VOICE.get(plan.step.channel) for _, plan in plans],
        "template": [plan.step.template for _, plan in plans],
        "needs_person": [plan.step.people == "needed" for _, plan in plans],
    }
    session.execute(_PLAN, columns | {"debts": [due.debt_id for due, _ in plans], "now": now})


def _update(session: Session, outcomes: Sequence[tuple[Due, Plan | Move]], now: datetime) -> None:
    moves = [
        Move("in_flight", due.step, now, due.tries, f"step {due.step + 1} ({outcome.step.channel}) is on its way")
        if isinstance(outcome, Plan)
        else outcome
        for due, outcome in outcomes
    ]
    changes: dict[str, Any] = {
        "ids": [due.id for due, _ in outcomes],
        "states": [move.state for move in moves],
        "steps": [move.step for move in moves],
        "nexts": [move.next_at for move in moves],
        "whys": [move.why for move in moves],
    }
    session.execute(_UPDATE, changes)


_COLUMNS = (
    "id", "enrolment_id", "campaign_id", "client_id", "person_id", "address_id", "channel", "step", "voice", "template",
    "needs_person",
)  # fmt: skip
_TABLE = Base.metadata.tables[Attempt.__tablename__]
_TYPES = {name: _TABLE.c[name].type for name in _COLUMNS} | {"debts": Uuid()}
_ROWS = (
    func.unnest(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _TYPES.items()))
    .table_valued(*(column(name, kind) for name, kind in _TYPES.items()), name="planned")
    .render_derived()
)
_NOW = bindparam("now", type_=_TABLE.c.due_at.type)
# One statement for the batch, and still every other column gets the default that its table gives it.
_PLAN = insert(_TABLE).from_select(
    [*_COLUMNS, "debt_ids", "planned_at", "due_at"],
    select(*(_ROWS.c[name] for name in _COLUMNS), array([_ROWS.c.debts]), _NOW, _NOW),
)

_PLANNED = text("SELECT campaign_id, channel, count(*) AS planned FROM attempts WHERE state = 'planned' GROUP BY 1, 2")

_FRONT = """FROM enrolments e WHERE e.campaign_id = turn.campaign_id AND e.step = turn.step AND e.priority = turn.level
    AND e.state = 'waiting' AND e.next_at <= :now ORDER BY e.next_at"""

DEMAND = text(f"""
SELECT turn.*, front.waiting
FROM (SELECT asked.*, level FROM unnest(CAST(:campaigns AS uuid[]), CAST(:steps AS int[])) AS asked(campaign_id, step),
      generate_series(1, 9) AS level) AS turn
CROSS JOIN LATERAL (SELECT count(*) AS waiting FROM (SELECT 1 {_FRONT} LIMIT :batch) AS seen) AS front
WHERE front.waiting > 0
""")

TAKE = text(f"""
SELECT front.* FROM unnest(CAST(:campaigns AS uuid[]), CAST(:steps AS int[]), CAST(:levels AS int[]),
    CAST(:quotas AS int[])) AS turn(campaign_id, step, level, quota)
CROSS JOIN LATERAL (SELECT e.id, e.campaign_id, e.step {_FRONT} LIMIT turn.quota FOR UPDATE SKIP LOCKED) AS front
""")

# What is to be known of an enrolment before its next step is judged.
LOOK = text(f"""
SELECT e.id, e.campaign_id, e.debt_id, e.person_id, d.client_id, e.step, e.tries, d.status,
    (SELECT coalesce(sum(amount), 0)::bigint FROM ledger_entries WHERE debt_id = d.id),
    person.language, (SELECT home.region FROM {REGION} AS home), {MADE},
    {agreement_open("d.id")}
FROM unnest(CAST(:ids AS uuid[]), CAST(:channels AS text[])) AS asked(id, channel)
JOIN enrolments e ON e.id = asked.id
JOIN debts d ON d.id = e.debt_id
JOIN people person ON person.id = e.person_id
ORDER BY e.next_at, e.id
""")

_UPDATE = text("""
UPDATE enrolments e SET state = moved.state, step = moved.step, next_at = moved.next_at, why = moved.why,
    tries = CASE WHEN moved.step = e.step THEN e.tries ELSE '{}' END
FROM unnest(CAST(:ids AS uuid[]), CAST(:states AS text[]), CAST(:steps AS smallint[]),
    CAST(:nexts AS timestamptz[]), CAST(:whys AS text[])) AS moved(id, state, step, next_at, why)
WHERE e.id = moved.id
""")
