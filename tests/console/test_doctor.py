"""``outreach doctor`` about the e-mail carrier: it asks SendGrid what the key may do, and sends nothing."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from typer.testing import CliRunner

from console.cli.main import app
from outreach.crypto import new_key
from tests.support.tiny_carrier import TinyCarrier, tiny_carrier


@pytest.fixture
def sendgrid(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyCarrier]:
    """SendGrid's side, and an office whose e-mails it carries."""
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    key = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    with tiny_carrier() as carrier:
        for name, value in {
            "OUTREACH_DATABASE_URL": database_url,
            "OUTREACH_REDIS_URL": "redis://127.0.0.1:1/0",
            "OUTREACH_PUBLIC_BASE_URL": "http://127.0.0.1:1",
            "OUTREACH_CARRIER_BASE_URL": "http://127.0.0.1:1",
            "OUTREACH_EMAIL_CARRIER": "sendgrid",
            "OUTREACH_EMAIL_BASE_URL": carrier.url,
            "OUTREACH_SENDGRID_WEBHOOK_KEYS": base64.b64encode(key).decode(),
            "SENDGRID_API_KEY": "SG.key",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "token",
            "OUTREACH_ENCRYPTION_KEYS": f"k1:{new_key()}",
            "OUTREACH_INDEX_KEY": new_key(),
        }.items():
            monkeypatch.setenv(name, value)
        yield carrier


def told() -> str:
    """The row about e-mail, on one line."""
    output = CliRunner().invoke(app, ["doctor"], env={"COLUMNS": "250"}).output
    return next(line for line in output.splitlines() if "e-mail" in line)


def test_a_key_that_may_send_is_well(sendgrid: TinyCarrier) -> None:
    sendgrid.manner = (200, {"scopes": ["mail.batch.read", "mail.send"]})
    assert "ok" in told()
    (asked,) = sendgrid.asked
    assert (asked.method, asked.path, asked.authorization) == ("GET", "/v3/scopes", "Bearer SG.key")


def test_a_key_that_may_not_send_is_sick(sendgrid: TinyCarrier) -> None:
    sendgrid.manner = (200, {"scopes": ["mail.send.read", "alerts.read"]})
    assert "give it the scope mail.send" in told()


def test_an_unknown_key_is_sick(sendgrid: TinyCarrier) -> None:
    sendgrid.manner = (401, {"errors": [{"message": "authorization required"}]})
    assert "SendGrid answered 401: check SENDGRID_API_KEY" in told()
