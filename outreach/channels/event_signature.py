"""Is this batch of e-mail events from SendGrid? ECDSA P-256 with SHA-256 over the timestamp and the raw bytes of the body.

The timestamp's age is looked at as well, but generously: a batch that found us away is delivered again for a day, whether
or not with a fresh signature, and in it may be a complaint. Whoever replays a batch gains nothing: each event is known by
its id.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from outreach.errors import SettingsError
from outreach.settings import Settings

OLDEST = timedelta(hours=25)  # the carrier tries again for 24 hours
EARLIEST = timedelta(minutes=5)  # how far its clock may be ahead of ours


class EventSignature:
    """Accepts every configured key, so that one can be replaced by another without losing events."""

    def __init__(self, settings: Settings) -> None:
        """Raises SettingsError when a key is no P-256 public key. Without keys nothing is accepted."""
        self._keys = [_key(text) for text in (settings.sendgrid_webhook_keys or "").split(",") if text.strip()]

    def accepts(self, body: bytes, signature: str | None, timestamp: str | None, now: datetime) -> bool:
        """``signature`` and ``timestamp`` (unix seconds) as their headers hold them; ``body`` as it came over the wire."""
        if not signature or not timestamp or not timestamp.isdecimal() or not _is_timely(int(timestamp), now):
            return False
        try:
            raw = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            return False
        return any(_is_signed(key, raw, timestamp.encode() + body) for key in self._keys)


def _is_timely(stamp: int, now: datetime) -> bool:
    age = now.timestamp() - stamp
    return -EARLIEST.total_seconds() <= age <= OLDEST.total_seconds()


def _is_signed(key: ec.EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _key(text: str) -> ec.EllipticCurvePublicKey:
    try:
        key = load_der_public_key(base64.b64decode(text.strip(), validate=True))
    except (binascii.Error, ValueError):
        key = None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise SettingsError(
            "OUTREACH_SENDGRID_WEBHOOK_KEYS: each must be the public key that SendGrid shows for its signed event "
            "webhook (base64, P-256)"
        )
    return key
