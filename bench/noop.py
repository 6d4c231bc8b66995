"""An actor that does nothing, on the product's own broker with the product's own middleware: ``dramatiq bench.noop``."""

from __future__ import annotations

import os

import dramatiq

from bench.settings import settings_for
from workers.broker import CALLS, make_broker

ACTOR = "nothing"
REDIS_URL = "OUTREACH_REDIS_URL"

broker = make_broker(settings_for("postgresql://", os.environ.get(REDIS_URL, "redis://127.0.0.1:1/0")))
dramatiq.set_broker(broker)


@dramatiq.actor(actor_name=ACTOR, queue_name=CALLS)
def nothing(attempt_id: str) -> None:
    """Take an id and do nothing with it."""
