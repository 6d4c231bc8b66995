"""How the API takes a request at all: who asks, what for, with which parameters, and what it says to the wrong ones."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.sandbox.stage import ACCOUNT_SID, OURS, Stage, outcome

OTHER_ACCOUNT = "/2010-04-01/Accounts/AC" + "f" * 32
GONE = "f" * 32
REFUSED: list[tuple[str, str, str, int, int]] = [
    # method, path, host, status, code
    ("GET", "{account}/Faxes.json", "api.twilio.com", 404, 20404),
    ("GET", "{account}/Calls", "api.twilio.com", 404, 20404),
    ("GET", OTHER_ACCOUNT + "/Calls.json", "api.twilio.com", 404, 20404),
    ("GET", "{account}/Calls.json", "lookups.twilio.com", 404, 20404),
    ("GET", "/v1/Services", "api.twilio.com", 404, 20404),
    ("GET", "/v2/PhoneNumbers/12125550123", "lookups.twilio.com", 404, 20404),
    ("GET", "/v1/Emails/comms_email_0" + "a" * 25, "comms.twilio.com", 404, 20404),
    ("GET", "/v1/Emails/Operations/comms_operation_0" + "a" * 25, "comms.twilio.com", 404, 20404),
    ("PUT", "{account}/Calls.json", "api.twilio.com", 405, 20004),
    ("DELETE", "{account}/Calls.json", "api.twilio.com", 405, 20004),
    ("POST", "{account}/Recordings.json", "api.twilio.com", 405, 20004),
    ("DELETE", "{account}.json", "api.twilio.com", 405, 20004),
    ("PUT", "/v1/Services", "messaging.twilio.com", 405, 20004),
    ("POST", "/v2/PhoneNumbers/+12125550123", "lookups.twilio.com", 405, 20004),
    ("GET", "{account}/Calls.json?PageSize=many", "api.twilio.com", 400, 20001),
    ("GET", "{account}/Calls.json?Page=-1", "api.twilio.com", 400, 20001),
    ("GET", "{account}/Calls.json?PageToken=PACA" + GONE, "api.twilio.com", 400, 20001),
    ("GET", "{account}/Calls.json?StartTime=yesterday", "api.twilio.com", 400, 20001),
    ("POST", "/v1/Emails", "comms.twilio.com", 400, 20001),
    *[("GET", f"{{account}}/{kind}/{prefix}{GONE}.json", "api.twilio.com", 404, 20404)
      for kind, prefix in (("Calls", "CA"), ("Messages", "SM"), ("Conferences", "CF"), ("Queues", "QU"),
                           ("Recordings", "RE"), ("IncomingPhoneNumbers", "PN"))],
    *[("GET", f"{{account}}/{path}.json", "api.twilio.com", 404, 20404)
      for path in (f"Calls/CA{GONE}/Recordings", f"Messages/SM{GONE}/Media", f"Conferences/CF{GONE}/Participants",
                   f"Conferences/CF{GONE}/Recordings", f"Queues/QU{GONE}/Members")],
    *[(method, f"/v1/Services/MG{GONE}", "messaging.twilio.com", 404, 20404) for method in ("GET", "POST", "DELETE")],
    ("GET", f"/v1/Services/MG{GONE}/PhoneNumbers/PN{GONE}", "messaging.twilio.com", 404, 20404),
]  # fmt: skip
STRANGE = [
    ("GET", "{account}/Calls.json?Sort=asc", "", "Sort"),
    ("GET", "{account}/Messages.json?Status=sent", "", "Status"),
    ("GET", "{account}/Queues.json?FriendlyName=x", "", "FriendlyName"),
    ("POST", "{account}/Queues.json", "FriendlyName=support&Colour=red", "Colour"),
    (
        "POST",
        "{account}/Messages.json",
        "To=%2B12125550123&From=%2B12125550100&Body=x&StatusCalback=x",
        "StatusCalback",
    ),
    ("POST", "{account}/IncomingPhoneNumbers.json", "PhoneNumber=%2B12125550150&Name=x", "Name"),
]


@pytest.mark.parametrize(("method", "path", "host", "status", "code"), REFUSED)
def test_what_cannot_be_answered_is_refused_by_twilios_number(
    stage: Callable[..., Stage], method: str, path: str, host: str, status: int, code: int
) -> None:
    form = "x" if method == "POST" else ""
    got, body, headers = stage().ask(method, path, form, host=host)
    assert (got, body.get("code"), body.get("status")) == (status, code, status)
    assert set(body) == {"code", "message", "more_info", "status"}
    assert body["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
    assert headers["Content-Type"].startswith("application/json")
    if status == 404:
        asked = path.format(account=f"/2010-04-01/Accounts/{ACCOUNT_SID}")
        assert body["message"] == f"The requested resource {asked} was not found"


@pytest.mark.parametrize("token", ["wrong", ""])
def test_who_does_not_know_the_token_is_told_so_whatever_she_asks_for(stage: Callable[..., Stage], token: str) -> None:
    scene = stage()
    for path in ("{account}/Calls.json", "/nowhere"):
        status, body, headers = scene.ask("GET", path, token=token)
        assert (status, body["code"], body["message"]) == (401, 20003, "Authenticate")
        assert headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'


@pytest.mark.parametrize(("method", "path", "form", "name"), STRANGE)
def test_a_parameter_twilio_does_not_know_is_written_down_and_changes_nothing(
    stage: Callable[..., Stage], method: str, path: str, form: str, name: str
) -> None:
    scene = stage()
    assert scene.ask(method, path, form)[0] in {200, 201}
    assert [line["error"] for line in scene.journal("contract_violation")] == [f"unknown parameter {name}"]


def test_two_sources_of_twiml_are_a_contradiction(stage: Callable[..., Stage]) -> None:
    scene = stage()
    form = "To=%2B12125550123&From=%2B12125550100&Url=https%3A%2F%2Fexample.com&Twiml=%3CResponse%2F%3E&CallReason=x"
    assert scene.ask("POST", "{account}/Calls.json", form)[0] == 201
    errors = [line["error"] for line in scene.journal("contract_violation")]
    assert errors == ["Url and Twiml together; exactly one is meant"]
    assert [line["error"] for line in scene.journal("not_modelled")] == ["parameter CallReason has no effect here"]
    (noted,) = scene.admin("debugger")["entries"]
    assert (noted["code"], noted["level"]) == (32019, "warning")


def test_a_document_handed_over_has_at_most_4000_characters(stage: Callable[..., Stage]) -> None:
    calls = stage().client.calls
    document = f"<Response><Say>{'x' * 3968}</Say></Response>"
    assert len(document) == 4000
    assert outcome(lambda: calls.create(to="+12125550123", from_=OURS, twiml=document)) is None
    assert outcome(lambda: calls.create(to="+12125550123", from_=OURS, twiml=document + " ")) == (32018, 400)


def test_every_answer_says_how_many_requests_are_served_at_once(stage: Callable[..., Stage]) -> None:
    scene = stage()
    scene.admin("chaos", {"lost_response": {"next": 1, "seconds": 20}})
    form = "To=%2B12125550123&From=%2B12125550100&Body=x"
    waiting = threading.Thread(target=lambda: _ignore(scene, form), daemon=True)
    waiting.start()
    scene.wait_for(lambda: scene.journal("message.created"))
    status, _, headers = scene.ask("GET", "{account}/Messages.json")
    assert (status, headers["Twilio-Concurrent-Requests"]) == (200, "2")
    assert len(headers["Twilio-Request-Id"]) == 34
    assert headers["X-Home-Region"] == "us1"
    waiting.join(15)


def _ignore(scene: Stage, form: str) -> Any:
    """A create whose answer never comes."""
    with pytest.raises(OSError, match="timed out"):
        scene.ask("POST", "{account}/Messages.json", form, patience=2)
