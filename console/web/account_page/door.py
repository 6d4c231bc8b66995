"""The door of the account page: what is asked of who holds a link, and the noes that need no answer.

A look changes nothing: mail scanners open links. Whatever is wrong with a link, the page is the same; so are the answers to a no.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from console.web.account_page import drawing, forms, guarding
from console.web.account_page.entering import PATIENCE, UNSPEAKABLE, not_now, redirect, unspeakable
from console.web.desk import Desk, desk
from outreach.conversations.pages import doors, doorstep, identifying
from outreach.conversations.pages.identifying import Answer, Refused
from outreach.db import hurry
from outreach.store import Store

router = APIRouter(prefix="/p")
PROBLEMS: Final = ("wrong", "empty")
No = Callable[[Session, Store, str, datetime], None]


@router.get("/style.css")
async def style() -> Response:
    """How the page looks."""
    kept = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(drawing.STYLE, media_type="text/css", headers=kept)


@router.get("/end/{name}")
async def end(name: str, request: Request) -> Response:
    """The last page."""
    return await run_in_threadpool(_end, desk(request), name)


@router.api_route("/{token}", methods=["GET", "HEAD"])
async def ask(token: str, request: Request, language: str = "", problem: str = "") -> Response:
    """What is asked of who holds a live link."""
    return await run_in_threadpool(_ask, desk(request), token, language, problem if problem in PROBLEMS else "")


@router.post("/{token}")
async def answer(token: str, request: Request) -> Response:
    """The answer to the second factor."""
    form = await forms.form_of(request)
    said, language = forms.factor(form), forms.first(form, "language")
    given = Answer(said, language if language in doors.OTHER else "en", forms.first(form, "more_time") == "yes")
    if not any(sign.isdigit() for sign in said):
        return redirect(token, f"?language={given.language}&problem=empty")
    return await run_in_threadpool(_answer, desk(request), token, given)


@router.post("/{token}/stop")
async def stop(token: str, request: Request) -> Response:
    """Nothing more to where the link was sent."""
    return await run_in_threadpool(_no, desk(request), doors.stop, token, "/p/end/stopped")


@router.post("/{token}/not-me")
async def not_me(token: str, request: Request) -> Response:
    """The link reached somebody else."""
    return await run_in_threadpool(_no, desk(request), doors.not_me, token, "/p/end/not-me")


def _ask(at_desk: Desk, token: str, language: str, problem: str) -> Response:
    store = at_desk.store
    try:
        with store.sessions() as session:
            step = doorstep.at(session, store, token, language, store.clock.now())
            closed = doorstep.closed(session) if step is None else {}
    except UNSPEAKABLE as error:
        return unspeakable(at_desk, error)
    return drawing.door(step, token, problem) if step else drawing.closed(closed, token)


def _answer(at_desk: Desk, token: str, given: Answer) -> Response:
    store = at_desk.store
    try:
        with store.sessions.begin() as session:
            hurry(session, PATIENCE)
            came = identifying.identify(session, store, token, given, store.clock.now())
    except OperationalError:
        return not_now()
    if isinstance(came, Refused):
        return redirect(token, f"?language={given.language}&problem=wrong" if came is Refused.WRONG else "")
    entered = redirect(token, "account")
    guarding.let_in(entered, came)
    return entered


def _no(at_desk: Desk, say: No, token: str, then: str) -> Response:
    store, at = at_desk.store, at_desk.store.clock.now()
    with store.sessions.begin() as session:
        say(session, store, token, at)
    return redirect(token, then)


def _end(at_desk: Desk, name: str) -> Response:
    if name not in drawing.ENDS:
        name = "closed"
    try:
        with at_desk.store.sessions() as session:
            said = doorstep.left(session)
    except UNSPEAKABLE as error:
        return unspeakable(at_desk, error)
    return drawing.end(name, said)
