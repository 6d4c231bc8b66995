"""Answering a carrier in time: every step on a line has ``DEADLINE`` seconds, far inside the carrier's fifteen.

What is late is asked for again a moment later: the step may have been done meanwhile, and is then said as it stands; ``ASKED``
times, then the call ends. Meanwhile whoever waits hears that she is to hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

import anyio.to_thread
from fastapi import Request, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from twilio.twiml.voice_response import Gather, VoiceResponse

from console.web.desk import Desk, desk
from outreach.contacts.wire import TWIML_POLICY
from outreach.conversations.voice import speaking
from outreach.conversations.voice.speaking import Line
from outreach.db import hurry
from outreach.metrics import WEBHOOKS

Taken = TypeVar("Taken")
DEADLINE = 4.0  # seconds for a whole step
PATIENCE = 2.0  # seconds for one statement of it
HOLDING = 1.0  # seconds for the words that ask her to hold
ASKED = 3
LANGUAGES = {"en": "en-US", "es": "es-US"}


@dataclass(frozen=True, slots=True)
class Again:
    """Where the carrier asks when a step was late, how often it was, and in whose call.

    ``silent``: nobody waits who could be told to, but a machine or a person of ours.
    """

    path: str
    late: int
    call: UUID | None = None
    silent: bool = False


async def in_time(
    request: Request,
    step: Callable[[Desk, Session], Taken | None],
    again: Again,
    render: Callable[[Taken | None], Response],
) -> Response:
    """Take a step within the deadline and render what it gives, or let the carrier ask ``again``."""
    try:
        said = await _taken(request, step, DEADLINE)
    except (TimeoutError, OperationalError):
        WEBHOOKS.labels("voice", "late").inc()
        return await _later(request, again)
    WEBHOOKS.labels("voice", "said" if said else "refused").inc()
    return render(said)


def xml(response: VoiceResponse) -> Response:
    """TwiML as the carrier reads it."""
    return Response(str(response), media_type="text/xml")


def speak(into: VoiceResponse | Gather, lines: tuple[Line, ...]) -> None:
    """Each line in its language."""
    for language, words in lines:
        into.say(words, language=LANGUAGES[language])  # type: ignore[no-untyped-call]


def sid_of(params: dict[str, str]) -> str:
    """The call a request is about."""
    return params.get("CallSid", "")


async def _taken(request: Request, step: Callable[[Desk, Session], Taken], seconds: float) -> Taken:
    """What a step brings. Raises TimeoutError or OperationalError when it takes too long; it may be done nevertheless."""

    def taken(at: Desk) -> Taken:
        with at.store.sessions.begin() as session:
            hurry(session, PATIENCE)
            return step(at, session)

    with anyio.fail_after(seconds):
        return await anyio.to_thread.run_sync(taken, desk(request), abandon_on_cancel=True)


async def _later(request: Request, again: Again) -> Response:
    response = VoiceResponse()
    if again.late >= ASKED:
        response.hangup()
        return xml(response)
    lines = () if again.silent else await _hold_on(request, again.call)
    speak(response, lines)
    if not lines:
        response.pause(length=1)
    response.redirect(f"{again.path}late={again.late + 1}{TWIML_POLICY}", method="POST")
    return xml(response)


async def _hold_on(request: Request, call: UUID | None) -> tuple[Line, ...]:
    """Words that ask her to hold; none when these, too, would be late."""
    try:
        return await _taken(request, lambda _, session: speaking.hold_on(session, call), HOLDING)
    except (TimeoutError, OperationalError):
        return ()
