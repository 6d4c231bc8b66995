"""Circumstances: which options a call may offer at this moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from uuid import UUID

from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.offers import Kind
from outreach.agreements.plans import Plan, live_plan
from outreach.conversations.voice.flow import Need, Option, State
from outreach.conversations.voice.talk import Talk
from outreach.ledger.entries import balances


def offered(talk: Talk, state: State) -> tuple[Option, ...]:
    """The options of the state that lead somewhere now."""
    return tuple(option for option in state.options if holds(talk, option.need))


def holds(talk: Talk, need: Need) -> bool:
    """Whether what is needed is there."""
    return _HOLDS[need](talk)


def owing(talk: Talk) -> dict[UUID, int]:
    """What is owed on each debt of the call for which no plan is running, minor units; debts on which nothing is owed are left out."""
    owed = balances(talk.session, talk.call.debt_ids)
    return {
        debt: owed[debt] for debt in talk.call.debt_ids if owed.get(debt, 0) > 0 and not live_plan(talk.session, debt)
    }


def running_plan(talk: Talk) -> Plan | None:
    """The first plan that is running on a debt of the call."""
    plans = (live_plan(talk.session, debt) for debt in talk.call.debt_ids)
    return next((plan for plan in plans if plan), None)


def offers(talk: Talk) -> OfferSet | None:
    """The offers of the call."""
    return talk.session.get_one(OfferSet, talk.call.offer_set_id) if talk.call.offer_set_id else None


def _offers(talk: Talk, least: int) -> bool:
    made = offers(talk)
    return made is not None and len(made.offers) >= least


def _smaller(talk: Talk) -> bool:
    made = offers(talk)
    return made is not None and any(offer.kind is not Kind.IN_FULL for offer in made.all())


def _offer_over(talk: Talk) -> bool:
    return talk.call.picks.get("offer_over") == talk.call.turn + 1  # said in the turn to come, and only there


def _slots(talk: Talk, least: int) -> bool:
    return len(talk.call.picks.get("slots", ())) >= least


def _person_free(talk: Talk) -> bool:
    return bool(talk.call.picks.get("transfer"))


def _confirmed_by(talk: Talk, channel: str) -> bool:
    return bool(talk.call.picks.get("confirmed_by") == channel)


_HOLDS: Final[dict[Need, Callable[[Talk], bool]]] = {
    Need.ALWAYS: lambda _: True,
    Need.OWED: lambda talk: bool(owing(talk)),
    Need.PLAN_RUNS: lambda talk: running_plan(talk) is not None,
    Need.SMALLER: _smaller,
    Need.ONE_OFFER: lambda talk: _offers(talk, 1),
    Need.TWO_OFFERS: lambda talk: _offers(talk, 2),
    Need.THREE_OFFERS: lambda talk: _offers(talk, 3),
    Need.OFFER_OVER: _offer_over,
    Need.PERSON_FREE: _person_free,
    Need.NOBODY_FREE: lambda talk: not _person_free(talk),
    Need.ONE_SLOT: lambda talk: _slots(talk, 1),
    Need.TWO_SLOTS: lambda talk: _slots(talk, 2),
    Need.THREE_SLOTS: lambda talk: _slots(talk, 3),
    Need.CODE: lambda talk: bool(talk.call.picks.get("agreements")),
    Need.BY_SMS: lambda talk: _confirmed_by(talk, "sms"),
    Need.BY_EMAIL: lambda talk: _confirmed_by(talk, "email"),
}
