"""Is an exchange what Twilio's description says? Asked of openapi-core, with the strict overlay.

openapi-core overlooks parameters a description does not have, so their names are compared here. Requests that were
refused are not validated: they were wrong on purpose; only their names and the form of the refusal are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, Final
from urllib.parse import urlencode

from openapi_core import Config, OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from outreach.sandbox.rest.routes import Route
from tests.sandbox.wire.descriptions import Description, described_by, operations, route_to, strict
from tests.sandbox.wire.exchanges import Exchange

FORM: Final = "application/x-www-form-urlencoded"
REFUSAL: Final = {"code": int, "message": str, "more_info": str, "status": int}
NEWER: Final = {"Passports", "RecordingConfigurationId", "MessageIntent"}  # in the SDK, not yet in these descriptions


def faults(exchange: Exchange) -> list[str]:
    """What is wrong with one exchange; each fault says where. Only of a described product (`descriptions.FILES`)."""
    return [f"{exchange}: {fault}" for fault in _faults(exchange)]


def _faults(exchange: Exchange) -> Iterator[str]:
    described = operation_of(exchange)
    if described is None:
        yield "no such operation in the description"
        return
    yield from (f"unknown parameter {name}" for name in sorted(names(exchange) - known(described) - NEWER))
    if exchange.status >= 400:
        yield from refusal_faults(exchange)
        return
    openapi, request = validator(exchange.product), asked(exchange)
    for validate in (openapi.validate_request, lambda one: openapi.validate_response(one, answered(exchange))):
        try:
            validate(request)
        except OpenAPIError as error:
            yield explained(error)


def refusal_faults(exchange: Exchange) -> Iterator[str]:
    """A refusal has Twilio's four fields, and tells the status twice."""
    body = exchange.answer or {}
    if {name: type(value) for name, value in body.items()} != REFUSAL:
        yield f"not the body of a refusal: {body}"
    elif body["status"] != exchange.status or not body["more_info"].endswith(f"/docs/errors/{body['code']}"):
        yield f"a refusal that contradicts itself: {body}"


def operation_of(exchange: Exchange) -> Description | None:
    route = route_to(exchange.product, exchange.method, exchange.path)
    return None if route is None else _operations(exchange.product).get(route)


@cache
def _operations(product: str) -> dict[Route | None, Description]:
    """The described operations by the route that serves them; parameters of the whole path are among their own."""
    found = {}
    for path, method, operation in operations(strict(product)):
        shared = strict(product)["paths"][path].get("parameters", [])
        own = operation.get("parameters", [])
        found[described_by(product, method, path)] = {**operation, "parameters": [*shared, *own]}
    return found


def names(exchange: Exchange) -> set[str]:
    return set(exchange.query) | set(exchange.form)


def known(operation: Description) -> set[str]:
    """Every parameter of query and form."""
    query = {one["name"] for one in operation.get("parameters", []) if one["in"] == "query"}
    form = operation.get("requestBody", {}).get("content", {}).get(FORM, {}).get("schema", {})
    return query | set(form.get("properties", {}))


def is_rfc2822(text: Any) -> bool:
    """Formats hold for texts only."""
    try:
        return not isinstance(text, str) or parsedate_to_datetime(text).tzinfo is not None
    except ValueError:
        return False


@cache
def validator(product: str) -> OpenAPI:
    config = Config(extra_format_validators={"date-time-rfc-2822": is_rfc2822})
    return OpenAPI.from_dict(strict(product), config=config)


def asked(exchange: Exchange) -> MockRequest:
    return MockRequest(
        f"https://{exchange.host}",
        exchange.method,
        exchange.path,
        args=dict(exchange.query),
        headers={"Authorization": "Basic dGhlcmU="},
        data=urlencode(exchange.form, doseq=True).encode() or None,
        content_type=FORM,
    )


def answered(exchange: Exchange) -> MockResponse:
    data = b"" if exchange.answer is None else json.dumps(exchange.answer).encode()
    return MockResponse(data, exchange.status, content_type="application/json")


def explained(error: OpenAPIError) -> str:
    """An error with the errors behind it, which say where in the document."""
    inner = getattr(error.__cause__, "schema_errors", ()) or getattr(error, "schema_errors", ())
    places = [f"{'/'.join(map(str, one.absolute_path))}: {one.message}" for one in inner]
    return f"{type(error).__name__}: {'; '.join(places) or error}"
