from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
import urllib.error
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from outreach.sandbox.chaos import Chaos, Mode
from outreach.sandbox.errors import ChaosError
from tests.sandbox.stage import ACCOUNT_SID, AUTH_TOKEN, OURS, ClientApp, Stage, twiml

ANNA = "+12125550123"
LETTER = {
    "from": {"address": "accounts@example.com"},
    "to": [{"address": "anna@example.net"}],
    "content": {"subject": "Your account", "html": "<p>Please call us.</p>"},
}
FORM = f"To=%2B12125550123&From=%2B12125550100&Body={'x' * 300}"
CREATE = (
    f"POST /2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json HTTP/1.1\r\nHost: api.twilio.com\r\n"
    f"Authorization: Basic {base64.b64encode(f'{ACCOUNT_SID}:{AUTH_TOKEN}'.encode()).decode()}\r\n"
    f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(FORM)}\r\n\r\n{FORM}"
).encode()
PERSON = {"address": ANNA, "call": {"answer": "human", "ring_seconds": 1}, "sms": {"delivery": "delivered"}}


def test_a_lost_response_leaves_the_client_waiting_though_the_phone_rings(stage: Callable[..., Stage]) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", {"lost_response": {"next": 1, "on": ["calls"]}})
    impatient = scene.client_with("0123456789abcdef" * 2, timeout=0.5)
    with pytest.raises(requests.exceptions.ReadTimeout):
        impatient.calls.create(to=ANNA, from_=OURS, url="https://collect.example.com/twiml")
    scene.advance(2)
    assert scene.journal("call.ringing")
    assert [call.to for call in scene.client.calls.list(to=ANNA)] == [ANNA]


def test_a_lost_response_is_a_dropped_connection_in_the_end(stage: Callable[..., Stage]) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", {"lost_response": {"next": 1, "seconds": 0.2}})
    with pytest.raises(requests.exceptions.ConnectionError):
        scene.text(ANNA)
    assert len(scene.journal("message.created")) == 1


def test_a_create_can_be_refused_with_or_without_effect(stage: Callable[..., Stage]) -> None:
    scene = stage([PERSON])
    existing = 0
    for mode, status, code, created in (
        ("throttled", 429, 20429, 0),
        ("error_before", 503, 20500, 0),
        ("error_after", 500, 20500, 1),
    ):
        scene.admin("chaos", {mode: {"next": 1}})
        with pytest.raises(TwilioRestException) as refused:
            scene.text(ANNA)
        assert (refused.value.status, refused.value.code) == (status, code)
        existing += created
        assert len(scene.journal("message.created")) == existing
    assert scene.text(ANNA).status == "queued"


def test_a_throttled_client_is_told_when_to_come_back(stage: Callable[..., Stage]) -> None:
    scene = stage()
    scene.admin("chaos", {"throttled": {"next": 1, "seconds": 7}})
    response = scene.email({})
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")


def test_a_callback_can_come_before_the_response(process: Callable[..., Stage], app: ClientApp) -> None:
    scene = process("--speed", "20")
    scene.set(app, [PERSON], {})
    scene.admin("chaos", {"callback_first": {"next": 1}})
    message = scene.text(ANNA)
    assert [one.fields["MessageSid"] for one in app.on("/sms-status")] == [message.sid]


@pytest.mark.parametrize(
    ("rule", "statuses"),
    [
        ({"callback_lost": {"next": 1}}, ["delivered"]),
        ({"callback_doubled": {"next": 1}}, ["sent", "sent", "delivered"]),
        ({"callback_reordered": {"next": 1}}, ["delivered", "sent"]),
        ({"callback_delayed": {"next": 1, "seconds": 600}}, ["delivered", "sent"]),
    ],
)
def test_callbacks_can_be_lost_doubled_reordered_and_late(
    stage: Callable[..., Stage], app: ClientApp, rule: dict[str, Any], statuses: list[str]
) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", rule)
    scene.text(ANNA)
    scene.run()
    callbacks = app.on("/sms-status")
    assert [one.fields["MessageStatus"] for one in callbacks] == statuses
    tokens = {one.headers["i-twilio-idempotency-token"] for one in callbacks}
    assert len(tokens) == len(set(statuses))


