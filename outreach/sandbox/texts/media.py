"""What a text carries besides its words: each medium under an address of Twilio's, and where it really lies."""

from __future__ import annotations

from hashlib import md5
from mimetypes import guess_type
from typing import Final

from outreach.sandbox.texts.message import Message

API: Final = "https://api.twilio.com/2010-04-01"
UNKNOWN_TYPE: Final = "application/octet-stream"


def medium_sid(message: Message, url: str) -> str:
    """The `ME…` of the medium that lies at `url`."""
    return "ME" + md5(f"{message.sid}{url}".encode(), usedforsecurity=False).hexdigest()


def medium_url(message: Message, url: str) -> str:
    """Where a client gets the medium."""
    return f"{API}/Accounts/{message.account_sid}/Messages/{message.sid}/Media/{medium_sid(message, url)}"


def content_type(url: str) -> str:
    """By the ending of the address; nothing is fetched."""
    return guess_type(url)[0] or UNKNOWN_TYPE
