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


def test_what_several_settings_must_be_together_is_told_without_a_name_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {
        "OUTREACH_DATABASE_URL": "x", "OUTREACH_REDIS_URL": "x", "OUTREACH_PUBLIC_BASE_URL": "x", "OUTREACH_INDEX_KEY": "x",
        "TWILIO_ACCOUNT_SID": "x", "TWILIO_AUTH_TOKEN": "x", "OUTREACH_ENCRYPTION_KEYS": "x",
        "OUTREACH_EMAIL_CARRIER": "sendgrid", "SENDGRID_API_KEY": "SG.secret",
    }  # fmt: skip
    for name, value in known.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match="OUTREACH_SENDGRID_WEBHOOK_KEYS") as refusal:
        load_settings(_env_file=None)
    assert "SG.secret" not in str(refusal.value)
    monkeypatch.setenv("OUTREACH_SENDGRID_WEBHOOK_KEYS", "a key")
    assert load_settings(_env_file=None).email_carrier == "sendgrid"


def test_there_is_no_third_carrier_of_email(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_EMAIL_CARRIER", "pigeon")
    with pytest.raises(SettingsError, match="OUTREACH_EMAIL_CARRIER"):
        load_settings(_env_file=None)
