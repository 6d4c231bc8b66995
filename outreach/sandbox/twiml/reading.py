"""A TwiML document read into its verbs. Every number is the one Twilio logs.

11750 over 64 kB · 11770 empty · 12100 not XML · 12102 the root is not Response: nothing is performed. 12200 an element or
attribute the schema does not have · 13521 a Say over 4096 characters · most numbers of `grammar.py` for values: Twilio
warns, leaves that out, and goes on. What it makes of an Enqueue or a Queue that is wrong is told to their actions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeVar
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from outreach.sandbox.twiml import verbs
from outreach.sandbox.twiml.errors import NotModelled, TwimlError
from outreach.sandbox.twiml.grammar import ELEMENTS, NOT_MODELLED, VERBS, WITHOUT_EFFECT

SIZE_LIMIT: Final = 64 * 1024
SAY_LIMIT: Final = 4096
NUMBERS_LIMIT: Final = 10
CAPITAL: Final = re.compile(r"(?<=[a-z])[A-Z]")
QUEUE_NAME_LIMIT: Final = 64
QUEUE_CODES: Final = range(14_200, 14_300)
AMERICAN: Final = re.compile(r"[2-9]\d{2}[2-9]\d{6}")

Made = TypeVar("Made")


def parse(text: bytes) -> verbs.Document:
    """Read one document. Raises `TwimlError`."""
    if not text.strip():
        raise TwimlError(11770, "the document is empty")
    if len(text) > SIZE_LIMIT:
        raise TwimlError(11750, f"the document has {len(text)} bytes, more than 64 kB")
    try:
        root = ET.fromstring(text)  # noqa: S314 - the client's own document, 64 kB at most
    except ET.ParseError as error:
        raise TwimlError(12100, f"not well-formed XML: {error}") from error
    if root.tag != "Response":
        raise TwimlError(12102, f"the root element is {root.tag}, not Response")
    reader = _Reader()
    found = list(reader.response(root))
    return verbs.Document(
        tuple(verb for verb in found if verb is not None), tuple(reader.warnings), tuple(reader.ignored)
    )


class _Reader:
    """Reads elements and collects what Twilio would warn of."""

    def __init__(self) -> None:
        self.warnings: list[TwimlError] = []
        self.ignored: list[str] = []
        self._special: dict[str, Callable[[Element], verbs.Verb | None]] = {
            "Say": self._say,
            "Play": self._play,
            "Gather": self._gather,
            "Dial": self._dial,
            "Enqueue": self._enqueue,
            "Pay": self._pay,
            "Redirect": self._redirect,
        }

    def response(self, root: Element) -> Iterator[verbs.Verb | None]:
        for name in root.attrib:
            self._warn(12200, _unknown(name, root))
        for element in root:
            yield self.verb(element)

    def verb(self, element: Element) -> verbs.Verb | None:
        """The verb, or None for one that Twilio skips."""
        if element.tag in NOT_MODELLED["Response"]:
            raise NotModelled(f"the verb {element.tag} is not performed by the sandbox")
        if element.tag not in VERBS:
            self._warn(12200, f"Element '{element.tag}' is not allowed in element 'Response'.")
            return None
        special = self._special.get(element.tag)
        if special is not None:
            return special(element)
        list(self._children(element))
        made: verbs.Verb = ELEMENTS[element.tag].makes(**self._attributes(element))
        return made

    def _warn(self, code: int, text: str) -> None:
        """Raises `TwimlError` where Twilio does more than warn."""
        error = TwimlError(code, text)
        if error.fatal:
            raise error
        self.warnings.append(error)

    def _attributes(self, element: Element) -> dict[str, Any]:
        """The values read, by the name of their field; those that cannot be read are left to their default."""
        kind, found = ELEMENTS[element.tag], {}
        for name, value in element.attrib.items():
            if name in kind.ignored:
                self.ignored.append(f"{name} of {element.tag}")
            elif name not in kind.attributes:
                self._warn(12200, _unknown(name, element))
            else:
                read, code = kind.attributes[name]
                try:
                    found[_field(name)] = read(value)
                except ValueError as error:
                    self._warn(code, f"{name} of {element.tag} is {error}, not {value!r}")
        return found

    def _children(self, element: Element) -> Iterator[Element]:
        kind = ELEMENTS[element.tag]
        for child in element:
            if child.tag in NOT_MODELLED.get(element.tag, ()):
                raise NotModelled(f"{child.tag} inside {element.tag} is not performed by the sandbox")
            if child.tag in kind.inside:
                yield child
            elif child.tag in WITHOUT_EFFECT.get(element.tag, ()):
                self.ignored.append(f"{child.tag} inside {element.tag}")
            else:
                self._warn(kind.nesting_code, f"Element '{child.tag}' is not allowed in element '{element.tag}'.")

    def _say(self, element: Element) -> verbs.Say | None:
        words = " ".join(self._spoken(element).split())
        if len(words) > SAY_LIMIT:
            self._warn(13521, f"a Say of {len(words)} characters, more than {SAY_LIMIT}")
            return None
        return verbs.Say(words, **self._attributes(element))

    def _spoken(self, element: Element) -> str:
        """The text of a Say and of the SSML in it, without that of elements which cannot stand there."""
        parts, speech = [element.text or ""], set(self._children(element))
        for child in element:
            if child in speech:
                parts.append("".join(child.itertext()))
            parts.append(child.tail or "")
        return "".join(parts)

    def _play(self, element: Element) -> verbs.Play:
        list(self._children(element))
        return verbs.Play(_text(element), **self._attributes(element))

    def _prompts(self, element: Element) -> tuple[verbs.Prompt, ...]:
        found = [self.verb(child) for child in self._children(element)]
        return tuple(one for one in found if isinstance(one, verbs.Say | verbs.Play | verbs.Pause))

    def _gather(self, element: Element) -> verbs.Gather:
        prompts, attributes = self._prompts(element), self._attributes(element)
        if any(isinstance(one, verbs.Play) and one.digits for one in prompts):
            self._warn(13320, "a Gather plays no digits")
        if attributes.get("speech_timeout") == 0 and element.get("speechModel"):
            self._warn(13335, "speechTimeout auto does not go with a speechModel")
        heard = (one for one in prompts if not (isinstance(one, verbs.Play) and one.digits))
        return verbs.Gather(tuple(heard), **attributes)

    def _dial(self, element: Element) -> verbs.Dial:
        numbers, rooms, queues = [], [], []
        for child in self._children(element):
            if child.tag != "Queue":
                list(self._children(child))
            if child.tag == "Number":
                numbers.append(verbs.Number(_dialled(child), **self._attributes(child)))
            elif child.tag == "Conference":
                rooms.append(verbs.Conference(_text(child), **self._attributes(child)))
            else:
                queues.append(self._queue(child))
        if not len(element) and _text(element):
            numbers.append(verbs.Number(_dialled(element)))
        if len(rooms) + len(queues) + bool(numbers) > 1:
            self._warn(13000, "a Dial has numbers, or one conference, or one queue")
            numbers = []
        if len(numbers) > NUMBERS_LIMIT:
            self._warn(13250, f"a Dial has at most {NUMBERS_LIMIT} numbers; the others are left out")
        attributes = self._attributes(element)
        return verbs.Dial(tuple(numbers[:NUMBERS_LIMIT]), _only(rooms), _only(queues), **attributes)

    def _enqueue(self, element: Element) -> verbs.Enqueue:
        list(self._children(element))
        before = len(self.warnings)
        name, attributes = self._queue_name(element, 14204, 14205), self._attributes(element)
        return verbs.Enqueue(name, wrong=self._wrong_queue(before), **attributes)

    def _queue(self, element: Element) -> verbs.Queue:
        list(self._children(element))
        before = len(self.warnings)
        name, attributes = self._queue_name(element, 14212, 14213), self._attributes(element)
        return verbs.Queue(name, wrong=self._wrong_queue(before), **attributes)

    def _queue_name(self, element: Element, short: int, long: int) -> str:
        name = _text(element)
        if not name:
            self._warn(short, f"{element.tag} names no queue")
        if len(name) > QUEUE_NAME_LIMIT:
            self._warn(long, f"the name of a queue has at most {QUEUE_NAME_LIMIT} characters")
        return name

    def _wrong_queue(self, before: int) -> bool:
        """Whether anything was said against a queue since there were `before` warnings."""
        return any(warning.code in QUEUE_CODES for warning in self.warnings[before:])

    def _pay(self, element: Element) -> verbs.Pay:
        prompts = []
        for child in self._children(element):
            found = self._attributes(child)
            prompts.append(verbs.PayPrompt(prompts=self._prompts(child), **found))
        return verbs.Pay(tuple(prompts), **self._attributes(element))

    def _redirect(self, element: Element) -> verbs.Redirect:
        list(self._children(element))
        return verbs.Redirect(_text(element), **self._attributes(element))


def _field(name: str) -> str:
    field = CAPITAL.sub(lambda capital: "_" + capital.group().lower(), name)
    return "for_" if field == "for" else field


def _text(element: Element) -> str:
    return (element.text or "").strip()


def _dialled(element: Element) -> str:
    """A number as written, or in E.164 when it is an American one: `(415) 555-1212`."""
    written = _text(element)
    digits = re.sub(r"[\s().-]", "", written)
    return f"+1{digits}" if AMERICAN.fullmatch(digits) else digits


def _unknown(name: str, element: Element) -> str:
    """In Twilio's own words."""
    return f"Attribute '{name}' is not allowed to appear in element '{element.tag}'."


def _only(found: list[Made]) -> Made | None:
    return found[0] if found else None
