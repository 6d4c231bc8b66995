"""Entry of the worker processes: ``dramatiq workers.main``. Reads the settings from the environment."""

from __future__ import annotations

import dramatiq

from outreach.logs import configure
from outreach.settings import load_settings
from workers.registry import build

_settings = load_settings()
configure(_settings)
broker = build(_settings)
dramatiq.set_broker(broker)
