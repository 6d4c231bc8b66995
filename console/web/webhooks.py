"""Status callbacks and inbound texts: checked, stored once, answered 204; a worker applies them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from console.web.desk import Desk, desk, signed
from outreach.contacts import reception
from outreach.metrics import WEBHOOKS
from workers.broker import CALLBACKS, post

router = APIRouter(prefix="/webhooks/twilio")
Form = Annotated[dict[str, str], Depends(signed)]
NO_REPLY = "<?xml version='1.0' encoding='UTF-8'?><Response/>"  # we answer texts over REST, never inline


@router.post("/call/{attempt_id}", status_code=204)
async def call_status(attempt_id: UUID, request: Request, params: Form) -> Response:
    """A call's status, whatever its order."""
    await _keep(request, "call_status", attempt_id, params)
    return Response(status_code=204)


@router.post("/call-in", status_code=204)
async def call_in_status(request: Request, params: Form) -> Response:
    """The status of a call that somebody placed to one of our numbers."""
    await _keep(request, "call_in", None, params)
    return Response(status_code=204)


@router.post("/machine/{attempt_id}", status_code=204)
async def machine(attempt_id: UUID, request: Request, params: Form) -> Response:
    """Who answered a call: a person or a machine."""
    await _keep(request, "machine", attempt_id, params)
    return Response(status_code=204)


@router.post("/ring/{ring}", status_code=204)
async def ring(ring: UUID, request: Request, params: Form) -> Response:
    """How a collector's phone stands that rings for a caller."""
    await _keep(request, "ring", ring, params)
    return Response(status_code=204)


@router.post("/message/{attempt_id}", status_code=204)
async def message_status(attempt_id: UUID, request: Request, params: Form) -> Response:
    """A text's status."""
    await _keep(request, "message_status", attempt_id, params)
    return Response(status_code=204)


@router.post("/sms")
async def sms_in(request: Request, params: Form) -> Response:
    """A person texted one of our numbers."""
    await _keep(request, "sms_in", None, params)
    return Response(NO_REPLY, media_type="text/xml")


async def _keep(request: Request, kind: str, attempt: UUID | None, params: dict[str, str]) -> None:
    token, received_at = request.headers.get("i-twilio-idempotency-token"), desk(request).store.clock.now()
    await run_in_threadpool(_store, desk(request), kind, attempt, params, token, received_at)


def _store(
    at: Desk, kind: str, attempt: UUID | None, params: dict[str, str], token: str | None, received_at: datetime
) -> None:
    with at.store.sessions.begin() as session:
        event = reception.keep(session, at.store, kind, attempt, params, token, received_at)
    WEBHOOKS.labels(kind, "stored" if event else "repeated").inc()
    if event:
        post(at.broker, CALLBACKS, "callback", str(event))
