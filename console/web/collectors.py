"""The collectors' screen: sign on by a link, see the call and what may be said, hand it on, fill in the form.

Server-rendered; a small script asks every few seconds whether something has changed, and tells the house by asking that somebody
is there. Without scripts the page renews itself. The screen is opened by a cookie that no other site's page can send (SameSite
strict), and every form carries a word that belongs to it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse, RedirectResponse
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from campaigns import recycle
from console.web import collector_view as view
from console.web.collector_view import PAGES, Told
from console.web.desk import Desk, body_of, desk, refused
from outreach.channels.carrier import CarrierError
from outreach.channels.signature import form
from outreach.conversations.handover import consulting, wrap_up
from outreach.conversations.handover import desk as work
from outreach.conversations.handover.consulting import Move
from outreach.errors import NotAllowed, OutreachError
from outreach.logs import get_logger
from outreach.transfers import collectors, rings, screens
from outreach.transfers.collectors import Collector
from outreach.transfers.rings import Ring

router = APIRouter(prefix="/collectors")
log = get_logger(__name__)
COOKIE = "collector_screen"
MOST = 16 * 1024  # bytes of a form
NOT_SIGNED_ON = "This screen is not signed on. Ask for a link to sign on."
NO_LINK = "This link is not good any more: it works once, for a quarter of an hour. Ask for another."
Act = Callable[[Session, Desk, Collector, datetime], Move | None]


@router.get("/on/{word}")
async def ask(word: str, request: Request) -> Response:
    """The page behind the link; looking at it changes nothing."""
    return view.page("sign_on.html", "Sign on")


@router.post("/on/{word}")
async def sign_on(word: str, request: Request) -> Response:
    """Use the link up, and open the screen."""
    secret = await run_in_threadpool(_sign_on, desk(request), word)
    if secret is None:
        refused(request, "link")
        return view.words("Not signed on", NO_LINK, 403)
    answer = RedirectResponse("/collectors", 303)
    secure = desk(request).store.settings.public_base_url.startswith("https:")
    answer.set_cookie(COOKIE, secret, path="/collectors", httponly=True, secure=secure, samesite="strict")
    return answer


@router.get("")
async def screen(request: Request) -> Response:
    """What there is to see and to do at this moment."""
    return await _shown(request)


@router.get("/state")
async def state(request: Request) -> Response:
    """A mark that changes when the screen should; asking tells that somebody is there."""
    mark = await run_in_threadpool(_mark, desk(request), request.cookies.get(COOKIE, ""))
    return JSONResponse({"mark": mark}, 200 if mark else 403, headers=view.HEADERS)


@router.get("/desk.css")
async def style() -> Response:
    return FileResponse(PAGES / "desk.css", media_type="text/css")


@router.get("/desk.js")
async def script() -> Response:
    return FileResponse(PAGES / "desk.js", media_type="text/javascript")


@router.post("/form")
async def wrapped_up(request: Request) -> Response:
    """The form about a talk."""
    given = form(await body_of(request, MOST))
    return await _done(request, given, _wrap_up(given))


@router.post("/{act}")
async def act(act: str, request: Request) -> Response:
    """A button."""
    given = form(await body_of(request, MOST))
    if act not in _ACTS:
        return view.words("Unknown", "There is no such button.", 404)
    return await _done(request, given, _ACTS[act])


async def _done(request: Request, given: dict[str, str], wanted: Act) -> Response:
    """Do what a form wants and show what follows; a refusal is shown beside what was filled in."""
    secret = request.cookies.get(COOKIE, "")
    if not secret or given.get("word") != screens.form_word(desk(request).store, secret):
        refused(request, "session")
        return view.words("Not signed on", NOT_SIGNED_ON, 403)
    try:
        there = await run_in_threadpool(_do, desk(request), secret, wanted)
    except OutreachError as refusal:
        return await _shown(request, str(refusal), given)
    return RedirectResponse("/collectors", 303) if there else view.words("Not signed on", NOT_SIGNED_ON, 403)


async def _shown(request: Request, error: str = "", given: dict[str, str] | None = None) -> Response:
    told = await run_in_threadpool(_look, desk(request), request.cookies.get(COOKIE, ""), given or {})
    if told is None:
        return view.words("Not signed on", NOT_SIGNED_ON, 403)
    return view.page("desk.html", told.pop("title"), 422 if error else 200, error=error, **told)


def _sign_on(at: Desk, word: str) -> str | None:
    store, now = at.store, at.store.clock.now()
    with store.sessions.begin() as session:
        collector = screens.invited(session, store, word, now)
        if collector is None:
            return None
        secret = screens.opened(store, collector)
        if rings.due_form(session, collector.id) is None:
            collectors.sign_on(collector, now, work.PRESENCE)
        return secret


def _look(at: Desk, secret: str, given: dict[str, str]) -> Told | None:
    store, now = at.store, at.store.clock.now()
    with store.sessions.begin() as session:
        collector = screens.holder(session, store, secret)
        if collector is None:
            return None
        work.present(session, collector, now)
        word = screens.form_word(store, secret)
        return view.told(session, store, collector, now, given) | {"word": word}


def _mark(at: Desk, secret: str) -> str | None:
    with at.store.sessions.begin() as session:
        collector = screens.holder(session, at.store, secret)
        if collector is None:
            return None
        work.present(session, collector, at.store.clock.now())
        return view.mark(session, collector)


def _do(at: Desk, secret: str, wanted: Act) -> bool:
    """Act in one transaction; a leg that is to be moved is moved after it."""
    store, now = at.store, at.store.clock.now()
    with store.sessions.begin() as session:
        collector = screens.holder(session, store, secret)
        if collector is None:
            return False
        ring = work.ring_of(session, collector.id)
        move = wanted(session, at, collector, now)
    if move is not None and ring is not None:
        _move(at, ring.id, move)
    return True


def _move(at: Desk, ring: UUID, move: Move) -> None:
    """Tell the carrier; when it does not do as told, the talk goes on as it was. Raises NotAllowed then."""
    phone, base = at.carriers.phone, at.store.settings.public_base_url
    try:
        if move.path:
            phone.redirect(move.sid, f"{base}{move.path}")
        else:
            phone.hang_up(move.sid)
    except CarrierError as error:
        log.warning("leg not moved", sid=move.sid, why=str(error))
        with at.store.sessions.begin() as session:
            consulting.not_moved(session, ring, at.store.clock.now())
        raise NotAllowed("the carrier did not do it; the call goes on as it was") from None


def _available(session: Session, _at: Desk, collector: Collector, now: datetime) -> None:
    work.available(session, collector.id, now)


def _away(session: Session, _at: Desk, collector: Collector, now: datetime) -> None:
    work.away(session, collector.id, now)


def _off(session: Session, _at: Desk, collector: Collector, now: datetime) -> None:
    work.away(session, collector.id, now, off=True)


def _identified(session: Session, at: Desk, collector: Collector, now: datetime) -> None:
    work.identified(session, at.store, _ring(session, collector).id, now)


def _hand_on(session: Session, _at: Desk, collector: Collector, now: datetime) -> Move:
    return consulting.hand_on(session, _ring(session, collector).id, now)


def _together(session: Session, _at: Desk, collector: Collector, now: datetime) -> Move:
    return consulting.put_together(session, _ring(session, collector).id)


def _wrap_up(given: dict[str, str]) -> Act:
    def act(session: Session, at: Desk, collector: Collector, now: datetime) -> None:
        due = rings.due_form(session, collector.id)
        if due is None or str(due.id) != given.get("ring"):
            return  # sent twice, or from a screen that was left open: the first form counts
        settled = wrap_up.submit(session, at.store, due.id, view.read_form(given), now)
        if settled is not None:
            session.flush()
            recycle.wrapped_up(session, settled, now)

    return act


def _ring(session: Session, collector: Collector) -> Ring:
    found = work.ring_of(session, collector.id)
    if found is None:
        raise NotAllowed("there is no call at this moment")
    return found


_ACTS: dict[str, Act] = {
    "available": _available,
    "away": _away,
    "off": _off,
    "identified": _identified,
    "hand-on": _hand_on,
    "together": _together,
}
