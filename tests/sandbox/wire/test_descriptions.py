"""The strict overlay itself: justified by the official examples, and as strict as it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator

from outreach.sandbox.rest.routes import ROUTES
from tests.sandbox.wire import contract
from tests.sandbox.wire.descriptions import (
    CORRECTIONS,
    FILES,
    NULL_ANYWHERE,
    PLAIN,
    Correction,
    Description,
    described_by,
    needed,
    operations,
    strict,
    tightened,
)
from tests.sandbox.wire.exchanges import Exchange

pytestmark = needed

ACCOUNT = "AC" + "0" * 32
OFFICIAL_EXAMPLES = {"api": 101, "lookups": 19, "messaging": 9}


def examples(description: Description) -> Iterator[tuple[str, Any, Any]]:
    """Each official example of a served operation, with its schema."""
    for path, method, operation in operations(description):
        for response in operation["responses"].values():
            for media in response.get("content", {}).values():
                for name, example in media.get("examples", {}).items():
                    yield f"{method} {path} {name}", media["schema"], example["value"]


def refused(description: Description) -> list[str]:
    """The official examples a description does not accept."""
    components = description["components"]
    validators = ((title, OAS30Validator({**schema, "components": components}), value) for title, schema, value in
                  examples(description))  # fmt: skip
    return [title for title, validator, value in validators if not validator.is_valid(value)]


@pytest.mark.parametrize("product", FILES)
def test_all_official_examples_have_exactly_the_properties_the_overlay_requires(product: str) -> None:
    assert len(list(examples(strict(product)))) == OFFICIAL_EXAMPLES[product]
    assert not refused(strict(product))


@pytest.mark.parametrize(
    ("product", "number", "name"),
    [(product, number, name) for product, all_ in CORRECTIONS.items() for number, one in enumerate(all_)
     for name in one.names or ("",)],
)  # fmt: skip
def test_each_correction_is_asked_for_by_an_official_example(product: str, number: int, name: str) -> None:
    without = list(CORRECTIONS[product])
    left = tuple(each for each in without[number].names if each != name)
    without[number : number + 1] = [replace(without[number], names=left)] if left else []
    assert refused(tightened(product, without, null_anywhere=product in NULL_ANYWHERE))


@pytest.mark.parametrize("product", sorted(NULL_ANYWHERE))
def test_null_is_what_official_examples_have_for_the_unknown(product: str) -> None:
    assert refused(tightened(product, CORRECTIONS.get(product, ()), null_anywhere=False))


def test_every_route_of_a_described_product_has_a_description() -> None:
    described = {
        described_by(product, method, path) for product in FILES for path, method, _ in operations(strict(product))
    }
    routes = {route for route in ROUTES if route.product in FILES and route.resource.__name__ not in PLAIN}
    assert described == routes


def test_every_published_parameter_is_known_and_no_other() -> None:
    for product in FILES:
        for path, method, operation in operations(strict(product)):
            route = described_by(product, method, path)
            assert route is not None
            published = contract.known(operation)
            ours = route.parameters.modelled | route.parameters.ignored
            assert published - ours == set(), f"{method} {path}"
            assert ours - published <= contract.NEWER, f"{method} {path}"


def exchange(**changes: Any) -> Exchange:
    """A call fetched, and shown as in Twilio's first example."""
    path = "/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json"
    shown = next(value for title, _, value in examples(strict("api")) if title.startswith(f"get {path}"))
    concrete = path.format(AccountSid=ACCOUNT, Sid="CA" + "0" * 32)
    found = Exchange("GET", "api.twilio.com", concrete, {}, {}, None, 200, {}, json.loads(json.dumps(shown)))
    return replace(found, **changes)


def changed(**changes: Any) -> Exchange:
    one = exchange()
    kept = {name: value for name, value in {**(one.answer or {}), **changes}.items() if value is not ...}
    return replace(one, answer=kept)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        (lambda: changed(uri=...), "'uri' is a required property"),
        (lambda: changed(extra=1), "'extra' was unexpected"),
        (lambda: changed(status="initiated"), "'initiated' is not one of"),
        (lambda: changed(sid="CA1"), "'CA1' is too short"),
        (lambda: changed(date_created="2030-03-18T16:00:00Z"), "is not a 'date-time-rfc-2822'"),
        (lambda: changed(queue_time=1), "1 is not of type 'string'"),
        (lambda: exchange(query={"Sort": "asc"}), "unknown parameter Sort"),
        (lambda: exchange(method="POST", form={"Statuss": ["canceled"]}), "unknown parameter Statuss"),
        (lambda: exchange(method="POST", form={"Status": ["stopped"]}), "'stopped' is not one of"),
        (lambda: exchange(path="/2010-04-01/Faxes.json"), "no such operation"),
        (lambda: exchange(status=404, answer={"message": "gone"}), "not the body of a refusal"),
        (lambda: exchange(status=404, answer={"code": 1, "message": "", "more_info": "/docs/errors/1", "status": 400}), "contradicts"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(wrong: Callable[[], Exchange], fault: str) -> None:
    assert contract.faults(exchange()) == []
    assert any(fault in one for one in contract.faults(wrong())), contract.faults(wrong())


def test_a_correction_of_nothing_is_no_correction() -> None:
    with pytest.raises(KeyError):
        tightened("api", [Correction("api.v2010.account.call", ("colour",), {})], null_anywhere=False)
