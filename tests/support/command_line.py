"""The command line on a database of its own: its settings in the environment, its store, and commands run in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner, Result

from console.cli.main import app
from outreach.crypto import new_key
from outreach.settings import load_settings
from outreach.store import Store, open_store


@contextmanager
def office(monkeypatch: pytest.MonkeyPatch, database_url: str, **more: str) -> Iterator[Store]:
    """The store that commands work on; the broker and the carrier are nowhere. ``more`` are further variables."""
    for name, value in {
        "OUTREACH_DATABASE_URL": database_url,
        "OUTREACH_REDIS_URL": "redis://127.0.0.1:1/0",
        "OUTREACH_PUBLIC_BASE_URL": "http://127.0.0.1:1",
        "OUTREACH_CARRIER_BASE_URL": "http://127.0.0.1:1",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "token",
        "OUTREACH_ENCRYPTION_KEYS": f"k1:{new_key()}",
        "OUTREACH_INDEX_KEY": new_key(),
        **more,
    }.items():
        monkeypatch.setenv(name, value)
    opened = open_store(load_settings(_env_file=None))
    yield opened
    opened.engine.dispose()


def invoke(*arguments: str, code: int = 0) -> Result:
    """``outreach`` with these arguments, on a wide screen; it must end with ``code``."""
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "300"})
    assert result.exit_code == code, result.output
    return result
