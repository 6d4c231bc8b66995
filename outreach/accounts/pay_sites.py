"""Pay sites: the page of a client's where money is paid. We hand over to it and never take a card or a bank number ourselves.

A client's ``pay_url`` is an https address with places for what its page needs to know:

==============  ===========================================================
place           filled with
==============  ===========================================================
{account_ref}   the client's own number for the account
{amount}        what is owed, like 120.00
{currency}      ISO 4217
{code}          the confirmation code of what was agreed, empty when nothing is
{language}      en or es
==============  ===========================================================

Everything filled in is percent-encoded, and may stand in the path or the query only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit

from outreach.errors import NotAllowed

PLACES: Final = ("account_ref", "amount", "currency", "code", "language")
_PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class PaySite:
    """Where to pay: the whole address, and its host as people read it."""

    url: str
    host: str


def checked(url: str) -> str:
    """The address as it can be kept. Raises NotAllowed, saying what is wrong with it."""
    url = url.strip()
    if not _leads_somewhere_safe(url):
        raise NotAllowed(
            "pay_url must be an https:// address with a host, without a user name, and no place in its host"
        )
    unknown, rest = sorted(set(_PLACE.findall(url)) - set(PLACES)), _PLACE.sub("", url)
    if unknown or "{" in rest or "}" in rest:
        named = ", ".join(f"{{{name}}}" for name in PLACES)
        raise NotAllowed(f"pay_url has places nobody can fill ({', '.join(unknown) or 'a single brace'}): use {named}")
    return url


def _leads_somewhere_safe(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.port != 0 else None
    except ValueError:
        return False
    return (
        parts.scheme == "https"
        and bool(host)
        and not {"@", "{", "}"} & set(parts.netloc)
        and url.isprintable()
        and " " not in url
    )


def fill(url: str, values: Mapping[str, str]) -> PaySite:
    """The address for one account; ``values`` by place."""
    filled = _PLACE.sub(lambda place: quote(values[place[1]], safe=""), url)
    return PaySite(filled, urlsplit(filled).hostname or "")
