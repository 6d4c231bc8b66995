from __future__ import annotations

from collections.abc import Iterator

import pytest

from outreach.channels.opening import open_carriers
from tests.support.accounts import Agency, agency, settings_for
from tests.support.house import empty, shared_database_url
from tests.support.tiny_carrier import TinyCarrier, tiny_carrier
from workers.office import Office

__all__ = ["shared_database_url"]


@pytest.fixture
def other_end() -> Iterator[TinyCarrier]:
    """The other end of the wire."""
    with tiny_carrier() as carrier:
        yield carrier


@pytest.fixture
def office(shared_database_url: str, other_end: TinyCarrier) -> Iterator[Agency]:
    """An agency whose carrier is the other end of the wire."""
    knobs = {"carrier_base_url": other_end.url, "carrier_read_timeout": 0.5, "carrier_connect_timeout": 0.5}
    with agency(settings_for(shared_database_url, **knobs)) as opened:
        yield opened
        empty(opened.store.engine)


@pytest.fixture
def desk(office: Agency) -> Office:
    """What a worker process has at hand."""
    return Office(office.store, open_carriers(office.store.settings, office.clock))
