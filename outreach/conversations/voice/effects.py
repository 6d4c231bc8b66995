"""Effects: what arriving at a state of the call does, in the transaction of the turn.

An effect may send the call on to another state instead: offers that are over are made anew, a collector who is gone becomes
a time to be called back. Where a hold stands nothing is asked for: who calls us about such an account speaks with a person.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from compliance import FactsError
from outreach.accounts import standing
from outreach.agreements import offering
from outreach.agreements.making import OfferOver
from outreach.agreements.offering import Hearer
from outreach.agreements.plans import Agreement, AlreadyAgreed, Plan
from outreach.contacts import attention, log, silence, slots, written_confirmation
from outreach.conversations import consequences
from outreach.conversations.handover import connecting
from outreach.conversations.voice import circumstances, speaking, timetable
from outreach.conversations.voice.flow import FLOW, HELD, MENU, WELCOME, Need
from outreach.conversations.voice.talk import Talk
from outreach.errors import NotAllowed


def arrive(talk: Talk) -> str | None:
    """The consequence of the present state; the state to go on to instead, or None."""
    effect = _EFFECTS.get(FLOW[talk.call.state].does)
    return effect(talk) if effect else None


def _welcome(talk: Talk) -> str | None:
    """Who speaks is known from here on: what we could offer is worked out, her language is kept."""
    talk.keep_language()
    log.append(talk.session, talk.person, "identified", talk.at, {"call": str(talk.call.id)}, talk.call.attempt_id)
    free = standing.free_of_holds(talk.session, talk.person, talk.call.debt_ids, talk.at)
    if not free:
        return HELD
    talk.call.debt_ids = free
    make_offers(talk)
    return None


def _unidentified(talk: Talk) -> None:
    talk.came_to("unidentified", "unidentified")


def _offer(talk: Talk) -> str | None:
    make_offers(talk)
    return None if circumstances.holds(talk, Need.SMALLER) else MENU


def make_offers(talk: Talk) -> None:
    """Work out what this call may offer: about one debt; who owes more than one chooses with a person which she means."""
    call, owed = talk.call, circumstances.owing(talk)
    call.offer_set_id = None
    if len(owed) != 1:
        return
    key = f"keypad/plan_intro.{call.language}"
    hearer = Hearer(talk.person, next(iter(owed)), "call", talk.today, call.attempt_id, key)
    with suppress(NotAllowed):  # the debt was closed, or a plan was made meanwhile
        call.offer_set_id = offering.make(talk.session, hearer, talk.at).id


def _promise(talk: Talk) -> None:
    """What is owed on each debt is promised by the day picked; the first is the promise of this call."""
    speaker, key = talk.speaker(), f"keypad/read_back.{talk.call.language}"
    due_on = talk.today + timedelta(days=speaking.PAY_IN_DAYS[int(talk.call.picks["day"]) - 1])
    for debt, amount in circumstances.owing(talk).items():
        made = consequences.promise(talk.session, talk.store, speaker.about(debt), amount, due_on, talk.at, key)
        if made is not None:
            _agreed(talk, made)
    talk.came_to("promise", "promise")


def _agree(talk: Talk) -> str | None:
    offered, number = circumstances.offers(talk), int(talk.call.picks["plan"])
    key = f"keypad/plan_read_back.{talk.call.language}"
    try:
        if offered is None:
            return _offer_over(talk)
        speaker = talk.speaker().about(offered.debt_id)
        made = consequences.agree(talk.session, talk.store, speaker, offered.id, number, talk.at, key)
    except (OfferOver, AlreadyAgreed):
        return _offer_over(talk)
    _agreed(talk, made)
    talk.came_to(*(("plan", "plan") if isinstance(made, Plan) else ("promise", "promise")))
    return None


def _offer_over(talk: Talk) -> str:
    talk.remember("offer_over", talk.call.turn + 1)
    return "plans"


def _agreed(talk: Talk, made: Agreement) -> None:
    talk.remember("agreements", [*talk.call.picks.get("agreements", ()), str(made.id)])
    _confirmed(talk, "plan_confirmation" if isinstance(made, Plan) else "promise_confirmation")


def _dispute(talk: Talk) -> None:
    consequences.dispute(talk.session, talk.store, talk.speaker(), talk.at)
    _confirmed(talk, "dispute_acknowledgement")
    talk.came_to("dispute", "dispute")


def _prefer(talk: Talk) -> None:
    picks = talk.call.picks
    terms = timetable.terms(picks["days"], picks["times"])
    consequences.prefer(talk.session, talk.store, talk.speaker(), terms, talk.call.zone, talk.at)
    _confirmed(talk, "preferences_confirmed")
    talk.came_to("preferences", "preferences")


def _find_slots(talk: Talk) -> str | None:
    """Times at which we may call her back; none are offered to somebody nobody knows."""
    if talk.call.person_id is None or talk.call.address_id is None:
        return "no_slots"
    subject = consequences.call_subject(talk.speaker())
    try:
        found = slots.slots(talk.session, talk.store, subject, talk.at)
    except FactsError:  # what is on record cannot be judged, so no time is known to be lawful
        found = []
    talk.remember("slots", [begins.isoformat() for begins in found])
    return None if found else "no_slots"


def _call_back(talk: Talk) -> None:
    begins = datetime.fromisoformat(talk.call.picks["slots"][int(talk.call.picks["slot"]) - 1])
    consequences.call_back(talk.session, talk.store, talk.speaker(), begins, talk.at)
    _confirmed(talk, "callback_booked")
    talk.came_to("callback", "callback")


def _person_wanted(talk: Talk) -> None:
    if talk.call.person_id:
        consequences.person_wanted(talk.session, talk.speaker(), talk.at)
    else:
        attention.ask(talk.session, "reply", f"a caller nobody knows asks for a person (call {talk.call.id})", talk.at)
    talk.came_to("person_wanted", "callback")


def _connect(talk: Talk) -> str | None:
    return None if connecting.connect(talk) else connecting.FAILED


def _welcome_and_connect(talk: Talk) -> str | None:
    """Straight on to a person; where nobody is free after all, the menu."""
    if not connecting.connect(talk):
        return WELCOME
    _welcome(talk)
    return None


def _note(talk: Talk) -> None:
    """What somebody of ours must hear. A fact that forbids contact holds it at once when we know who says so."""
    meaning = talk.call.picks["meaning"]
    if talk.call.person_id is None:
        attention.ask(talk.session, "reply", f"a caller nobody knows said: {meaning}", talk.at)
    elif talk.call.identity == "verified":
        consequences.on_hold(talk.session, talk.store, talk.speaker(), meaning, talk.at)
    else:
        consequences.to_be_read(talk.session, talk.store, talk.speaker(), meaning, talk.at)
    talk.came_to("noted", "noted")


def _wrong_person(talk: Talk) -> None:
    consequences.wrong_person(talk.session, talk.store, talk.speaker(), talk.at)
    talk.came_to("wrong_person", "wrong_person")


def _nobody_here(talk: Talk) -> None:
    """Who called from a number on file says she is none of those we know there; somebody of ours looks."""
    why = "a caller from this number says that she is somebody else"
    attention.ask(talk.session, "wrong_person", why, talk.at, talk.call.person_id)
    talk.came_to("wrong_person")


def _stop(talk: Talk) -> str | None:
    """A no holds for the number it comes from, whoever speaks."""
    if talk.call.person_id:
        consequences.stop(talk.session, talk.store, talk.speaker(), talk.at, "pressed 9, or said so")
    elif talk.number_shown():
        source = f"keypad:{talk.call.id}"
        silence.no_from(talk.session, talk.store, talk.number(), source, talk.at, form="oral", since=talk.at)
    else:
        return "number_hidden"
    talk.came_to("stop", "refused")
    return None


def _stop_unplaced(talk: Talk) -> None:
    """Somebody wants to be left alone and withholds the number that is meant; a person of ours is told."""
    why = f"a caller who withholds the number asks to be left alone (call {talk.call.id})"
    attention.ask(talk.session, "reply", why, talk.at)
    talk.came_to("stop")


def _confirmed(talk: Talk, template: str) -> None:
    """Remember by which way a confirmation leaves, so that we say so only when it does."""
    call = talk.call
    whom = written_confirmation.Whom(talk.person, call.client_id, tuple(call.debt_ids), call.address_id)
    way = written_confirmation.leaves_by(talk.session, talk.store, whom, template, talk.at)
    talk.remember("confirmed_by", way)


_EFFECTS: Final[dict[str, Callable[[Talk], str | None]]] = {
    "welcome": _welcome,
    "unidentified": _unidentified,
    "offer": _offer,
    "promise": _promise,
    "agree": _agree,
    "dispute": _dispute,
    "prefer": _prefer,
    "find_slots": _find_slots,
    "call_back": _call_back,
    "person_wanted": _person_wanted,
    "connect": _connect,
    "welcome_and_connect": _welcome_and_connect,
    "note": _note,
    "wrong_person": _wrong_person,
    "nobody_here": _nobody_here,
    "stop": _stop,
    "stop_unplaced": _stop_unplaced,
}
