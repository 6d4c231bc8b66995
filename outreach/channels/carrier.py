"""The carriers: what we ask of them, what they answer, and the ways an order can go wrong.

One carries calls and texts, one carries e-mail; which is which is a matter of settings (``channels.opening``). An order is
sent at most once. What went wrong decides what happens next, never the code of a vendor:

``NotSent``   the carrier certainly did not take it (refused connection, 429): the attempt goes back to planned
``Refused``   it took a look and said no (4xx): the attempt has failed
``Doubtful``  nobody knows (time-out, reset, 5xx): the attempt is unknown until a callback or a look-up settles it

A question has one answer more: ``CannotSay``, the carrier keeps nothing that we may look up, and only its own news tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from outreach.errors import OutreachError


class CarrierError(OutreachError):
    """Base of everything a carrier call can end in besides success."""


class NotSent(CarrierError):
    """The order did not reach the carrier, or was turned away unread. ``retry_after`` is seconds."""

    def __init__(self, why: str, retry_after: float = 5.0) -> None:
        super().__init__(why)
        self.retry_after = retry_after


class Refused(CarrierError):
    """The carrier refused the order for good. ``code`` is its error number."""

    def __init__(self, why: str, code: str) -> None:
        super().__init__(why)
        self.code = code


class Doubtful(CarrierError):
    """The order may or may not have been taken. Never send it again."""


class CannotSay(CarrierError):
    """The carrier cannot be asked about orders; what became of one comes as an event or not at all."""


@dataclass(frozen=True, slots=True)
class CallOrder:
    """A call to place. ``timeout`` and ``time_limit`` are seconds.

    ``machine_callback`` is told who answered while the first words are being said; ``fallback`` is asked what to do when
    nothing sensible came from where the words should come from.
    """

    to: str
    from_: str
    url: str
    status_callback: str
    machine_callback: str
    fallback: str
    timeout: int = 25
    time_limit: int = 5400  # a talk with a collector included


@dataclass(frozen=True, slots=True)
class MessageOrder:
    """A text to send. ``validity`` is how many seconds the carrier may hold it back."""

    to: str
    from_: str
    body: str
    status_callback: str
    validity: int


@dataclass(frozen=True, slots=True)
class EmailOrder:
    """An e-mail to send. ``reference`` comes back with its status.

    ``unsubscribe`` lists the URIs at which the person says no, the https link first (RFC 8058).
    """

    to: str
    from_: str
    from_name: str
    subject: str
    text: str
    html: str
    reference: str
    unsubscribe: tuple[str, ...]
    reply_to: str | None = None

    def headers(self) -> dict[str, str]:
        """What lets the mailbox provider show an unsubscribe button that works with one click (RFC 2369, RFC 8058)."""
        return {
            "List-Unsubscribe": ", ".join(f"<{uri}>" for uri in self.unsubscribe),
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


@dataclass(frozen=True, slots=True)
class Taken:
    """The carrier has the order under ``sid``; ``status`` is one of ours (``contacts.attempts.RANK``)."""

    sid: str
    status: str


@dataclass(frozen=True, slots=True)
class News:
    """What the carrier says of an order now. ``created_at`` is absent while it only waits in the carrier's queue."""

    sid: str
    status: str
    error_code: str | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text somebody sent to a number of ours."""

    sid: str
    from_: str
    to: str
    body: str


class PhoneCarrier(Protocol):
    """Whoever carries calls and texts. Every method may raise a CarrierError."""

    def place_call(self, order: CallOrder) -> Taken: ...

    def send_message(self, order: MessageOrder) -> Taken: ...

    def news(self, channel: str, sid: str) -> News | None:
        """The present state of an order, or None when the carrier does not know the sid."""
        ...

    def search(self, channel: str, to: str, from_: str) -> list[News]:
        """Orders of today and yesterday to ``to`` from ``from_``."""
        ...

    def redirect(self, sid: str, url: str) -> None:
        """Let a call under way go on with what ``url`` says."""
        ...

    def hang_up(self, sid: str) -> None:
        """End a call under way."""
        ...

    def inbound(self, to: str, since: datetime) -> list[InboundText]:
        """Texts people sent to our number ``to`` since then, the newest when there are too many to list."""
        ...


class EmailCarrier(Protocol):
    """Whoever carries e-mail. Every method may raise a CarrierError."""

    def send(self, order: EmailOrder) -> Taken: ...

    def news(self, sid: str) -> News | None:
        """The present state of an order, or None when the carrier does not know the sid."""
        ...

    def search(self, reference: str) -> list[News]:
        """The orders that carry the reference."""
        ...


@dataclass(frozen=True, slots=True)
class Carriers:
    """The carriers of one process."""

    phone: PhoneCarrier
    email: EmailCarrier
