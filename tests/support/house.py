"""Fixtures of the rooms that work on a store: an agency on a database of the test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.accounts import Agency, agency, settings_for


@pytest.fixture
def office(database_url: str) -> Iterator[Agency]:
    """An agency with no client yet; its clock stands at noon in Atlanta."""
    with agency(settings_for(database_url)) as opened:
        yield opened
