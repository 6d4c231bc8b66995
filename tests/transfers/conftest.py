from __future__ import annotations

from uuid import UUID

import pytest

from tests.support.accounts import Agency, Debtor
from tests.support.house import office, shared_database_url

__all__ = ["office", "shared_database_url"]


@pytest.fixture
def client(office: Agency) -> UUID:
    """A creditor in its own name, who may text."""
    return office.client("Harbor")


@pytest.fixture
def pat(office: Agency, client: UUID) -> Debtor:
    """Pat Example, who owes 120 dollars and lives in Atlanta."""
    return office.debtor(client, line="mobile")
