from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from console.running.embedded_broker import EmbeddedBroker
from outreach.clock import ClockGovernor
from outreach.settings import Settings
from tests.support.accounts import NOON, Agency, agency, settings_for
from tests.support.house import empty, shared_database_url
from tests.web.line import Carrier
from tests.web.served import served

__all__ = ["shared_database_url"]


@pytest.fixture(scope="session")
def broker_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A broker without workers: what is posted stays there."""
    broker = EmbeddedBroker(tmp_path_factory.mktemp("broker"))
    yield broker.start()
    broker.stop()


@pytest.fixture
def settings(shared_database_url: str, broker_url: str, tmp_path: Path) -> Settings:
    ClockGovernor(tmp_path / "clock", NOON)
    return settings_for(shared_database_url, redis_url=broker_url, clock_file=tmp_path / "clock")


@pytest.fixture
def office(settings: Settings) -> Iterator[Agency]:
    """An agency on the store the web process works with."""
    with agency(settings) as opened:
        yield opened
        empty(opened.store.engine)


@pytest.fixture
def browser(settings: Settings, office: Agency) -> Iterator[httpx.Client]:
    """The web process."""
    with served(settings) as client:
        yield client


@pytest.fixture
def carrier(browser: httpx.Client) -> Carrier:
    return Carrier(browser)
