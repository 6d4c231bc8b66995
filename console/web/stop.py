"""The stop page behind the link in every e-mail: one button, no login, also as RFC 8058's one-click POST."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from console.web.desk import Desk, desk
from outreach.accounts.addresses import Address
from outreach.contacts import silence
from outreach.contacts.attempts import Attempt
from outreach.store import Store

router = APIRouter(prefix="/stop")
_PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head>
<body style="font: 1.2rem/1.5 sans-serif; max-width: 30rem; margin: 4rem auto; padding: 0 1rem">
<h1>{title}</h1>{body}</body></html>"""
_ASK = _PAGE.format(
    title="Stop these e-mails?",
    body='<form method="post"><button style="font: inherit; padding: .6rem 1.2rem">Stop writing to me</button></form>',
)
_DONE = _PAGE.format(title="Done", body="<p>You will get no more e-mails from us at this address.</p>")


@router.get("/{attempt_id}")
async def ask(attempt_id: UUID) -> HTMLResponse:
    """The page with the button. Looking at it changes nothing: mail scanners open links."""
    return HTMLResponse(_ASK)


@router.post("/{attempt_id}")
async def stop(attempt_id: UUID, request: Request) -> HTMLResponse:
    """Stop writing to the address this attempt went to. Says the same whether or not the link is known."""
    await run_in_threadpool(_stop, desk(request), attempt_id)
    return HTMLResponse(_DONE)


def _stop(at: Desk, attempt_id: UUID) -> None:
    with at.store.sessions.begin() as session:
        attempt = session.get(Attempt, attempt_id)
        if attempt is not None:
            _opt_out(session, at.store, attempt)


def _opt_out(session: Session, store: Store, attempt: Attempt) -> None:
    address = session.get_one(Address, attempt.address_id)
    value = store.vault.open("addresses.value", address.id, address.value_sealed)
    source = f"stop page:{attempt.id}"
    silence.opted_out(session, store, attempt.person_id, value, source, store.clock.now(), form="written")
