"""Entry of the worker processes: ``dramatiq workers.main``. Reads the settings from the environment."""

from __future__ import annotations

import dramatiq

import compliance
from outreach.logs import configure
from outreach.settings import load_settings
from workers.registry import build

compliance.require_sound_tzdata()  # before the workers boot: dramatiq only logs what fails in a boot
_settings = load_settings()
configure(_settings)
broker = build(_settings)
dramatiq.set_broker(broker)
