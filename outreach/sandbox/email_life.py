"""The life of an e-mail: handed over, carried, opened. Nothing is posted; a client asks for the operation."""

from __future__ import annotations

from typing import Final

from outreach.sandbox.emails import Email, Operation
from outreach.sandbox.sandbox import Sandbox

SENT_AFTER: Final = 2.0
DELIVERED_AFTER: Final = 6.0
OPENED_AFTER: Final = 900.0


def enqueue(sandbox: Sandbox, operation: Operation) -> None:
    """Accept one request and all its e-mails."""
    sandbox.operations.add(operation)
    for email in operation.emails:
        sandbox.emails.add(email)
        _record(sandbox, email, "email.created", email.created_at, subject=email.content["subject"])
        _plan(sandbox, email)


def _plan(sandbox: Sandbox, email: Email) -> None:
    fate = sandbox.population.at(email.address).email
    if fate == "FAILED":
        _at(sandbox, email, SENT_AFTER, "FAILED")
        return
    _at(sandbox, email, SENT_AFTER, "SENT")
    if fate in {"DELIVERED", "OPENED"}:
        _at(sandbox, email, DELIVERED_AFTER, "DELIVERED")
    if fate == "OPENED":
        _at(sandbox, email, OPENED_AFTER, "OPENED")
    if fate == "UNDELIVERED":
        _at(sandbox, email, DELIVERED_AFTER, "UNDELIVERED")


def _at(sandbox: Sandbox, email: Email, after: float, status: str) -> None:
    sandbox.timers.at(email.created_at + after, lambda at: _become(sandbox, email, status, at))


def _become(sandbox: Sandbox, email: Email, status: str, at: float) -> None:
    email.status = status
    email.updated_at = at
    _record(sandbox, email, f"email.{status.lower()}", at)


def _record(sandbox: Sandbox, email: Email, kind: str, at: float, **more: object) -> None:
    sandbox.ledger.record(
        kind,
        at,
        sid=email.sid,
        from_=email.sender["address"],
        to=email.address,
        attempt=email.attempt,
        operation=email.operation,
        **more,
    )
