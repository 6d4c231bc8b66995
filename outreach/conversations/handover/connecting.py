"""Connecting: the caller's side of a transfer, turn by turn.

::

    a state that offers a person is about to be said ──► a collector is kept free (or the key books a time)
    she presses the key ──► phones ring ──taken──► talk ──over──► thanks, goodbye
                             ▲   └──not taken: words, and the next collector's phone
                             │         └──nobody is left, or asked ``rounds`` times──► a time is offered
                             └──the talk is handed on

Every way ends in words. The phones of a turn are rung by the answer to the turn before; what the carrier tells of them comes back
as the answer to that turn (`DialNews`), once. Whoever calls holds the budgets and the row of the call; the transfer is locked
after it, then its rings, then collectors.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.contacts import log
from outreach.conversations.handover.onward import rules_of
from outreach.conversations.voice.call_sessions import CallSession
from outreach.conversations.voice.dial_news import DialNews
from outreach.conversations.voice.flow import FLOW
from outreach.conversations.voice.talk import Talk
from outreach.metrics import TRANSFERS
from outreach.transfers import reserving, rings
from outreach.transfers import transfers as requests
from outreach.transfers.rings import Ring
from outreach.transfers.transfers import APPOINTMENT, ASKED, Transfer, Wanted

NEXT: Final = "connect_next"
FAILED: Final = "not_connected"
TALKED: Final = "talked"
ON_HOLD: Final = "on_hold"
IN_ROOM: Final = "in_room"


def prepare(talk: Talk) -> None:
    """Before the words of a state: a person is offered while somebody is kept free for it, and nobody is kept for nothing."""
    state = FLOW[talk.call.state]
    if state.offers_a_person:
        talk.remember("transfer", keep_free(talk))
    elif not state.joins:
        let_go(talk)


def keep_free(talk: Talk, why: str = ASKED, skills: tuple[str, ...] = ()) -> bool:
    """A person is about to be offered: whether a collector is kept free for that."""
    transfer = current(talk)
    if transfer is not None and transfer.state == "offered" and transfer.why == ASKED != why:
        reserving.release(talk.session, transfer, talk.at)  # offered for any reason; this one may take other skills
        transfer = None
    if transfer is None:
        wanted = _wanted(talk, why, skills)
        return reserving.offer(talk.session, wanted, talk.at) is not None
    if reserving.renewed(talk.session, transfer, talk.at) or reserving.another(talk.session, transfer, talk.at):
        return True
    finish(talk.session, talk.call, transfer, "released", talk.at)
    return False


def let_go(talk: Talk) -> None:
    """No person is offered here: whoever was kept free is free for others. An agreed call keeps its collector."""
    transfer = current(talk)
    if transfer is None or transfer.state != "offered":
        return
    if transfer.why == APPOINTMENT:
        reserving.renewed(talk.session, transfer, talk.at)
    else:
        reserving.release(talk.session, transfer, talk.at)


def current(talk: Talk) -> Transfer | None:
    """The transfer of this call that has not ended, locked; one that waited for the call becomes the call's own."""
    found = requests.open_of(talk.session, talk.call.id)
    if found is None and talk.call.attempt_id is not None:
        found = requests.open_for(talk.session, talk.call.attempt_id)
        if found is not None:
            found.session_id = talk.call.id
            talk.session.flush()
    return found


def connect(talk: Talk) -> bool:
    """She wants a person: ring one. False when nobody is free any more."""
    transfer = current(talk) or requests.begin(talk.session, _wanted(talk), talk.at)
    transfer.asked_at = transfer.asked_at or talk.at
    talk.came_to("transfer")
    return _ring(talk, transfer)


def came_back(talk: Talk, news: DialNews) -> str:
    """The phones have stopped ringing, the talk is over, or she has left the room. The state to go on to."""
    transfer = requests.open_of(talk.session, talk.call.id)
    if transfer is None:
        return TALKED
    if transfer.state in ("consulting", "conferring"):
        return ON_HOLD
    was = transfer.state
    for one in rings.of(talk.session, transfer.id, "reserved", "ringing", "answered", "accepted"):
        rings.end(talk.session, one, _outcome(one, news), talk.at)
    if was == "talking" and news.bridged:
        finish(talk.session, talk.call, transfer, "ended", talk.at)
        return TALKED
    if was == "talking":
        transfer.connected_at = None  # taken, and gone before she heard anybody
    return _next(talk, transfer)


