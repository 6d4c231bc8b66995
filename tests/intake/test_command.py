from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from console.cli import intake
from console.cli.context import open_store
from outreach.store import Store
from tests.intake.office import NORTHGATE, Office

APP = typer.Typer()
APP.command()(intake.import_)
GOOD = "Acct,Name,Phone,Balance,Notes\nA1,Pat Example,212-555-0101,100,hello\nA2,Sam Example,911,5,\n"


@pytest.fixture
def command(office: Office, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    secret = base64.b64encode(b"1" * 32).decode()
    monkeypatch.chdir(office.folder)
    for name, value in {
        "OUTREACH_DATABASE_URL": database_url,
        "OUTREACH_REDIS_URL": "redis://127.0.0.1:1/0",
        "OUTREACH_PUBLIC_BASE_URL": "https://outreach.example.com",
        "OUTREACH_ENCRYPTION_KEYS": f"k1:{secret}",
        "OUTREACH_INDEX_KEY": secret,
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "0",
        "COLUMNS": "200",
    }.items():
        monkeypatch.setenv(name, value)
    opened: list[Store] = []

    def open_one() -> Store:
        opened.append(open_store())
        return opened[-1]

    monkeypatch.setattr(intake, "open_store", open_one)
    yield CliRunner()
    for store in opened:
        store.engine.dispose()


def run(command: CliRunner, *arguments: str | Path, code: int = 0) -> str:
    result = command.invoke(APP, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output
    return result.output


def test_import_says_what_came_of_the_file_and_undo_takes_it_back(office: Office, command: CliRunner) -> None:
    path = office.file(GOOD)
    told = run(command, path, "--client", NORTHGATE, "--dry-run")
    assert "dry run: nothing was written" in told
    told = run(command, path, "--client", NORTHGATE)
    assert re.search(r"loaded\D+1\b", told)
    assert "row 3, Phone '999': is not a North American number" in told
    assert "columns not read: Notes" in told
    assert "placement.csv.rejects.csv" in told
    assert "911" not in told
    placement = re.findall(r"placement ([0-9a-f-]{36})", told)[0]
    assert "loaded before" in run(command, path, "--client", NORTHGATE)
    assert "Accounts removed: 1; people removed: 1" in run(command, "--undo", placement)
    assert office.balances() == {}


def test_import_takes_a_mapping_and_refuses_plainly(office: Office, command: CliRunner) -> None:
    path = office.file("Konto,Wer,Offen\nA1,Pat Example,5\n")
    mapping = office.file('account_ref = "Konto"\nname = "Wer"\nbalance = "Offen"\n', "mapping.toml")
    assert "MappingError" in run(command, path, "--client", NORTHGATE, code=2)
    run(command, path, "--client", NORTHGATE, "--map", mapping)
    assert office.balances() == {"A1": 500}
    assert "NotFound" in run(command, path, "--client", "Nobody", "--map", mapping, code=2)
    assert "give a FILE" in run(command, path, code=2)
