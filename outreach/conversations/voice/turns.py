"""Turns: what came back on a call, answered once.

Each turn is one request of the carrier and one transaction. The number of the turn whose answer is awaited travels in the
address the carrier posts to, which its signature covers. An answer to an earlier turn has been given: it is said again as it
stands, and changes nothing, so that a repeated or late request cannot promise twice. One to a turn that was never said is
refused.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.contacts.attempts import FINAL
from outreach.conversations import second_factor
from outreach.conversations.handover import connecting, escalating
from outreach.conversations.voice import answers, candidates, circumstances, effects, speaking
from outreach.conversations.voice.answers import Chosen, Heard
from outreach.conversations.voice.call_sessions import locked
from outreach.conversations.voice.flow import (
    AGAIN,
    FACTOR,
    FLOW,
    GO_ON,
    GOODBYE,
    MOST_TURNS,
    SWITCH,
    TRIES,
    UNAVAILABLE,
    WELCOME,
)
from outreach.conversations.voice.speaking import Said
from outreach.conversations.voice.talk import Talk
from outreach.store import Store

DETOURS: Final = 3  # how often effects may send a call on before it is given up


def answer(
    session: Session, store: Store, call: UUID, sid: str, number: int, heard: Heard, at: datetime
) -> Said | None:
    """What came back to turn ``number`` of the carrier's call ``sid``.

    None when there is no such turn, it belongs to another call, or the call is over: nothing was changed.
    """
    talk = _talk(session, store, call, sid, at)
    if talk is None or number > talk.call.turn:
        return None
    if heard.dial is not None and heard.dial.gone:
        connecting.left(session, talk.call, at, bridged=heard.dial.bridged)
        return None
    if number < talk.call.turn:
        return speaking.said_before(talk, number + 1)
    if _over(talk):
        return None
    return _take(talk, heard)


def latest(session: Session, store: Store, call: UUID, sid: str, at: datetime) -> Said | None:
    """What was said last, said again; for a carrier that waited too long for it."""
    talk = _talk(session, store, call, sid, at)
    return speaking.said_before(talk, talk.call.turn) if talk and not _over(talk) else None


def begin(talk: Talk, state: str) -> Said:
    """The first words of a call."""
    return _arrive(talk, state, Heard(), "")


def go(talk: Talk, state: str) -> Said:
    """Send the call to a state, whatever the person says: nobody could take her call, or a machine answered."""
    return _arrive(talk, state, Heard(), "")


def _talk(session: Session, store: Store, call: UUID, sid: str, at: datetime) -> Talk | None:
    found = locked(session, call)
    return Talk(session, store, found, at) if found and found.call_sid == sid else None


def _over(talk: Talk) -> bool:
    attempt = talk.attempt
    return talk.call.ended_at is not None or (attempt is not None and attempt.state in FINAL)


def _take(talk: Talk, heard: Heard) -> Said | None:
    if FLOW[talk.call.state].joins:
        return _handed_over(talk, heard)
    if talk.call.turn >= MOST_TURNS:
        return _arrive(talk, GOODBYE, heard, "")
    if FLOW[talk.call.state].asks:
        return _factor_said(talk, heard)
    first = escalating.said(talk, answers.meaning(heard, talk.today))
    if first is not None:
        return _arrive(talk, first, heard, "")
    offered = circumstances.offered(talk, FLOW[talk.call.state])
    choice = answers.chosen(offered, heard, talk.today)
    return _misunderstood(talk, heard) if choice is None else _chosen(talk, heard, choice)


def _handed_over(talk: Talk, heard: Heard) -> Said | None:
    """A collector's phone has rung, or she has waited a moment: on from there, or the same words again."""
    onward = connecting.held(talk) if heard.dial is None else connecting.came_back(talk, heard.dial)
    return speaking.said_before(talk, talk.call.turn) if onward is None else _arrive(talk, onward, heard, "")


def _chosen(talk: Talk, heard: Heard, choice: Chosen) -> Said:
    if choice.pick:
        talk.remember(choice.pick, choice.key)
    if choice.meaning:
        talk.remember("meaning", choice.meaning)
    if choice.to == SWITCH:
        talk.switch_language()
    to = talk.call.state if choice.to in (SWITCH, AGAIN) else choice.to
    return _arrive(talk, to, heard, "")


def _factor_said(talk: Talk, heard: Heard) -> Said:
    """Keys of a second factor open the account or nothing; words are no factor."""
    if not heard.keys:
        return _misunderstood(talk, Heard(words=heard.words))
    masked = Heard(keys="#" * len(heard.keys))
    if second_factor.knows(talk.session, talk.store, talk.person, talk.call.picks["factor"], heard.keys):
        talk.know("verified")
        return _arrive(talk, WELCOME, masked, "")
    return _misunderstood(talk, masked, "second_factor_again")


def _misunderstood(talk: Talk, heard: Heard, says: str = "try_again") -> Said:
    tries = talk.call.tries + 1
    first = escalating.not_understood(talk, tries) if heard.keys or heard.words else None
    if first is not None:
        return _arrive(talk, first, heard, says)
    if tries > TRIES:
        return _arrive(talk, GOODBYE, heard, "")
    said = _said(talk, talk.call.state, heard, says)
    talk.call.tries = tries
    return said


def _arrive(talk: Talk, state: str, heard: Heard, again: str) -> Said:
    was = talk.call.state
    for _ in range(DETOURS):
        state = _entered(talk, state)
        talk.call.state, talk.call.tries = state, 0
        onward = effects.arrive(talk)
        if onward is None:
            break
        state = onward
    return _said(talk, was, heard, again)


def _entered(talk: Talk, state: str) -> str:
    """Where one arrives who goes to ``state``; nobody goes behind the second factor without it."""
    if state == "next_candidate":
        state = candidates.next_one(talk)
    if state == GO_ON:
        state = talk.call.picks.get("back", "menu")
    if state == WELCOME and talk.call.state == FACTOR:
        state = escalating.welcomed(talk)
    if state == FACTOR:
        return _claimed(talk)
    if FLOW[state].identified and talk.call.identity != "verified":
        return UNAVAILABLE
    return state


def _claimed(talk: Talk) -> str:
    if talk.call.identity == "none":
        talk.know("claimed")
    factor = second_factor.factor_of(talk.session, talk.store, talk.person, talk.call.client_id)
    if factor is None:
        return UNAVAILABLE
    talk.remember("factor", factor)
    return FACTOR


def _said(talk: Talk, was: str, heard: Heard, again: str) -> Said:
    connecting.prepare(talk)
    return speaking.speak(talk, was, heard.keys, heard.words, again)
