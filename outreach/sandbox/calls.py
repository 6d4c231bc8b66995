"""A call: what was asked for and how far it got.

    queued ─slot─► (initiated) ─► ringing ─► in-progress ─► completed
       │                             ├─► busy, no-answer, failed
       └─► canceled ◄────────────────┘

`initiated` is only ever seen in callbacks; over REST such a call is still queued.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CallStatus(StrEnum):
    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no-answer"
    FAILED = "failed"
    CANCELED = "canceled"


FINAL: Final = frozenset(
    {CallStatus.COMPLETED, CallStatus.BUSY, CallStatus.NO_ANSWER, CallStatus.FAILED, CallStatus.CANCELED}
)
EVENTS: Final = frozenset({"initiated", "ringing", "answered", "completed"})


@dataclass(frozen=True, slots=True)
class Source:
    """Where a call's TwiML comes from: a URL with its method, or the document itself."""

    url: str = ""
    method: str = "POST"
    twiml: str = ""


@dataclass(frozen=True, slots=True)
class Callback:
    """A URL that wants to hear of changes, and of which."""

    url: str
    method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True, slots=True)
class Detection:
    """Machine detection as asked for; `mode` is empty when off. `verdict_to` set: asynchronous."""

    mode: str = ""
    verdict_to: Callback | None = None

    @property
    def delays_twiml(self) -> bool:
        return bool(self.mode) and self.verdict_to is None


@dataclass(slots=True, kw_only=True)
class Call:
    """Instants are unix seconds of virtual time."""

    sid: str
    account_sid: str
    to: str
    from_: str
    created_at: float
    source: Source
    fallback: Source | None = None
    callback: Callback | None = None
    attempt: str | None = None
    timeout: float = 60.0
    time_limit: float = 14_400.0
    detection: Detection = Detection()
    status: CallStatus = CallStatus.QUEUED
    dialled_at: float | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    updated_at: float = 0.0
    answered_by: str | None = None
    sip_code: int | None = None
    callbacks_fired: int = 0

    def __post_init__(self) -> None:
        self.updated_at = self.created_at

    @property
    def addresses(self) -> tuple[str, ...]:
        return (self.to,)

    @property
    def ended(self) -> bool:
        return self.status in FINAL

    @property
    def seconds(self) -> int:
        """Seconds talked, rounded down; 0 for a call nobody answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return int(self.ended_at - self.answered_at)
