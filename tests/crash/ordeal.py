"""A house with two running campaigns over real Redis, things that are done to it, and its papers afterwards."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import text

from campaigns import lifecycle, strategy
from console.demo import governor
from console.running.debian_redis import DebianRedis
from console.running.house import House
from outreach.accounts.onboarding import add_client, add_sender
from outreach.clock import ClockGovernor
from outreach.contacts import book, chain_check
from outreach.intake.importing import import_file
from outreach.store import Store
from tests.audit import placement
from tests.audit.day import Day, read_lines
from tests.audit.day import House as Agreed
from tests.crash import crowd

MORNING = datetime(2026, 12, 1, 15, 30, tzinfo=UTC)  # 10:30 in Atlanta, 09:30 in Omaha
PACE = "200"
POLICY = {
    "open_guard_seconds": 60,
    "close_guard_seconds": 600,
    "max_calls_per_day": 1,
    "max_sms_per_day": 1,
    "max_emails_per_day": 1,
    "min_gap_minutes_per_person": 60,
}
# A stored STOP whose message died with a worker or the broker is handed out again after ten real seconds.
OBEYED = timedelta(minutes=40)
CAPS = {"call": 1, "sms": 1, "email": 1}
SETTINGS = {
    "OUTREACH_CALLS_PER_SECOND": PACE,
    "OUTREACH_MESSAGES_PER_SECOND": PACE,
    "OUTREACH_EMAILS_PER_SECOND": PACE,
    "OUTREACH_TICK_SECONDS": "0.5",
    "OUTREACH_DECISION_GOOD_FOR": "120",
    "OUTREACH_CARRIER_READ_TIMEOUT": "5",
    "OUTREACH_WIRE_LOST_AFTER": "9",
    "OUTREACH_SETTLE_AFTER": "6",
    "OUTREACH_GIVE_UP_AFTER": "12",
    "OUTREACH_EMAIL_POLL_AFTER": "2",
    "OUTREACH_REDISPATCH_AFTER": "6",
}
CAMPAIGN = """
[campaign]
name = "{name}"
[population]
clients = ["{client}"]
[[steps]]
channel = "{channel}"
template = "{template}"
[recycle.no_answer]
do = "next"
[recycle.busy]
do = "next"
[recycle.dropped]
do = "next"
[recycle.undelivered]
do = "next"
[recycle.failed]
do = "next"
[recycle.not_in_service]
do = "next"
"""
_OPEN = text("""
SELECT (SELECT count(*) FROM enrolments WHERE state IN ('waiting', 'in_flight'))
     + (SELECT count(*) FROM attempts WHERE state = 'planned' OR (ended_at IS NULL
        AND state IN ('wired', 'unknown', 'queued', 'sent', 'ringing', 'in_progress')
        AND id NOT IN (SELECT attempt_id FROM attention WHERE attempt_id IS NOT NULL)))
     + (SELECT count(*) FROM carrier_events WHERE state = 'new') AS open,
       (SELECT count(*) FROM attempts WHERE carrier_sid IS NOT NULL) AS sent
""")


@dataclass
class Ordeal:
    """What a test works with while the campaigns run."""

    house: House
    store: Store
    time: ClockGovernor
    redis: DebianRedis
    queue: Path

    def live_until(self, done: Callable[[int, int], bool], seconds: float) -> None:
        """Steer virtual time until ``done(open, sent)``; fails when that takes longer than ``seconds``."""
        deadline = time.monotonic() + seconds
        while not done(*(counts := self.counts())):
            assert time.monotonic() < deadline, f"after {seconds:.0f} s {counts[0]} are open, {counts[1]} sent"
            with self.store.sessions() as session:
                now = self.store.clock.now()
                self.time.run_at(governor.rate(governor.load(session, now), now))
            time.sleep(0.1)

    def live_to_the_end(self, seconds: float) -> None:
        """Until every attempt has ended and nobody waits."""
        self.live_until(lambda still_open, _: still_open == 0, seconds)

    def counts(self) -> tuple[int, int]:
        """How much is still open, and how many orders the carrier has."""
        with self.store.sessions() as session:
            row = session.execute(_OPEN).one()
            return row.open, row.sent

    def kill(self, name: str) -> None:
        """``kill -9`` of a program with all its processes; Redis comes back at once with what it had on disk."""
        if name == "redis":
            self.redis.kill()
            self.redis.start()
            return
        assert self.house.supervisor is not None
        pid = self.house.supervisor.pid(name)
        for process in family(pid) if pid else ():
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def papers(self) -> Day:
        """Ledger, log and chain as they are now."""
        with self.store.sessions() as session:
            log = [json.loads(json.dumps(row)) for row in book.rows(session, self.store, reveal=True)]
            chain: list[dict[str, Any]] = list(chain_check.lines(session))
            shown = set(session.execute(text("SELECT attempt_id::text FROM attention")).scalars())
        agreed = Agreed(crowd.ROLES, CAPS, obeyed_within=OBEYED)
        return Day(agreed, read_lines(self.house.journal), log, chain, placement.read(self.queue), shown)


def family(pid: int) -> list[int]:
    """A process and its children, the parent first."""
    try:
        parent = psutil.Process(pid)
        return [pid, *(child.pid for child in parent.children(recursive=True))]
    except psutil.NoSuchProcess:
        return []


@contextmanager
def ordeal(folder: Path, redis: DebianRedis, accounts: int, **house: Any) -> Iterator[Ordeal]:
    """A house full of accounts, its campaigns started."""
    clock = folder / "clock"
    steering = ClockGovernor(clock, MORNING)
    options = ["--seed", "5", "--calls-per-second", PACE, "--segments-per-second", PACE]
    people = crowd.populate(folder / "people.jsonl", accounts)
    built = House(
        folder / "house",
        population=people,
        redis_url=redis.url,
        clock_file=clock,
        overrides=SETTINGS,
        sandbox_options=options,
        **house,
    )
    queue = crowd.write(folder / "queue.csv", accounts)
    try:
        built.prepare()
        store = built.open_store()
        _fill(store, queue)
        built.open()
        _launch(store)
        yield Ordeal(built, store, steering, redis, queue)
        store.engine.dispose()
    finally:
        built.stop()


def _fill(store: Store, queue: Path) -> None:
    at = store.clock.now()
    with store.sessions.begin() as session:
        for number, (name, role) in enumerate(crowd.ROLES.items()):
            known = {"name": name, "role": role, "business_name": f"Services {number}", "policy": POLICY}
            client = add_client(session, callback_number="(212) 555-0100", licensed_in=["*"], at=at, **known)  # type: ignore[arg-type]
            for channel in ("call", "sms"):
                add_sender(session, client.id, channel, f"+1212555{7000 + number}", float(PACE), at)
            add_sender(session, client.id, "email", f"accounts{number}@example.org", float(PACE), at)
    for client_name in crowd.ROLES:
        report = import_file(store.sessions, store.vault, queue, client_name, "test", at)
        assert report.rejected == 0


def _launch(store: Store) -> None:
    at = store.clock.now()
    for name, client, channel, template in (
        ("texts", crowd.FIRST, "sms", "reminder"),
        ("calls", crowd.THIRD, "call", "keypad"),
    ):
        written = CAMPAIGN.format(name=name, client=client, channel=channel, template=template)
        with store.sessions.begin() as session:
            lifecycle.create(session, strategy.read(written), written, "ann", at)
            lifecycle.approve(session, name, "bea", at)
            lifecycle.start(session, name, "ann", at)
