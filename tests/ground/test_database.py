"""The database keeps its own rules: append-only is append-only, and the migrations are the models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

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


PERSON, CLIENT, DEBT, PLACEMENT, MAILBOX = (UUID(int=number) for number in range(1, 6))
BEFORE = f"""
    INSERT INTO people (id, name_sealed, language, country, deceased, military, created_at)
    VALUES ('{PERSON}', '', 'en', 'US', false, false, now());
    INSERT INTO clients (id, name, role, business_name, callback_number, licensed_in, policy, name_reveals_collection,
        created_at)
    VALUES ('{CLIENT}', 'Harbor', 'third_party', 'Harbor', 'x', '[]', '{{}}', true, now());
    INSERT INTO debts (id, client_id, account_ref, purpose, kind, currency, status, placed_on, created_at)
    VALUES ('{DEBT}', '{CLIENT}', 'A1', 'consumer', 'other', 'USD', 'open', now(), now());
    INSERT INTO debt_parties (debt_id, person_id, role) VALUES ('{DEBT}', '{PERSON}', 'debtor');
    INSERT INTO placements (id, client_id, file_name, digest, actor, state, rows, rejected, created_at)
    VALUES ('{PLACEMENT}', '{CLIENT}', 'x.csv', 'x', 'ann', 'loaded', 1, 0, now());
    INSERT INTO placement_rows (placement_id, row_number, debt_id, action, created, before)
    VALUES ('{PLACEMENT}', 2, '{DEBT}', 'created', '{{}}', '{{}}');
    INSERT INTO addresses (id, person_id, kind, value_sealed, value_index, line, place, source, notice_sent_at, rank, state,
        recorded_at)
    VALUES ('{MAILBOX}', '{PERSON}', 'email', '', '', 'unknown', 'home', 'creditor', '2026-10-20T00:00:00Z', 0, 'active', now()),
           (gen_random_uuid(), '{PERSON}', 'phone', '', 'x', 'unknown', 'home', 'creditor', NULL, 1, 'active', now());
"""


def test_a_mailbox_read_before_belongs_to_the_clients_whose_files_named_it(empty_database_url: str) -> None:
    """And its notice, which was dated by London's midnight, is dated as late as the day can have ended anywhere."""
    upgrade(empty_database_url, "0003")
    engine = make_engine(empty_database_url)
    with engine.begin() as connection:
        connection.exec_driver_sql(BEFORE)
    upgrade(empty_database_url)
    with engine.connect() as connection:
        found = connection.execute(text("SELECT address_id, client_id, source, notice_sent_at FROM email_provenance"))
        assert found.all() == [(MAILBOX, CLIENT, "creditor", datetime(2026, 10, 21, 11, 59, 59, tzinfo=UTC))]
    engine.dispose()
