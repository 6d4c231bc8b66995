"""The database keeps its own rules: append-only is append-only, and the migrations are the models."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from outreach.db import make_engine, upgrade
from outreach.schema import APPEND_ONLY, metadata


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    yield made
    made.dispose()


def test_the_migrated_schema_is_the_one_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    upgrade(database_url)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_append_only_tables_refuse_to_be_emptied(engine: Engine, table: str) -> None:
    with engine.connect() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


def test_an_append_only_row_can_be_neither_changed_nor_deleted(engine: Engine) -> None:
    with engine.begin() as connection:
        person = uuid4()
        connection.execute(
            text("INSERT INTO people (id, name_sealed, language, country, deceased, military, created_at) "
                 "VALUES (:id, '', 'en', 'US', false, false, now())"),
            {"id": person},
        )  # fmt: skip
        connection.execute(
            text("INSERT INTO contact_log (person_id, seq, at, kind, payload, prev_hash, hash) "
                 "VALUES (:id, 1, now(), 'test', '{}', '', '')"),
            {"id": person},
        )  # fmt: skip
    for change in ("UPDATE contact_log SET kind = 'x'", "DELETE FROM contact_log"):
        with engine.begin() as connection, pytest.raises(DBAPIError, match="append-only"):
            connection.execute(text(change))
