"""The voice of a transfer: ringing collectors' phones, what their legs hear, and the words callers wait with.

A caller's side goes through the turns of her call (`voice.py`): a Dial, a hold and a room post back to the turn they followed. A
collector's leg has addresses of its own that name its ring. The carrier is told to ring a phone's own tone to the caller while
a collector's phone rings and while she is asked (``answerOnBridge``), so that nobody waits in silence.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from sqlalchemy.orm import Session
from twilio.twiml.voice_response import Dial as DialVerb
from twilio.twiml.voice_response import Gather, VoiceResponse

from console.web.desk import Desk, signed
from console.web.in_time import LANGUAGES, in_time, sid_of, xml
from outreach.contacts.wire import CALLBACK_POLICY, TWIML_POLICY
from outreach.conversations.handover import whispering
from outreach.conversations.handover.onward import Hold, Onward, Phone, Room
from outreach.conversations.handover.whispering import Whispered
from outreach.store import Store

router = APIRouter(prefix="/voice")
Form = Annotated[dict[str, str], Depends(signed)]
Late = Annotated[int, Query(ge=0, le=9)]
FOR_A_KEY = 5  # seconds after the whisper
A_MOMENT = 2  # seconds of silence between two sentences on hold
PROGRESS = "initiated ringing answered completed"


def append(response: VoiceResponse, then: Onward, turn: str, store: Store) -> None:
    """Add what follows the words of a turn; ``turn`` is the path that is told what came of it."""
    if isinstance(then, Hold):
        response.pause(length=A_MOMENT)
        response.redirect(f"{turn}{TWIML_POLICY}", method="POST")
        return
    if isinstance(then, Room):
        return
    dial = DialVerb(
        answer_on_bridge=True,
        timeout=then.seconds,
        time_limit=then.longest,
        caller_id=then.caller_id or None,
        action=f"{turn}{TWIML_POLICY}",
        method="POST",
    )
    for phone in then.phones:
        _ring(dial, phone, store)
    response.append(dial)


@router.post("/whisper/{ring}")
async def whisper(ring: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A collector's phone was picked up."""

    def step(at: Desk, session: Session) -> Whispered | None:
        return whispering.picked_up(session, at.store, ring, sid_of(params), at.store.clock.now())

    return await in_time(request, step, late, f"/voice/whisper/{ring}?", lambda said: _whispered(said, ring))


@router.post("/whisper/{ring}/key")
async def key(ring: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A key, or none, after the whisper."""
    keys = params.get("Digits", "")

    def step(at: Desk, session: Session) -> Whispered | None:
        return whispering.pressed(session, at.store, ring, sid_of(params), keys, at.store.clock.now())

    again = f"/voice/whisper/{ring}/key?"
    return await in_time(request, step, late, again, lambda said: _whispered(said, ring))


def _ring(dial: DialVerb, phone: Phone, store: Store) -> None:
    told = f"{store.settings.public_base_url}/webhooks/twilio/ring/{phone.ring}{CALLBACK_POLICY}"
    dial.number(
        phone.number,
        url=f"/voice/whisper/{phone.ring}{TWIML_POLICY}",
        method="POST",
        status_callback=told,
        status_callback_event=PROGRESS,
    )


def _whispered(said: Whispered | None, ring: UUID) -> Response:
    """Words on a collector's leg: a question, words before the two are connected, or words and the end."""
    response = VoiceResponse()
    if said is None or not said.words:
        response.hangup()
        return xml(response)
    if said.asks:
        gather = Gather(
            input="dtmf",
            num_digits=1,
            timeout=FOR_A_KEY,
            action=f"/voice/whisper/{ring}/key{TWIML_POLICY}",
            method="POST",
            action_on_empty_result=True,
            finish_on_key="",
        )
        gather.say(said.words, language=LANGUAGES[said.language])  # type: ignore[no-untyped-call]
        response.append(gather)
        return xml(response)
    response.say(said.words, language=LANGUAGES[said.language])  # type: ignore[no-untyped-call]
    if not said.connects:
        response.hangup()
    return xml(response)
