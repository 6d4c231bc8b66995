"""Settings of measurements: made-up credentials, keys of zeros, and a pace nobody waits for."""

from __future__ import annotations

import base64

from outreach.settings import Settings, load_settings

_KEY = base64.b64encode(bytes(32)).decode()
UNPACED = 1e6  # contacts a second: far more than a machine can send


def settings_for(database_url: str, redis_url: str = "redis://127.0.0.1:1/0") -> Settings:
    """Settings of a store behind ``database_url`` that never leaves this machine."""
    return load_settings(
        _env_file=None,
        database_url=database_url,
        redis_url=redis_url,
        public_base_url="http://127.0.0.1",
        twilio_account_sid="AC" + "0" * 32,
        twilio_auth_token="0" * 32,
        encryption_keys=f"k0:{_KEY}",
        index_key=_KEY,
        calls_per_second=UNPACED,
    )
