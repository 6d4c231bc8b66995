from __future__ import annotations

import struct
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import httpx
import pytest

from outreach.accounts.clients import Client
from outreach.settings import Settings
from tests.support.accounts import ZIP, Agency, Debtor
from tests.support.agreements import Desk
from tests.web.pages.visitor import Visitor, sent

Later = Callable[[timedelta], None]


@pytest.fixture
def pat(office: Agency) -> Debtor:
    """Somebody who owes a client whose name tells of debts, through an agency whose own name does not."""
    client = office.client("Northgate Recovery", role="third_party")
    with office.store.sessions.begin() as session:
        session.get_one(Client, client).business_name = "Northgate Services"
    return office.debtor(client, line="mobile")


@pytest.fixture
def agent(office: Agency, pat: Debtor) -> Desk:
    """Somebody of ours, who talks with Pat by other ways."""
    return Desk(office, pat)


@pytest.fixture
def holder(office: Agency, browser: httpx.Client, pat: Debtor) -> Visitor:
    """Whoever has the message to Pat in hand."""
    return Visitor(browser, sent(office, pat)[1])


@pytest.fixture
def visitor(holder: Visitor) -> Visitor:
    """Pat, at her account."""
    return holder.know(ZIP)


@pytest.fixture
def later(office: Agency, settings: Settings) -> Later:
    """Moves the clock of the office and of the web process."""

    def move(by: timedelta) -> None:
        office.clock.at += by
        _set(settings, office.clock.at)

    return move


def _set(settings: Settings, at: datetime) -> None:
    """The shared file of the clock, written in place: another process has it mapped."""
    assert settings.clock_file is not None
    with settings.clock_file.open("r+b") as file:
        file.write(struct.pack("<Qddd", 0, time.monotonic(), at.timestamp(), 0.0))
