"""Actors that do nothing, through the embedded broker and through a real Redis: the ceiling of everything a worker does.

The queue is filled first, then workers are started; the watch runs from the first tenth done to the last one. Beside
it stand bare round trips to the same server from one client: a message costs at least three of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from dramatiq.brokers.redis import RedisBroker
from redis import Redis

from bench.figures import Figure, cost
from bench.noop import ACTOR, REDIS_URL
from bench.processes import wait_until
from bench.settings import settings_for
from console.running.debian_redis import DebianRedis
from console.running.embedded_broker import EmbeddedBroker
from console.running.output import LogFile
from console.running.process import Process
from outreach.clock import stopwatch
from workers.broker import CALLS, make_broker, post

_THREADS = 8
_MESSAGES = {"embedded broker": 4_000, "redis-server": 10_000}
_QUICK_MESSAGES = 100
_ROUND_TRIPS = 3_000
_RATE, _AGAINST = "a second", "bare round trips of one client"


def measure(folder: Path, quick: bool) -> list[Figure]:
    figures = []
    for name, messages in _MESSAGES.items():
        with _server(name, folder) as url:
            figures += _through(name, url, folder, _QUICK_MESSAGES if quick else messages)
    return figures


@contextmanager
def _server(name: str, folder: Path) -> Iterator[str]:
    server = EmbeddedBroker(folder) if name == "embedded broker" else DebianRedis(folder)
    try:
        yield server.start()
    finally:
        server.stop()


def _through(name: str, url: str, folder: Path, messages: int) -> list[Figure]:
    broker = make_broker(settings_for("postgresql://", url))
    bare = _ROUND_TRIPS / cost(lambda: [broker.client.ping() for _ in range(_ROUND_TRIPS)]).wall
    figures = []
    for processes in (1, 2):
        sent = cost(lambda: [post(broker, CALLS, ACTOR, str(number)) for number in range(messages)]).wall
        if processes == 1:
            figures.append(Figure(f"{name}: sending", messages / sent, _RATE, _AGAINST, bare))
        rate = _drain(broker, url, folder, messages, processes)
        what = f"{name}: no-op actors, {processes} × {_THREADS} threads"
        figures.append(Figure(what, rate, _RATE, _AGAINST, bare))
    broker.client.close()
    return figures


def _drain(broker: RedisBroker, url: str, folder: Path, messages: int, processes: int) -> float:
    """Work the queue off; returns messages a second."""
    with ExitStack() as ending:
        command = [
            sys.executable, "-m", "dramatiq", "bench.noop:broker", "--processes", str(processes), "--threads",
            str(_THREADS), "--queues", CALLS,
        ]  # fmt: skip
        workers = Process("workers", command, LogFile(folder / "workers.log"), env=os.environ | {REDIS_URL: url})
        workers.start()
        ending.callback(workers.stop)
        wait_until(lambda: _left(broker.client) <= messages * 9 // 10, "starting the workers")
        began, left = stopwatch(), _left(broker.client)
        wait_until(lambda: not _left(broker.client), f"working through {messages} messages")
        return left / (stopwatch() - began)


def _left(client: Redis) -> int:
    """Messages not yet acknowledged: dramatiq keeps their bodies in this hash."""
    return int(client.hlen(f"dramatiq:{CALLS}.msgs"))
