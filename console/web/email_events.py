"""SendGrid's events about our e-mails: the batch checked, each event stored once, answered 204; a worker applies them."""

from __future__ import annotations

import json
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.concurrency import run_in_threadpool

from console.web.desk import Desk, body_of, desk, refused
from outreach.contacts import email_events, reception
from outreach.metrics import WEBHOOKS
from workers.broker import CALLBACKS, post

router = APIRouter(prefix="/webhooks/sendgrid")
MOST = 4 * 1024 * 1024  # bytes; the carrier posts a batch when it has grown to 768 kB, or is half a minute old
SIGNATURE, TIMESTAMP = "x-twilio-email-event-webhook-signature", "x-twilio-email-event-webhook-timestamp"


@router.post("/events", status_code=204)
async def events(request: Request) -> Response:
    """A batch of events, each about one e-mail."""
    at = desk(request).store.clock.now()
    body = await body_of(request, MOST)
    signature, stamp = request.headers.get(SIGNATURE), request.headers.get(TIMESTAMP)
    if not desk(request).event_signature.accepts(body, signature, stamp, at):
        refused(request, "signature")
        raise HTTPException(403, "the signature fits none of the configured keys, or is too old")
    await run_in_threadpool(_store, desk(request), _read(body), at)
    return Response(status_code=204)


def _read(body: bytes) -> list[object]:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise HTTPException(400, "a batch of events is a JSON array")
    return found


def _store(at_desk: Desk, batch: list[object], at: datetime) -> None:
    arrivals = email_events.arrivals(at_desk.store, batch)
    with at_desk.store.sessions.begin() as session:
        kept = reception.keep_all(session, at_desk.store, arrivals, at)
    WEBHOOKS.labels(email_events.KIND, "stored").inc(len(kept))
    WEBHOOKS.labels(email_events.KIND, "repeated").inc(len(batch) - len(kept))
    for event in kept:
        post(at_desk.broker, CALLBACKS, "callback", str(event))
