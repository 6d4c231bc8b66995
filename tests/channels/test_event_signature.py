"""SendGrid's signature on a batch of events: the published example is accepted, and nothing else is.

The example is SendGrid's own, from the tests of its Python library (MIT): key, body with its final CR LF, time, signature.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from outreach.channels.event_signature import EventSignature
from outreach.errors import SettingsError
from tests.support.accounts import settings_for

KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="
OTHER_KEY = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqTxd43gyp8IOEto2LdIfjRQrIbsd4SXZkLW6jDutdhXSJCWHw8REntlo7aNDthvj+y7GjUuFDb/R1NGe1OPzpA=="
SIGNATURE = "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM="
OTHER_SIGNATURE = "MEUCIQCtIHJeH93Y+qpYeWrySphQgpNGNr/U+UyUlBkU6n7RAwIgJTz2C+8a8xonZGi6BpSzoQsbVRamr2nlxFDWYNH3j/0="
STAMP = "1600112502"
BODY = (
    b'[{"email":"hello@world.com","event":"dropped","reason":"Bounced Address",'
    b'"sg_event_id":"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",'
    b'"sg_message_id":"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",'
    b'"smtp-id":"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>","timestamp":1600112492}]\r\n'
)
THEN = datetime.fromtimestamp(1600112502, UTC)


def check(keys: str | None) -> EventSignature:
    return EventSignature(settings_for("postgresql://", sendgrid_webhook_keys=keys))


def test_the_published_example_is_accepted() -> None:
    assert check(KEY).accepts(BODY, SIGNATURE, STAMP, THEN)


@pytest.mark.parametrize(
    "changed",
    [
        {"body": BODY.strip()},  # the CR LF at the end is signed too
        {"body": BODY.replace(b"dropped", b"delivered")},
        {"body": b""},
        {"signature": OTHER_SIGNATURE},
        {"signature": "not base64 !"},
        {"signature": base64.b64encode(b"no signature").decode()},
        {"signature": ""},
        {"signature": None},
        {"timestamp": "1600112503"},
        {"timestamp": "1600112502.0"},
        {"timestamp": "-1600112502"},
        {"timestamp": "timestamp"},
        {"timestamp": "9" * 30},
        {"timestamp": None},
    ],
)
def test_whatever_differs_from_what_was_signed_is_refused(changed: dict[str, Any]) -> None:
    asked: dict[str, Any] = {"body": BODY, "signature": SIGNATURE, "timestamp": STAMP} | changed
    assert not check(KEY).accepts(now=THEN, **asked)


def test_another_key_is_refused_and_without_a_key_everything_is() -> None:
    assert not check(OTHER_KEY).accepts(BODY, SIGNATURE, STAMP, THEN)
    assert not check(None).accepts(BODY, SIGNATURE, STAMP, THEN)
    assert not check("").accepts(BODY, SIGNATURE, STAMP, THEN)


def test_while_keys_change_both_are_believed() -> None:
    assert check(f"{OTHER_KEY}, {KEY}").accepts(BODY, SIGNATURE, STAMP, THEN)


@pytest.mark.parametrize(
    ("later", "accepted"),
    [
        (timedelta(hours=24), True),  # delivered again to the last
        (timedelta(hours=25), True),
        (timedelta(hours=25, seconds=1), False),
        (timedelta(minutes=-5), True),  # its clock is ahead
        (timedelta(minutes=-5, seconds=-1), False),
        (timedelta(days=2000), False),
    ],
)
def test_a_signature_grows_old(later: timedelta, accepted: bool) -> None:
    assert check(KEY).accepts(BODY, SIGNATURE, STAMP, THEN + later) is accepted


def test_a_batch_signed_with_a_key_of_ones_own_is_accepted() -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    public = base64.b64encode(private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    body = '[{"email": "zoë@example.com"}]'.encode()
    signature = base64.b64encode(private.sign(STAMP.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()
    assert check(public.decode()).accepts(body, signature, STAMP, THEN)


def _der(key: Any) -> str:
    return base64.b64encode(key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


@pytest.mark.parametrize(
    "bad",
    [
        "not a key",
        base64.b64encode(b"not a key").decode(),
        _der(ec.generate_private_key(ec.SECP384R1())),
        _der(ed25519.Ed25519PrivateKey.generate()),
        f"{KEY},{KEY[:-8]}",
    ],
)
def test_what_is_no_such_key_is_refused_at_the_start(bad: str) -> None:
    with pytest.raises(SettingsError, match="OUTREACH_SENDGRID_WEBHOOK_KEYS"):
        check(bad)
