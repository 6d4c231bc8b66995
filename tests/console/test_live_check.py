"""`outreach doctor --live` against the sandbox: asks first, calls and texts once, and believes only what was heard."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from outreach.settings import Settings
from tests.sandbox.stage import ACCOUNT_SID, AUTH_TOKEN, ClientApp, Stage, open_stage
from tests.support.accounts import PUBLIC, Agency, agency, settings_for
from tests.support.house import empty
from tests.web.served import served

MINE, OURS = "+12125550123", "+12125550100"
PEOPLE: list[dict[str, Any]] = [
    {"header": {"numbers": {OURS: {}}}},
    {"address": MINE, "call": {"answer": "human", "ring_seconds": 1}, "sms": {"delivery": "delivered"}},
]


@dataclass
class Keyboard:
    """The command in a process of its own, and somebody who types."""

    stage: Stage
    env: dict[str, str]

    def run(self, number: str, *, agrees: bool = True, hears: bool = True) -> tuple[int, str]:
        """Exit code and everything printed."""
        command = [sys.executable, "-c", RUN, number]
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, env=self.env, text=True
        ) as it:
            assert it.stdin is not None
            assert it.stdout is not None
            told = self._until(it, "[y/N]:")
            if "[y/N]" in told:
                it.stdin.write("y\n" if agrees else "n\n")
                it.stdin.flush()
                told += self._until(it, "said none)")
                if "said none)" in told:
                    it.stdin.write(f"{self._code() if hears else ''}\n")
                    it.stdin.flush()
            told += it.stdout.read()
        return it.returncode, told

    def _until(self, it: subprocess.Popen[str], words: str) -> str:
        told = ""
        while not told.endswith(words):
            letter = it.stdout.read(1) if it.stdout else ""
            if not letter:
                break
            told += letter
        return told

    def _code(self) -> str:
        said = self.stage.journal("call.said")[-1]["words"]
        digits = re.search(r"(\d), (\d), (\d), (\d)", said)
        assert digits is not None, said
        return "".join(digits.groups())


RUN = """
import typer
from console.cli import live_check
from console.cli.context import plain
app = typer.Typer()
app.command()(plain(live_check.check))
app()
"""


@pytest.fixture
def keyboard(shared_database_url: str, tmp_path: Path) -> Iterator[tuple[Keyboard, Agency]]:
    settings = settings_for(shared_database_url)
    with agency(settings) as office, served(settings) as client:
        app = ClientApp()
        app.origin = str(client.base_url)
        stage = open_stage(tmp_path, app, "--speed", "60", "--route", f"{PUBLIC}={client.base_url}".rstrip("/"))
        stage.set(app, PEOPLE, {})
        yield Keyboard(stage, _environment(settings, stage)), office
        empty(office.store.engine)
        stage.stop()


def _environment(settings: Settings, stage: Stage) -> dict[str, str]:
    given = {
        "OUTREACH_DATABASE_URL": settings.database_url,
        "OUTREACH_REDIS_URL": "redis://127.0.0.1:1/0",
        "OUTREACH_PUBLIC_BASE_URL": PUBLIC,
        "OUTREACH_CARRIER_BASE_URL": stage.origin,
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "OUTREACH_ENCRYPTION_KEYS": settings.encryption_keys.get_secret_value(),
        "OUTREACH_INDEX_KEY": settings.index_key.get_secret_value(),
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **given}


def test_one_call_and_one_text_are_made_and_the_code_proves_the_way_back(keyboard: tuple[Keyboard, Agency]) -> None:
    typist, _ = keyboard
    code, told = typist.run(MINE)
    assert code == 0, told
    assert ("call: ok" in told, "text: ok" in told) == (True, True)
    assert [line["to"] for line in typist.stage.journal("call.created")] == [MINE]
    assert [line["to"] for line in typist.stage.journal("message.created")] == [MINE]
    assert not typist.stage.admin("debugger")["entries"]


def test_nothing_leaves_without_a_yes(keyboard: tuple[Keyboard, Agency]) -> None:
    typist, _ = keyboard
    code, _ = typist.run(MINE, agrees=False)
    assert code != 0
    assert not typist.stage.journal("call.created")
    assert not typist.stage.journal("message.created")


def test_a_call_whose_words_were_not_heard_is_not_well(keyboard: tuple[Keyboard, Agency]) -> None:
    typist, _ = keyboard
    code, told = typist.run(MINE, hears=False)
    assert code == 1
    assert "did not come through" in told


def test_the_phone_of_somebody_on_file_is_refused(keyboard: tuple[Keyboard, Agency]) -> None:
    typist, office = keyboard
    pat = office.debtor(office.client(), line="mobile")
    code, told = typist.run(pat.number)
    assert code == 2
    assert "on file" in told
    assert pat.number not in told
    assert not typist.stage.journal("call.created")


def test_the_words_of_the_test_call_are_only_spoken_to_the_carrier(shared_database_url: str) -> None:
    with served(settings_for(shared_database_url)) as client:
        assert client.post("/doctor/call?code=1234").status_code == 403
        assert json.loads(client.post("/doctor/call?code=1234", headers={"X-Twilio-Signature": "x"}).text)["detail"]
