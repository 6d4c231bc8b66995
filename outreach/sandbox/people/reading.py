"""A persona read from JSON: `{"address", "character", "call", "sms", "email", "line", "reassigned_on"}`.

Each part may be absent and then holds what a stranger would do (`strangers.py`), or what the named character does
(`characters.py`). `docs/sandbox.md` lists every field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from outreach.sandbox.errors import PopulationError
from outreach.sandbox.people.characters import CHARACTERS
from outreach.sandbox.people.persona import Answer, Persona, PhoneManner, Reaction, ReplyRule, TextManner

DELIVERIES: Final = ("delivered", "undelivered", "failed", "sent")
EMAIL_DELIVERIES: Final = ("DELIVERED", "UNDELIVERED", "OPENED", "SENT", "FAILED")
REACTION: Final = frozenset({"hear", "after", "times", "means"})
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "persona": frozenset({"address", "character", "call", "sms", "email", "line", "reassigned_on"}),
    "call": frozenset(PhoneManner.__dataclass_fields__),
    "presses": REACTION | {"keys"},
    "says": REACTION | {"words"},
    "sms": frozenset(TextManner.__dataclass_fields__),
    "replies": REACTION | {"text"},
    "email": frozenset({"delivery"}),
}


def persona_from(data: Mapping[str, Any], stranger: Persona) -> Persona:
    """The persona `data` describes; parts it leaves out are the stranger's. Raises `PopulationError`."""
    only_known("persona", data)
    base = with_character(stranger, str(data["character"])) if "character" in data else stranger
    try:
        return Persona(
            address=stranger.address,
            call=_phone(data["call"]) if "call" in data else base.call,
            sms=_texts(data["sms"]) if "sms" in data else base.sms,
            email=_email(data["email"]) if "email" in data else base.email,
            line=str(data.get("line", base.line)),
            reassigned_on=_day(data["reassigned_on"]) if data.get("reassigned_on") else base.reassigned_on,
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise PopulationError(f"not a persona: {error!r}") from error


def with_character(base: Persona, name: str) -> Persona:
    """`base` as the named character plays it. Raises `PopulationError` for an unknown name."""
    character = CHARACTERS.get(name)
    if character is None:
        raise PopulationError(f"there is no character {name!r}; there are {', '.join(CHARACTERS)}")
    parts: dict[str, Any] = {}
    if "call" in character:
        parts["call"] = replace(_phone(character["call"]), ring_seconds=base.call.ring_seconds)
    if "sms" in character:
        parts["sms"] = _texts(character["sms"])
    return replace(base, **parts, **{name: character[name] for name in ("line", "reassigned_on") if name in character})


def only_known(part: str, data: Mapping[str, Any], known: Mapping[str, frozenset[str]] = FIELDS) -> None:
    """Raises `PopulationError` naming the fields that `part` does not have."""
    unknown = sorted(set(data) - known[part])
    if unknown:
        raise PopulationError(f"{part} has no field {', '.join(unknown)}; it has {', '.join(sorted(known[part]))}")


def _phone(data: Mapping[str, Any]) -> PhoneManner:
    only_known("call", data)
    plain = {name: data[name] for name in data if name not in {"answer", "presses", "says", "hangs_up_hearing"}}
    return PhoneManner(
        answer=Answer(data.get("answer", "human")),
        presses=tuple(_press(rule) for rule in data.get("presses", ())),
        says=tuple(_speech(rule) for rule in data.get("says", ())),
        hangs_up_hearing=_pattern(data["hangs_up_hearing"]) if data.get("hangs_up_hearing") else None,
        **plain,
    )


def _texts(data: Mapping[str, Any]) -> TextManner:
    only_known("sms", data)
    delivery = _one_of(data.get("delivery", "delivered"), DELIVERIES)
    default_code = 30003 if delivery in {"undelivered", "failed"} else None
    return TextManner(
        delivery=delivery,
        error_code=data.get("error_code", default_code),
        seconds=float(data.get("seconds", 3.0)),
        replies=tuple(_reply(rule) for rule in data.get("replies", ())),
    )


def _email(data: Mapping[str, Any]) -> str:
    only_known("email", data)
    return _one_of(data["delivery"], EMAIL_DELIVERIES)


def _press(data: Mapping[str, Any]) -> Reaction:
    only_known("presses", data)
    if not re.fullmatch(r"[0-9*#]+", str(data["keys"])):
        raise PopulationError(f"keys are digits, * and #, not {data['keys']!r}")
    return Reaction(_pattern(data["hear"]), keys=str(data["keys"]), **_common(data, 1.0))


def _speech(data: Mapping[str, Any]) -> Reaction:
    only_known("says", data)
    return Reaction(_pattern(data["hear"]), words=str(data["words"]), **_common(data, 1.0))


def _reply(data: Mapping[str, Any]) -> ReplyRule:
    only_known("replies", data)
    return ReplyRule(_pattern(data["hear"]), str(data["text"]), **_common(data, 60.0))


def _common(data: Mapping[str, Any], after: float) -> dict[str, Any]:
    return {"after": float(data.get("after", after)), "times": data.get("times"), "means": data.get("means")}


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


def _day(text: str) -> str:
    return date.fromisoformat(text).isoformat()


def _one_of(value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise PopulationError(f"{value!r} is none of {', '.join(allowed)}")
    return value
