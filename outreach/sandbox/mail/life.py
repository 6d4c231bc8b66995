"""The life of an e-mail: handed over, carried, opened. Nothing is posted; a client asks for the operation."""

from __future__ import annotations

from typing import Any, Final

from outreach.sandbox.mail.email import Email, Operation
from outreach.sandbox.sandbox import Sandbox

SENT_AFTER: Final = 2.0
DELIVERED_AFTER: Final = 6.0
OPENED_AFTER: Final = 900.0
STEPS: Final = {
    "FAILED": ((SENT_AFTER, "FAILED"),),
    "SENT": ((SENT_AFTER, "SENT"),),
    "UNDELIVERED": ((SENT_AFTER, "SENT"), (DELIVERED_AFTER, "UNDELIVERED")),
    "DELIVERED": ((SENT_AFTER, "SENT"), (DELIVERED_AFTER, "DELIVERED")),
    "OPENED": ((SENT_AFTER, "SENT"), (DELIVERED_AFTER, "DELIVERED"), (OPENED_AFTER, "OPENED")),
}
"""What becomes of an e-mail, by the fate its reader gives it: seconds after it was accepted, and status."""


def accept(sandbox: Sandbox, operation: Operation, emails: list[Email]) -> None:
    """Take in one request and all its e-mails."""
    sandbox.operations.add(operation)
    sandbox.operations.put_away(operation)
    for email in emails:
        sandbox.emails.add(email)
        words, headers = email.content, dict(email.headers) or None
        told = {"subject": words["subject"], "text": words["text"], "headers": headers}
        _record(sandbox, email, "email.created", email.created_at, **told)
        _plan(sandbox, email)


def _plan(sandbox: Sandbox, email: Email) -> None:
    steps = STEPS[sandbox.population.at(email.address).email]
    for after, status in steps:
        _at(sandbox, email, after, status, last=status == steps[-1][1])


def _at(sandbox: Sandbox, email: Email, after: float, status: str, *, last: bool) -> None:
    sandbox.timers.at(email.created_at + after, lambda at: _become(sandbox, email, status, at, last=last))


def _become(sandbox: Sandbox, email: Email, status: str, at: float, *, last: bool) -> None:
    email.status = status
    email.updated_at = at
    _record(sandbox, email, f"email.{status.lower()}", at)
    if last:
        sandbox.emails.put_away(email)


def _record(sandbox: Sandbox, email: Email, kind: str, at: float, **more: Any) -> None:
    names = {"sid": email.sid, "from_": email.sender["address"], "to": email.address, "attempt": email.attempt}
    sandbox.journal.record(kind, at, **names, operation=email.operation, **more)
