"""A text: outbound through the API, inbound from a person, or an answer to one.

accepted (service) ──► queued ──► sent ──► delivered | undelivered
     ▲                   └──► failed
scheduled ──► canceled            received                (inbound)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from outreach.sandbox.voice.call import Callback

FINAL: Final = frozenset({"delivered", "undelivered", "failed", "canceled", "received"})
WAITING: Final = frozenset({"accepted", "scheduled", "queued"})
ERROR_TEXTS: Final = {
    21610: "Attempt to send to unsubscribed recipient",
    21701: "The Messaging Service does not exist",
    21704: "The Messaging Service contains no phone numbers",
    30001: "Queue overflow",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Carrier violation",
    30008: "Unknown error",
    30034: "US A2P 10DLC - Message from an Unregistered Number",
    30036: "Validity period expired",
}


@dataclass(slots=True, kw_only=True)
class Message:
    """Instants are unix seconds of virtual time; `from_` is None until a service has chosen a sender."""

    sid: str
    account_sid: str
    to: str
    from_: str | None
    body: str
    segments: int
    created_at: float
    direction: str = "outbound-api"
    status: str = "queued"
    service_sid: str | None = None
    callback: Callback | None = None
    attempt: str | None = None
    validity: float = 36_000.0
    media: tuple[str, ...] = ()
    send_at: float | None = None
    sent_at: float | None = None
    updated_at: float = 0.0
    error_code: int | None = None

    def __post_init__(self) -> None:
        self.updated_at = self.created_at

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.to,)

    @property
    def error_message(self) -> str | None:
        return None if self.error_code is None else ERROR_TEXTS.get(self.error_code, "Unknown error")
