"""The life of a text: the sender's queue, the air, the handset, and the answer of whoever reads it.

A sender moves so many segments a second; a text that waits longer than its validity fails with 30036, and a sender
whose queue is longer than ten hours takes no more (21611). Replies come in as texts from the person.
"""

from __future__ import annotations

from typing import Final

from outreach.sandbox.callbacks import About, Mail
from outreach.sandbox.errors import Refusal
from outreach.sandbox.fields import delivery_fields
from outreach.sandbox.messages import Message
from outreach.sandbox.people import TextManner
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.texts import receive

HANDOVER_SECONDS: Final = 0.5
QUEUE_HOURS: Final = 10


def enqueue(sandbox: Sandbox, message: Message) -> None:
    """Accept a text; what happens next happens in virtual time.

    Raises `Refusal` 21611 when the sender's queue is full.
    """
    wait = _queue_wait(sandbox, message)
    sandbox.messages.add(message)
    _record(sandbox, message, "message.created", message.created_at, body=message.body, segments=message.segments)
    if message.service_sid is not None:
        message.from_ = _sender_of(sandbox, message)
    if wait > message.validity:
        _at(sandbox, message, message.validity, "failed", 30036)
    elif sandbox.optouts.blocks(message.to, message.from_ or ""):
        _at(sandbox, message, HANDOVER_SECONDS, "failed", 21610)
    else:
        _deliver(sandbox, message, wait + HANDOVER_SECONDS)


def _queue_wait(sandbox: Sandbox, message: Message) -> float:
    """Seconds this text waits behind the sender's others; its own segments are booked."""
    sender = message.from_ or message.service_sid or ""
    now = message.created_at
    free_at = max(now, sandbox.sender_free_at.get(sender, now))
    if free_at - now > QUEUE_HOURS * 3600:
        raise Refusal(21611, sender)
    if free_at - now <= message.validity:
        sandbox.sender_free_at[sender] = free_at + message.segments / sandbox.options.segments_per_second
    return free_at - now


def _sender_of(sandbox: Sandbox, message: Message) -> str:
    """The service's sender for this person, always the same one (sticky sender)."""
    numbers = sandbox.population.services[message.service_sid or ""].numbers
    return numbers[sum(message.to.encode()) % len(numbers)]


def _deliver(sandbox: Sandbox, message: Message, wait: float) -> None:
    manner = sandbox.population.at(message.to).sms
    if manner.delivery == "failed":
        _at(sandbox, message, wait, "failed", manner.error_code)
        return
    _at(sandbox, message, wait, "sent", None)
    if manner.delivery != "sent":
        _at(sandbox, message, wait + manner.seconds, manner.delivery, manner.error_code)
    if manner.delivery in {"delivered", "sent"}:
        _answer(sandbox, message, manner, message.created_at + wait + manner.seconds)


def _at(sandbox: Sandbox, message: Message, after: float, status: str, code: int | None) -> None:
    sandbox.timers.at(message.created_at + after, lambda at: _become(sandbox, message, status, code, at))


def _become(sandbox: Sandbox, message: Message, status: str, code: int | None, at: float) -> None:
    message.status = status
    message.error_code = code
    message.updated_at = at
    if status == "sent":
        message.sent_at = at
    _record(sandbox, message, f"message.{status}", at, error=code)
    if message.callback is not None:
        about = About("messages", message.sid, message.from_, message.to, message.attempt)
        sandbox.callbacks.send(Mail(about, message.callback, status, delivery_fields(message, at)))


def _answer(sandbox: Sandbox, message: Message, manner: TextManner, read_at: float) -> None:
    """The first rule that matches the text answers it."""
    rule = next((rule for rule in manner.replies if rule.hear.search(message.body)), None)
    if rule is not None:
        person, ours, text = message.to, message.from_ or "", rule.text
        sandbox.timers.at(read_at + rule.after, lambda at: receive(sandbox, person, ours, text, at))


def _record(sandbox: Sandbox, message: Message, kind: str, at: float, **more: object) -> None:
    sandbox.ledger.record(
        kind, at, sid=message.sid, from_=message.from_, to=message.to, attempt=message.attempt, **more
    )
