"""One REST request as a resource sees it, and its answer.

Form fields keep their repetitions (`StatusCallbackEvent` comes several times).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from outreach.sandbox.errors import Refusal

E164: Final = re.compile(r"\+(?:1[2-9]\d{2}[2-9]\d{6}|[2-9]\d{6,14})")
SHORT_CODE: Final = re.compile(r"\d{3,6}")


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and body, JSON unless `media` says otherwise; `created` is the id of what a create made.

    `location` is where a client finds what it asked for.
    """

    status: int
    body: Mapping[str, object] | bytes
    created: str | None = None
    media: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    location: str = ""


GONE: Final = Reply(204, b"")


@dataclass(frozen=True, slots=True)
class Ask:
    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, list[str]] = field(default_factory=dict)
    raw: bytes = b""
    parts: tuple[str, ...] = ()  # what the path names: account, sid
    origin: str = ""  # as the client addressed us: scheme and host

    def text(self, name: str, default: str = "") -> str:
        """The last value of a form field."""
        values = self.form.get(name)
        return values[-1] if values else default

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A form field that is a whole number from `low` to `high`. Raises `Refusal` 20001."""
        text = self.text(name, str(default))
        if not text.isdecimal() or not low <= int(text) <= high:
            raise Refusal(20001, name)
        return int(text)

    def flag(self, name: str, default: bool = False) -> bool:
        """True only for `true`, in any case, as Twilio reads it."""
        return self.text(name, str(default)).lower() == "true"

    def method_of(self, name: str, default: str = "POST") -> str:
        method = self.text(name, default).upper()
        if method not in {"GET", "POST"}:
            raise Refusal(20001, name)
        return method

    def url(self, name: str, code: int) -> str:
        """A form field that is an absolute URL, empty when absent. Raises `Refusal` with `code`."""
        text = self.text(name)
        if text and not is_url(text):
            raise Refusal(code, text)
        return text

    def json(self) -> dict[str, Any]:
        """The body as a JSON object. Raises `Refusal` 20001."""
        try:
            data = json.loads(self.raw)
        except ValueError:
            raise Refusal(20001, "body") from None
        if not isinstance(data, dict):
            raise Refusal(20001, "body")
        return data


def read_form(raw: bytes) -> dict[str, list[str]]:
    form: dict[str, list[str]] = {}
    for name, value in parse_qsl(raw.decode(errors="replace"), keep_blank_values=True):
        form.setdefault(name, []).append(value)
    return form


def is_phone(text: str) -> bool:
    return E164.fullmatch(text) is not None


def is_sender(text: str) -> bool:
    return is_phone(text) or SHORT_CODE.fullmatch(text) is not None


def is_url(text: str) -> bool:
    """An absolute http(s) URL; Twilio does not accept a host with an underscore."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "_" not in (parts.hostname or "")
