"""What a client may answer to an inbound text: nothing, plain text, or TwiML with Message verbs.

A Redirect, and where a Message is to go or to be told of, are left out and written down as not_modelled. Sources:
twilio.com/docs/messaging/twiml and its page on Message; at most ten answers (14109), other verbs 14110, text over 1600
characters 14103.
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
ATTRIBUTES: Final = frozenset({"to", "from", "action", "method", "statusCallback"})  # of Message


@dataclass(frozen=True, slots=True)
class Words:
    """One text to send back; `media` are addresses."""

    body: str
    media: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """Texts to send back, what Twilio would warn of, and what it would do that is not done here."""

    texts: tuple[Words, ...] = ()
    warning: TwimlError | None = None
    ignored: tuple[str, ...] = ()


def answers_in(answer: Answer) -> Answers:
    """Raises `TwimlError` when the answer cannot be used at all."""
    if answer.status == 204:
        return Answers()
    if answer.content_type == "text/plain":
        text = answer.body.decode(errors="replace").strip()
        return Answers((Words(text[:LONGEST]),) if text else ())
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
    texts: list[Words] = []
    ignored: list[str] = []
    warning: TwimlError | None = None
    for element in root:
        if element.tag == "Redirect":
            ignored.append("the verb Redirect in an answer to a text")
            break  # what stands behind it is never reached
        if element.tag != "Message":
            warning = TwimlError(14110, f"{element.tag} is no verb for an answer")
            continue
        ignored += [f"{name} of Message" for name in element.attrib if name in ATTRIBUTES]
        words = _words(element)
        if len(words.body) <= LONGEST and (words.body or words.media):
            texts.append(words)
        else:
            warning = TwimlError(14103, f"a Message of {len(words.body)} characters")
    if len(texts) > MOST:
        warning = TwimlError(14109, f"{len(texts)} answers, more than {MOST}")
    return Answers(tuple(texts[:MOST]), warning, tuple(ignored))


def _words(message: ET.Element) -> Words:
    """The text of a Message and of its Body, and the addresses in its Media."""
    parts = [message.text or ""]
    for child in message:
        parts += ["".join(child.itertext()) if child.tag == "Body" else "", child.tail or ""]
    media = ("".join(child.itertext()).strip() for child in message.iterfind("Media"))
    return Words(" ".join(" ".join(parts).split()), tuple(filter(None, media)))
