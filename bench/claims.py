"""From a planned attempt to the wire: claimed, decided, written down, sent, and the answer recorded.

Everything is the product's: real PostgreSQL (not waiting for its disk), the real broker and Redis, real worker
processes, the SDK. Only the other end of the wire is ours (``bench.carrier``), the hours are open and the pace is
boundless, so that what is left is work. Baseline: the same calls placed through the same SDK by a bare loop. CPU
is counted where it is used, because on a small machine workers, database, broker and carrier share the cores.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psutil
import urllib3

from bench import audience
from bench.figures import Cost, Figure, cost
from bench.posts import place, place_from
from bench.processes import child, cpu_seconds, resident, wait_until
from bench.settings import UNPACED
from console.running.debian_redis import DebianRedis
from console.running.house import House
from console.running.output import LogFile
from console.running.process import Process
from outreach.channels.opening import open_carriers
from outreach.clock import ClockGovernor
from outreach.contacts.claim import Wired
from workers.broker import CALLS, make_broker, post
from workers.contact import contact
from workers.office import Office

_THREADS = 8
_WARM = 40  # claims of a process before the watch starts
_RATE, _CPU = "a second", "ms of CPU each"


@dataclass
class _Stage:
    """What runs during the measurement, and the attempts still to be claimed."""

    folder: Path
    house: House
    carrier_url: str
    database: psutil.Process
    broker: psutil.Process
    attempts: list[UUID]

    def take(self, count: int) -> list[UUID]:
        taken, self.attempts = self.attempts[:count], self.attempts[count:]
        return taken

    def tally(self, method: str = "GET") -> dict[str, float]:
        """How many calls the carrier has taken since the last ``DELETE``."""
        return dict(urllib3.request(method, f"{self.carrier_url}/tally").json())


def measure(folder: Path, quick: bool) -> list[Figure]:
    count = 40 if quick else 1500
    with _stage(folder, 3 * count + 4 * _WARM) as stage:
        figures = _direct(stage, count)
        for processes in (1, 2):
            figures += _workers(stage, processes, count)
    return figures


@contextmanager
def _stage(folder: Path, people: int) -> Iterator[_Stage]:
    with ExitStack() as ending:
        redis = DebianRedis(folder / "redis")
        redis.start()
        ending.callback(redis.stop)
        carrier_url = _start_carrier(folder, ending)
        ClockGovernor(folder / "clock", audience.NOON, rate=1.0)
        overrides = {"OUTREACH_CARRIER_BASE_URL": carrier_url, "OUTREACH_CALLS_PER_SECOND": str(UNPACED)}
        house = House(folder, redis_url=redis.url, clock_file=folder / "clock", overrides=overrides)
        ending.callback(house.stop)
        house.prepare()
        store = house.open_store()
        attempts = audience.fill(store, people)
        store.engine.dispose()
        yield _Stage(folder, house, carrier_url, child("postgres"), child("redis-server"), attempts)


def _start_carrier(folder: Path, ending: ExitStack) -> str:
    ready = folder / "carrier.url"
    command = [sys.executable, "-m", "bench.carrier", "--ready-file", str(ready)]
    carrier = Process("carrier", command, LogFile(folder / "carrier.log"))
    carrier.start()
    ending.callback(carrier.kill)
    carrier.wait_until(ready.exists, 10)
    return ready.read_text()


def _direct(stage: _Stage, count: int) -> list[Figure]:
    """One process, one thread, no broker: what a claim costs by itself."""
    store = stage.house.open_store()
    office = Office(store, open_carriers(store.settings, store.clock))
    _send_all(office, stage.take(_WARM))
    database, attempts = cpu_seconds([stage.database]), stage.take(count)
    took = cost(lambda: _send_all(office, attempts))
    database = cpu_seconds([stage.database]) - database
    store.engine.dispose()
    bare = place(stage.carrier_url, count)
    what = "claim to wire, 1 thread, no broker"
    return [
        *_beside(what, "bare SDK loop, 1 thread", took, bare, count, "< 3 ms"),
        Figure(f"{what}: PostgreSQL", 1000 * database / count, _CPU),
    ]


def _send_all(office: Office, attempts: list[UUID]) -> None:
    for attempt in attempts:
        result = contact(office, attempt)
        assert isinstance(result, Wired), f"a claim came to {result}"


def _beside(what: str, against: str, took: Cost, bare: Cost, count: int, aim: str = "") -> list[Figure]:
    return [
        Figure(what, count / took.wall, _RATE, against, count / bare.wall),
        Figure(f"{what}: our process", 1000 * took.cpu / count, _CPU, against, 1000 * bare.cpu / count, aim),
    ]


def _workers(stage: _Stage, processes: int, count: int) -> list[Figure]:
    """Real worker processes, fed through the broker."""
    with ExitStack() as ending:
        workers = [_start_worker(stage, number, ending) for number in range(processes)]
        _through_broker(stage, _WARM * processes)
        parts = {"our processes": workers, "PostgreSQL": [stage.database], "broker": [stage.broker]}
        before = {part: cpu_seconds(roots) for part, roots in parts.items()}
        wall = _through_broker(stage, count)
        cpu = {part: cpu_seconds(roots) - before[part] for part, roots in parts.items()}
        assert stage.tally()["calls"] == count, "not every attempt became one call"
        size = max(resident(worker)[0] for worker in workers)
    bare = place_from(processes, stage.carrier_url, count, _THREADS)
    what, against = f"{processes} × {_THREADS} workers", f"bare SDK loops, {processes} × {_THREADS} threads"
    return [
        *_beside(what, against, Cost(wall, cpu["our processes"]), bare, count, "< 3 ms"),
        *(Figure(f"{what}: {part}", 1000 * cpu[part] / count, _CPU) for part in ("PostgreSQL", "broker")),
        Figure(f"{what}: a worker and its parent then", size, "MB resident"),
    ]


def _start_worker(stage: _Stage, number: int, ending: ExitStack) -> psutil.Process:
    command = [sys.executable, "-m", "console.cli", "worker", CALLS, "--threads", str(_THREADS)]
    log = LogFile(stage.folder / f"worker-{number}.log")
    worker = Process("worker", command, log, env=stage.house.env)
    worker.start()
    ending.callback(worker.stop)
    assert worker.pid is not None
    return psutil.Process(worker.pid)


def _through_broker(stage: _Stage, count: int) -> float:
    """Hand out ``count`` attempts and wait for the last; returns seconds between the first and the last call placed."""
    broker = make_broker(stage.house.settings)
    stage.tally("DELETE")
    for attempt in stage.take(count):
        assert post(broker, CALLS, "call", str(attempt)), "the broker takes no messages"
    wait_until(lambda: broker.do_qsize(CALLS) == 0, f"working through {count} messages")
    broker.client.close()
    found = stage.tally()
    return found["last"] - found["first"]
