"""Fresh, migrated databases for tests: one server per session, one template, one quick copy per test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from itertools import count

from console.running.embedded_postgres import EmbeddedPostgres
from outreach import db
from outreach.contacts import approving

TEMPLATE = "migrated"
MIGRATED_AT = datetime(2026, 11, 1, tzinfo=UTC)


class Databases:
    """Hands out databases of one server."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.server = server
        self._numbers = count(1)

    @cached_property
    def template(self) -> str:
        """The name of a database on which the real migrations have run, once, and whose texts the release approves."""
        url = self.server.create_database(TEMPLATE)
        db.upgrade(url)
        engine = db.make_engine(url)
        with db.session_factory(engine).begin() as session:
            approving.record_release(session, MIGRATED_AT)
        engine.dispose()
        return TEMPLATE

    @contextmanager
    def fresh(self, template: str = "template1") -> Iterator[str]:
        """The URL of a new copy of the template, dropped afterwards whoever is still connected."""
        name = f"test_{next(self._numbers)}"
        url = self.server.create_database(name, template)
        try:
            yield url
        finally:
            self.server.drop_database(name)
