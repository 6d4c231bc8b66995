"""Settings say what is missing and how to set it."""

from __future__ import annotations

import pytest

from outreach.errors import SettingsError
from outreach.settings import load_settings


def test_every_missing_setting_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OUTREACH_DATABASE_URL", "TWILIO_ACCOUNT_SID", "OUTREACH_INDEX_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SettingsError) as refusal:
        load_settings(_env_file=None)
    for name in ("OUTREACH_DATABASE_URL", "TWILIO_ACCOUNT_SID", "OUTREACH_INDEX_KEY"):
        assert name in str(refusal.value)


def test_a_refused_value_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_WEB_PORT", "secret-looking")
    with pytest.raises(SettingsError) as refusal:
        load_settings(_env_file=None)
    assert "OUTREACH_WEB_PORT" in str(refusal.value)
    assert "secret-looking" not in str(refusal.value)
