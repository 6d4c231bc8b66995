"""Answering a carrier in time: every step on a line has ``DEADLINE`` seconds, far inside the carrier's fifteen.

What is late is asked for again a moment later (``again``): the step may have been done meanwhile, and is then said as it
stands; ``ASKED`` times, then the call ends.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from fastapi import Request, Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from twilio.twiml.voice_response import VoiceResponse

from console.web.desk import Desk, desk
from outreach.contacts.wire import TWIML_POLICY
from outreach.db import hurry
from outreach.metrics import WEBHOOKS

Answer = TypeVar("Answer")
DEADLINE = 4.0  # seconds for a whole step
PATIENCE = 2.0  # seconds for one statement of it
ASKED = 3
LANGUAGES = {"en": "en-US", "es": "es-US"}


async def in_time(
    request: Request,
    step: Callable[[Desk, Session], Answer | None],
    late: int,
    again: str,
    render: Callable[[Answer | None], Response],
) -> Response:
    """Take a step within the deadline and render what it gives, or let the carrier ask ``again``."""

    def taken(at: Desk) -> Answer | None:
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
    return render(said)


def xml(response: VoiceResponse) -> Response:
    """TwiML as the carrier reads it."""
    return Response(str(response), media_type="text/xml")


def sid_of(params: dict[str, str]) -> str:
    """The call a request is about."""
    return params.get("CallSid", "")


def _later(late: int, again: str) -> Response:
    response = VoiceResponse()
    if late < ASKED:
        response.pause(length=1)
        response.redirect(f"{again}late={late + 1}{TWIML_POLICY}", method="POST")
    else:
        response.hangup()
    return xml(response)
