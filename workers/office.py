"""What a worker process has at hand: the store and the carriers. Opened after fork, once per process."""

from __future__ import annotations

from dataclasses import dataclass

import dramatiq

import compliance
from outreach import metrics
from outreach.channels.carrier import Carriers
from outreach.channels.opening import open_carriers
from outreach.conversations.reader import readiness
from outreach.settings import Settings
from outreach.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Office:
    """The tools of one process."""

    store: Store
    carriers: Carriers


class OfficeHours(dramatiq.Middleware):
    """Opens the office when a worker process boots and lends it to the actors."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._office: Office | None = None

    def before_worker_boot(self, broker: dramatiq.Broker, worker: object) -> None:
        metrics.serve(self._settings)
        compliance.prepare()  # here, once: eight threads would each build the place tables at their first decision
        readiness.prepare()
        store = open_store(self._settings, pool_size=10)
        self._office = Office(store, open_carriers(store.settings, store.clock))

    def after_worker_shutdown(self, broker: dramatiq.Broker, worker: object) -> None:
        if self._office:
            self._office.store.engine.dispose()

    def office(self) -> Office:
        """The open office. Raises RuntimeError in a process that is not a worker."""
        if self._office is None:
            raise RuntimeError("actors run in worker processes: start one with `outreach worker`")
        return self._office
