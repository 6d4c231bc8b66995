"""Processes are killed for real while campaigns run: nothing is sent twice, no cap is passed, everything ends."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
import redis

from console.running.debian_redis import DebianRedis
from tests.audit.auditor import breaches
from tests.crash.ordeal import Ordeal, ordeal

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
VICTIMS = ["worker-1", "worker-2", "scheduler-1", "web", "redis"] * 2


def survived(run: Ordeal, accounts: int) -> None:
    """Nothing is wrong with the papers, and everybody had a turn."""
    day = run.papers()
    assert breaches(day) == []
    assert len(day.orders) >= 0.9 * accounts
    assert run.counts()[0] == 0


def test_ten_kills_in_two_thousand_contacts(tmp_path: Path, real_redis: DebianRedis) -> None:
    draw = random.Random(7)
    victims = draw.sample(VICTIMS, len(VICTIMS))
    with ordeal(tmp_path, real_redis, 2000, workers=2, threads=4) as run:
        for number, victim in enumerate(victims, 1):
            due = number * 150 + draw.randrange(100)
            run.live_until(lambda _, sent, due=due: sent >= due, 120)  # type: ignore[misc]
            run.kill(victim)
        run.live_to_the_end(240)
        assert run.house.supervisor is not None
        restarted = {name: run.house.supervisor.restarts(name) for name in set(VICTIMS) - {"redis"}}
        assert restarted == {name: Counter(VICTIMS)[name] for name in restarted}
        survived(run, 2000)


def test_two_schedulers_and_eight_workers_at_once(tmp_path: Path, real_redis: DebianRedis) -> None:
    with ordeal(tmp_path, real_redis, 800, workers=8, schedulers=2, threads=2) as run:
        run.live_to_the_end(240)
        survived(run, 800)


def test_a_broker_that_forgets_everything_loses_nothing(tmp_path: Path, real_redis: DebianRedis) -> None:
    with ordeal(tmp_path, real_redis, 800, workers=2, threads=4) as run, redis.Redis.from_url(real_redis.url) as broker:
        for part in (100, 300, 500):
            run.live_until(lambda _, sent, part=part: sent >= part, 120)  # type: ignore[misc]
            broker.flushall()
        run.live_to_the_end(240)
        survived(run, 800)
