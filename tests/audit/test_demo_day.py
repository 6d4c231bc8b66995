"""The demonstration, run as anybody runs it, and recounted by the auditor."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from console.demo.cast import PARTS
from console.running.embedded_postgres import EmbeddedPostgres
from tests.audit import placement
from tests.audit.auditor import breaches, made_voices_call_mobiles_by_consent_only, nobody_is_contacted_at_night
from tests.audit.day import Day, House, instant, read_lines
from tests.sandbox.wire.contract import faults
from tests.sandbox.wire.descriptions import FILES, needed
from tests.sandbox.wire.exchanges import Run, read_run
from tests.sandbox.wire.node import run_node

ROOT = Path(__file__).parents[2]
QUEUE = ROOT / "examples" / "placement.csv"
KEYS = [
    "accounts", "people", "attempts", "by_channel", "blocked_by_rule", "outcomes", "promises", "ledger_differences",
    "seconds", "log", "ledger",
]  # fmt: skip
EMAIL_ORDER = {"from", "to", "content", "tags", "headers", "replyTo"}
Report = dict[str, Any]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the day was lived."""
    return tmp_path_factory.mktemp("day") / "data"


@pytest.fixture(scope="module")
def report(data: Path) -> Report:
    """The last line of the demonstration."""
    done = outreach("demo", "--data", str(data), "--tap", str(data.with_name("tap")), seconds=540)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.fixture(scope="module")
def day(data: Path, report: Report) -> Day:
    """The day's papers, exported by the command line."""
    with settings_of(data) as env:
        for words, target in ((("log", "export", "--reveal"), "log.jsonl"), (("log", "chain"), "chain.jsonl")):
            done = outreach(*words, "--out", str(data / target), seconds=60, env=env)
            assert done.returncode == 0, done.stderr
    return Day(
        House({name: part.role for name, part in PARTS.items()}),
        read_lines(Path(report["ledger"])),
        read_lines(data / "log.jsonl"),
        read_lines(data / "chain.jsonl"),
        placement.read(QUEUE),
    )


@pytest.fixture(scope="module")
def wire(data: Path, report: Report) -> Run:
    """Everything that went over the wire that day."""
    return read_run(data.with_name("tap"), Path(report["ledger"]))


@contextmanager
def settings_of(data: Path) -> Iterator[dict[str, str]]:
    """The settings of the house that lived there, its database running again."""
    pairs = (line.partition("=")[::2] for line in (data / "house.env").read_text().splitlines())
    postgres = EmbeddedPostgres(data / "postgres")
    url = postgres.start()
    try:
        yield {key: value.strip("'") for key, value in pairs} | {"OUTREACH_DATABASE_URL": url}
    finally:
        postgres.stop()


def outreach(*words: str, seconds: float, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "console.cli", *words]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | (env or {}), capture_output=True, text=True, timeout=seconds, check=False
    )


def test_the_last_line_has_exactly_the_fields_it_promises(report: Report) -> None:
    assert list(report) == KEYS


def test_the_whole_queue_takes_part(report: Report) -> None:
    assert (report["accounts"], report["people"]) == (600, 450)


def test_hundreds_are_contacted_over_three_channels(report: Report) -> None:
    assert report["attempts"] >= 300
    assert set(report["by_channel"]) == {"call", "sms", "email"}
    assert sum(report["by_channel"].values()) == report["attempts"]


def test_promises_are_made_on_the_keypad_and_by_text(report: Report) -> None:
    assert report["promises"]["call"] >= 10
    assert report["promises"]["sms"] >= 10


def test_the_log_shows_why_the_third_party_may_not_text(report: Report, day: Day) -> None:
    assert report["blocked_by_rule"]["US-TWILIO-3P-SMS"] > 0
    blocked = [row for row in day.log if "US-TWILIO-3P-SMS" in (row["rules"] or [])]
    assert {row["client"] for row in blocked} == {"Northgate Recovery"}


def test_ledger_and_log_tell_the_same_story(report: Report, day: Day) -> None:
    assert report["ledger_differences"] == 0
    assert len(day.orders) == report["attempts"]


def test_it_ends_within_four_minutes(report: Report) -> None:
    assert report["seconds"] <= 240


def test_the_auditor_finds_nothing(day: Day) -> None:
    assert breaches(day) == []


@pytest.mark.parametrize("hours", [-6, 10])
def test_the_auditor_would_have_found_another_hour(day: Day, hours: int) -> None:
    moved = [line | {"at": (instant(line["at"]) + timedelta(hours=hours)).isoformat()} for line in day.ledger]
    wrong = Day(day.house, moved, day.log, day.chain, day.placement)
    assert len(list(nobody_is_contacted_at_night(wrong))) > 100


def test_the_auditor_would_have_found_a_missing_consent(day: Day) -> None:
    unasked = placement.read(QUEUE)
    for party in unasked.people:
        party.agreed["call"].clear()
    wrong = Day(day.house, day.ledger, day.log, day.chain, unasked)
    assert len(list(made_voices_call_mobiles_by_consent_only(wrong))) > 50


def test_the_sandbox_saw_nothing_that_twilio_would_not_understand(day: Day) -> None:
    assert [line for line in day.ledger if line["kind"] in ("contract_violation", "sandbox.error", "twiml.error")] == []


@needed
def test_every_exchange_of_the_day_is_as_twilio_describes_it(wire: Run) -> None:
    described = [one for one in wire.exchanges if one.product in FILES]
    assert sum(one.status < 300 for one in described) > 300
    assert all(one.status < 500 for one in described)
    assert [fault for one in described for fault in faults(one)] == []


def test_every_email_of_the_day_was_ordered_and_found_as_documented(wire: Run) -> None:
    asked = [one for one in wire.exchanges if one.product == "comms"]
    assert {one.method for one in asked} == {"GET", "POST"}
    for one in asked:
        assert one.status in {200, 202}
        assert set(json.loads(one.json or "{}")) <= EMAIL_ORDER


def test_every_webhook_of_the_day_was_answered_well(wire: Run) -> None:
    assert len(wire.hooks) > 300
    assert {hook.status // 100 for hook in wire.hooks} == {2}


def test_twilios_other_library_accepts_every_webhook_of_the_day(data: Path, wire: Run) -> None:
    token = json.loads((data / "keys.json").read_text())["TWILIO_AUTH_TOKEN"]
    judged = json.loads(run_node("signatures.js", str(wire.tap), token, "20"))
    assert judged["webhooks"] == judged["accepted"] == len(wire.hooks)
    assert {row["tried"] - row["refused"] for row in judged["tampered"].values()} == {0}


def test_the_log_can_be_read_as_a_table(data: Path, day: Day) -> None:
    with settings_of(data) as env:
        done = outreach("log", "export", "--format", "csv", seconds=60, env=env)
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == len(day.log)
