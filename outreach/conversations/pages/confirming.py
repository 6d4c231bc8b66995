"""Confirming: a yes to what was read back, and what needs no reading back; each once, however often it is sent.

The ``done`` event is unique by what it answers: a repeated, doubled or late form finds it and is answered with it. What has
changed since she looked (a payment, a plan made by telephone, a hold) is not agreed over her head: she looks again.

The caller of each holds the budgets of everybody concerned (`visits.found`, ``acting``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

from outreach.agreements.making import OfferOver
from outreach.agreements.plans import AlreadyAgreed, Plan
from outreach.agreements.promises import Promise
from outreach.contacts.contact_contract import from_json
from outreach.conversations import consequences
from outreach.conversations.pages import page_events, showing, standing
from outreach.conversations.pages.page_events import PageEvent
from outreach.conversations.pages.standing import Owed
from outreach.conversations.pages.visits import Visiting
from outreach.errors import NotFound

CHANGED: Final = "changed"
AGREED: Final = "agreed_meanwhile"
SCOPES: Final = ("here", "everything")
Came = PageEvent | str
"""What came of it: the ``done`` event, or the note with which she is sent to look again."""


def confirm(visiting: Visiting, number: int) -> Came:
    """A yes to the ``chosen`` event of this number."""
    about = f"chosen:{number}"
    if (before := page_events.done_about(visiting, about)) is not None:
        return before
    chosen = page_events.of_number(visiting, number, "chosen")
    if chosen is None or standing.rests(visiting):
        return CHANGED
    return _CONFIRMED[chosen.detail["what"]](visiting, chosen, about)


def dispute(visiting: Visiting, owed: Owed, words: str) -> PageEvent:
    """Something is wrong with this debt. ``words`` are hers, kept sealed."""
    about = f"dispute:{owed.debt}"
    if (before := page_events.done_about(visiting, about)) is not None:
        return before
    speaker = visiting.speaker().about(owed.debt)
    if owed.condition != "disputed":
        consequences.dispute(visiting.session, visiting.store, speaker, visiting.at)
    detail = {"debt": str(owed.debt), "confirmed_by": showing.confirmed_by(visiting, "dispute_acknowledgement")}
    return _done(visiting, "dispute", about, detail, words)


def quiet(visiting: Visiting, scope: str) -> PageEvent:
    """A no: ``here`` to the address of the link, ``everything`` to all contact."""
    about = f"quiet:{scope}"
    if (before := page_events.done_about(visiting, about)) is not None:
        return before
    session, store, speaker, at = visiting.session, visiting.store, visiting.speaker(), visiting.at
    if scope == "everything":
        consequences.cease(session, store, speaker, at)
    consequences.stop(session, store, speaker, at, form="written")
    return _done(visiting, "quiet", about, {"scope": scope})


def speak(visiting: Visiting, language: str) -> None:
    """The other language from now on, in everything we say to her."""
    visiting.visit.language = language
    consequences.speak(visiting.session, visiting.speaker(), language)


def _pay(visiting: Visiting, chosen: PageEvent, about: str) -> Came:
    owed, amount, due_on = (
        _still(visiting, chosen),
        chosen.detail["amount"],
        date.fromisoformat(chosen.detail["due_on"]),
    )
    if owed is None or owed.balance != amount or due_on not in showing.days_to_pay(visiting, owed.debt):
        return CHANGED
    if owed.condition == "planned":
        return AGREED
    if not owed.may_promise:
        return CHANGED
    made = owed.promise if _same(owed.promise, amount, due_on) else _promised(visiting, owed, amount, due_on)
    return _agreed(visiting, "promise", about, owed, made)


def _plan(visiting: Visiting, chosen: PageEvent, about: str) -> Came:
    owed = _still(visiting, chosen)
    if owed is None or owed.condition in ("disputed", "paid"):
        return CHANGED
    key, offer_set = f"page/plan_check.{visiting.language}", UUID(chosen.detail["offer_set"])
    speaker, number = visiting.speaker().about(owed.debt), chosen.detail["offer"]
    try:
        made = consequences.agree(visiting.session, visiting.store, speaker, offer_set, number, visiting.at, key)
    except AlreadyAgreed:
        return AGREED
    except (OfferOver, NotFound):
        return CHANGED
    return _agreed(visiting, "plan" if isinstance(made, Plan) else "promise", about, owed, made)


def _preferences(visiting: Visiting, chosen: PageEvent, about: str) -> Came:
    terms, zone = from_json(chosen.detail["terms"]), visiting.link.zone
    made = consequences.prefer(visiting.session, visiting.store, visiting.speaker(), terms, zone, visiting.at)
    if terms.language:
        visiting.visit.language = terms.language
    way = showing.confirmed_by(visiting, "preferences_confirmed")
    return _done(visiting, "preferences", about, {"contract": str(made.id), "confirmed_by": way})


def _still(visiting: Visiting, chosen: PageEvent) -> Owed | None:
    return next((owed for owed in standing.owed(visiting) if str(owed.debt) == chosen.detail["debt"]), None)


def _same(promise: Promise | None, amount: int, due_on: date) -> bool:
    """Whether a promise says the same: chosen in another window, it is no other promise."""
    return promise is not None and (promise.amount, promise.due_on) == (amount, due_on)


def _promised(visiting: Visiting, owed: Owed, amount: int, due_on: date) -> Promise:
    key, speaker = f"page/pay_check.{visiting.language}", visiting.speaker().about(owed.debt)
    made = consequences.promise(visiting.session, visiting.store, speaker, amount, due_on, visiting.at, key)
    if made is None:
        raise ValueError("a promise on a page is not tied to an attempt that has brought one")
    return made


def _agreed(visiting: Visiting, what: str, about: str, owed: Owed, made: Any) -> PageEvent:
    way = showing.confirmed_by(visiting, f"{what}_confirmation")
    detail = {"debt": str(owed.debt), "agreement": str(made.id), "confirmed_by": way}
    return _done(visiting, what, about, detail)


def _done(visiting: Visiting, what: str, about: str, detail: dict[str, Any], words: str = "") -> PageEvent:
    return page_events.note(visiting, "done", {"what": what, **detail}, words, about)


_CONFIRMED: Final[dict[str, Callable[[Visiting, PageEvent, str], Came]]] = {
    "pay": _pay,
    "plan": _plan,
    "preferences": _preferences,
}
