"""The routes of the account page. A GET changes nothing but the record of what was shown; every POST ends in a redirect.

::

    /p/{token}                      the door: the second factor, or a page that says nothing
      POST                          the answer to it
      POST /stop, /not-me           a no without it, whatever became of the link
    behind it
      /account                      what is owed and agreed, and the ways on
      /debts/{n}/pay, /plans        POST: what is chosen, to be read back
      /debts/{n}/dispute            POST: done
      /debts/{n}/pay-site           the way to where money is paid
      /preferences, /quiet          how, and whether, we may contact her
      /check/{number}               what was chosen, read back; POST: it counts
      /done/{number}                what came of it
      POST /language, /close

Who has no visit, or one that ran out, is sent back to the door. While only a person of ours may speak of the debts, every screen
is the same that says so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Request, Response

from console.web.account_page import forms
from console.web.account_page.entering import CLOSE, Went, act, show
from console.web.account_page.forms import Form, first
from outreach.conversations.pages import choosing, closing, confirming, doors, page_events, showing, standing
from outreach.conversations.pages.page_events import PageEvent
from outreach.conversations.pages.standing import Owed
from outreach.conversations.pages.visits import Visiting

router = APIRouter(prefix="/p/{token}")
ACCOUNT: Final = "account"


@router.get("/account")
async def account(token: str, request: Request, note: str = "") -> Response:
    """What is owed and agreed, and the ways on."""
    return await show(request, token, lambda visiting: showing.account(visiting, note))


@router.get("/debts/{place}/pay")
async def pay(token: str, place: int, request: Request, problem: str = "") -> Response:
    """The days to pay by."""

    def step(visiting: Visiting, owed: Owed) -> Went:
        return showing.pay(visiting, owed, problem) if owed.may_promise else ACCOUNT

    return await show(request, token, lambda visiting: _with_debt(visiting, place, step))


@router.post("/debts/{place}/pay")
async def choose_day(token: str, place: int, request: Request) -> Response:
    """A day to pay by, to be read back."""

    def step(visiting: Visiting, form: Form) -> Went:
        owed = standing.one(visiting, place)
        number = choosing.pay(visiting, owed, first(form, "day")) if owed else None
        return f"check/{number}" if number else f"debts/{place}/pay?problem=day"

    return await act(request, token, step)


@router.get("/debts/{place}/plans")
async def plans(token: str, place: int, request: Request, problem: str = "") -> Response:
    """What can be chosen from."""

    def step(visiting: Visiting, owed: Owed) -> Went:
        return (showing.plans(visiting, owed, problem) if owed.may_promise else None) or ACCOUNT

    return await show(request, token, lambda visiting: _with_debt(visiting, place, step))


@router.post("/debts/{place}/plans")
async def choose_plan(token: str, place: int, request: Request) -> Response:
    """An offer, to be read back."""

    def step(visiting: Visiting, form: Form) -> Went:
        owed = standing.one(visiting, place)
        number = choosing.plan(visiting, owed, first(form, "offer_set"), first(form, "offer")) if owed else None
        return f"check/{number}" if number else f"debts/{place}/plans?problem=offer"

    return await act(request, token, step)


@router.get("/debts/{place}/dispute")
async def dispute(token: str, place: int, request: Request) -> Response:
    """What follows when something is wrong."""

    def step(visiting: Visiting, owed: Owed) -> Went:
        return showing.dispute(visiting, owed)

    return await show(request, token, lambda visiting: _with_debt(visiting, place, step))


@router.post("/debts/{place}/dispute")
async def disputed(token: str, place: int, request: Request) -> Response:
    """Something is wrong."""

    def step(visiting: Visiting, form: Form) -> Went:
        owed = standing.one(visiting, place)
        words = first(form, "words")[: forms.MOST_WORDS]
        return _done(confirming.dispute(visiting, owed, words)) if owed else ACCOUNT

    return await act(request, token, step)


@router.get("/debts/{place}/pay-site")
async def pay_site(token: str, place: int, request: Request) -> Response:
    """The way to where money is paid."""

    def step(visiting: Visiting, owed: Owed) -> Went:
        return showing.hand_off(visiting, owed) or ACCOUNT

    return await show(request, token, lambda visiting: _with_debt(visiting, place, step))


@router.get("/preferences")
async def preferences(token: str, request: Request) -> Response:
    """How she may be contacted."""
    return await show(request, token, showing.preferences)


@router.post("/preferences")
async def choose_preferences(token: str, request: Request) -> Response:
    """How she may be contacted, to be read back; what cannot be kept to is shown again as it was filled in."""

    def step(visiting: Visiting, form: Form) -> Went:
        try:
            return f"check/{choosing.preferences(visiting, forms.terms(form, visiting.today))}"
        except forms.Unreadable as unreadable:
            return showing.preferences(visiting, forms.readable_terms(form, visiting.today), unreadable.problem)

    return await act(request, token, step)


@router.get("/quiet")
async def quiet(token: str, request: Request, problem: str = "") -> Response:
    """What shall stop."""
    return await show(request, token, lambda visiting: showing.quiet(visiting, problem))


@router.post("/quiet")
async def be_quiet(token: str, request: Request) -> Response:
    """A no."""

    def step(visiting: Visiting, form: Form) -> Went:
        scope = first(form, "scope")
        return _done(confirming.quiet(visiting, scope)) if scope in confirming.SCOPES else "quiet?problem=scope"

    return await act(request, token, step)


@router.get("/check/{number}")
async def check(token: str, number: int, request: Request) -> Response:
    """What was chosen, read back."""

    def step(visiting: Visiting) -> Went:
        chosen = page_events.of_number(visiting, number, "chosen")
        return showing.check(visiting, chosen) if chosen else ACCOUNT

    return await show(request, token, step)


@router.post("/check/{number}")
async def confirm(token: str, number: int, request: Request) -> Response:
    """A yes to what was read back."""

    def step(visiting: Visiting, form: Form) -> Went:
        came = confirming.confirm(visiting, number)
        return _done(came) if isinstance(came, PageEvent) else f"{ACCOUNT}?note={came}"

    return await act(request, token, step)


@router.get("/done/{number}")
async def done(token: str, number: int, request: Request) -> Response:
    """What came of it, as often as it is looked at."""

    def step(visiting: Visiting) -> Went:
        event = page_events.of_number(visiting, number, "done")
        return showing.done(visiting, event) if event else ACCOUNT

    return await show(request, token, step, also_at_rest=True)


@router.post("/language")
async def language(token: str, request: Request) -> Response:
    """The other language."""

    def step(visiting: Visiting, form: Form) -> Went:
        if (chosen := first(form, "language")) in doors.OTHER:
            confirming.speak(visiting, chosen)
        return ACCOUNT

    return await act(request, token, step, also_at_rest=True)


@router.post("/close")
async def close(token: str, request: Request) -> Response:
    """The end of the visit."""

    def step(visiting: Visiting, form: Form) -> Went:
        closing.leave(visiting)
        return CLOSE

    return await act(request, token, step, also_at_rest=True)


def _with_debt(visiting: Visiting, place: int, step: Callable[[Visiting, Owed], Went]) -> Went:
    owed = standing.one(visiting, place)
    return step(visiting, owed) if owed else ACCOUNT


def _done(event: PageEvent) -> str:
    return f"done/{event.number}"
