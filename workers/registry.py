"""Every actor there is: its name, queue, and how it fails.

Actors are declared on a given broker, so importing this package has no effect on the process. Outbound actors carry a
``max_age``: after an outage nothing planned this morning goes out tonight (the sweep plans it anew, lawfully).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from outreach.settings import Settings
from workers import callbacks, contact, dead, maintenance
from workers.broker import CALLBACKS, CALLS, MAINTENANCE, MESSAGES, make_broker
from workers.office import OfficeHours

_AN_HOUR = 3_600_000  # ms


def build(settings: Settings) -> RedisBroker:
    """The broker with all its actors, ready for a worker process."""
    broker = make_broker(settings)
    hours = OfficeHours(settings)
    broker.add_middleware(hours, before=dramatiq.middleware.Retries)
    declare(broker, hours)
    return broker


def declare(broker: RedisBroker, hours: OfficeHours) -> None:
    """Declare the actors on ``broker``."""

    def call(attempt_id: str) -> None:
        contact.contact(hours.office(), UUID(attempt_id))

    def message(attempt_id: str) -> None:
        contact.contact(hours.office(), UUID(attempt_id))

    def callback(event_id: str) -> None:
        callbacks.apply_event(hours.office(), UUID(event_id))

    def settle(attempt_id: str) -> None:
        maintenance.ask_carrier(hours.office(), UUID(attempt_id))

    def inbound() -> None:
        maintenance.ask_for_texts(hours.office())
        maintenance.ask_about_calls(hours.office())

    def bury(failed: dict[str, Any], retries: dict[str, Any]) -> None:
        # The traceback may hold values; only the exception's type and place are kept.
        dead.bury(hours.office().store, failed, _last_line(failed))

    exhausted: dict[str, Any] = {"on_retry_exhausted": "bury"}
    for function, queue, options in (
        (call, CALLS, {"max_age": _AN_HOUR, **exhausted}),
        (message, MESSAGES, {"max_age": _AN_HOUR, **exhausted}),
        (callback, CALLBACKS, exhausted),
        (settle, MAINTENANCE, {"max_retries": 0}),
        (inbound, MAINTENANCE, {"max_retries": 0}),
        (bury, MAINTENANCE, {}),
    ):
        declared = dramatiq.actor(broker=broker, actor_name=function.__name__, queue_name=queue, **options)
        declared(function)


def _last_line(failed: dict[str, Any]) -> str:
    trace = str(failed.get("options", {}).get("traceback", "")).strip()
    return trace.rsplit("\n", 1)[-1].partition(":")[0] or "unknown error"
