"""Turns: what came back on a call, answered once.

Each turn is one request of the carrier and one transaction. The number of the turn whose answer is awaited travels in the
address the carrier posts to, which its signature covers. An answer to an earlier turn has been given: it is said again as it
stands, and changes nothing, so that a repeated or late request cannot promise twice. One to a turn that was never said is
refused.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    MENU,
    MOST_TURNS,
    NO_STATES,
    NOT_HER,
    SWITCH,
    TRIES,
    UNAVAILABLE,
    WELCOME,
    Option,
)
from outreach.conversations.voice.speaking import Said
from outreach.conversations.voice.talk import Talk
from outreach.store import Store

DETOURS: Final = 3  # how often effects may send a call on before it is given up
NOTHING: Final = Heard()


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


def go(talk: Talk, state: str) -> Said:
    """Send the call to a state, whatever the person says: its first words, nobody could take her call, a machine answered."""
    return _arrive(talk, state, NOTHING)


def _talk(session: Session, store: Store, call: UUID, sid: str, at: datetime) -> Talk | None:
    found = locked(session, call)
    return Talk(session, store, found, at) if found and found.call_sid == sid else None


def _over(talk: Talk) -> bool:
    attempt = talk.attempt
    return talk.call.ended_at is not None or (attempt is not None and attempt.state in FINAL)


def _take(talk: Talk, heard: Heard) -> Said | None:
    state = FLOW[talk.call.state]
    if state.joins:
        return _handed_over(talk, heard)
    if state.asks and (digits := _factor_in(heard)):
        return _factor_said(talk, digits)
    offered = circumstances.offered(talk, state)
    choice = answers.chosen(offered, heard, talk.listener())
    kept = Heard(heard.keys) if state.asks else heard  # words may hold the factor itself
    if talk.call.turn >= MOST_TURNS and not _ends(choice):
        return _arrive(talk, GOODBYE, kept)
    first = None if _ends(choice) else _escalated(talk, offered, heard)
    if first is not None:
        return _arrive(talk, first, kept)
    return _misunderstood(talk, kept, heard) if choice is None else _chosen(talk, kept, choice)


def _escalated(talk: Talk, offered: Sequence[Option], heard: Heard) -> str | None:
    """Where her words lead by the rules of the client."""
    listener = talk.listener()
    return escalating.said(talk, answers.meaning(offered, heard, listener), answers.looked_up(heard, listener))


def _ends(choice: Chosen | None) -> bool:
    return choice is not None and choice.to not in NO_STATES and FLOW[choice.to].ends


def _handed_over(talk: Talk, heard: Heard) -> Said | None:
    """A collector's phone has rung, or she has waited a moment: on from there, or the same words again."""
    onward = connecting.held(talk) if heard.dial is None else connecting.came_back(talk, heard.dial)
    return speaking.said_before(talk, talk.call.turn) if onward is None else _arrive(talk, onward, heard)


def _chosen(talk: Talk, heard: Heard, choice: Chosen) -> Said:
    if choice.pick:
        talk.remember(choice.pick, choice.key)
    if choice.meaning:
        talk.remember("meaning", choice.meaning)
    if choice.to not in (SWITCH, AGAIN):
        return _arrive(talk, choice.to, heard)
    if choice.to == SWITCH:
        talk.switch_language()
    talk.call.tries = 0
    return _speak(talk, talk.call.state, heard)


def _factor_in(heard: Heard) -> str:
    """The digits of a second factor, typed or spoken; a single key is one that always holds."""
    return heard.keys if len(heard.keys) > 1 else "" if heard.keys else second_factor.digits_said(heard.words)


def _factor_said(talk: Talk, digits: str) -> Said:
    """The second factor opens the account or nothing. After too many wrong ones only a person of ours goes on."""
    masked, source = Heard(keys="#" * len(digits)), f"keypad:{talk.call.id}"
    if second_factor.knows(talk.session, talk.store, talk.person, talk.call.picks["factor"], digits):
        talk.know("verified")
        return _arrive(talk, WELCOME, masked)
    second_factor.was_wrong(talk.session, talk.person, source, talk.at, talk.call.attempt_id)
    if talk.call.tries >= TRIES or second_factor.exhausted(talk.session, talk.person, talk.at):
        return _arrive(talk, UNAVAILABLE, masked)
    first = escalating.not_understood(talk, talk.call.tries + 1)
    return _arrive(talk, first, masked) if first else _said_again(talk, masked, "second_factor_again")


def _misunderstood(talk: Talk, kept: Heard, heard: Heard) -> Said:
    silent = not (heard.keys or heard.words)
    first = None if silent else escalating.not_understood(talk, talk.call.tries + 1)
    if first is not None:
        return _arrive(talk, first, kept)
    most = min(TRIES, FLOW[talk.call.state].silences) if silent else TRIES
    if talk.call.tries >= most:
        return _arrive(talk, GOODBYE, kept)
    return _said_again(talk, kept, "nothing_heard" if silent else "try_again")


def _said_again(talk: Talk, heard: Heard, because: str) -> Said:
    talk.call.tries += 1
    return _speak(talk, talk.call.state, heard, because)


def _arrive(talk: Talk, state: str, heard: Heard) -> Said:
    was = talk.call.state
    for _ in range(DETOURS):
        talk.call.state, talk.call.tries = _entered(talk, state), 0
        onward = effects.arrive(talk)
        if onward is None:
            break
        state = onward
    return _speak(talk, was, heard)


def _entered(talk: Talk, state: str) -> str:
    """Where one arrives who goes to ``state``; nobody goes behind the second factor without it."""
    if state == NOT_HER:
        asks_next = talk.call.direction == "inbound" and talk.call.identity != "verified"
        state = candidates.next_one(talk) if asks_next else "wrong_person"
    if state == GO_ON:
        state = talk.call.picks.get("back", MENU)
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
    if factor is None or second_factor.exhausted(talk.session, talk.person, talk.at):
        return UNAVAILABLE
    talk.remember("factor", factor)
    return FACTOR


def _speak(talk: Talk, was: str, heard: Heard, because: str = "") -> Said:
    """Say the present state, with a collector kept free for it if it offers a person."""
    connecting.prepare(talk)
    return speaking.speak(talk, was, heard, because)
