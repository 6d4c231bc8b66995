"""A call, or one leg of it: what was asked for and how far it got.

    queued ─slot─► (initiated) ─► ringing ─► in-progress ─► completed
       │                             ├─► busy, no-answer, failed
       └─► canceled ◄────────────────┘

`initiated` is only ever seen in callbacks; over REST such a call is still queued. A leg that a `<Dial>` made has a parent
and never queues; a call from a person to one of our numbers begins with ringing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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


class Direction(StrEnum):
    OUTBOUND_API = "outbound-api"
    OUTBOUND_DIAL = "outbound-dial"
    INBOUND = "inbound"


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
    """Machine detection as asked for; `mode` is empty when off. `verdict_to` set: asynchronous, told when it has a URL.

    Seconds.
    """

    mode: str = ""
    verdict_to: Callback | None = None
    timeout: float = 30.0

    @property
    def delays_twiml(self) -> bool:
        return bool(self.mode) and self.verdict_to is None


@dataclass(frozen=True, slots=True)
class RecordingWish:
    """That the leg be recorded, in how many channels, and who wants to hear of it."""

    channels: int = 1
    source: str = "OutboundAPI"
    callback: Callback | None = None


@dataclass(slots=True, kw_only=True)
class Call:
    """Instants are unix seconds of virtual time."""

    sid: str
    account_sid: str
    to: str
    from_: str
    created_at: float
    source: Source
    direction: Direction = Direction.OUTBOUND_API
    parent_sid: str | None = None
    fallback: Source | None = None
    callback: Callback | None = None
    attempt: str | None = None
    timeout: float = 60.0
    time_limit: float = 14_400.0
    send_digits: str = ""
    detection: Detection = Detection()
    recording: RecordingWish | None = None
    status: CallStatus = CallStatus.QUEUED
    dialled_at: float | None = None
    answered_at: float | None = None
    ended_at: float | None = None
    updated_at: float = 0.0
    answered_by: str | None = None
    sip_code: int | None = None
    callbacks_fired: int = 0
    recorded: Mapping[str, str] = field(default_factory=dict)  # what its last callback tells of its recording
    queue_seconds: float = 0.0

    def __post_init__(self) -> None:
        self.updated_at = self.created_at

    @property
    def person(self) -> str:
        """The number of whoever is at the other end."""
        return self.from_ if self.direction is Direction.INBOUND else self.to

    @property
    def ours(self) -> str:
        """The number of the account on this call."""
        return self.to if self.direction is Direction.INBOUND else self.from_

    @property
    def addresses(self) -> tuple[str, ...]:
        """A call is looked up by whom it went to, and by its parent."""
        return (self.to, self.parent_sid) if self.parent_sid else (self.to,)

    @property
    def ended(self) -> bool:
        return self.status in FINAL

    @property
    def seconds(self) -> int:
        """Seconds talked, rounded down; 0 for a call nobody answered."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return int(self.ended_at - self.answered_at)
