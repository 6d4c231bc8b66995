"""The voice of a call: each turn of the call flow as TwiML.

The number of the turn travels in the action URL, which the carrier's signature covers. Every Gather posts even when nothing
was pressed, so silence is an answer like any other and no call falls through.

A person waits on the line, so every step has ``DEADLINE`` seconds, far inside the carrier's fifteen. What is late is asked
for again a moment later (`again`): the step may have been done meanwhile, and is then said as it stands; ``ASKED`` times, then
the call ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from twilio.twiml.voice_response import Gather, VoiceResponse

from console.web.desk import Desk, desk, signed
from outreach.contacts.wire import TWIML_POLICY
from outreach.conversations.voice import machine, opening, turns
from outreach.conversations.voice.answers import NAMES, Heard
from outreach.conversations.voice.flow import FACTOR
from outreach.conversations.voice.speaking import Said
from outreach.db import hurry
from outreach.metrics import WEBHOOKS

router = APIRouter(prefix="/voice")
Form = Annotated[dict[str, str], Depends(signed)]
Late = Annotated[int, Query(ge=0, le=9)]
Step = Callable[[Desk, Session], Said | None]
WAIT = 6  # seconds for a key; the carrier counts from the end of the words
DEADLINE = 4.0  # seconds for a whole step
PATIENCE = 2.0  # seconds for one statement of it
ASKED = 3
LANGUAGES = {"en": "en-US", "es": "es-US"}
HINTS = ", ".join(word for words in NAMES.values() for word in words)


@router.post("/inbound")
async def called(request: Request, params: Form, late: Late = 0) -> Response:
    """Somebody calls a number of ours."""
    sid, from_, to = _sid(params), params.get("From", ""), params.get("To", "")

    def step(at: Desk, session: Session) -> Said | None:
        return opening.called(session, at.store, sid, from_, to, at.store.clock.now())

    return await _in_time(request, step, late, "/voice/inbound?")


@router.post("/call/{call}/{number}")
async def answer(call: UUID, number: int, request: Request, params: Form) -> Response:
    """Keys, words or silence, after turn ``number``."""
    heard = Heard(params.get("Digits", ""), params.get("SpeechResult", ""), _confidence(params))

    def step(at: Desk, session: Session) -> Said | None:
        return turns.answer(session, at.store, call, _sid(params), number, heard, at.store.clock.now())

    return await _in_time(request, step, 0, f"/voice/again/{call}?")


@router.post("/again/{call}")
async def again(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """What was said last, for a step that was late."""

    def step(at: Desk, session: Session) -> Said | None:
        return turns.latest(session, at.store, call, _sid(params), at.store.clock.now())

    return await _in_time(request, step, late, f"/voice/again/{call}?")


@router.post("/message/{call}")
async def message(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A machine's tone has sounded: the message to leave."""

    def step(at: Desk, session: Session) -> Said | None:
        return machine.message(session, at.store, call, _sid(params), at.store.clock.now())

    return await _in_time(request, step, late, f"/voice/message/{call}?")


@router.post("/{attempt_id}")
async def answered(attempt_id: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A call of ours was answered: what to say first, or what was said last."""

    def step(at: Desk, session: Session) -> Said | None:
        return opening.answered(session, at.store, attempt_id, _sid(params), at.store.clock.now())

    return await _in_time(request, step, late, f"/voice/{attempt_id}?")


async def _in_time(request: Request, step: Step, late: int, again: str) -> Response:
    """Take a step within the deadline, or let the carrier ask ``again``."""

    def taken(at: Desk) -> Said | None:
        with at.store.sessions.begin() as session:
            hurry(session, PATIENCE)
            return step(at, session)

    try:
        with anyio.fail_after(DEADLINE):
            said = await anyio.to_thread.run_sync(taken, desk(request), abandon_on_cancel=True)
    except (TimeoutError, OperationalError):
        WEBHOOKS.labels("voice", "late").inc()
        return _later(late, again)
    WEBHOOKS.labels("voice", "said" if said else "refused").inc()
    return _twiml(said)


def _later(late: int, again: str) -> Response:
    response = VoiceResponse()
    if late < ASKED:
        response.pause(length=1)
        response.redirect(f"{again}late={late + 1}{TWIML_POLICY}", method="POST")
    else:
        response.hangup()
    return _xml(response)


def _twiml(said: Said | None) -> Response:
    response = VoiceResponse()
    if said is None or said.ends:
        _speak(response, said.lines if said else ())
        response.hangup()
        return _xml(response)
    gather = Gather(
        input="dtmf" if said.state == FACTOR else "dtmf speech",
        num_digits=said.digits,
        timeout=WAIT,
        speech_timeout="auto",
        hints=HINTS,
        language=LANGUAGES[said.language],
        action=f"/voice/call/{said.session}/{said.number}{TWIML_POLICY}",
        method="POST",
        action_on_empty_result=True,
        finish_on_key="",
    )
    _speak(gather, said.lines)
    response.append(gather)
    return _xml(response)


def _speak(into: VoiceResponse | Gather, lines: tuple[tuple[str, str], ...]) -> None:
    for language, words in lines:
        into.say(words, language=LANGUAGES[language])  # type: ignore[no-untyped-call]


def _xml(response: VoiceResponse) -> Response:
    return Response(str(response), media_type="text/xml")


def _sid(params: dict[str, str]) -> str:
    return params.get("CallSid", "")


def _confidence(params: dict[str, str]) -> float:
    """The carrier's confidence in words; one it does not say is none."""
    try:
        return float(params.get("Confidence", "1"))
    except ValueError:
        return 0.0
