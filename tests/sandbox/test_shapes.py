"""Every response has exactly the properties of Twilio's published schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.stage import ACCOUNT_SID, OURS, ClientApp, Stage, twiml

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "data" / "twilio-openapi"
ANNA = "+12125550123"
ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT_SID}"

pytestmark = pytest.mark.skipif(not SCHEMAS.is_dir(), reason=f"Twilio's OpenAPI descriptions are not at {SCHEMAS}")


@cache
def schema(name: str) -> dict[str, Any]:
    document = json.loads((SCHEMAS / "twilio_api_v2010.json").read_text())
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


@cache
def enumeration(reference: str) -> frozenset[str]:
    return frozenset(schema(reference.rsplit("/", 1)[-1])["enum"])


def faults(data: dict[str, Any], name: str) -> Iterator[str]:
    """Where `data` differs from the schema `name`: keys, plain types, enumerations, patterns of dates."""
    properties = schema(name)["properties"]
    if set(data) != set(properties):
        yield f"keys differ: {sorted(set(data) ^ set(properties))}"
    for key, rule in properties.items():
        value = data.get(key)
        if value is None:
            continue
        if "$ref" in rule and value not in enumeration(rule["$ref"]):
            yield f"{key} is {value!r}"
        if not isinstance(
            value, {"string": str, "integer": int, "boolean": bool, "object": dict}.get(rule.get("type"), object)
        ):
            yield f"{key} is a {type(value).__name__}"
        if rule.get("format") == "date-time-rfc-2822" and parsedate_to_datetime(value).tzinfo is None:
            yield f"{key} is {value!r}"


def operation(resource: str, method: str) -> dict[str, Any]:
    document = json.loads((SCHEMAS / "twilio_api_v2010.json").read_text())
    found: dict[str, Any] = document["paths"][f"/2010-04-01/Accounts/{{AccountSid}}/{resource}.json"][method]
    return found


def fetched(scene: Stage, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(scene.client.request("GET", f"https://api.twilio.com{ACCOUNT}{path}").text)
    return found


def test_resources_have_the_published_properties_in_every_state(stage: Callable[..., Stage], app: ClientApp) -> None:
    person = {"address": ANNA, "call": {"answer": "human"}, "sms": {"delivery": "undelivered", "error_code": 30003}}
    scene = stage([person])
    app.documents["/twiml"] = twiml("<Say>Hello</Say>")
    shown = {"account": fetched(scene, ".json")}
    call, message = scene.call(ANNA, machine_detection="Enable"), scene.text(ANNA)
    shown["call, new"] = fetched(scene, f"/Calls/{call.sid}.json")
    shown["message, new"] = fetched(scene, f"/Messages/{message.sid}.json")
    scene.run()
    shown["call, ended"] = fetched(scene, f"/Calls/{call.sid}.json")
    shown["message, ended"] = fetched(scene, f"/Messages/{message.sid}.json")
    shown["incoming_phone_number"] = fetched(scene, "/IncomingPhoneNumbers.json")["incoming_phone_numbers"][0]
    for title, data in shown.items():
        resource = title.split(",")[0]
        name = "api.v2010.account" if resource == "account" else f"api.v2010.account.{resource}"
        assert not list(faults(data, name)), title
    assert shown["call, ended"]["answered_by"] == "human"
    assert shown["message, ended"]["error_code"] == 30003


def test_lists_have_the_published_envelope(stage: Callable[..., Stage]) -> None:
    scene = stage()
    for _ in range(2):
        scene.text(ANNA)
        scene.call(ANNA)
    for resource in ("Calls", "Messages", "IncomingPhoneNumbers"):
        page = fetched(scene, f"/{resource}.json?PageSize=1&To=%2B12125550123")
        response = operation(resource, "get")["responses"]["200"]
        assert set(page) == set(response["content"]["application/json"]["schema"]["properties"])
        if resource != "IncomingPhoneNumbers":
            second = f"{ACCOUNT}/{resource}.json?To=%2B12125550123&PageSize=1&Page=1&PageToken=PA"
            assert page["next_page_uri"].startswith(second)
            following = json.loads(scene.client.request("GET", f"https://api.twilio.com{page['next_page_uri']}").text)
            assert (following["page"], following["start"], following["next_page_uri"]) == (1, 1, None)


def test_every_published_parameter_is_known(stage: Callable[..., Stage]) -> None:
    scene = stage()
    for resource in ("Calls", "Messages"):
        body = operation(resource, "post")["requestBody"]["content"]["application/x-www-form-urlencoded"]
        form = dict.fromkeys(body["schema"]["properties"], "") | {"To": ANNA, "From": OURS}
        scene.client.request("POST", f"https://api.twilio.com{ACCOUNT}/{resource}.json", data=form)
    assert len(scene.journal("not_modelled")) > 20
    assert not scene.journal("contract_violation")


def test_a_lookup_has_the_published_properties(stage: Callable[..., Stage]) -> None:
    document = json.loads((SCHEMAS / "twilio_lookups_v2.json").read_text())
    operation = document["paths"]["/v2/PhoneNumbers/{PhoneNumber}"]["get"]["responses"]["200"]
    example = operation["content"]["application/json"]["examples"]["fetchLineTypeIntelligence"]["value"]
    url = f"https://lookups.twilio.com/v2/PhoneNumbers/{ANNA}?Fields=line_type_intelligence"
    shown = json.loads(stage().client.request("GET", url).text)
    assert set(shown) == set(example)
    assert set(shown["line_type_intelligence"]) == set(example["line_type_intelligence"])
