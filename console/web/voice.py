"""The voice of a call: each turn of the call flow as TwiML.

The number of the turn travels in the action URL, which the carrier's signature covers. Every Gather posts even when nothing
was pressed, so silence is an answer like any other and no call falls through.

A person waits on the line, so every step has a deadline (`in_time.py`). When one was late a key travels along, so that a no is not
lost to a busy database; digits of a second factor and words do not, since an address is written into logs, and what was said last
is said again (`again`). A turn that hands the call over is followed by a Dial or a hold, which post back to the same address
(`handover.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session
from twilio.twiml.voice_response import Gather, VoiceResponse

from console.web import handover
from console.web.desk import Desk, desk, signed
from console.web.in_time import LANGUAGES, Again, in_time, sid_of, speak, xml
from outreach.contacts.wire import TWIML_POLICY
from outreach.conversations.voice import machine, opening, turns
from outreach.conversations.voice.answers import NAMES, Heard
from outreach.conversations.voice.flow import VOICEMAIL
from outreach.conversations.voice.speaking import Said
from outreach.store import Store

router = APIRouter(prefix="/voice")
Form = Annotated[dict[str, str], Depends(signed)]
Late = Annotated[int, Query(ge=0, le=9)]
Key = Annotated[str, Query(pattern=r"^[0-9*#]?$")]
WAIT = 6  # seconds for a key; the carrier counts from the end of the words
HINTS = ", ".join(word for words in NAMES.values() for word in words)


@router.post("/inbound")
async def called(request: Request, params: Form, late: Late = 0) -> Response:
    """Somebody calls a number of ours; a number that is none of ours takes no calls."""
    sid, from_, to = sid_of(params), params.get("From", ""), params.get("To", "")

    def step(at: Desk, session: Session) -> Said | None:
        return opening.called(session, at.store, sid, from_, to, at.store.clock.now())

    def render(said: Said | None) -> Response:
        return _turned_away() if said is None else _twiml(said, desk(request).store)

    return await in_time(request, step, Again("/voice/inbound?", late), render)


@router.post("/call/{call}/{number}")
async def answer(call: UUID, number: int, request: Request, params: Form, key: Key = "", late: Late = 0) -> Response:
    """Keys, words or silence, after turn ``number``."""
    keys = params.get("Digits", "") or key
    heard = Heard(keys, params.get("SpeechResult", ""), _confidence(params), handover.dial_news(params))

    def step(at: Desk, session: Session) -> Said | None:
        return turns.answer(session, at.store, call, sid_of(params), number, heard, at.store.clock.now())

    path = f"/voice/call/{call}/{number}?key={quote(keys)}&" if len(keys) == 1 else f"/voice/again/{call}?"
    return await in_time(request, step, Again(path, late, call), _saying(request))


@router.post("/again/{call}")
async def again(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """What was said last, for a step that was late."""

    def step(at: Desk, session: Session) -> Said | None:
        return turns.latest(session, at.store, call, sid_of(params), at.store.clock.now())

    return await in_time(request, step, Again(f"/voice/again/{call}?", late, call), _saying(request))


@router.post("/message/{call}")
async def message(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A machine's tone has sounded: the message to leave."""

    def step(at: Desk, session: Session) -> Said | None:
        return machine.message(session, at.store, call, sid_of(params), at.store.clock.now())

    return await in_time(request, step, Again(f"/voice/message/{call}?", late, silent=True), _saying(request))


@router.post("/left/{call}")
async def left(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """The message was said to its end."""

    def step(at: Desk, session: Session) -> Said | None:
        machine.left(session, call, sid_of(params))
        return None

    return await in_time(request, step, Again(f"/voice/left/{call}?", late, silent=True), _saying(request))


@router.post("/{attempt_id}")
async def answered(attempt_id: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A call of ours was answered: what to say first, or what was said last."""

    def step(at: Desk, session: Session) -> Said | None:
        return opening.answered(session, at.store, attempt_id, sid_of(params), at.store.clock.now())

    return await in_time(request, step, Again(f"/voice/{attempt_id}?", late), _saying(request))


def _saying(request: Request) -> Callable[[Said | None], Response]:
    return lambda said: _twiml(said, desk(request).store)


def _turned_away() -> Response:
    response = VoiceResponse()
    response.reject()
    return xml(response)


def _twiml(said: Said | None, store: Store) -> Response:
    response = VoiceResponse()
    if said is None or said.ends:
        speak(response, said.lines if said else ())
        if said is not None and said.state == VOICEMAIL and said.lines:
            response.redirect(f"/voice/left/{said.session}{TWIML_POLICY}", method="POST")
        else:
            response.hangup()
        return xml(response)
    turn = f"/voice/call/{said.session}/{said.number}"
    if said.then is not None:
        speak(response, said.lines)
        handover.append(response, said.then, turn, store)
        return xml(response)
    gather = Gather(
        input="dtmf speech",
        num_digits=said.digits,
        timeout=WAIT,
        speech_timeout="auto",
        hints=HINTS,
        language=LANGUAGES[said.language],
        action=f"{turn}{TWIML_POLICY}",
        method="POST",
        action_on_empty_result=True,
        finish_on_key="",
    )
    speak(gather, said.lines)
    response.append(gather)
    return xml(response)


def _confidence(params: dict[str, str]) -> float:
    """The carrier's confidence in words; one it does not say is none."""
    try:
        return float(params.get("Confidence", "1"))
    except ValueError:
        return 0.0
