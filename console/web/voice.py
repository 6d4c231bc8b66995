"""The voice of a call: each turn of the call flow as TwiML.

The number of the turn travels in the action URL, which the carrier's signature covers. Every Gather posts even when nothing
was pressed, so silence is an answer like any other and no call falls through.
A person waits on the line, so every step has a deadline (`in_time.py`). A turn that hands the call over is followed by a Dial or a
hold, which post back to the same address (`handover.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session
from twilio.twiml.voice_response import Gather, VoiceResponse

from console.web import handover
from console.web.desk import Desk, desk, signed
from console.web.in_time import LANGUAGES, in_time, sid_of, xml
from outreach.contacts.wire import TWIML_POLICY
from outreach.conversations.voice import machine, opening, turns
from outreach.conversations.voice.answers import NAMES, Heard
from outreach.conversations.voice.flow import FACTOR
from outreach.conversations.voice.speaking import Said
from outreach.store import Store

router = APIRouter(prefix="/voice")
Form = Annotated[dict[str, str], Depends(signed)]
Late = Annotated[int, Query(ge=0, le=9)]
WAIT = 6  # seconds for a key; the carrier counts from the end of the words
HINTS = ", ".join(word for words in NAMES.values() for word in words)


@router.post("/inbound")
async def called(request: Request, params: Form, late: Late = 0) -> Response:
    """Somebody calls a number of ours."""
    sid, from_, to = sid_of(params), params.get("From", ""), params.get("To", "")

    def step(at: Desk, session: Session) -> Said | None:
        return opening.called(session, at.store, sid, from_, to, at.store.clock.now())

    return await in_time(request, step, late, "/voice/inbound?", _saying(request))


@router.post("/call/{call}/{number}")
async def answer(call: UUID, number: int, request: Request, params: Form) -> Response:
    """Keys, words or silence, after turn ``number``."""
    heard = Heard(
        params.get("Digits", ""), params.get("SpeechResult", ""), _confidence(params), handover.dial_news(params)
    )

    def step(at: Desk, session: Session) -> Said | None:
        return turns.answer(session, at.store, call, sid_of(params), number, heard, at.store.clock.now())

    return await in_time(request, step, 0, f"/voice/again/{call}?", _saying(request))


@router.post("/again/{call}")
async def again(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """What was said last, for a step that was late."""

    def step(at: Desk, session: Session) -> Said | None:
        return turns.latest(session, at.store, call, sid_of(params), at.store.clock.now())

    return await in_time(request, step, late, f"/voice/again/{call}?", _saying(request))


@router.post("/message/{call}")
async def message(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A machine's tone has sounded: the message to leave."""

    def step(at: Desk, session: Session) -> Said | None:
        return machine.message(session, at.store, call, sid_of(params), at.store.clock.now())

    return await in_time(request, step, late, f"/voice/message/{call}?", _saying(request))


@router.post("/{attempt_id}")
async def answered(attempt_id: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A call of ours was answered: what to say first, or what was said last."""

    def step(at: Desk, session: Session) -> Said | None:
        return opening.answered(session, at.store, attempt_id, sid_of(params), at.store.clock.now())

    return await in_time(request, step, late, f"/voice/{attempt_id}?", _saying(request))


def _saying(request: Request) -> Callable[[Said | None], Response]:
    return lambda said: _twiml(said, desk(request).store)


def _twiml(said: Said | None, store: Store) -> Response:
    response = VoiceResponse()
    if said is None or said.ends:
        _speak(response, said.lines if said else ())
        response.hangup()
        return xml(response)
    turn = f"/voice/call/{said.session}/{said.number}"
    if said.then is not None:
        _speak(response, said.lines)
        handover.append(response, said.then, turn, store)
        return xml(response)
    gather = Gather(
        input="dtmf" if said.state == FACTOR else "dtmf speech",
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
    _speak(gather, said.lines)
    response.append(gather)
    return xml(response)


def _speak(into: VoiceResponse | Gather, lines: tuple[tuple[str, str], ...]) -> None:
    for language, words in lines:
        into.say(words, language=LANGUAGES[language])  # type: ignore[no-untyped-call]


def _confidence(params: dict[str, str]) -> float:
    """The carrier's confidence in words; one it does not say is none."""
    try:
        return float(params.get("Confidence", "1"))
    except ValueError:
        return 0.0