def held(talk: Talk) -> str | None:
    """She has waited a moment: the state to go on to, None to wait on."""
    transfer = requests.open_of(talk.session, talk.call.id)
    if transfer is None:
        return TALKED
    there = rings.of(talk.session, transfer.id, "accepted")
    if transfer.state == "conferring" and any(one.in_room for one in there):
        return IN_ROOM
    if there or rings.of(talk.session, transfer.id, "ringing", "answered"):
        return None
    if transfer.state == "conferring":
        finish(talk.session, talk.call, transfer, "ended", talk.at)
        return TALKED
    return _next(talk, transfer)


def left(session: Session, call: CallSession, at: datetime, *, bridged: bool = True) -> None:
    """She has hung up: nobody rings for her any more. ``bridged``: whether a collector who took the call was heard by her."""
    transfer = requests.open_of(session, call.id)
    if transfer is None and call.attempt_id is not None:
        transfer = requests.open_for(session, call.attempt_id)
    if transfer is None:
        return
    for one in rings.of(session, transfer.id, "reserved", "ringing", "answered", "accepted"):
        rings.end(session, one, _OF_THE_LEFT[one.state] if bridged or one.state != "accepted" else "gone", at)
    talked = transfer.connected_at is not None and bridged
    state = "ended" if talked else "released" if transfer.state == "offered" else "abandoned"
    finish(session, call, transfer, state, at)


def finish(session: Session, call: CallSession, transfer: Transfer, state: str, at: datetime) -> None:
    """A transfer is over; the person's log tells, unless nobody was asked for."""
    requests.finish(transfer, state, at)
    session.flush()
    TRANSFERS.labels(state).inc()
    if transfer.connected_at is not None and not rings.goes_on(session, transfer.id):
        session.execute(_NO_COLLEAGUE, {"id": transfer.attempt_id})
    if call.person_id is not None and transfer.asked_at is not None:
        rung = [[str(one.collector_id), one.outcome or one.state] for one in rings.of(session, transfer.id)]
        told = {"transfer": str(transfer.id), "came_to": state, "why": transfer.why, "rung": rung}
        log.append(session, call.person_id, "transfer", at, told, call.attempt_id)


def _ring(talk: Talk, transfer: Transfer) -> bool:
    """Ring the collectors who are kept free, and others up to as many phones as ring together."""
    ready = list(rings.of(talk.session, transfer.id, "reserved"))
    while len(ready) < rules_of(talk).phones:
        one_more = reserving.another(talk.session, transfer, talk.at)
        if one_more is None:
            break
        ready.append(one_more)
    if not ready:
        _unmet(talk, transfer)
        return False
    transfer.state = "ringing"
    for one in ready:
        rings.ring(talk.session, one, talk.call.turn + 1, talk.at)
    return True


def _unmet(talk: Talk, transfer: Transfer) -> None:
    """Nobody of ours comes: what is said from here on offers nobody."""
    finish(talk.session, talk.call, transfer, "unmet", talk.at)
    talk.remember("transfer", False)


def _next(talk: Talk, transfer: Transfer) -> str:
    """Nobody took the call, or it is handed on: the next collector, or none any more."""
    since = transfer.connected_at or transfer.offered_at
    tried = {
        one.turn for one in rings.of(talk.session, transfer.id) if one.reserved_at >= since and one.outcome != "talked"
    }
    if len(tried - {None}) >= rules_of(talk).rounds:
        _unmet(talk, transfer)
        return FAILED
    return NEXT if _ring(talk, transfer) else FAILED


def _outcome(one: Ring, news: DialNews) -> str:
    """What a ring came to when the carrier says that it is over."""
    if one.state == "accepted":
        return "talked" if news.bridged else "dropped"
    if one.state == "answered":
        return "declined"  # hung up on the whisper: whoever lets it end has pressed nothing, and that was told
    return _UNANSWERED.get(news.status, "not_needed")


def _wanted(talk: Talk, why: str = ASKED, skills: tuple[str, ...] = ()) -> Wanted:
    call = talk.call
    needed = (*rules_of(talk).skills, *skills)
    return Wanted(call.client_id, call.language, needed, why, call.person_id, call.id, call.attempt_id)


_NO_COLLEAGUE: Final = text("""
UPDATE attempts SET disposition = 'right_party_contact'
WHERE id = :id AND disposition = 'transferred' AND ended_at IS NULL
""")
_UNANSWERED: Final = {"busy": "busy", "no-answer": "no_answer", "failed": "failed"}
_OF_THE_LEFT: Final = {"reserved": "released", "ringing": "gone", "answered": "gone", "accepted": "talked"}
