"""The voice of a call: each step of the keypad flow as TwiML.

The state, the tries and the date picked travel in the action URL, which the carrier's signature covers. Every Gather
posts even when nothing was pressed, so silence is an answer like any other and no call falls through.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from twilio.twiml.voice_response import Gather, VoiceResponse

import templates
from console.web.desk import Desk, desk, signed
from outreach.contacts.wire import TWIML_POLICY
from outreach.conversations import keypad
from outreach.conversations.keypad import Say, Step
from outreach.conversations.keypad_flow import FLOW, ends

router = APIRouter(prefix="/voice")
Form = Annotated[dict[str, str], Depends(signed)]
WAIT = 6  # seconds for a key; the carrier counts from the end of the words
LANGUAGES = {"en": "en-US", "es": "es-US"}


@router.post("/{attempt_id}")
async def answered(attempt_id: UUID, request: Request, params: Form) -> Response:
    """The call was answered: what to say first."""

    def step(at: Desk) -> Say:
        with at.store.sessions.begin() as session:
            said = (params.get("CallSid", ""), params.get("AnsweredBy", ""))
            return keypad.begin(session, at.store, attempt_id, *said, at.store.clock.now())

    return _twiml(await run_in_threadpool(step, desk(request)), attempt_id)


@router.post("/{attempt_id}/{state}")
async def pressed(
    attempt_id: UUID,
    state: str,
    request: Request,
    params: Form,
    tries: Annotated[int, Query(ge=0, le=9)] = 0,
    pick: Annotated[int, Query(ge=0, le=3)] = 0,
) -> Response:
    """Keys, or silence, in ``state``."""

    def step(at: Desk) -> Say:
        with at.store.sessions.begin() as session:
            now, keys = at.store.clock.now(), params.get("Digits", "")
            sid, where = params.get("CallSid", ""), Step(state, tries, pick)
            return keypad.press(session, at.store, attempt_id, sid, where, keys, now)

    return _twiml(await run_in_threadpool(step, desk(request)), attempt_id)


def _twiml(say: Say, attempt_id: UUID) -> Response:
    response = VoiceResponse()
    if say.step is None:
        response.hangup()
    elif ends(say.step.state):
        _speak(response, say)
        response.hangup()
    else:
        step = say.step
        action = f"/voice/{attempt_id}/{step.state}?tries={step.tries}&pick={step.pick}{TWIML_POLICY}"
        digits = FLOW[step.state].digits
        gather = Gather(
            num_digits=digits, timeout=WAIT, action=action, method="POST", action_on_empty_result=True, finish_on_key=""
        )
        _speak(gather, say)
        response.append(gather)
    return Response(str(response), media_type="text/xml")


def _speak(into: VoiceResponse | Gather, say: Say) -> None:
    for name in say.prompts:
        words = templates.prompt(name, say.language, say.variables or {})
        into.say(words.text, language=LANGUAGES.get(say.language, "en-US"))  # type: ignore[no-untyped-call]
