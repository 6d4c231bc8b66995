"""What a request handler works with, and the check that a request is the carrier's."""

from __future__ import annotations

from dataclasses import dataclass

from dramatiq.brokers.redis import RedisBroker
from fastapi import HTTPException, Request

from outreach.channels.carrier import Carriers
from outreach.channels.event_signature import EventSignature
from outreach.channels.signature import SignatureCheck, form
from outreach.logs import get_logger
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


async def body_of(request: Request, most: int) -> bytes:
    """The body of a request, refused as soon as it is longer than ``most`` bytes."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise HTTPException(413)
    return bytes(body)


async def signed(request: Request) -> dict[str, str]:
    """The form of a request that carries the carrier's signature; anything else is refused and changes nothing."""
    params = form(await body_of(request, MOST))
    raw_path = request.scope["raw_path"].decode()
    raw_query = request.scope["query_string"].decode()
    if not desk(request).signature.accepts(raw_path, raw_query, params, request.headers.get("x-twilio-signature")):
        log.warning("webhook refused: wrong or missing signature", path=request.url.path)
        raise HTTPException(403, "the signature does not match the configured public URL and auth token")
    if params.get("AccountSid") != desk(request).store.settings.twilio_account_sid:
        log.warning("webhook refused: another account", path=request.url.path)
        raise HTTPException(403, "this request belongs to another account")
    return params
