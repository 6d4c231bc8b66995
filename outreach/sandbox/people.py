"""Who is behind each address: how they take a call, a text, an e-mail.

A persona is read from one JSON object, `{"address", "call", "sms", "email", "line"}`; each part may be absent and
then holds what a stranger would do (`strangers.py`). Patterns are regular expressions, case-insensitive, searched in
the words heard. `docs/sandbox.md` lists every field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from outreach.sandbox.errors import PopulationError


class Answer(StrEnum):
    """What happens when a phone is called."""

    HUMAN = "human"
    MACHINE = "machine"
    FAX = "fax"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    NOT_IN_SERVICE = "not_in_service"


@dataclass(frozen=True, slots=True)
class KeyRule:
    """Having heard `hear`, types `keys` one by one, the first `after` seconds later; at most `times` a call."""

    hear: re.Pattern[str]
    keys: str
    after: float = 1.0
    times: int | None = None


@dataclass(frozen=True, slots=True)
class ReplyRule:
    """To a text matching `hear`, answers `text` `after` seconds later."""

    hear: re.Pattern[str]
    text: str
    after: float = 60.0


@dataclass(frozen=True, slots=True)
class PhoneManner:
    answer: Answer = Answer.HUMAN
    ring_seconds: float = 8.0
    presses: tuple[KeyRule, ...] = ()
    hangs_up_hearing: re.Pattern[str] | None = None
    hangs_up_after: float | None = None  # seconds after picking up
    greeting_seconds: float = 6.0  # how long a machine speaks before its beep


@dataclass(frozen=True, slots=True)
class TextManner:
    delivery: str = "delivered"
    error_code: int | None = None
    seconds: float = 3.0  # from sent to delivered
    replies: tuple[ReplyRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Persona:
    address: str
    call: PhoneManner = field(default_factory=PhoneManner)
    sms: TextManner = field(default_factory=TextManner)
    email: str = "DELIVERED"
    line: str = "mobile"  # line type, as Lookup names it


DELIVERIES: Final = ("delivered", "undelivered", "failed", "sent")
EMAIL_DELIVERIES: Final = ("DELIVERED", "UNDELIVERED", "OPENED", "SENT", "FAILED")
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "persona": frozenset({"address", "call", "sms", "email", "line"}),
    "call": frozenset(PhoneManner.__dataclass_fields__),
    "presses": frozenset({"hear", "keys", "after", "times"}),
    "sms": frozenset({"delivery", "error_code", "seconds", "replies"}),
    "replies": frozenset({"hear", "text", "after"}),
    "email": frozenset({"delivery"}),
}


def persona_from(data: Mapping[str, Any], stranger: Persona) -> Persona:
    """The persona `data` describes; parts it leaves out are the stranger's. Raises `PopulationError`."""
    _only_known("persona", data)
    try:
        return Persona(
            address=stranger.address,
            call=_phone(data["call"]) if "call" in data else stranger.call,
            sms=_texts(data["sms"]) if "sms" in data else stranger.sms,
            email=_email(data["email"]) if "email" in data else stranger.email,
            line=str(data.get("line", stranger.line)),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise PopulationError(f"not a persona: {error!r}") from error


def _phone(data: Mapping[str, Any]) -> PhoneManner:
    _only_known("call", data)
    plain = {name: data[name] for name in data if name not in {"answer", "presses", "hangs_up_hearing"}}
    return PhoneManner(
        answer=Answer(data.get("answer", "human")),
        presses=tuple(_key_rule(rule) for rule in data.get("presses", ())),
        hangs_up_hearing=_pattern(data["hangs_up_hearing"]) if data.get("hangs_up_hearing") else None,
        **plain,
    )


def _texts(data: Mapping[str, Any]) -> TextManner:
    _only_known("sms", data)
    delivery = _one_of(data.get("delivery", "delivered"), DELIVERIES)
    default_code = 30003 if delivery in {"undelivered", "failed"} else None
    return TextManner(
        delivery=delivery,
        error_code=data.get("error_code", default_code),
        seconds=float(data.get("seconds", 3.0)),
        replies=tuple(_reply_rule(rule) for rule in data.get("replies", ())),
    )


def _email(data: Mapping[str, Any]) -> str:
    _only_known("email", data)
    return _one_of(data["delivery"], EMAIL_DELIVERIES)


def _key_rule(data: Mapping[str, Any]) -> KeyRule:
    _only_known("presses", data)
    if not re.fullmatch(r"[0-9*#]+", str(data["keys"])):
        raise PopulationError(f"keys are digits, * and #, not {data['keys']!r}")
    return KeyRule(_pattern(data["hear"]), str(data["keys"]), float(data.get("after", 1.0)), data.get("times"))


def _reply_rule(data: Mapping[str, Any]) -> ReplyRule:
    _only_known("replies", data)
    return ReplyRule(_pattern(data["hear"]), str(data["text"]), float(data.get("after", 60.0)))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _one_of(value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise PopulationError(f"{value!r} is none of {', '.join(allowed)}")
    return value


def _only_known(part: str, data: Mapping[str, Any]) -> None:
    unknown = sorted(set(data) - FIELDS[part])
    if unknown:
        raise PopulationError(f"{part} has no field {', '.join(unknown)}; it has {', '.join(sorted(FIELDS[part]))}")
