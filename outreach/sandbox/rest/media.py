"""`Messages/{sid}/Media.json`: what a text carries besides its words. Source: twilio.com/docs/messaging/api/media-resource."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outreach.sandbox.errors import Refusal
from outreach.sandbox.rest.ask import GONE, Ask, Reply
from outreach.sandbox.rest.messages import named, over
from outreach.sandbox.rest.paging import instant_filter, page_of
from outreach.sandbox.rest.parameters import PAGING, Parameters, names
from outreach.sandbox.sandbox import Sandbox
from outreach.sandbox.texts.media import content_type, medium_sid
from outreach.sandbox.texts.message import Message
from outreach.sandbox.webhooks.voice_fields import API_VERSION, rfc2822

LIST: Final = Parameters(names("DateCreated DateCreated< DateCreated>") | PAGING)


def list_media(sandbox: Sandbox, ask: Ask) -> Reply:
    message, created = named(sandbox, ask), instant_filter(ask, "DateCreated")
    rows = [shown(message, url) for url in message.media if created(message.created_at)]
    return Reply(200, page_of(ask, "media_list", rows))


def fetch(sandbox: Sandbox, ask: Ask) -> Reply:
    message = named(sandbox, ask)
    return Reply(200, shown(message, _url(message, ask)))


def delete(sandbox: Sandbox, ask: Ask) -> Reply:
    """Only of a message that is over; the message stays."""
    message = named(sandbox, ask)
    gone = _url(message, ask)
    if not over(sandbox, message):
        raise Refusal(20009)
    message.media = tuple(url for url in message.media if url != gone)
    sandbox.messages.put_away(message)
    return GONE


def forward(sandbox: Sandbox, ask: Ask) -> Reply:
    """The medium itself is elsewhere."""
    return Reply(307, b"", location=_url(named(sandbox, ask), ask))


def shown(message: Message, url: str) -> Mapping[str, object]:
    sid = medium_sid(message, url)
    uri = f"/{API_VERSION}/Accounts/{message.account_sid}/Messages/{message.sid}/Media/{sid}.json"
    return {
        "account_sid": message.account_sid,
        "content_type": content_type(url),
        "date_created": rfc2822(message.created_at),
        "date_updated": rfc2822(message.created_at),
        "parent_sid": message.sid,
        "sid": sid,
        "uri": uri,
    }


def _url(message: Message, ask: Ask) -> str:
    """The medium the path names. Raises `Refusal` 20404."""
    for url in message.media:
        if medium_sid(message, url) == ask.parts[2]:
            return url
    raise Refusal(20404, ask.path)
