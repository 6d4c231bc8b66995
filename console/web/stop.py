"""The stop page behind the link in every e-mail: one button, no login, also as RFC 8058's one-click POST.

Looking at it, with GET or HEAD, changes nothing: mail scanners open links. A POST is a no whatever its body says, at once
and without a redirect; a second one changes nothing. The page names nobody and nothing, speaks the person's language, and
says the same whether or not the link is known (then in both languages).
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import text
from starlette.concurrency import run_in_threadpool

from console.web.desk import Desk, body_of, desk
from outreach.contacts import silence
from outreach.contacts.stop_links import attempt_of

router = APIRouter(prefix="/stop")
ONE_CLICK = b"One-Click"  # of `List-Unsubscribe=One-Click`, in either encoding of forms
MOST = 16 * 1024  # bytes of a form with one field, in whatever encoding
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


class Words(NamedTuple):
    """What the page says in one language."""

    ask: str
    button: str
    done: str
    sure: str


WORDS = {
    "en": Words(
        "Stop these e-mails?", "Stop writing to me", "Done", "You will get no more e-mails from us at this address."
    ),
    "es": Words(
        "¿Dejar de recibir estos correos?",
        "No me escriban más",
        "Listo",
        "No recibirá más correos nuestros en esta dirección.",
    ),
}
_STYLE = (
    "body{font:1.2rem/1.5 sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem;color:#111;background:#fff}"
    "button{font:inherit;padding:.75rem 1.25rem;min-height:2.75rem}"
    ":focus-visible{outline:3px solid #0b4f9e;outline-offset:3px}"
)


@router.api_route("/{ticket}", methods=["GET", "HEAD"])
async def ask(ticket: str, request: Request) -> HTMLResponse:
    """The page with the button."""
    spoken = await run_in_threadpool(_language, desk(request), ticket)
    return _page([(WORDS[one].ask, f"<button>{escape(WORDS[one].button)}</button>", one) for one in spoken], form=True)


@router.post("/{ticket}")
async def stop(ticket: str, request: Request) -> HTMLResponse:
    """Stop e-mails to the mailbox behind the link."""
    at = desk(request).store.clock.now()
    by = "one-click" if ONE_CLICK in await body_of(request, MOST) else "page"
    spoken = await run_in_threadpool(_stop, desk(request), ticket, by, at)
    return _page([(WORDS[one].done, f"<p>{escape(WORDS[one].sure)}</p>", one) for one in spoken])


def _stop(at_desk: Desk, ticket: str, by: str, at: datetime) -> list[str]:
    store, attempt = at_desk.store, attempt_of(at_desk.store, ticket)
    with store.sessions.begin() as session:
        found = session.execute(_WHOSE, {"attempt": attempt}).first() if attempt else None
        if found is not None:
            mailbox = store.vault.open("addresses.value", found.address_id, found.value_sealed)
            silence.no_from(session, store, mailbox, f"email_link:{attempt}", at, by, "written")
    return _spoken(found.language if found else None)


def _language(at_desk: Desk, ticket: str) -> list[str]:
    attempt: UUID | None = attempt_of(at_desk.store, ticket)
    with at_desk.store.sessions() as session:
        found = session.execute(_WHOSE, {"attempt": attempt}).first() if attempt else None
    return _spoken(found.language if found else None)


def _spoken(language: str | None) -> list[str]:
    return [language] if language in WORDS else list(WORDS)


def _page(parts: list[tuple[str, str, str]], *, form: bool = False) -> HTMLResponse:
    """``parts`` are title, body and language of what is said, one after the other."""
    said = "".join(f'<section lang="{lang}"><h1>{escape(title)}</h1>{body}</section>' for title, body, lang in parts)
    inner = f'<form method="post">{said}</form>' if form else said
    return HTMLResponse(
        f'<!doctype html><html lang="{parts[0][2]}"><head><meta charset="utf-8"><title>{escape(parts[0][0])}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>'
        f"<body><main>{inner}</main></body></html>",
        headers=HEADERS,
    )


_WHOSE = text("""
SELECT d.id AS address_id, d.value_sealed, p.language
FROM attempts a JOIN addresses d ON d.id = a.address_id AND d.kind = 'email' JOIN people p ON p.id = d.person_id
WHERE a.id = :attempt
""")
