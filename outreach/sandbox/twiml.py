"""TwiML read into verbs: Say, Pause, Gather, Redirect, Hangup, Reject.

Twilio's own errors are kept: 11750 (over 64 kB), 12100 (not XML, or not a Response), 12200 (an element or a value the
schema does not know), 13520 (a Say over 4096 characters). Other verbs Twilio knows are not modelled here; they end in
12200 like a misspelt one, never in silence. Unknown attributes are warnings, as they are for Twilio.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from outreach.sandbox.errors import SandboxError

SIZE_LIMIT: Final = 64 * 1024
SAY_LIMIT: Final = 4096


class TwimlError(SandboxError):
    """A document Twilio would refuse; `code` is Twilio's."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Say:
    words: str
    voice: str | None = None
    language: str | None = None
    loop: int = 1  # 0: for ever


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class Gather:
    prompts: tuple[Say | Pause, ...] = ()
    action: str = ""
    method: str = "POST"
    timeout: float = 5.0
    num_digits: int | None = None
    finish_on_key: str = "#"
    action_on_empty_result: bool = False


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


@dataclass(frozen=True, slots=True)
class Reject:
    reason: str = "rejected"


Verb = Say | Pause | Gather | Redirect | Hangup | Reject


@dataclass(frozen=True, slots=True)
class Document:
    """Verbs in order, and what Twilio would have warned about."""

    verbs: tuple[Verb, ...]
    warnings: tuple[str, ...] = ()


ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "Response": frozenset(),
    "Say": frozenset({"voice", "loop", "language"}),
    "Pause": frozenset({"length"}),
    "Gather": frozenset(
        [
            "input",
            "action",
            "method",
            "timeout",
            "speechTimeout",
            "maxSpeechTime",
            "profanityFilter",
            "finishOnKey",
            "numDigits",
            "partialResultCallback",
            "partialResultCallbackMethod",
            "language",
            "hints",
            "bargeIn",
            "debug",
            "actionOnEmptyResult",
            "speechModel",
            "enhanced",
            "dtmfDetection",
        ]
    ),
    "Redirect": frozenset({"method"}),
    "Hangup": frozenset(),
    "Reject": frozenset({"reason"}),
}


def parse(text: bytes) -> Document:
    """Read one document. Raises `TwimlError`."""
    if len(text) > SIZE_LIMIT:
        raise TwimlError(11750, f"the document has {len(text)} bytes, more than 64 kB")
    try:
        root = ET.fromstring(text)  # noqa: S314 - the product's own document, 64 kB at most
    except ET.ParseError as error:
        raise TwimlError(12100, f"not well-formed XML: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12100, f"the root element is {root.tag}, not Response")
    warnings: list[str] = []
    verbs = tuple(_verb(element, warnings) for element in root)
    return Document(verbs, tuple(warnings))


def _verb(element: Element, warnings: list[str]) -> Verb:
    known = ATTRIBUTES.get(element.tag)
    if known is None or element.tag == "Response":
        raise TwimlError(12200, f"the verb {element.tag} is unknown or not modelled")
    warnings += [f"{element.tag} has no attribute {name}" for name in element.attrib if name not in known]
    match element.tag:
        case "Say":
            return _say(element)
        case "Pause":
            return Pause(float(_whole(element, "length", 1)))
        case "Gather":
            return _gather(element, warnings)
        case "Redirect":
            return Redirect((element.text or "").strip(), _method(element))
        case "Hangup":
            return Hangup()
        case _:
            return Reject(element.get("reason", "rejected"))


def _say(element: Element) -> Say:
    words = " ".join("".join(element.itertext()).split())
    if len(words) > SAY_LIMIT:
        raise TwimlError(13520, f"a Say of {len(words)} characters, more than {SAY_LIMIT}")
    return Say(words, element.get("voice"), element.get("language"), _whole(element, "loop", 1))


def _gather(element: Element, warnings: list[str]) -> Gather:
    if "dtmf" not in element.get("input", "dtmf").split():
        raise TwimlError(12200, "a Gather that does not take dtmf is not modelled")
    finish_on_key = element.get("finishOnKey", "#")
    if len(finish_on_key) > 1 or finish_on_key not in "0123456789*#":
        raise TwimlError(12200, f"finishOnKey is one of the keys or empty, not {finish_on_key!r}")
    return Gather(
        prompts=tuple(_prompt(child, warnings) for child in element),
        action=element.get("action", ""),
        method=_method(element),
        timeout=float(_whole(element, "timeout", 5)),
        num_digits=_whole(element, "numDigits", 1) if "numDigits" in element.attrib else None,
        finish_on_key=finish_on_key,
        action_on_empty_result=element.get("actionOnEmptyResult", "false").lower() == "true",
    )


def _prompt(element: Element, warnings: list[str]) -> Say | Pause:
    verb = _verb(element, warnings)
    if not isinstance(verb, Say | Pause):
        raise TwimlError(12200, f"{element.tag} cannot stand inside a Gather")
    return verb


def _method(element: Element) -> str:
    method = element.get("method", "POST").upper()
    if method not in {"GET", "POST"}:
        raise TwimlError(12200, f"the method of {element.tag} is GET or POST, not {method}")
    return method


def _whole(element: Element, name: str, default: int) -> int:
    text = element.get(name, str(default))
    if not text.isdecimal():
        raise TwimlError(12200, f"{name} of {element.tag} is a whole number, not {text!r}")
    return int(text)
