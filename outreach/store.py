"""The account store as one object: what every process opens once and hands to the rooms."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from outreach.clock import Clock, clock_from
from outreach.crypto import Vault
from outreach.db import make_engine, session_factory
from outreach.settings import Settings, load_settings


@dataclass(frozen=True, slots=True)
class Store:
    """Settings, clock, keys and database of one process."""

    settings: Settings
    clock: Clock
    vault: Vault
    engine: Engine
    sessions: sessionmaker[Session]


def open_store(settings: Settings | None = None, *, pool_size: int = 8) -> Store:
    """Open the store described by the settings (or by the environment). Call after fork."""
    settings = settings or load_settings()
    engine = make_engine(settings.database_url, pool_size=pool_size)
    return Store(
        settings, clock_from(settings.clock_file), Vault.from_settings(settings), engine, session_factory(engine)
    )
