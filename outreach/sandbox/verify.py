"""Everything the sandbox does not model, read from the tables its code works with, and from `limits.py`.

`rest/official.txt` lists the resources of Twilio's published descriptions (api 2010-04-01, lookups v2, messaging v1) and
of the Emails API: product, path, methods.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from outreach.sandbox.limits import CHOSEN, NOT_THERE
from outreach.sandbox.rest import emails
from outreach.sandbox.rest.parameters import Parameters
from outreach.sandbox.rest.routes import ROUTES, Route
from outreach.sandbox.twiml.grammar import ELEMENTS, NOT_MODELLED, WITHOUT_EFFECT

OFFICIAL: Final = Path(__file__).parent / "rest" / "official.txt"
HEX: Final = "0123456789abcdef" * 2
PREFIXES: Final = {
    "Accounts": "AC",
    "Calls": "CA",
    "Conferences": "CF",
    "IncomingPhoneNumbers": "PN",
    "Media": "ME",
    "Members": "CA",
    "Messages": "SM",
    "Participants": "CA",
    "PhoneNumbers": "PN",
    "Queues": "QU",
    "Recordings": "RE",
    "Services": "MG",
}
EXAMPLES: Final = {"PhoneNumber": "+12125550100"}
EMAIL_IDS: Final = {"Emails": "comms_email_0", "Operations": "comms_operation_0"}
BODIES: Final[Mapping[object, Parameters]] = {emails.create: emails.CREATE}  # of requests in JSON
PLACEHOLDER: Final = re.compile(r"/(\w+)/\{(\w+)\}")


class Kind(StrEnum):
    """Sorts of limits."""

    PARAMETER = "parameter without effect"
    ATTRIBUTE = "attribute without effect"
    ELEMENT = "element not performed"
    SILENT = "element without effect"
    RESOURCE = "resource not served"
    NOT_THERE = "not there"
    CHOSEN = "not known of Twilio"


@dataclass(frozen=True, slots=True)
class Limit:
    """One thing that is not as over there. `name` is a parameter, an attribute, an element or methods; it may be empty."""

    kind: Kind
    where: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A path of Twilio's with the methods it answers."""

    product: str
    path: str
    methods: tuple[str, ...]

    @property
    def example(self) -> str:
        """The path with something in the place of its parameters."""
        return PLACEHOLDER.sub(lambda found: f"/{found[1]}/{_example(found[1], found[2])}", self.path)


def limits() -> list[Limit]:
    """Every limit, sort by sort."""
    resources = official()
    written = (
        Limit(kind, where, "", sentence)
        for kind, sentences in ((Kind.NOT_THERE, NOT_THERE), (Kind.CHOSEN, CHOSEN))
        for where, of_place in sentences.items()
        for sentence in of_place
    )
    return [*_parameters(resources), *_attributes(), *_elements(), *_silent(), *_unserved(resources), *written]


def official() -> list[Resource]:
    """What Twilio's own descriptions list."""
    rows = (line.split() for line in OFFICIAL.read_text(encoding="utf-8").splitlines())
    return [Resource(product, path, tuple(methods)) for product, path, *methods in rows]


def _example(folder: str, name: str) -> str:
    if folder in EMAIL_IDS:
        return EMAIL_IDS[folder]
    return EXAMPLES.get(name) or PREFIXES.get(folder, "XX") + HEX


def _route(resource: Resource, method: str) -> Route | None:
    """What serves the resource here."""
    for route in ROUTES:
        if (route.product, route.method) == (resource.product, method) and route.path.fullmatch(resource.example):
            return route
    return None


def _parameters(resources: list[Resource]) -> Iterator[Limit]:
    for resource in resources:
        for method in resource.methods:
            route = _route(resource, method)
            if route is None:
                continue
            for name in sorted(BODIES.get(route.resource, route.parameters).ignored):
                where = f"{method} {resource.path}"
                yield Limit(Kind.PARAMETER, where, name, "is taken in, written down as not_modelled, and left alone")


def _attributes() -> Iterator[Limit]:
    for element, rules in ELEMENTS.items():
        for name in sorted(rules.ignored):
            yield Limit(Kind.ATTRIBUTE, element, name, "is read over, and written down as not_modelled")


def _elements() -> Iterator[Limit]:
    for parent, names in NOT_MODELLED.items():
        for name in names:
            yield Limit(Kind.ELEMENT, f"inside {parent}", name, "ends the document with 12400")


def _silent() -> Iterator[Limit]:
    for parent, names in WITHOUT_EFFECT.items():
        for name in names:
            yield Limit(Kind.SILENT, f"inside {parent}", name, "is read over, and written down as not_modelled")


def _unserved(resources: list[Resource]) -> Iterator[Limit]:
    for resource in resources:
        missing = [method for method in resource.methods if _route(resource, method) is None]
        if missing:
            where = f"{resource.product}.twilio.com{resource.path}"
            yield Limit(Kind.RESOURCE, where, " ".join(missing), "answers 404 20404, or 405 20004")
