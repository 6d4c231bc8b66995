from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from outreach import schema
from outreach.accounts.rotation import rotate, under_old_keys
from outreach.crypto import SealBroken, Vault
from outreach.db import make_engine, session_factory
from outreach.ids import new_id

NOON = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
KEYS = {"old": b"1" * 32, "new": b"2" * 32}
OLD, BOTH, NEW = (
    Vault(KEYS, "old", b"3" * 32),
    Vault(KEYS, "new", b"3" * 32),
    Vault({"new": KEYS["new"]}, "new", b"3" * 32),
)
PEOPLE = 1203  # more than two batches


@pytest.fixture
def sessions(database_url: str) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(database_url)
    yield session_factory(engine)
    engine.dispose()


def add_people(sessions: sessionmaker[Session], count: int = PEOPLE) -> list[UUID]:
    people = [new_id(NOON) for _ in range(count)]
    with sessions.begin() as session:
        session.execute(
            text(
                "INSERT INTO people (id, name_sealed, birth_date_sealed, language, country, deceased, military, created_at)"
                " VALUES (:id, :name, :born, 'en', 'US', false, false, :at)"
            ),
            [
                {
                    "id": person,
                    "name": OLD.seal("people.name", person, f"Person {number}"),
                    "born": OLD.seal("people.birth_date", person, "1970-01-02") if number % 2 else None,
                    "at": NOON,
                }
                for number, person in enumerate(people)
            ],
        )
    return people


def test_everything_opens_with_the_new_key_alone_afterwards(sessions: sessionmaker[Session]) -> None:
    people = add_people(sessions)
    seen: list[int] = []
    counts = rotate(sessions, BOTH, seen.append)
    assert (counts["people.name_sealed"], counts["people.birth_date_sealed"]) == (PEOPLE, PEOPLE // 2)
    assert seen == sorted(seen)
    assert seen[-1] == sum(counts.values())
    with sessions() as session:
        for row in session.execute(text("SELECT id, name_sealed FROM people")):
            assert NEW.open("people.name", row.id, bytes(row.name_sealed)) == f"Person {people.index(row.id)}"
        assert under_old_keys(session, BOTH) == {}


def test_rotating_again_seals_nothing(sessions: sessionmaker[Session]) -> None:
    add_people(sessions, 3)
    rotate(sessions, BOTH)
    assert set(rotate(sessions, BOTH).values()) == {0}


def test_every_sealed_column_of_the_schema_is_looked_at(sessions: sessionmaker[Session]) -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_sealed")
    }
    assert set(rotate(sessions, BOTH)) == sealed


def test_append_only_rows_are_sealed_anew_and_can_still_not_be_changed_otherwise(
    sessions: sessionmaker[Session],
) -> None:
    person, fact = add_people(sessions, 1)[0], new_id(NOON)
    with sessions.begin() as session:
        session.execute(
            text(
                "INSERT INTO opt_outs (id, person_id, words_sealed, source, recorded_at, channels, form, at)"
                " VALUES (:id, :person, :words, 'user:pat', :at, '[\"sms\"]', 'oral', :at)"
            ),
            {"id": fact, "person": person, "words": OLD.seal("opt_outs.words", fact, "stop"), "at": NOON},
        )
    rotate(sessions, BOTH)
    with sessions() as session:
        assert under_old_keys(session, BOTH) == {}
    for claim in ("outreach.rotating_keys = 'yes'", "outreach.undoing_placement = 'yes'"):
        with sessions() as session:
            session.execute(text(f"SET LOCAL {claim}"))
            with pytest.raises(DBAPIError, match="append-only"):
                session.execute(text("UPDATE opt_outs SET form = 'written', words_sealed = ''"))


def test_a_missing_key_stops_rotation_and_names_the_column(sessions: sessionmaker[Session]) -> None:
    add_people(sessions, 2)
    with pytest.raises(SealBroken, match=r"people\.(name|birth_date)"):
        rotate(sessions, NEW)
    with sessions() as session:
        assert under_old_keys(session, NEW)["people.name_sealed"] == 2
