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

from console.web.desk import Desk, desk, signed
from console.web.in_time import LANGUAGES, Again, in_time, sid_of, xml
from outreach.contacts.wire import CALLBACK_POLICY, TWIML_POLICY
from outreach.conversations.handover import consulting, whispering, words_for
from outreach.conversations.handover.consulting import Colleague, InRoom
from outreach.conversations.handover.onward import Hold, Onward, Phone, Room
from outreach.conversations.handover.whispering import Whispered
from outreach.conversations.voice.dial_news import DialNews
from outreach.store import Store
from outreach.transfers.collectors import TALK
from outreach.transfers.transfers import Transfer

router = APIRouter(prefix="/voice")
Form = Annotated[dict[str, str], Depends(signed)]
Late = Annotated[int, Query(ge=0, le=9)]
FOR_A_KEY = 5  # seconds after the whisper
A_MOMENT = 2  # seconds of silence between two sentences on hold
LONGEST = int(TALK.total_seconds())
PROGRESS = "completed"  # how a ring ended; what happens before is heard on the legs themselves


def append(response: VoiceResponse, then: Onward, turn: str, store: Store) -> None:
    """Add what follows the words of a turn; ``turn`` is the path that is told what came of it."""
    if isinstance(then, Hold):
        response.pause(length=A_MOMENT)
        response.redirect(f"{turn}{TWIML_POLICY}", method="POST")
        return
    if isinstance(then, Room):
        _room(response, then.transfer, turn)
        return
    _phones(response, then.phones, then.caller_id, then.seconds, turn, store, then.longest)


@router.post("/whisper/{ring}")
async def whisper(ring: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A collector's phone was picked up."""

    def step(at: Desk, session: Session) -> Whispered | None:
        return whispering.picked_up(session, at.store, ring, sid_of(params), at.store.clock.now())

    return await in_time(
        request, step, Again(f"/voice/whisper/{ring}?", late, silent=True), lambda said: _whispered(said, ring)
    )


@router.post("/whisper/{ring}/key")
async def key(ring: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A key, or none, after the whisper."""
    keys = params.get("Digits", "")

    def step(at: Desk, session: Session) -> Whispered | None:
        return whispering.pressed(session, at.store, ring, sid_of(params), keys, at.store.clock.now())

    again = Again(f"/voice/whisper/{ring}/key?", late, silent=True)
    return await in_time(request, step, again, lambda said: _whispered(said, ring))


@router.post("/consult/{ring}")
async def consult(ring: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A collector's leg rings a colleague."""
    store = desk(request).store

    def step(at: Desk, session: Session) -> Colleague | None:
        return consulting.consult(session, at.store, ring, sid_of(params))

    def render(found: Colleague | None) -> Response:
        response = VoiceResponse()
        if found is None:
            response.hangup()
        else:
            _phones(response, (found.phone,), found.caller_id, found.seconds, f"/voice/consulted/{ring}", store)
        return xml(response)

    return await in_time(request, step, Again(f"/voice/consult/{ring}?", late, silent=True), render)


@router.post("/consulted/{ring}")
async def consulted(ring: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """The word with the colleague is over, or she did not come."""
    news = dial_news(params) or DialNews("failed")

    def step(at: Desk, session: Session) -> InRoom | None:
        return consulting.consulted(session, at.store, ring, sid_of(params), news, at.store.clock.now())

    return await in_time(request, step, Again(f"/voice/consulted/{ring}?", late, silent=True), _enters)


@router.post("/room/{ring}")
async def room(ring: UUID, request: Request, params: Form, late: Late = 0) -> Response:
    """A collector's leg comes into the room of its transfer, or the room has ended and whoever is left meets again."""
    news = dial_news(params)

    def step(at: Desk, session: Session) -> InRoom | None:
        sid, now = sid_of(params), at.store.clock.now()
        if news is None:
            return consulting.enter(session, ring, sid, now)
        return consulting.outside(session, ring, sid, now, gone=news.gone)

    return await in_time(request, step, Again(f"/voice/room/{ring}?", late, silent=True), _enters)


@router.post("/wait/{transfer}")
async def wait(transfer: UUID, request: Request, params: Form) -> Response:
    """Words for whoever waits in a room; the carrier asks for them again and again."""

    def step(at: Desk, session: Session) -> tuple[str, str] | None:
        found = session.get(Transfer, transfer)
        return (found.language, words_for.waiting(session, found, at.store.clock.now())) if found else None

    def render(said: tuple[str, str] | None) -> Response:
        response = VoiceResponse()
        if said and said[1]:
            response.say(said[1], language=LANGUAGES[said[0]])
        response.pause(length=A_MOMENT)
        response.redirect(f"/voice/wait/{transfer}", method="POST")
        return xml(response)

    return await in_time(request, step, Again(f"/voice/wait/{transfer}?", 0, silent=True), render)


def dial_news(params: dict[str, str]) -> DialNews | None:
    """What came of a Dial; None when there was none."""
    status = params.get("DialCallStatus")
    if status is None:
        return None
    gone = params.get("CallStatus") == "completed"
    return DialNews(status, params.get("DialBridged") == "true", params.get("DialCallSid", ""), gone)


def _phones(
    response: VoiceResponse,
    phones: tuple[Phone, ...],
    caller_id: str,
    seconds: int,
    told: str,
    store: Store,
    longest: int = LONGEST,
) -> None:
    """Ring phones together; ``told`` is the path that hears what came of it."""
    dial = DialVerb(
        answer_on_bridge=True,
        timeout=seconds,
        time_limit=longest,
        caller_id=caller_id or None,
        action=f"{told}{TWIML_POLICY}",
        method="POST",
    )
    for phone in phones:
        _ring(dial, phone, store)
    response.append(dial)


def _room(response: VoiceResponse, transfer: UUID, told: str) -> None:
    """Enter the room of a transfer. Whoever leaves ends it for all: who is left is told so, and meets there again."""
    dial = DialVerb(action=f"{told}{TWIML_POLICY}", method="POST", time_limit=LONGEST)
    dial.conference(
        f"transfer-{transfer}",
        beep="false",
        start_conference_on_enter=True,
        end_conference_on_exit=True,
        wait_url=f"/voice/wait/{transfer}",
        wait_method="POST",
    )
    response.append(dial)


def _enters(said: InRoom | None) -> Response:
    """A collector's leg enters the room, waits outside of it, or ends."""
    response = VoiceResponse()
    if said is None:
        response.hangup()
        return xml(response)
    if said.words:
        response.say(said.words, language=LANGUAGES[said.language])
    if said.waits:
        response.redirect(f"/voice/room/{said.ring}{TWIML_POLICY}", method="POST")
    else:
        _room(response, said.transfer, f"/voice/room/{said.ring}")
    return xml(response)


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
        gather.say(said.words, language=LANGUAGES[said.language])
        response.append(gather)
        return xml(response)
    response.say(said.words, language=LANGUAGES[said.language])
    if not said.connects:
        response.hangup()
    return xml(response)
