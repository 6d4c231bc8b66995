"""What a client may answer to an inbound text: nothing, plain text, or TwiML with Message verbs.

Redirect and media in such an answer are not performed here and end in a warning. Sources: twilio.com/docs/messaging/twiml
and its page on Message; at most ten answers (14109), other verbs 14110, text over 1600 characters 14103.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

from outreach.sandbox.twiml.errors import TwimlError
from outreach.sandbox.webhooks.sending import Answer

XML_TYPES: Final = frozenset({"text/xml", "application/xml", "text/html"})
MOST: Final = 10
LONGEST: Final = 1600


@dataclass(frozen=True, slots=True)
class Answers:
    """Texts to send back, and what Twilio would warn of."""

    texts: tuple[str, ...] = ()
    warning: TwimlError | None = None


def answers_in(answer: Answer) -> Answers:
    """Raises `TwimlError` when the answer cannot be used at all."""
    if answer.status == 204:
        return Answers()
    if answer.content_type == "text/plain":
        text = answer.body.decode(errors="replace").strip()
        return Answers((text[:LONGEST],) if text else ())
    if answer.content_type not in XML_TYPES:
        raise TwimlError(12300, f"content type {answer.content_type!r} of a {answer.status}")
    try:
        root = ET.fromstring(answer.body)  # noqa: S314 - the client's own document
    except ET.ParseError as error:
        raise TwimlError(12100, f"not well-formed XML: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12102, f"the root element is {root.tag}, not Response")
    return _spoken(root)


def _spoken(root: ET.Element) -> Answers:
    texts, warning = [], None
    for element in root:
        if element.tag != "Message":
            warning = TwimlError(14110, f"{element.tag} is no verb for an answer, or is not performed here")
            continue
        text = " ".join("".join(element.itertext()).split())
        if 0 < len(text) <= LONGEST:
            texts.append(text)
        else:
            warning = TwimlError(14103, f"a Message of {len(text)} characters")
    if len(texts) > MOST:
        warning = TwimlError(14109, f"{len(texts)} answers, more than {MOST}")
    return Answers(tuple(texts[:MOST]), warning)
