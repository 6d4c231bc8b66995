"""Queues: callers who wait for somebody, in the order in which they came.

A queue comes into being with its first caller, or over REST, and stays. Source: twilio.com/docs/voice/api/queue-resource.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.sandbox.ids import Ids
    from outreach.sandbox.voice.leg import Leg


class Available(Exception):
    """A caller has come into the queue a Dial waits at."""


@dataclass(slots=True, eq=False)
class Member:
    """A caller waiting since `enqueued_at`, until she left the queue at `left_at`."""

    leg: Leg
    enqueued_at: float
    left_at: float | None = None

    def waited(self, at: float) -> int:
        """Whole seconds in the queue."""
        return int((at if self.left_at is None else self.left_at) - self.enqueued_at)


@dataclass(slots=True, eq=False)
class CallQueue:
    """Instants are unix seconds of virtual time. `waiters` are the legs that want the next caller."""

    sid: str
    friendly_name: str
    created_at: float
    updated_at: float
    max_size: int = 1000
    members: list[Member] = field(default_factory=list)
    waiters: list[Leg] = field(default_factory=list)

    def position(self, member: Member) -> int:
        """1 for the caller at the front."""
        return self.members.index(member) + 1

    def average_wait(self, at: float) -> int:
        """Whole seconds its callers have waited so far, on average."""
        waits = [member.waited(at) for member in self.members]
        return sum(waits) // len(waits) if waits else 0

    def leaves(self, member: Member, at: float) -> None:
        """Out of the queue, whoever took her; once."""
        if member in self.members:
            self.members.remove(member)
        if member.left_at is None:
            member.left_at = at

    def offer(self, at: float) -> None:
        """Wake whoever waits longest for a caller, when there is one."""
        if self.members and self.waiters:
            self.waiters.pop(0).line.interrupt(Available(), at)


class Queues:
    """All queues, by sid; names are unique."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._queues: dict[str, CallQueue] = {}

    def __iter__(self) -> Iterator[CallQueue]:
        return iter(self._queues.values())

    def get(self, sid: str) -> CallQueue | None:
        return self._queues.get(sid)

    def named(self, name: str) -> CallQueue | None:
        return next((queue for queue in self._queues.values() if queue.friendly_name == name), None)

    def make(self, name: str, at: float, max_size: int = 1000) -> CallQueue:
        queue = CallQueue(self._ids.sid("QU"), name, at, at, max_size)
        self._queues[queue.sid] = queue
        return queue

    def remove(self, sid: str) -> None:
        self._queues.pop(sid, None)
