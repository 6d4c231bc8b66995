"""SendGrid's side of its event webhook: batches of events as it posts them, signed with a key of the test's own."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

import httpx
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.support.accounts import NOON

PATH = "/webhooks/sendgrid/events"
MESSAGE = "LRzXl_NHStOGhQ4kofSm_A"
NUMBERS = count(1)
Event = dict[str, Any]


def event(kind: str, attempt: UUID | None, email: str, **more: Any) -> Event:
    """One event with the keys it has in the carrier's reference; each has an id of its own."""
    known = {
        "email": email,
        "event": kind,
        "sg_event_id": f"event-{next(NUMBERS)}",
        "sg_message_id": f"{MESSAGE}.recvd-5f54b5d587-pczjm-1-67BADEEA-6.0",
        "smtp-id": f"<{MESSAGE}@geopod-ismtpd-1>",
        "timestamp": int(NOON.timestamp()),
    }
    return known | ({"attempt": str(attempt)} if attempt else {}) | more


@dataclass
class Poster:
    """Posts signed batches to the web process."""

    client: httpx.Client
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    stamp: str = str(int(NOON.timestamp()))

    @property
    def public_key(self) -> str:
        public = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(public).decode()

    def headers(self, body: bytes) -> dict[str, str]:
        signature = self.key.sign(self.stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        return {
            "Content-Type": "application/json",
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": self.stamp,
        }

    def post(self, *events: Any) -> httpx.Response:
        return self.post_body(json.dumps(list(events)).encode() + b"\r\n")

    def post_body(self, body: bytes) -> httpx.Response:
        return self.client.post(PATH, content=body, headers=self.headers(body))
