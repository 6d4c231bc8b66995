"""An e-mail of the Twilio Email API and the operation that created it.

    QUEUED ──► SENT ──► DELIVERED ──► OPENED
       └► FAILED   └► UNDELIVERED

One request is one operation and one e-mail per recipient. Source: docs.comms.twilio.com, Emails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

STATUSES: Final = ("queued", "sent", "scheduled", "delivered", "opened", "undelivered", "failed", "canceled")


@dataclass(slots=True, kw_only=True)
class Email:
    """Instants are unix seconds of virtual time."""

    sid: str
    operation: str
    sender: Mapping[str, str]
    recipient: Mapping[str, str]
    content: Mapping[str, str]
    tags: Mapping[str, str]
    created_at: float
    headers: Mapping[str, str] = field(default_factory=dict)
    attempt: str | None = None
    status: str = "QUEUED"
    updated_at: float = 0.0

    def __post_init__(self) -> None:
        self.updated_at = self.created_at

    @property
    def address(self) -> str:
        return self.recipient["address"]

    @property
    def addresses(self) -> tuple[str, ...]:
        """An e-mail is looked up by its operation, or by the tag `attempt`."""
        tag = self.tags.get("attempt")
        return (self.operation, f"attempt:{tag}") if tag else (self.operation,)


@dataclass(slots=True, kw_only=True)
class Operation:
    """What one request ordered."""

    sid: str
    created_at: float
    total: int = 0

    @property
    def addresses(self) -> tuple[str, ...]:
        return ()


def status_of(emails: Sequence[Email]) -> str:
    """How far an operation is."""
    return "PROCESSING" if any(email.status == "QUEUED" for email in emails) else "COMPLETED"


def stats_of(emails: Sequence[Email]) -> dict[str, int]:
    """How many e-mails there are, and how many stand where."""
    counts = dict.fromkeys(STATUSES, 0)
    for email in emails:
        counts[email.status.lower()] += 1
    return {"total": len(emails), **counts}
