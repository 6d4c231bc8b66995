from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sandbox.stage import ACCOUNT_SID, AUTH_TOKEN, ClientApp, Document, Stage, twiml


def test_it_says_where_it_listens_and_stops_cleanly_with_its_journal_written(process: Callable[..., Stage]) -> None:
    scene = process()
    ready = json.loads((scene.folder / "ready").read_text())
    assert ready == {"port": int(scene.origin.rsplit(":", 1)[1]), "pid": scene.process.pid}
    assert scene.admin("health")["status"] == "ok"
    message = scene.text("+12125550123")
    assert scene.stop() == 0
    kinds = [json.loads(line)["kind"] for line in (scene.folder / "journal").read_text().splitlines()]
    assert kinds == ["sandbox.started", "message.created", "request"]
    assert message.sid in (scene.folder / "journal").read_text()


def test_it_stops_in_the_middle_of_calls(process: Callable[..., Stage], app: ClientApp) -> None:
    scene = process("--speed", "600")
    scene.set(app, [{"address": "+12125550123", "call": {"answer": "human", "ring_seconds": 1}}], {})
    app.documents["/twiml"] = twiml("<Pause length='36000'/>")
    app.documents["/slow"] = Document("", 204, delay=5)
    scene.call("+12125550123", status_callback=f"{app.origin}/slow")
    scene.wait_for(lambda: app.on("/slow"))
    assert scene.stop() == 0


def test_a_population_it_cannot_read_stops_it_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "people").write_text('{"address": "+12125550123", "sms": {"mood": "bad"}}\n')
    command = [sys.executable, "-m", "outreach.sandbox", "--population", str(tmp_path / "people")]
    command += ["--journal", str(tmp_path / "journal"), "--account-sid", ACCOUNT_SID, "--auth-token", AUTH_TOKEN]
    folder = Path(__file__).parents[2]
    outcome = subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("sandbox: line 1")
    assert "no field mood" in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_chaos_can_be_there_from_the_start(process: Callable[..., Stage], tmp_path: Path) -> None:
    (tmp_path / "chaos").write_text('{"error_before": {"next": 1}}')
    scene = process("--chaos", str(tmp_path / "chaos"))
    assert scene.email({}).status_code == 503


def test_a_reset_forgets_everything_and_reads_the_files_again(stage: Callable[..., Stage], app: ClientApp) -> None:
    stage().text("+12125550123")
    scene = stage([{"address": "+12125550123", "sms": {"delivery": "failed", "error_code": 30005}}])
    assert scene.client.messages.list() == []
    message = scene.text("+12125550123")
    scene.run()
    assert scene.client.messages(message.sid).fetch().error_code == 30005
    assert len(app.on("/sms-status")) == 1


def test_a_reset_refuses_what_it_cannot_change_and_then_changes_nothing(stage: Callable[..., Stage]) -> None:
    scene = stage()
    message = scene.text("+12125550123")
    with pytest.raises(urllib.error.HTTPError) as refused:
        scene.admin("reset", {"port": 1})
    refused.value.close()
    assert refused.value.code == 400
    assert scene.client.messages(message.sid).fetch().status == "queued"
