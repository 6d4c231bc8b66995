"""A process whose clock is wrong contacts nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from outreach.channels.opening import open_carriers
from outreach.clock import RealClock
from outreach.contacts.attempts import Attempt
from outreach.contacts.claim import Gone
from outreach.db import make_engine, session_factory
from outreach.drift import ClockDrift, drift, require_true_clock
from outreach.store import Store
from tests.support.accounts import Agency
from workers.contact import contact
from workers.office import Office


class Wrong(RealClock):
    """The machine's clock, so many seconds ahead."""

    def __init__(self, seconds: float) -> None:
        self.ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return super().now() + self.ahead


def with_clock(office: Agency, clock: RealClock) -> Store:
    """The same database as another process would open it."""
    engine = make_engine(office.store.settings.database_url, pool_size=1)
    return replace(office.store, clock=clock, engine=engine, sessions=session_factory(engine))


@pytest.mark.parametrize("ahead", [-2.5, 2.5, 3600])
def test_a_clock_that_is_off_is_refused(office: Agency, ahead: float) -> None:
    store = with_clock(office, Wrong(ahead))
    assert drift(store).total_seconds() == pytest.approx(-ahead, abs=0.4)
    with pytest.raises(ClockDrift, match="set the clock"):
        require_true_clock(store)
    store.engine.dispose()


def test_a_true_clock_and_virtual_time_pass(office: Agency) -> None:
    store = with_clock(office, RealClock())
    require_true_clock(store)
    store.engine.dispose()
    require_true_clock(office.store)  # stands still at another day: virtual
    assert drift(office.store) == timedelta()


def test_a_worker_whose_clock_is_wrong_claims_nothing(office: Agency) -> None:
    attempt = office.planned(office.debtor(office.client()))
    store = with_clock(office, Wrong(10))
    assert isinstance(contact(Office(store, open_carriers(store.settings, store.clock)), attempt), Gone)
    assert [row.state for row in office.rows(Attempt, id=attempt)] == ["planned"]
    store.engine.dispose()
