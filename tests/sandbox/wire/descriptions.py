"""Twilio's own OpenAPI descriptions, made strict: the independent word on what a response looks like.

The descriptions leave every response property optional and allow any other. All official examples of the operations
served here have exactly the properties of their schema, so the overlay requires every one and allows no other. Where
an official example contradicts its own schema (`CORRECTIONS`), the example is believed.

The files are twilio/twilio-oai (MIT) and not part of this repository: tests that need them skip where they are absent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from outreach.sandbox.rest.routes import ROUTES, Route

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "twilio-openapi"
FILES = {"api": "twilio_api_v2010.json", "lookups": "twilio_lookups_v2.json", "messaging": "twilio_messaging_v1.json"}
METHODS = ("get", "post", "delete")
needed = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"Twilio's OpenAPI descriptions are not at {FOLDER}")

HEX = "0" * 32
SAMPLES = {
    "{AccountSid}": ("AC" + HEX,),
    "{CallSid}": ("CA" + HEX,),
    "{MessageSid}": ("SM" + HEX,),
    "{ConferenceSid}": ("CF" + HEX,),
    "{QueueSid}": ("QU" + HEX,),
    "{ServiceSid}": ("MG" + HEX,),
    "{PhoneNumber}": ("+12125550123",),
    "{Sid}": tuple(prefix + HEX for prefix in ("AC", "CA", "SM", "CF", "QU", "RE", "ME", "PN", "MG")),
}
PLAIN = {"media", "forward"}  # the bytes of a recording or a picture, which no description has
ENDINGS = (
    "conference-ended-via-api",
    "participant-with-end-conference-on-exit-left",
    "participant-with-end-conference-on-exit-kicked",
    "last-participant-kicked",
    "last-participant-left",
)

Description = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Correction:
    """An official example contradicts the schema of these properties (of the schema itself without any): `change` it."""

    schema: str
    names: tuple[str, ...]
    change: Mapping[str, Any]


CORRECTIONS = {
    "api": (
        # Null while a conference is under way.
        Correction("conference_enum_reason_conference_ended", (), {"nullable": True, "enum": [*ENDINGS, None]}),
        # Empty where no application is set.
        Correction(
            "api.v2010.account.incoming_phone_number",
            ("sms_application_sid", "voice_application_sid"),
            {"minLength": 0, "pattern": "^(AP[0-9a-fA-F]{32})?$"},
        ),
        # Text, as in every other resource.
        Correction("api.v2010.account.call.call_recording", ("price",), {"type": "string"}),
    )
}
NULL_ANYWHERE = {"lookups"}  # null is whatever was not asked for or is not known; the schema knows no null


@cache
def official(product: str) -> Description:
    """The description of one product as Twilio publishes it."""
    found: Description = json.loads((FOLDER / FILES[product]).read_text(encoding="utf-8"))
    return found


@cache
def strict(product: str) -> Description:
    """The described operations that are served here, corrected and strict."""
    return tightened(product, CORRECTIONS.get(product, ()), null_anywhere=product in NULL_ANYWHERE)


def tightened(product: str, corrections: Iterable[Correction], *, null_anywhere: bool) -> Description:
    description: Description = json.loads(json.dumps(official(product)))
    for correction in corrections:
        correct(description["components"]["schemas"][correction.schema], correction)
    if null_anywhere:
        for schema in description["components"]["schemas"].values():
            allow_null(schema)
    paths = description["paths"]
    description["paths"] = {path: _only(paths[path], methods) for path, methods in paths_served(product)}
    for schema in _response_schemas(description):
        tighten(schema, description)
    return description


def correct(schema: Description, correction: Correction) -> None:
    for place in [schema["properties"][name] for name in correction.names] or [schema]:
        place.update(correction.change)


def allow_null(schema: Description) -> None:
    schema["nullable"] = True
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]
    for each in schema.get("properties", {}).values():
        allow_null(each)


def tighten(schema: Description, description: Description) -> None:
    """Require every property of an object and allow no other, all the way down."""
    if "$ref" in schema:
        tighten(description["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], description)
    if "properties" in schema and "required" not in schema:
        schema |= {"required": sorted(schema["properties"]), "additionalProperties": False}
        for each in schema["properties"].values():
            tighten(each, description)
    if "items" in schema:
        tighten(schema["items"], description)


def paths_served(product: str) -> Iterator[tuple[str, set[str]]]:
    """Paths of the description with the methods this sandbox serves of them."""
    for path, item in official(product)["paths"].items():
        methods = {method for method in METHODS if method in item and described_by(product, method, path)}
        if methods:
            yield path, methods


def described_by(product: str, method: str, path: str) -> Route | None:
    """The route that serves an operation of a description."""
    found = (route_to(product, method.upper(), text) for text in samples(path))
    return next((route for route in found if route is not None), None)


def route_to(product: str, method: str, path: str) -> Route | None:
    """The route a request takes; None for one that is refused, or whose answer has no description."""
    for route in ROUTES:
        if (route.product, route.method) == (product, method) and route.path.fullmatch(path):
            return None if route.resource.__name__ in PLAIN else route
    return None


def samples(path: str) -> list[str]:
    """Concrete paths of a templated one."""
    found = [path]
    for name, values in SAMPLES.items():
        found = [text.replace(name, value) for text in found for value in values] if name in path else found
    return found


def operations(description: Description) -> Iterator[tuple[str, str, Description]]:
    """Path, method and operation, one after the other."""
    for path, item in description["paths"].items():
        yield from ((path, method, item[method]) for method in METHODS if method in item)


def _response_schemas(description: Description) -> Iterator[Description]:
    for _, _, operation in operations(description):
        for response in operation["responses"].values():
            yield from (media["schema"] for media in response.get("content", {}).values())


def _only(item: Description, methods: set[str]) -> Description:
    everywhere = {name: value for name, value in item.items() if name not in {*METHODS, "put"}}
    return everywhere | {method: item[method] for method in methods}
