from __future__ import annotations

import httpx
import pytest

from outreach.accounts.clients import Client
from tests.support.accounts import ZIP, Agency, Debtor
from tests.web.pages.visitor import Visitor, sent


@pytest.fixture
def pat(office: Agency) -> Debtor:
    """Somebody who owes a client whose name tells of debts, through an agency whose own name does not."""
    client = office.client("Northgate Recovery", role="third_party")
    with office.store.sessions.begin() as session:
        session.get_one(Client, client).business_name = "Northgate Services"
    return office.debtor(client, line="mobile")


@pytest.fixture
def holder(office: Agency, browser: httpx.Client, pat: Debtor) -> Visitor:
    """Whoever has the message to Pat in hand."""
    return Visitor(browser, sent(office, pat)[1])


@pytest.fixture
def visitor(holder: Visitor) -> Visitor:
    """Pat, at her account."""
    return holder.know(ZIP)
