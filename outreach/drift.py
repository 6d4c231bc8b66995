"""Is this machine's clock true? It is held against the database's, which every process of a house shares.

A clock that is wrong makes lawful contacts unlawful without anybody noticing, so nothing is planned, handed out or
claimed by a process whose clock is more than ``LONGEST`` off. Virtual time is its own truth and is not measured.
"""

from __future__ import annotations

from datetime import timedelta
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, text

from outreach.clock import RealClock, stopwatch
from outreach.errors import OutreachError
from outreach.metrics import CLOCK_DRIFT
from outreach.store import Store

LONGEST = timedelta(seconds=2)
TRUSTED_FOR = 30.0  # seconds between two measurements of a process

_MEASURED: WeakKeyDictionary[Engine, tuple[float, timedelta]] = WeakKeyDictionary()


class ClockDrift(OutreachError):
    """This machine's clock is not that of the database."""


def drift(store: Store) -> timedelta:
    """How far this machine's clock is behind the database's, not counting what the question itself may have taken."""
    if not isinstance(store.clock, RealClock):
        return timedelta()
    with store.engine.connect() as connection:
        connection.execute(text("SELECT 1"))  # a connection that must first be made would take the blame
        before = store.clock.now()
        told = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        after = store.clock.now()
    if before <= told <= after:
        return timedelta()
    return told - after if told > after else told - before  # type: ignore[no-any-return]


def require_true_clock(store: Store) -> None:
    """Measure once in a while; in between the last measurement counts.

    Raises ClockDrift when the clock is more than ``LONGEST`` off.
    """
    known = _MEASURED.get(store.engine)
    if known is None or stopwatch() - known[0] > TRUSTED_FOR:
        known = _MEASURED[store.engine] = (stopwatch(), drift(store))
        CLOCK_DRIFT.set(known[1].total_seconds())
    if abs(known[1]) > LONGEST:
        raise ClockDrift(
            f"this machine's clock is {known[1].total_seconds():+.1f} s off the database's: nothing is contacted until "
            "they agree again; set the clock (NTP) on both machines"
        )
