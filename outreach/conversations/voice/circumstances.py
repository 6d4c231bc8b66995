"""Circumstances: which options a call may offer at this moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from outreach.agreements.offer_sets import OfferSet
from outreach.conversations.voice.flow import Need, Option, State
from outreach.conversations.voice.talk import Talk
from outreach.ledger.entries import balances


def offered(talk: Talk, state: State) -> tuple[Option, ...]:
    """The options of the state that lead somewhere now."""
    return tuple(option for option in state.options if holds(talk, option.need))


def holds(talk: Talk, need: Need) -> bool:
    """Whether what is needed is there."""
    return _HOLDS[need](talk)


def owed(talk: Talk) -> int:
    """What is owed on the debts of the call, minor units."""
    return sum(balances(talk.session, talk.call.debt_ids).values())


def _plans(talk: Talk) -> int:
    if talk.call.offer_set_id is None:
        return 0
    return len(talk.session.get_one(OfferSet, talk.call.offer_set_id).offers)


def _slots(talk: Talk) -> bool:
    return bool(talk.call.picks.get("slots"))


def _person_free(talk: Talk) -> bool:
    return bool(talk.call.picks.get("transfer"))


def _confirmed_by(talk: Talk, channel: str) -> bool:
    return bool(talk.call.picks.get("confirmed_by") == channel)


_HOLDS: Final[dict[Need, Callable[[Talk], bool]]] = {
    Need.ALWAYS: lambda _: True,
    Need.OWED: lambda talk: owed(talk) > 0,
    Need.PLANS: lambda talk: _plans(talk) > 0,
    Need.TWO_PLANS: lambda talk: _plans(talk) > 1,
    Need.THREE_PLANS: lambda talk: _plans(talk) > 2,
    Need.PERSON_FREE: _person_free,
    Need.NOBODY_FREE: lambda talk: not _person_free(talk),
    Need.SLOTS: _slots,
    Need.NO_SLOTS: lambda talk: not _slots(talk),
    Need.BY_SMS: lambda talk: _confirmed_by(talk, "sms"),
    Need.BY_EMAIL: lambda talk: _confirmed_by(talk, "email"),
}
