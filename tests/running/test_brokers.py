from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dramatiq
import pytest
import redis
from dramatiq.brokers.redis import RedisBroker

from console.running import debian_redis
from console.running.debian_redis import DebianRedis
from console.running.embedded_broker import EmbeddedBroker
from console.running.errors import ProgramMissing
from tests.support.parents import alive, eventually, orphan

START_AND_WAIT = """
import sys, pathlib
from console.running.embedded_broker import EmbeddedBroker
broker = EmbeddedBroker(pathlib.Path(sys.argv[1]))
broker.start()
print(broker.pid, flush=True)
input()
"""


@pytest.fixture(params=["embedded", "real"])
def url(request: pytest.FixtureRequest) -> str:
    broker: EmbeddedBroker | DebianRedis = request.getfixturevalue(
        {"embedded": "embedded_broker", "real": "real_redis"}[request.param]
    )
    return broker.url


@pytest.fixture
def client(url: str) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(url)
    yield client
    client.close()


def test_real_dramatiq_workers_run_messages_and_retries_through_it(url: str) -> None:
    broker = RedisBroker(url=url)
    broker.emit_after("process_boot")
    seen: list[int] = []

    @dramatiq.actor(broker=broker, min_backoff=1, max_backoff=2, max_retries=3)
    def note(number: int) -> None:
        seen.append(number)
        if seen.count(number) == 1 and number == 3:
            raise ConnectionResetError

    worker = dramatiq.Worker(broker, worker_timeout=50, worker_threads=2)
    worker.start()
    for number in range(5):
        note.send(number)
    assert eventually(lambda: sorted(seen) == [0, 1, 2, 3, 3, 4])
    worker.stop()
    broker.close()
    broker.client.close()


def test_the_scripts_of_dramatiq_are_known_from_the_start(embedded_broker: EmbeddedBroker) -> None:
    broker = RedisBroker(url=embedded_broker.url)
    with redis.Redis.from_url(embedded_broker.url) as client:
        assert client.script_exists(*(script.sha for script in broker.scripts.values())) == [True, True]
    broker.client.close()


def test_two_clients_see_the_same_data(client: redis.Redis, url: str) -> None:
    client.set("a", "b")
    with redis.Redis.from_url(url) as other:
        assert other.get("a") == b"b"


def test_a_killed_embedded_broker_comes_back_empty_under_the_same_url(embedded_broker: EmbeddedBroker) -> None:
    with redis.Redis.from_url(embedded_broker.url) as client:
        client.set("a", "b")
    embedded_broker.kill()
    embedded_broker.start()
    with redis.Redis.from_url(embedded_broker.url) as client:
        assert client.get("a") is None


def test_a_killed_real_redis_comes_back_with_everything_under_the_same_url(real_redis: DebianRedis) -> None:
    with redis.Redis.from_url(real_redis.url) as client:
        client.set("a", "b")
    real_redis.kill()
    real_redis.start()
    with redis.Redis.from_url(real_redis.url) as client:
        assert client.get("a") == b"b"


def test_the_real_redis_never_evicts(real_redis: DebianRedis) -> None:
    with redis.Redis.from_url(real_redis.url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_a_missing_redis_is_named_together_with_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ProgramMissing, match="apt-get install redis-server"):
        DebianRedis(tmp_path).start()


def test_nobody_answers_where_nobody_listens(tmp_path: Path) -> None:
    assert not debian_redis.answers_ping(DebianRedis(tmp_path).url)


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    pid = orphan(START_AND_WAIT, str(tmp_path))
    assert eventually(lambda: not alive(pid))
