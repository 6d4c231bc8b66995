from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from outreach.accounts.house_rules import HOUSE_RULES
from tests.support.accounts import Agency, Debtor
from tests.support.house import office, shared_database_url
from tests.support.texting import Phone, phone

__all__ = ["office", "shared_database_url"]


@pytest.fixture
def client(office: Agency) -> UUID:
    """A creditor in its own name, who may text, with the policy that clients start with."""
    policy: dict[str, Any] = dict(HOUSE_RULES)
    return office.client("Harbor", **policy)


@pytest.fixture
def pat(office: Agency, client: UUID) -> Debtor:
    """Pat Example, who owes 120 dollars and lives in Atlanta."""
    return office.debtor(client, line="mobile")


@pytest.fixture
def hers(office: Agency, pat: Debtor, client: UUID) -> Phone:
    """Her telephone: it is not known yet who reads there."""
    return phone(office, pat, client)


@pytest.fixture
def known(hers: Phone) -> Phone:
    """Her telephone after she has proved who she is, and was answered."""
    hers.proves()
    return hers
