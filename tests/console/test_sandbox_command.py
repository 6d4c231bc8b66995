"""``outreach sandbox``: the stand-in alone, and the list of what it does not model."""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client
from typer.testing import CliRunner

from console.cli.main import app
from outreach.sandbox import rest
from outreach.sandbox.limits import CHOSEN, NOT_THERE
from outreach.sandbox.rest.parameters import Parameters
from outreach.sandbox.rest.routes import ROUTES
from outreach.sandbox.twiml.grammar import ELEMENTS, NOT_MODELLED, WITHOUT_EFFECT
from outreach.sandbox.verify import official
from tests.sandbox.stage import LocalHttpClient

DESCRIPTIONS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "twilio-openapi"
DESCRIBED = {"api": "twilio_api_v2010", "lookups": "twilio_lookups_v2", "messaging": "twilio_messaging_v1"}
METHODS = {"get", "post", "put", "patch", "delete"}
Running = tuple[subprocess.Popen[str], dict[str, str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    """Starts the command in an empty folder; gives the process and the settings it printed."""
    begun: list[subprocess.Popen[str]] = []

    def run(*options: str) -> Running:
        command = [sys.executable, "-m", "console.cli", "sandbox", *options]
        environment = os.environ | {"PYTHONPATH": f"{Path(__file__).parents[2]}:{os.environ.get('PYTHONPATH', '')}"}
        begun.append(subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True))
        return begun[-1], _settings(begun[-1])

    yield run
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()


def _settings(process: subprocess.Popen[str]) -> dict[str, str]:
    assert process.stdout is not None
    told = []
    for line in process.stdout:
        told.append(line)
        if line.startswith("Ctrl-C"):
            break
    text = "".join(told)
    address = re.search(r"phones ring at (\S+)", text)
    assert address is not None, text
    return dict(re.findall(r"export (\w+)=(\S+)", text)) | {"page": address[1]}


def test_it_starts_serves_its_page_and_the_api_and_stops(start: Callable[..., Running], tmp_path: Path) -> None:
    process, settings = start("--port", "0", "--speed", "manual", "--seed", "5", "--start", "2031-01-06T15:00:00Z")
    with urllib.request.urlopen(settings["page"]) as page:
        assert b"<title>Sandbox phones</title>" in page.read()
    assert settings["page"] == settings["OUTREACH_CARRIER_BASE_URL"] + "/"
    with urllib.request.urlopen(settings["page"] + "_sandbox/health") as health:
        assert json.load(health) == {"status": "ok", "now": "2031-01-06T15:00:00.000000Z", "rate": 0.0}
    client = _client(settings)
    assert client.calls.create(to="+12125550123", from_="+12125550100", twiml="<Response/>").status == "queued"
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 0
    kinds = [json.loads(line)["kind"] for line in (tmp_path / ".run/sandbox/journal.jsonl").read_text().splitlines()]
    assert kinds[:2] == ["sandbox.started", "call.created"]


def test_its_options_reach_the_sandbox(start: Callable[..., Running], tmp_path: Path) -> None:
    (tmp_path / "people").write_text('{"address": "+12125550123", "call": {"answer": "busy"}}\n')
    (tmp_path / "rules").write_text('{"error_before": {"next": 1, "on": ["messages"]}}')
    given = {"account-sid": "AC" + "1" * 32, "auth-token": "token", "population": "people", "chaos": "rules"}
    given |= {"journal": "deep/journal", "speed": "1000", "calls-per-second": "50", "port": "0"}
    options = [f"--{name}={value}" for name, value in given.items()]
    _, settings = start(*options, "--misbehave", "callback_lost=0.5", "--misbehave", "throttled=0")
    assert (settings["TWILIO_ACCOUNT_SID"], settings["TWILIO_AUTH_TOKEN"]) == ("AC" + "1" * 32, "token")
    with urllib.request.urlopen(settings["page"] + "_sandbox/chaos") as answer:
        rules = json.load(answer)
    assert rules["callback_lost"]["rate"] == 0.5
    client = _client(settings)
    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to="+12125550123", from_="+12125550100", body="hello")
    assert refused.value.status == 503
    assert (tmp_path / "deep" / "journal").exists()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--speed", "fast"], "a positive number or manual, not 'fast'"),
        (["--route", "nowhere"], "a public origin and where it is served"),
        (["--misbehave", "sulking"], "no chaos mode 'sulking'"),
        (["--start", "tomorrow", "--speed", "manual"], "'tomorrow' is no instant"),
        (["--population", "/nowhere"], "No such file"),
        (["--calls-per-second", "0"], "greater than or equal to 0.01"),
    ],
)
def test_what_it_cannot_use_is_named(tmp_path: Path, options: Sequence[str], complaint: str) -> None:
    arguments = ["sandbox", "--port", "0", "--journal", str(tmp_path / "journal"), *options]
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert result.exit_code == 2
    assert complaint in result.output
    assert "Traceback" not in result.output


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        result = CliRunner().invoke(app, ["sandbox", "--port", port, "--journal", str(tmp_path / "journal")])
    assert result.exit_code == 2
    assert "address already in use" in result.output


