"""The life of a text: the sender's queue, the air, the handset, and the answer of whoever reads it.

A sender moves so many segments a second; a text that waits longer than its validity fails with 30036. A sender whose
queue is longer than ten hours takes no more: 21611 at once where the sender is named, 30001 later where a service chooses
it. Who said STOP gets nothing: 21610, in the same two ways. Replies come in as texts from the person.
"""

from __future__ import annotations

from typing import Any, Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.texts.inbound import receive
from outreach.sandbox.texts.message import FINAL, Message
from outreach.sandbox.webhooks.callbacks import About, Mail
from outreach.sandbox.webhooks.text_fields import delivery_fields

HANDOVER_SECONDS: Final = 0.5
QUEUE_SECONDS: Final = 36_000.0


def accept(sandbox: Sandbox, message: Message) -> None:
    """Take in a text; what happens next happens in virtual time. Raises `Refusal` 21611 when the sender's queue is full."""
    if message.send_at is None and message.service_sid is None:
        _wait_for(sandbox, message, message.created_at)
    sandbox.messages.add(message)
    segments, media = message.segments, len(message.media) or None
    record(sandbox, message, "message.created", message.created_at, body=message.body, segments=segments, media=media)
    if message.send_at is not None:
        sandbox.timers.at(message.send_at, lambda at: _due(sandbox, message, at))
    elif message.service_sid is not None:
        _choose_sender(sandbox, message, message.created_at)
    else:
        _queue(sandbox, message, message.created_at)


def cancel(sandbox: Sandbox, message: Message, at: float) -> None:
    """Before it was sent."""
    _become(sandbox, message, "canceled", None, at)


def _due(sandbox: Sandbox, message: Message, at: float) -> None:
    if message.status not in FINAL:
        message.status = "accepted"
        _choose_sender(sandbox, message, at)


def _choose_sender(sandbox: Sandbox, message: Message, at: float) -> None:
    """The service's sender for this person. What the API would have refused fails now."""
    service = sandbox.holdings.services.get(message.service_sid or "")
    if service is None or not service.numbers:  # since the text was scheduled
        _later(sandbox, message, at, "failed", 21701 if service is None else 21704)
        return
    message.from_ = service.sender_for(message.to)
    try:
        _wait_for(sandbox, message, at)
    except Refusal:
        _later(sandbox, message, at + HANDOVER_SECONDS, "failed", 30001)
        return
    if sandbox.optouts.blocks(message.to, message.from_):
        _later(sandbox, message, at + HANDOVER_SECONDS, "failed", 21610)
        return
    _later(sandbox, message, at, "queued", None)
    _queue(sandbox, message, at)


def _wait_for(sandbox: Sandbox, message: Message, at: float) -> float:
    """Seconds a text waits behind the sender's others."""
    wait = max(0.0, sandbox.sender_free_at.get(message.from_ or "", at) - at)
    if wait > QUEUE_SECONDS:
        raise Refusal(21611, message.from_ or "")
    return wait


def _queue(sandbox: Sandbox, message: Message, at: float) -> None:
    """Book the sender for the text's segments and hand it over when its turn comes."""
    wait = _wait_for(sandbox, message, at)
    if wait > message.validity:
        _later(sandbox, message, at + message.validity, "failed", 30036)
        return
    sandbox.sender_free_at[message.from_ or ""] = at + wait + message.segments / sandbox.options.segments_per_second
    sandbox.timers.at(at + wait + HANDOVER_SECONDS, lambda due: _deliver(sandbox, message, due))


def _deliver(sandbox: Sandbox, message: Message, at: float) -> None:
    if message.status in FINAL:
        return
    manner = sandbox.population.at(message.to).sms
    if manner.delivery == "failed":
        _become(sandbox, message, "failed", manner.error_code, at)
        return
    last = manner.delivery == "sent"
    _become(sandbox, message, "sent", None, at, last=last)
    if not last:
        _later(sandbox, message, at + manner.seconds, manner.delivery, manner.error_code)
    if manner.delivery in {"delivered", "sent"}:
        _answer(sandbox, message, at + manner.seconds)


def _later(sandbox: Sandbox, message: Message, at: float, status: str, code: int | None) -> None:
    sandbox.timers.at(at, lambda due: _become(sandbox, message, status, code, due))


def _become(
    sandbox: Sandbox, message: Message, status: str, code: int | None, at: float, *, last: bool = False
) -> None:
    if message.status in FINAL:
        return
    message.status, message.error_code, message.updated_at = status, code, at
    if status == "sent":
        message.sent_at = at
    record(sandbox, message, f"message.{status}", at, error=code)
    if message.callback is not None:
        about = About("messages", message.sid, message.from_, message.to, message.attempt)
        fields = delivery_fields(message, sandbox.chaos.skewed(at))
        sandbox.callbacks.send(Mail(about, message.callback, status, fields))
    if last or status in FINAL:
        sandbox.messages.put_away(message)


def _answer(sandbox: Sandbox, message: Message, read_at: float) -> None:
    """The first rule that matches the text answers it."""
    rule = sandbox.population.reply_to(message.to, message.body)
    if rule is not None:
        person, ours, text, means = message.to, message.from_ or "", rule.text, rule.means
        sandbox.timers.at(read_at + rule.after, lambda at: receive(sandbox, person, ours, text, at, means))


def record(sandbox: Sandbox, message: Message, kind: str, at: float, **more: Any) -> None:
    names = {"sid": message.sid, "from_": message.from_, "to": message.to, "attempt": message.attempt}
    sandbox.journal.record(kind, at, **names, **more)
