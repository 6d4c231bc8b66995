"""Selection: a tick that plans a thousand due enrolments, out of a hundred thousand and out of a million.

The tick is the scheduler's own (``campaigns.selection.plan_due`` and its commit). It stands beside the bare index scan
that finds the same rows. Both are asked turn by turn, so that every tick does real work. A tick must cost what is
due and not what exists: the last figure is the tick over the long queue beside that over the short one.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from statistics import median
from uuid import UUID

from sqlalchemy import text

from bench.figures import Figure, cost
from bench.queues import DUE, fill, turn
from bench.settings import settings_for
from campaigns.selection import plan_due
from console.running.embedded_postgres import EmbeddedPostgres
from outreach.db import upgrade
from outreach.ids import new_id
from outreach.settings import Settings
from outreach.store import Store, open_store

_SIZES = (100_000, 1_000_000)
_QUICK_SIZES = (4_000, 8_000)
_WARM, _TURNS = 3, 15  # ticks before the watch starts, and under it
_MILLISECONDS = f"ms per tick of {DUE:,} due"


def measure(folder: Path, quick: bool) -> list[Figure]:
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    server.start()
    try:
        sizes = _QUICK_SIZES if quick else _SIZES
        short, long = (_one(server, size, 1 if quick else _TURNS) for size in sizes)
    finally:
        server.stop()
    return [short, long, _flat(short, long, sizes)]


def _flat(short: Figure, long: Figure, sizes: tuple[int, int]) -> Figure:
    return Figure(
        f"plan_due of {sizes[1]:,} over that of {sizes[0]:,}", long.value, _MILLISECONDS,
        f"the same of {sizes[0]:,}", short.value, "ratio about 1",
    )  # fmt: skip


def _one(server: EmbeddedPostgres, accounts: int, turns: int) -> Figure:
    settings = settings_for(server.create_database(f"queue_{accounts}"))
    upgrade(settings.database_url)
    store = open_store(settings, pool_size=2)
    campaign = fill(store, accounts)
    ticks, scans = _ticks(store, campaign, turns)
    store.engine.dispose()
    return Figure(f"plan_due, {accounts:,} enrolled", ticks, _MILLISECONDS, "bare index scan of the same rows", scans)


def _ticks(store: Store, campaign: UUID, turns: int) -> tuple[float, float]:
    """Median milliseconds of a tick, and of the bare scan that finds what it found."""
    ticks, scans = [], []
    for number in range(_WARM + turns):
        now = turn(number)
        scans.append(cost(lambda now=now: _scan(store, campaign, now)).wall)  # type: ignore[misc]
        ticks.append(cost(lambda now=now: _tick(store, now)).wall)  # type: ignore[misc]
        _withdraw(store)
    return median(ticks[_WARM:]) * 1000, median(scans[_WARM:]) * 1000


def _tick(store: Store, now: datetime) -> None:
    with store.sessions.begin() as session:
        planned = plan_due(session, _whole_turn(store.settings), now, new_id)
    assert planned == DUE, f"a tick planned {planned} of {DUE}"


def _whole_turn(settings: Settings) -> Settings:
    return settings.model_copy(update={"selection_batch": DUE, "in_flight_per_queue": DUE})


def _scan(store: Store, campaign: UUID, now: datetime) -> None:
    with store.sessions() as session:
        found = session.execute(_SCAN, {"campaign": campaign, "now": now, "due": DUE}).all()
    assert len(found) == DUE, f"the scan found {len(found)} of {DUE}"


def _withdraw(store: Store) -> None:
    """Workers have taken what was planned: the next tick finds the queue before them empty."""
    with store.sessions.begin() as session:
        session.execute(text("DELETE FROM attempts"))


_SCAN = text("""
SELECT id FROM enrolments
WHERE campaign_id = :campaign AND step = 0 AND priority = 5 AND state = 'waiting' AND next_at <= :now
ORDER BY next_at LIMIT :due
""")
