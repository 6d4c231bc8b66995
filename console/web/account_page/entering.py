"""Entering: a request of a visit as one transaction, and what comes of it as an answer.

``show`` draws a screen, ``act`` takes a form that carries the token of the visit; anything else changes nothing. A step gives a
screen, or where to go instead, as a path under the link.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from sqlalchemy.exc import OperationalError
from starlette.concurrency import run_in_threadpool

from console.web.account_page import drawing, forms, guarding
from console.web.account_page.forms import Form
from console.web.desk import Desk, desk, refused
from outreach.contacts import attention
from outreach.contacts.words import UnfitWords
from outreach.conversations.pages import showing, standing, visits
from outreach.conversations.pages.showing import View
from outreach.conversations.pages.speaking import UnapprovedScreen
from outreach.conversations.pages.visits import Visiting
from outreach.db import hurry
from outreach.logs import get_logger
from templates import TemplatesError

log = get_logger(__name__)
PATIENCE: Final = 10.0  # seconds for one statement
NOT_NOW: Final = "Please try again later.\nPor favor, intente más tarde.\n"
UNSPEAKABLE: Final = (UnapprovedScreen, UnfitWords, TemplatesError)
CLOSE: Final = "/p/end/closed"
DOOR: Final = ""
Went = View | str
"""A screen, or a path: under the link, from the root when it begins with a slash, and the door when it is empty."""


async def show(
    request: Request, token: str, step: Callable[[Visiting], Went], *, also_at_rest: bool = False
) -> Response:
    """Draw a screen of the visit."""
    secret = guarding.secret_of(request)
    return await run_in_threadpool(_taken, desk(request), token, secret, step, also_at_rest, acting=False)


async def act(
    request: Request, token: str, step: Callable[[Visiting, Form], Went], *, also_at_rest: bool = False
) -> Response:
    """Take a form of the visit, holding the budgets of everybody concerned."""
    form, secret = await forms.form_of(request), guarding.secret_of(request)
    if not guarding.is_ours(desk(request).store.vault, secret, forms.first(form, guarding.FORM_FIELD)):
        refused(request, "session")
        return redirect(token, DOOR)

    def taken(visiting: Visiting) -> Went:
        return step(visiting, form)

    return await run_in_threadpool(_taken, desk(request), token, secret, taken, also_at_rest, acting=True)


def redirect(token: str, to: str) -> Response:
    """Go on by GET; a form that is sent again by going back or reloading then sends nothing."""
    path = to if to.startswith("/") else f"/p/{token}{'/' if to and not to.startswith('?') else ''}{to}"
    return RedirectResponse(path, 303, headers=guarding.HEADERS)


def unspeakable(at_desk: Desk, error: Exception) -> Response:
    """Words that may not be said: somebody of ours is asked once, and nothing is shown."""
    with at_desk.store.sessions.begin() as session:
        attention.ask_once(session, "text", str(error), at_desk.store.clock.now())
    return not_now()


def not_now() -> Response:
    """Nothing can be shown at this moment."""
    return PlainTextResponse(NOT_NOW, 503, headers=guarding.HEADERS | {"Retry-After": "60"})


def _taken(
    at_desk: Desk, token: str, secret: str, step: Callable[[Visiting], Went], also_at_rest: bool, *, acting: bool
) -> Response:
    try:
        went = _went(at_desk, token, secret, step, also_at_rest, acting)
    except UNSPEAKABLE as error:
        return unspeakable(at_desk, error)
    except OperationalError:
        log.warning("a page waited too long for the database")
        return not_now()
    if isinstance(went, str):
        answer = redirect(token, went)
        if went == CLOSE:
            guarding.let_out(answer)
        return answer
    return drawing.screen(went, token, visits.form_token(at_desk.store.vault, secret))


def _went(
    at_desk: Desk, token: str, secret: str, step: Callable[[Visiting], Went], also_at_rest: bool, acting: bool
) -> Went:
    store = at_desk.store
    with store.sessions.begin() as session:
        hurry(session, PATIENCE)
        visiting = visits.found(session, store, token, secret, store.clock.now(), acting=acting)
        if visiting is None:
            return DOOR
        if not also_at_rest and standing.rests(visiting):
            return "account" if acting else showing.resting(visiting)
        return step(visiting)
