"""A database, a session that is rolled back by nobody, and a world in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from outreach.db import make_engine, session_factory
from outreach.store import Store
from tests.campaigns.world import NOON, VAULT, World, settings
from tests.support.accounts import StandingClock


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return session_factory(engine)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as session:
        yield session


@pytest.fixture
def store(engine: Engine, sessions: sessionmaker[Session]) -> Store:
    """The same database as a store, its clock at noon."""
    return Store(settings(), StandingClock(NOON), VAULT, engine, sessions)


@pytest.fixture
def world(session: Session) -> World:
    return World(session)
