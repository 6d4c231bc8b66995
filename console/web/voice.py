"""The voice of a call: each turn of the call flow as TwiML.

The number of the turn travels in the action URL, which the carrier's signature covers. Every Gather posts even when nothing
was pressed, so silence is an answer like any other and no call falls through.

A person waits on the line, so every step has ``DEADLINE`` seconds, far inside the carrier's fifteen. What is late is asked
for again a moment later: the step may have been done meanwhile, and is then said as it stands; ``ASKED`` times, then the call
ends. Meanwhile she hears that she is to hold. A key travels along, so that a no is not lost to a busy database; digits of
a second factor and words do not, since an address is written into logs, and what was said last is said again (`again`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeVar
from urllib.parse import quote
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from twilio.twiml.voice_response import Gather, VoiceResponse

from console.web.desk import Desk, desk, signed
from outreach.contacts.wire import TWIML_POLICY
from outreach.conversations.voice import machine, opening, speaking, turns
from outreach.conversations.voice.answers import NAMES, Heard
from outreach.conversations.voice.flow import VOICEMAIL
from outreach.conversations.voice.speaking import Line, Said
from outreach.db import hurry
from outreach.metrics import WEBHOOKS

router = APIRouter(prefix="/voice")
Form = Annotated[dict[str, str], Depends(signed)]
Late = Annotated[int, Query(ge=0, le=9)]
Key = Annotated[str, Query(pattern=r"^[0-9*#]?$")]
Step = Callable[[Desk, Session], Said | None]
Taken = TypeVar("Taken")
WAIT = 6  # seconds for a key; the carrier counts from the end of the words
DEADLINE = 4.0  # seconds for a whole step
PATIENCE = 2.0  # seconds for one statement of it
HOLDING = 1.0  # seconds for the words that ask her to hold
ASKED = 3
LANGUAGES = {"en": "en-US", "es": "es-US"}
HINTS = ", ".join(word for words in NAMES.values() for word in words)


@router.post("/inbound")
async def called(request: Request, params: Form, late: Late = 0) -> Response:
    """Somebody calls a number of ours; a number that is none of ours takes no calls."""
    sid, from_, to = _sid(params), params.get("From", ""), params.get("To", "")

    def step(at: Desk, session: Session) -> Said | None:
        return opening.called(session, at.store, sid, from_, to, at.store.clock.now())

    return await _in_time(request, step, _Again("/voice/inbound?", late), refused=_turned_away)


@router.post("/call/{call}/{number}")
async def answer(call: UUID, number: int, request: Request, params: Form, key: Key = "", late: Late = 0) -> Response:
    """Keys, words or silence, after turn ``number``."""
    keys = params.get("Digits", "") or key
    heard = Heard(keys, params.get("SpeechResult", ""), _confidence(params))

    def step(at: Desk, session: Session) -> Said | None:
        return turns.answer(session, at.store, call, _sid(params), number, heard, at.store.clock.now())

    path = f"/voice/call/{call}/{number}?key={quote(keys)}&" if len(keys) == 1 else f"/voice/again/{call}?"
    return await _in_time(request, step, _Again(path, late, call))


@router.post("/again/{call}")
async def again(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """What was said last, for a step that was late."""

    def step(at: Desk, session: Session) -> Said | None:
        return turns.latest(session, at.store, call, _sid(params), at.store.clock.now())

    return await _in_time(request, step, _Again(f"/voice/again/{call}?", late, call))


@router.post("/message/{call}")
async def message(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A machine's tone has sounded: the message to leave."""

    def step(at: Desk, session: Session) -> Said | None:
        return machine.message(session, at.store, call, _sid(params), at.store.clock.now())

    return await _in_time(request, step, _Again(f"/voice/message/{call}?", late, silent=True))


@router.post("/left/{call}")
async def left(call: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """The message was said to its end."""

    def step(at: Desk, session: Session) -> Said | None:
        machine.left(session, call, _sid(params))
        return None

    return await _in_time(request, step, _Again(f"/voice/left/{call}?", late, silent=True))


@router.post("/{attempt_id}")
async def answered(attempt_id: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A call of ours was answered: what to say first, or what was said last."""

    def step(at: Desk, session: Session) -> Said | None:
        return opening.answered(session, at.store, attempt_id, _sid(params), at.store.clock.now())

    return await _in_time(request, step, _Again(f"/voice/{attempt_id}?", late))


@dataclass(frozen=True, slots=True)
class _Again:
    """Where the carrier asks when a step was late, how often it was, and in whose call; ``silent``: a machine listens."""

    path: str
    late: int
    call: UUID | None = None
    silent: bool = False


async def _in_time(
    request: Request, step: Step, again: _Again, refused: Callable[[], VoiceResponse] | None = None
) -> Response:
    """Take a step within the deadline, or let the carrier ask ``again``."""
    try:
        said = await _taken(request, step, DEADLINE)
    except (TimeoutError, OperationalError):
        WEBHOOKS.labels("voice", "late").inc()
        return await _later(request, again)
    WEBHOOKS.labels("voice", "said" if said else "refused").inc()
    return _xml(refused()) if refused and said is None else _twiml(said)


async def _taken(request: Request, step: Callable[[Desk, Session], Taken], seconds: float) -> Taken:
    """What a step brings. Raises TimeoutError or OperationalError when it takes too long; it may be done nevertheless."""

    def taken(at: Desk) -> Taken:
        with at.store.sessions.begin() as session:
            hurry(session, PATIENCE)
            return step(at, session)

    with anyio.fail_after(seconds):
        return await anyio.to_thread.run_sync(taken, desk(request), abandon_on_cancel=True)


async def _later(request: Request, again: _Again) -> Response:
    response = VoiceResponse()
    if again.late >= ASKED:
        response.hangup()
        return _xml(response)
    lines = () if again.silent else await _hold_on(request, again.call)
    _speak(response, lines)
    if not lines:
        response.pause(length=1)
    response.redirect(f"{again.path}late={again.late + 1}{TWIML_POLICY}", method="POST")
    return _xml(response)


async def _hold_on(request: Request, call: UUID | None) -> tuple[Line, ...]:
    """Words that ask her to hold; none when these, too, would be late."""
    try:
        return await _taken(request, lambda _, session: speaking.hold_on(session, call), HOLDING)
    except (TimeoutError, OperationalError):
        return ()


def _turned_away() -> VoiceResponse:
    response = VoiceResponse()
    response.reject()
    return response


def _twiml(said: Said | None) -> Response:
    response = VoiceResponse()
    if said is None or said.ends:
        _speak(response, said.lines if said else ())
        if said is not None and said.state == VOICEMAIL and said.lines:
            response.redirect(f"/voice/left/{said.session}{TWIML_POLICY}", method="POST")
        else:
            response.hangup()
        return _xml(response)
    gather = Gather(
        input="dtmf speech",
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
