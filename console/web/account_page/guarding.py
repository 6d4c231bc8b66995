"""Guarding: headers, the cookie, the token in every form.

A page runs nothing and loads nothing but its own style sheet, sends no referrer, is kept by no cache and stands in no frame. The
cookie is the visit's own: it is set by the right answer to the second factor, never sent to another site or by one, out of
reach of scripts, and gone with the window. Because no referrer is sent, a browser names no origin with a form; what shows
that a form is ours is the token of the visit in it, which no other site can read.
"""

from __future__ import annotations

import hmac
from typing import Final

from fastapi import Request, Response

from outreach.conversations.pages.visits import form_token
from outreach.crypto import Vault

COOKIE: Final = "__Host-visit"
FORM_FIELD: Final = "form"
HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def secret_of(request: Request) -> str:
    """The secret of the visit that the browser has; empty when it has none."""
    return request.cookies.get(COOKIE, "")


def is_ours(vault: Vault, secret: str, token: str) -> bool:
    """Whether a form was made for this visit."""
    return hmac.compare_digest(form_token(vault, secret).encode(), token.encode())


def let_in(response: Response, secret: str) -> None:
    """Give the browser the visit."""
    response.set_cookie(COOKIE, secret, path="/", secure=True, httponly=True, samesite="strict")


def let_out(response: Response) -> None:
    """Take it back."""
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="strict")
