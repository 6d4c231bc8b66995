"""One leader among all scheduler processes: who holds a session lock of the database.

A dead leader's lock goes with its connection, so a follower takes over as soon as the server notices. The leader asks
its own connection before every tick and steps down when it is gone.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

_TAKE = text("SELECT pg_try_advisory_lock(hashtext('outreach.scheduler'))")
_ALIVE = text("SELECT 1")


class Leadership:
    """Holds, or tries for, the leader's lock on a connection of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def held(self) -> bool:
        """Whether this process leads now; tries to take the lock when nobody has it."""
        try:
            if self._connection is not None:
                self._connection.execute(_ALIVE)
                return True
            return self._take()
        except DBAPIError:
            self._drop()
            return False

    def _take(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if connection.execute(_TAKE).scalar():
            self._connection = connection
            return True
        connection.close()
        return False

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None
