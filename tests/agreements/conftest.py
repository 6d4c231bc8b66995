"""An agency with one debtor who owes 120 dollars, and who talks about it."""

from __future__ import annotations

import pytest

from tests.support.accounts import Agency
from tests.support.agreements import Desk
from tests.support.house import office, shared_database_url

__all__ = ["office", "shared_database_url"]


@pytest.fixture
def desk(office: Agency) -> Desk:
    return Desk(office, office.debtor(office.client(), line="mobile"))
