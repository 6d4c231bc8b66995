"""The web process with a person, a carrier and a real browser in front of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from outreach.accounts.clients import Client
from outreach.settings import Settings
from tests.accessibility import looking
from tests.accessibility.findings import Findings
from tests.accessibility.stage import Stage
from tests.support.accounts import Agency
from tests.support.browser import browser, complaints, page, pytest_pyfunc_call
from tests.web.conftest import broker_url, office, settings, shared_database_url
from tests.web.line import Carrier
from tests.web.served import served

__all__ = [
    "broker_url", "browser", "complaints", "office", "page", "pytest_pyfunc_call", "settings", "shared_database_url",
]  # fmt: skip


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--report", action="store_true", help="write docs/accessibility.md from what is found")


@pytest.fixture(scope="session")
def findings(request: pytest.FixtureRequest) -> Iterator[Findings]:
    """What is found, page by page; written down at the end when that is asked for."""
    found = Findings()
    yield found
    if request.config.getoption("--report", default=False):
        found.write()


@pytest.fixture(scope="session")
def axe() -> None:
    """Fails, with a sentence, where axe is not installed."""
    if not looking.AXE.is_file():
        pytest.fail(looking.NOT_THERE, pytrace=False)


@pytest.fixture
def stage(settings: Settings, office: Agency, page: Page) -> Iterator[Stage]:
    """Somebody who owes a client of a collector; English unless a test says otherwise."""
    client = office.client("Northgate Recovery", role="third_party")
    with office.store.sessions.begin() as session:
        session.get_one(Client, client).business_name = "Northgate Services"
    with served(settings) as web:
        yield Stage(office, page, Carrier(web), office.debtor(client, line="mobile"), "en")