def test_a_held_callback_is_not_lost_when_nothing_follows(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", {"callback_reordered": {"next": 2}})
    scene.text(ANNA)
    scene.run()
    assert sorted(one.fields["MessageStatus"] for one in app.on("/sms-status")) == ["delivered", "sent"]


def test_machine_detection_can_be_wrong(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([PERSON])
    app.documents["/twiml"] = twiml("<Hangup/>")
    scene.admin("chaos", {"wrong_detection": {"next": 1}})
    scene.call(ANNA, machine_detection="Enable")
    scene.run()
    assert app.on("/twiml")[0].fields["AnsweredBy"] == "machine_start"


def test_a_slow_answer_comes_byte_by_byte_so_that_no_read_times_out(stage: Callable[..., Stage]) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", {"slow_socket": {"next": 1, "seconds": 1.0}})
    pieces: list[bytes] = []
    with socket.create_connection(("127.0.0.1", int(scene.origin.rsplit(":", 1)[1])), timeout=0.5) as line:
        line.sendall(CREATE)
        while (piece := line.recv(4096)) and not b"".join([*pieces, piece]).endswith(b"}"):
            pieces.append(piece)
    assert pieces[0].startswith(b"HTTP/1.1 201")
    assert len(pieces) > 20
    assert len(scene.journal("message.created")) == 1


def test_callbacks_can_be_wrong_about_the_time(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([PERSON])
    app.documents["/twiml"] = twiml("<Hangup/>")
    for skew in (0.0, -90.0, 90.0):
        scene.admin("chaos", {"clock_skew": {"rate": 1 if skew else 0, "seconds": skew}})
        call, message = scene.call(ANNA), scene.text(ANNA)
        scene.run()
        told = [one.fields for one in app.webhooks]
        ended = parsedate_to_datetime(next(one["Timestamp"] for one in told if one.get("CallSid") == call.sid
                                           and one["CallStatus"] == "completed")).timestamp()  # fmt: skip
        journal = {line["sid"]: line for line in scene.journal() if line["kind"] in {"call.ended", "message.delivered"}}
        truth = [datetime.fromisoformat(journal[sid]["at"]).timestamp() for sid in (call.sid, message.sid)]
        assert ended == int(truth[0] + skew)
        done = next(
            one["RawDlrDoneDate"] for one in told if one.get("MessageSid") == message.sid and "RawDlrDoneDate" in one
        )
        minute = datetime.strptime(done, "%y%m%d%H%M").replace(tzinfo=UTC).timestamp()
        assert minute == (truth[1] + skew - 30) // 60 * 60  # the handset had it half a minute earlier


def test_chaos_comes_and_goes_by_its_script(process: Callable[..., Stage], tmp_path: Path, app: ClientApp) -> None:
    script = [{"after": 600, "rules": {"error_before": {"rate": 1}}}, {"after": 1200, "rules": {"clear": True}}]
    (tmp_path / "chaos").write_text(json.dumps({"throttled": {"next": 1}, "script": script}))
    scene = process("--chaos", str(tmp_path / "chaos"), "--speed", "manual")
    statuses = []
    for seconds in (0, 0, 599, 1, 599, 1):
        scene.advance(seconds)
        statuses.append(scene.email(LETTER).status_code)
    assert statuses == [429, 202, 202, 503, 503, 202]


def test_chaos_can_be_a_flag(process: Callable[..., Stage]) -> None:
    scene = process("--misbehave", "error_after", "--misbehave", "callback_lost=0.25")
    rules = scene.admin("chaos")
    assert (rules["error_after"]["rate"], rules["callback_lost"]["rate"]) == (1.0, 0.25)
    assert scene.email(LETTER).status_code == 500
    assert len(scene.journal("email.created")) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--misbehave", "gremlins"], "no chaos mode 'gremlins'"),
        (["--misbehave", "throttled=often"], "a flag is MODE or MODE=RATE"),
        (["--chaos", "{folder}/chaos"], "is not a JSON object of chaos rules"),
    ],
)
def test_chaos_that_cannot_be_read_stops_the_sandbox_with_a_sentence(
    tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    (tmp_path / "chaos").write_text('{"script": [{"after": 5}]}')
    command = [sys.executable, "-m", "outreach.sandbox", "--journal", str(tmp_path / "journal"), "--account-sid", "AC"]
    command += ["--auth-token", "x", *(one.format(folder=tmp_path) for one in arguments)]
    folder = Path(__file__).parents[2]
    outcome = subprocess.run(
        command, cwd=folder, env=os.environ, capture_output=True, text=True, check=False, timeout=60
    )
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("sandbox: ")
    assert sentence in outcome.stderr


def test_a_burst_strikes_so_many_times_in_a_row() -> None:
    chaos = Chaos(3)
    chaos.set({"throttled": {"rate": 0.05, "burst": 4}})
    struck = "".join("x" if chaos.strikes([Mode.THROTTLED], "calls") else "." for _ in range(2000))
    bursts = [len(run) for run in struck.split(".") if run]
    assert len(bursts) > 40
    assert {length % 4 for length in bursts} == {0}  # two bursts may follow one another


def test_a_mode_without_acceptance_wins_over_one_with(stage: Callable[..., Stage]) -> None:
    scene = stage([PERSON])
    scene.admin("chaos", {"error_after": {"next": 1}, "error_before": {"next": 1}})
    assert [scene.email(LETTER).status_code for _ in range(3)] == [503, 500, 202]


def test_an_unknown_rule_is_refused_and_nothing_changes(stage: Callable[..., Stage]) -> None:
    scene = stage()
    rules = scene.admin("chaos", {"callback_lost": {"rate": 0.5}})
    for wrong in ({"gremlins": {"next": 1}}, {"callback_lost": {"often": 1}}, {"callback_lost": {"on": ["faxes"]}}):
        with pytest.raises(urllib.error.HTTPError) as refused:
            scene.admin("chaos", wrong)
        refused.value.close()
        assert refused.value.code == 400
    assert scene.admin("chaos") == rules
    assert scene.admin("chaos", {"clear": True}) == {}


def test_the_same_seed_strikes_on_the_same_occasions() -> None:
    def occasions(seed: int) -> list[bool]:
        chaos = Chaos(seed)
        chaos.set({"callback_lost": {"rate": 0.3, "on": ["calls"]}})
        return [chaos.strikes([Mode.CALLBACK_LOST], "calls") is not None for _ in range(300)]

    assert occasions(1) == occasions(1) != occasions(2)
    assert 50 < sum(occasions(1)) < 130


def test_a_rule_strikes_only_where_it_is_meant_to() -> None:
    chaos = Chaos(0)
    chaos.set({"error_before": {"next": 1, "on": ["emails"]}})
    assert chaos.strikes([Mode.ERROR_BEFORE], "calls") is None
    assert chaos.strikes([Mode.ERROR_BEFORE], "emails") is not None
    with pytest.raises(ChaosError, match="no chaos mode"):
        chaos.set({"nonsense": {}})
