"""The commands on a real database, as somebody at a terminal uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker
from typer.testing import CliRunner

from console.cli import campaigns
from outreach.clock import RealClock
from outreach.store import Store
from tests.campaigns.world import LANDLINE, VAULT, World, file, settings


@pytest.fixture
def run(engine: Engine, sessions: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> CliRunner:
    """Commands run in the test's folder and on the test's store."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    store = Store(settings(), RealClock(), VAULT, engine, sessions)
    monkeypatch.setattr(campaigns, "open_store", lambda: store)
    return CliRunner()


def said(run: CliRunner, *words: str, code: int = 0) -> str:
    result = run.invoke(campaigns.app, list(words))
    assert result.exit_code == code, result.output
    return result.output


def test_a_campaign_from_its_file_to_its_end(run: CliRunner, sessions: sessionmaker[Session], tmp_path: Path) -> None:
    with sessions.begin() as session:
        world = World(session)
        client = world.client(role="third_party")
        debt = world.debt(client, world.person(LANDLINE)).account_ref
        world.debt(client, None)
    (tmp_path / "autumn.toml").write_text(file())
    assert "draft autumn created" in said(run, "create", "autumn.toml", "--author", "ann")
    told = said(run, "preview", "autumn", "--csv", "lines.csv")
    assert "autumn: 1 in, 1 out" in told
    assert "no debtor on file" in told
    assert len((tmp_path / "lines.csv").read_text().splitlines()) == 3
    assert "somebody else must approve" in said(run, "approve", "autumn", "--by", "ann", code=2)
    said(run, "approve", "autumn", "--by", "bea")
    assert "running with 1 enrolled" in said(run, "start", "autumn")
    assert "step 1 of 2" in said(run, "explain", debt)
    said(run, "pause", "autumn", "--reason", "lunch")
    assert "paused" in said(run, "status")
    assert "paused" in said(run, "status", "autumn")
    said(run, "resume", "autumn")
    said(run, "cancel", "autumn")
    assert "it is cancelled (possible: nothing: it is over)" in said(run, "start", "autumn", code=2)


def test_a_mistake_in_a_file_is_told_with_its_place(run: CliRunner, tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(file().replace('"call"', '"fax"'))
    assert "1, channel: Input should be" in said(run, "create", "bad.toml", code=2)