@pytest.fixture(scope="module")
def limits() -> list[dict[str, Any]]:
    result = CliRunner().invoke(app, ["sandbox", "verify", "--format", "json"])
    assert result.exit_code == 0
    found: list[dict[str, Any]] = json.loads(result.output)
    return found


def test_every_parameter_that_is_ignored_is_listed(limits: list[dict[str, Any]]) -> None:
    listed = {limit["name"] for limit in limits if limit["kind"] == "parameter without effect"}
    modules = [
        importlib.import_module(f"{rest.__name__}.{found.name}") for found in pkgutil.iter_modules(rest.__path__)
    ]
    tables = [table for module in modules for table in vars(module).values() if isinstance(table, Parameters)]
    ignored = set().union(*(table.ignored for table in tables))
    assert len(ignored) > 50
    assert listed == ignored
    places = {limit["where"] for limit in limits if limit["name"] == "CallReason"}
    account = "/2010-04-01/Accounts/{AccountSid}"
    assert places == {f"POST {account}/Calls.json", f"POST {account}/Conferences/{{ConferenceSid}}/Participants.json"}


def test_every_attribute_and_element_that_is_not_performed_is_listed(limits: list[dict[str, Any]]) -> None:
    attributes = {(one["where"], one["name"]) for one in limits if one["kind"] == "attribute without effect"}
    assert attributes == {(element, name) for element, rules in ELEMENTS.items() for name in rules.ignored}
    assert ("Gather", "hints") in attributes
    elements = {(one["where"], one["name"]) for one in limits if one["kind"] == "element not performed"}
    assert elements == {(f"inside {parent}", name) for parent, names in NOT_MODELLED.items() for name in names}
    silent = {(one["where"], one["name"]) for one in limits if one["kind"] == "element without effect"}
    assert silent == {(f"inside {parent}", name) for parent, names in WITHOUT_EFFECT.items() for name in names}


def test_every_resource_of_twilios_lists_is_served_or_listed(limits: list[dict[str, Any]]) -> None:
    unserved = {
        (one["where"], method)
        for one in limits
        if one["kind"] == "resource not served"
        for method in one["name"].split()
    }
    listed = {(f"{one.product}.twilio.com{one.path}", method) for one in official() for method in one.methods}
    assert unserved < listed
    assert ("api.twilio.com/2010-04-01/Accounts/{AccountSid}/Balance.json", "GET") in unserved
    assert ("api.twilio.com/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json", "DELETE") not in unserved
    plain = 2  # the sound of a recording and the picture of a text, which the descriptions do not list
    assert len(listed - unserved) == len(ROUTES) - plain


@pytest.mark.skipif(not DESCRIPTIONS.is_dir(), reason=f"Twilio's OpenAPI descriptions are not at {DESCRIPTIONS}")
@pytest.mark.parametrize("product", DESCRIBED)
def test_the_list_of_resources_is_twilios(product: str) -> None:
    paths = json.loads((DESCRIPTIONS / f"{DESCRIBED[product]}.json").read_text())["paths"]
    described = {(path, method.upper()) for path, methods in paths.items() for method in METHODS & set(methods)}
    assert {(one.path, method) for one in official() if one.product == product for method in one.methods} == described


def test_every_sentence_is_printed_and_is_one(limits: list[dict[str, Any]]) -> None:
    for kind, written in (("not there", NOT_THERE), ("not known of Twilio", CHOSEN)):
        printed = [(one["where"], one["meaning"]) for one in limits if one["kind"] == kind]
        assert printed == [(where, sentence) for where, sentences in written.items() for sentence in sentences]
        assert all(len(sentence.split()) > 3 and sentence.endswith(".") for _, sentence in printed)


def test_the_table_names_everything_too(limits: list[dict[str, Any]]) -> None:
    result = CliRunner().invoke(app, ["sandbox", "verify"], env={"COLUMNS": "400"})
    assert result.exit_code == 0
    assert f"{len(limits)} limits." in result.output
    text = result.output
    assert not [one for one in limits if one["name"] not in text or one["where"] not in text]
    assert not [one for one in limits if not one["name"] and one["meaning"] not in text]


def _client(settings: dict[str, str]) -> Any:
    http = LocalHttpClient(settings["OUTREACH_CARRIER_BASE_URL"], 10.0)
    return Client(settings["TWILIO_ACCOUNT_SID"], settings["TWILIO_AUTH_TOKEN"], http_client=http)
