"""Selection: a tick that plans a thousand due enrolments, out of a hundred thousand and out of a million.

The tick is the scheduler's own (``campaigns.selection.plan_due`` and its commit). It stands beside the bare index scan
that finds the same rows. Every turn has rows of its own, so that every tick does real work. A tick must cost what is
due and not what exists: the last figure is the tick over the long queue beside that over the short one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class _Queue:
    """One store with its campaign, and the seconds its ticks and scans took."""

    store: Store
    campaign: UUID
    ticks: list[float] = field(default_factory=list)
    scans: list[float] = field(default_factory=list)

    def live(self, now: datetime) -> None:
        """One turn: the bare scan, then the tick, then the workers take everything away."""
        self.scans.append(cost(lambda: _scan(self.store, self.campaign, now)).wall)
        self.ticks.append(cost(lambda: _tick(self.store, now)).wall)
        with self.store.sessions.begin() as session:
            session.execute(text("DELETE FROM attempts"))


def measure(folder: Path, quick: bool) -> list[Figure]:
    server = EmbeddedPostgres(folder / "postgres", durable=False)
    server.start()
    try:
        queues = {size: _queue(server, size) for size in (_QUICK_SIZES if quick else _SIZES)}
        for number in range(_WARM + (1 if quick else _TURNS)):
            for queue in queues.values():  # in turns, so that a busy minute slows both
                queue.live(turn(number))
        for queue in queues.values():
            queue.store.engine.dispose()
    finally:
        server.stop()
    figures = [_figure(size, queue) for size, queue in queues.items()]
    return [*figures, _flat(*figures)]


def _queue(server: EmbeddedPostgres, accounts: int) -> _Queue:
    settings = settings_for(server.create_database(f"queue_{accounts}"))
    upgrade(settings.database_url)
    store = open_store(settings, pool_size=2)
    return _Queue(store, fill(store, accounts))


def _figure(accounts: int, queue: _Queue) -> Figure:
    tick, scan = (1000 * median(times[_WARM:]) for times in (queue.ticks, queue.scans))
    return Figure(f"plan_due, {accounts:,} enrolled", tick, _MILLISECONDS, "bare index scan of the same rows", scan)


def _flat(short: Figure, long: Figure) -> Figure:
    return Figure(
        "the long queue over the short one", long.value, _MILLISECONDS, short.what, short.value, "ratio about 1"
    )


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


_SCAN = text("""
SELECT id FROM enrolments
WHERE campaign_id = :campaign AND step = 0 AND priority = 5 AND state = 'waiting' AND next_at <= :now
ORDER BY next_at LIMIT :due
""")
