"""What a request handler works with, and the check that a request is the carrier's."""

from __future__ import annotations

from dataclasses import dataclass

from dramatiq.brokers.redis import RedisBroker
from fastapi import HTTPException, Request

from outreach.channels.carrier import Carriers
from outreach.channels.event_signature import EventSignature
from outreach.channels.signature import SignatureCheck, form
from outreach.logs import get_logger
from outreach.metrics import REFUSED
from outreach.store import Store

log = get_logger(__name__)
MOST = 64 * 1024  # bytes of a form the carrier would never exceed


@dataclass(frozen=True, slots=True)
class Desk:
    """The tools of the web process."""

    store: Store
    broker: RedisBroker
    signature: SignatureCheck
    event_signature: EventSignature
    carriers: Carriers


def desk(request: Request) -> Desk:
    """The desk of the running application."""
    found: Desk = request.app.state.desk
    return found


def refused(request: Request, why: str) -> None:
    """Log and count a request that is not believed: its signature, account, length, session or link is not good.

    Of its address only the shape is written down: what fills it may open a page.
    """
    REFUSED.labels(why).inc()
    log.warning("request refused", route=request.scope["route"].path, why=why)


async def body_of(request: Request, most: int) -> bytes:
    """The body of a request, refused as soon as it is longer than ``most`` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            refused(request, "length")
            raise HTTPException(413)
    return bytes(body)


async def signed(request: Request) -> dict[str, str]:
    """The form of a request that carries the carrier's signature; anything else is refused and changes nothing."""
    params = form(await body_of(request, MOST))
    raw_path = request.scope["raw_path"].decode()
    raw_query = request.scope["query_string"].decode()
    if not desk(request).signature.accepts(raw_path, raw_query, params, request.headers.get("x-twilio-signature")):
        refused(request, "signature")
        raise HTTPException(403, "the signature does not match the configured public URL and auth token")
    if params.get("AccountSid") != desk(request).store.settings.twilio_account_sid:
        refused(request, "account")
        raise HTTPException(403, "this request belongs to another account")
    return params
