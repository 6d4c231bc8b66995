"""The database: engine, sessions, migrations, locks.

Every table derives from ``Base`` and is described at the head of the module that owns it. Append-only tables are
enforced by a trigger of the database itself (see the migrations), not by this code.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID

from alembic import command
from alembic.config import Config
from sqlalchemy import DateTime, Engine, MetaData, create_engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of all tables. Instants are ``timestamptz``, free-form detail is ``jsonb``."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: DateTime(timezone=True), dict[str, Any]: JSONB, list[Any]: JSONB}


def make_engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine for one process; make it after fork. Dead connections are noticed before use."""
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=4,
        pool_pre_ping=False,
        pool_recycle=300,
        hide_parameters=True,  # errors and tracebacks travel through logs and the broker
        connect_args={
            "connect_timeout": 5,
            "application_name": "outreach",
            "options": "-c statement_timeout=30000 -c lock_timeout=15000 -c idle_in_transaction_session_timeout=60000 -c timezone=UTC",
        },
    )


def session_factory(engine: Engine) -> sessionmaker[Session]:
    """Sessions that keep loaded values after commit."""
    return sessionmaker(engine, expire_on_commit=False)


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema of the database behind ``url`` to ``revision``."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = url
    command.upgrade(config, revision)


def hurry(session: Session, seconds: float) -> None:
    """End any statement of this transaction after ``seconds``: somebody waits on the line for what it brings."""
    milliseconds = int(seconds * 1000)
    session.execute(_HURRY, {"limit": f"{milliseconds}ms"})


def lock_budgets(session: Session, keys: Iterable[str]) -> None:
    """Hold the named budgets (``person:…``, ``number:…``) until the transaction ends.

    Locks are taken in one fixed order, people's last, so that two claims never wait for each other crosswise.
    """
    session.execute(_LOCK, {"keys": sorted(set(keys))})


def person_key(person: UUID) -> str:
    """The budget of one human being over all debts, campaigns and channels."""
    return f"person:{person}"


_HURRY = text("SELECT set_config('statement_timeout', :limit, true), set_config('lock_timeout', :limit, true)")
_LOCK = text(
    "SELECT pg_advisory_xact_lock(k) FROM ("
    "SELECT DISTINCT starts_with(key, 'person:') AS person, hashtextextended(key, 0) AS k "
    "FROM unnest(CAST(:keys AS text[])) AS key ORDER BY person, k) AS ordered"
)
