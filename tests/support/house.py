"""Fixtures of the rooms that work on a store: one migrated database, emptied after each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from outreach import schema
from tests.support.accounts import Agency, agency, settings_for
from tests.support.databases import Databases


@pytest.fixture(scope="session")
def shared_database_url(databases: Databases) -> Iterator[str]:
    """A database on which the real migrations have run, for tests that leave it empty."""
    with databases.fresh(databases.template) as url:
        yield url


@pytest.fixture
def office(shared_database_url: str) -> Iterator[Agency]:
    """An agency with no client yet; its clock stands at noon in Atlanta."""
    with agency(settings_for(shared_database_url)) as opened:
        yield opened
        empty(opened.store.engine)


def empty(engine: Engine) -> None:
    """Remove every row, past the triggers that protect them."""
    tables = [table.name for table in schema.metadata.sorted_tables]
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("; ".join(f"DELETE FROM {table}" for table in tables)))
