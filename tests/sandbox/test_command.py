from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.sandbox.stage import ACCOUNT_SID, AUTH_TOKEN, ClientApp, Document, Stage, twiml


def test_it_says_where_it_listens_and_stops_cleanly_with_its_ledger_written(stage: Callable[..., Stage]) -> None:
    scene = stage(rate=1.0)
    ready = json.loads((scene.folder / "ready").read_text())
    assert ready == {"port": int(scene.origin.rsplit(":", 1)[1]), "pid": scene.process.pid}
    assert scene.admin("health")["status"] == "ok"
    message = scene.text("+12125550123")
    assert scene.stop() == 0
    kinds = [json.loads(line)["kind"] for line in (scene.folder / "ledger").read_text().splitlines()]
    assert kinds == ["sandbox.started", "message.created", "request"]
    assert message.sid in (scene.folder / "ledger").read_text()


def test_it_stops_in_the_middle_of_calls(stage: Callable[..., Stage], app: ClientApp) -> None:
    scene = stage([{"address": "+12125550123", "call": {"answer": "human", "ring_seconds": 1}}])
    app.documents["/twiml"] = twiml("<Pause length='36000'/>")
    app.documents["/slow"] = Document("", 204, delay=5)
    scene.call("+12125550123", status_callback=f"{app.origin}/slow")
    scene.wait_for(lambda: app.on("/slow"))
    assert scene.stop() == 0


def test_a_population_it_cannot_read_stops_it_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "people").write_text('{"address": "+12125550123", "sms": {"mood": "bad"}}\n')
    command = [sys.executable, "-m", "outreach.sandbox", "--population", tmp_path / "people"]
    command += ["--ledger", tmp_path / "ledger", "--account-sid", ACCOUNT_SID, "--auth-token", AUTH_TOKEN]
    folder = Path(__file__).parents[2]
    outcome = subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, text=True, check=False)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith("sandbox: line 1")
    assert "no field mood" in outcome.stderr
    assert "Traceback" not in outcome.stderr
