"""``outreach collector`` and ``outreach client transfers``: what they print, change and refuse."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from typer.testing import Result

from outreach.accounts.clients import Client
from outreach.ids import new_id
from outreach.store import Store
from outreach.transfers.collectors import Collector
from outreach.transfers.transfers import Transfer
from tests.support.command_line import invoke, office

EXAMPLE = Path(__file__).parents[2] / "examples" / "transfers.toml"
Run = Callable[..., Result]


@pytest.fixture
def store(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with office(monkeypatch, database_url) as opened:
        yield opened


@pytest.fixture
def run(store: Store) -> Run:
    return invoke


def ann(store: Store) -> Collector:
    with store.sessions() as session:
        return session.scalars(select(Collector)).one()


def test_a_collector_is_added_listed_and_signed_on_and_off(run: Run, store: Store) -> None:
    run("collector", "add", "Ann", "+1 (212) 555-0123", "--languages", "en,es", "--skills", "senior")
    listed = run("collector", "list").output
    assert "Ann" in listed
    assert "en, es" in listed
    assert "5550123" not in re.sub(r"\D", "", listed)
    assert "away" in listed
    link = run("collector", "sign-on", "Ann").output.strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:1/collectors/on/[\w-]{20,}", link)
    assert ann(store).state == "away"  # the link does that, at her hand
    run("collector", "sign-on", "Ann", "--hours", "4")
    assert ann(store).state == "available"
    run("collector", "sign-off", "Ann")
    assert (ann(store).state, ann(store).token_index) == ("away", None)


@pytest.mark.parametrize(("arguments", "told"), [
    (("add", "Ann", "555"), "telephone number"), (("add", "Ann", "+12125550123", "--languages", "fr"), "en or es"),
    (("sign-on", "Bea"), "no collector is called"), (("sign-off", "Bea"), "no collector is called"),
])  # fmt: skip
def test_what_cannot_be_is_refused_in_words(run: Run, store: Store, arguments: tuple[str, ...], told: str) -> None:
    assert told in run("collector", *arguments, code=2).output
    with store.sessions() as session:
        assert session.execute(text("SELECT count(*) FROM collectors")).scalar_one() == 0


def test_the_report_draws_callers_collectors_and_lines(run: Run, store: Store) -> None:
    run("client", "add", "Harbor", "--role", "first_party", "--callback", "(212) 555-0100")
    run("collector", "add", "Ann", "+12125550123")
    with store.sessions.begin() as session:
        client = session.scalars(select(Client.id)).one()
        now = store.clock.now()
        for wait, state in ((12, "ended"), (20, "ended"), (None, "abandoned"), (None, "unmet")):
            asked = now - timedelta(hours=1)
            found = asked + timedelta(seconds=wait) if wait else None
            session.add(
                Transfer(
                    id=new_id(asked), client_id=client, why="asked", language="en", skills=[], state=state,
                    offered_at=asked, asked_at=asked, connected_at=found, ended_at=now,
                )
            )  # fmt: skip
    drawn = run("collector", "report").output
    assert re.search(r"asked for one\W+4\b", drawn)
    assert re.search(r"spoke with one\W+2\b", drawn)
    assert "1 (25.0%)" in drawn
    assert "16 s, 19 s, 20 s" in drawn
    assert "Ann" in drawn
    assert re.search(r"asked for one\W+0\b", run("collector", "report", "--hours", "0.5").output)


def test_the_example_of_a_clients_rules_is_taken_and_shown(run: Run, tmp_path: Path) -> None:
    run("client", "add", "Harbor", "--role", "first_party", "--callback", "(212) 555-0100")
    assert "defaults" in run("client", "transfers", "show", "Harbor").output
    run("client", "transfers", "set", "Harbor", str(EXAMPLE))
    shown = run("client", "transfers", "show", "Harbor").output
    for words in ("5000.00", "straight to a person", "by senior", "says supervisor", "not understood 2 times"):
        assert words in shown
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[[escalation]]\nwhen = "balance"\nat_least = 5000\n')
    assert "escalation 1" in run("client", "transfers", "set", "Harbor", str(wrong), code=2).output
    assert "5000.00" in run("client", "transfers", "show", "Harbor").output
