"""What every test may ask for: databases, brokers; and the fence that keeps all of them on this machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.running.debian_redis import DebianRedis
from console.running.embedded_broker import EmbeddedBroker
from console.running.embedded_postgres import EmbeddedPostgres
from tests.support import network
from tests.support.databases import Databases

network.guard()
os.environ["PYTHONPATH"] = os.pathsep.join(
    filter(None, [str(Path(network.__file__).with_name("everywhere")), os.environ.get("PYTHONPATH")])
)


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A PostgreSQL server of this test session that hands out databases."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres") / "data", durable=False)
    server.start()
    yield Databases(server)
    server.stop()


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database with nothing in it, for tests of the migrations themselves."""
    with databases.fresh() as url:
        yield url


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A database of this test's own on which the real migrations have run."""
    with databases.fresh(databases.template) as url:
        yield url


@pytest.fixture
def real_redis(tmp_path: Path) -> Iterator[DebianRedis]:
    """Debian's redis-server, writing every change to disk. Fails, with a sentence, where it is not installed."""
    server = DebianRedis(tmp_path / "redis", append_only=True)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def embedded_broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    """The embedded broker, empty, in a process of its own."""
    broker = EmbeddedBroker(tmp_path / "broker")
    broker.start()
    yield broker
    broker.stop()
