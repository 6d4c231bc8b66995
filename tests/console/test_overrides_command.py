"""The commands of overrides, against a real store: what they print, what they change, how they refuse."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import Result

from outreach.clock import ClockGovernor
from outreach.contacts import override_list
from outreach.store import Store
from tests.support.command_line import invoke, office

NOON = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
WHY = "she asked to be called back today"
PLACEMENT = """account number,name,phone,email,zip,balance
A-1,Pat Example,(212) 555-0101,pat@example.com,10001,100.00
"""
Run = Callable[..., Result]


@pytest.fixture
def store(database_url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    ClockGovernor(tmp_path / "clock", NOON)  # time stands still
    with office(monkeypatch, database_url, OUTREACH_CLOCK_FILE=str(tmp_path / "clock")) as opened:
        yield opened


@pytest.fixture
def override(store: Store, tmp_path: Path) -> Run:
    """``outreach compliance override`` at an agency where two clients have an account A-1, and Harbor alone an A-2."""
    file = tmp_path / "placement.csv"
    for client, rows in (
        ("Harbor", PLACEMENT + "A-2,Sam Example,(312) 555-0102,sam@example.com,60601,9.00\n"),
        ("Bay", PLACEMENT),
    ):
        file.write_text(rows)
        invoke("client", "add", client, "--role", "third_party", "--callback", "(212) 555-0100")
        invoke("import", str(file), "--client", client)

    def run(*arguments: str, code: int = 0) -> Result:
        return invoke("compliance", "override", *arguments, code=code)

    return run


def asked(override: Run, *arguments: str, account: str = "A-2", until: str = "4h", rule: str = "US-F-7IN7") -> str:
    """The id that asking prints."""
    fixed = ("--rule", rule, "--until", until, "--reason", WHY, "--by", "ann")
    found = re.search(r"override (\S+) of", override("ask", account, *fixed, *arguments).output)
    assert found
    return found[1]


def listed(override: Run, *arguments: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in override("list", "--jsonl", *arguments).output.splitlines()]


def test_one_asks_another_approves_and_anybody_withdraws(override: Run) -> None:
    identity = asked(override)
    assert [(row["id"], row["state"]) for row in listed(override)] == [(identity, "asked")]
    assert "somebody else must approve it" in override("approve", identity, "--by", "Ann", code=2).output
    assert f"override {identity} is approved" in override("approve", identity, "--by", "bea").output
    assert "it is approved" in override("approve", identity, "--by", "cyd", code=2).output
    assert "its rule holds again" in override("withdraw", identity, "--by", "cyd").output
    assert listed(override) == []
    (row,) = listed(override, "--all")
    assert (row["state"], row["approved_by"], row["withdrawn_by"]) == ("withdrawn", "bea", "cyd")


def test_what_was_refused_is_not_approved(override: Run) -> None:
    identity = asked(override)
    assert "is refused" in override("refuse", identity, "--by", "bea").output
    assert "it is refused" in override("approve", identity, "--by", "bea", code=2).output


def test_who_does_it_is_the_user_of_the_machine_when_nobody_is_named(
    override: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "dee")
    override("ask", "A-2", "--rule", "POL-HOURS", "--until", "4h", "--reason", WHY)
    assert listed(override)[0]["asked_by"] == "dee"


@pytest.mark.parametrize(
    ("until", "span"),
    [
        ("4h", timedelta(hours=4)),
        ("90 minutes", timedelta(minutes=90)),
        ("7d", timedelta(days=7)),
        ("2026-12-01T21:00Z", timedelta(hours=4)),
        ("2026-12-01T16:00:00-05:00", timedelta(hours=4)),
    ],
)
def test_an_end_is_an_instant_or_a_span_from_the_beginning(override: Run, until: str, span: timedelta) -> None:
    asked(override, until=until)
    (row,) = listed(override)
    assert (row["from"], row["until"]) == (NOON.isoformat(), (NOON + span).isoformat())


def test_a_span_counts_from_the_beginning_that_is_named(override: Run) -> None:
    asked(override, "--from", "2026-12-02T17:00Z")
    (row,) = listed(override)
    assert (row["from"], row["until"]) == ("2026-12-02T17:00:00+00:00", "2026-12-02T21:00:00+00:00")


def test_an_override_is_for_one_account_unless_it_is_for_the_person(override: Run) -> None:
    asked(override)
    asked(override, "--person")
    assert {(row["client"], row["account"]) for row in listed(override)} == {("Harbor", "A-2"), (None, None)}


def test_an_account_number_of_several_clients_needs_the_client(override: Run) -> None:
    asked(override, "--client", "Bay", account="A-1")
    assert [(row["client"], row["account"]) for row in listed(override)] == [("Bay", "A-1")]


@pytest.mark.parametrize(
    ("account", "changes", "words"),
    [
        ("A-9", {}, "NotFound: no client has an account 'A-9'"),
        ("A-2", {"--client": "Bay"}, "NotFound: Bay has no account 'A-2'"),
        ("A-2", {"--client": "Nobody"}, "no client is called 'Nobody'"),
        ("A-1", {}, "SeveralAccounts: Bay, Harbor all have an account 'A-1'"),
        ("A-2", {"--rule": "US-F-9IN9"}, "UnknownRule: there is no rule 'US-F-9IN9'"),
        ("A-2", {"--rule": "US-F-CEASE"}, "NeverOverridden: US-F-CEASE may never be overridden, whoever signs"),
        ("A-2", {"--reason": "because"}, "NoReason: say why"),
        ("A-2", {"--until": "8d"}, "BadSpan: it would last too long"),
        ("A-2", {"--until": "2026-12-01T16:59Z"}, "BadSpan: it would end before it begins, or has ended"),
        ("A-2", {"--until": "tomorrow"}, "BadInstant: 'tomorrow' is no instant"),
        ("A-2", {"--until": "2026-12-01T21:00"}, "BadInstant: '2026-12-01T21:00' is no instant"),
        ("A-2", {"--until": "999999 weeks"}, "BadInstant"),
        ("A-2", {"--from": "2026-12-01T16:59Z"}, "BadSpan: it would begin in the past"),
    ],
)
def test_refusals_are_told_plainly_and_ask_for_nothing(
    override: Run, account: str, changes: dict[str, str], words: str
) -> None:
    options = {"--rule": "US-F-7IN7", "--until": "4h", "--reason": WHY} | changes
    told = override("ask", account, *(part for option in options.items() for part in option), code=2)
    assert words in " ".join(told.output.split())
    assert "Traceback" not in told.output
    assert listed(override, "--all") == []


def test_asking_twice_names_the_one_that_is_open(override: Run) -> None:
    identity = asked(override)
    told = override("ask", "A-2", "--rule", "US-F-7IN7", "--until", "2h", "--reason", WHY, "--by", "bea", code=2)
    assert f"AlreadyAsked: override {identity}" in " ".join(told.output.split())


def test_the_list_is_of_those_that_are_not_over_unless_told_otherwise(override: Run) -> None:
    rules = ("US-F-7IN7", "US-F-CONV7", "POL-HOURS", "POL-DAYCAP")
    waiting, active, refused, withdrawn = (asked(override, rule=rule) for rule in rules)
    for step, identity in (("approve", active), ("refuse", refused), ("withdraw", withdrawn)):
        override(step, identity, "--by", "bea")
    for arguments, wanted in (
        ((), {waiting, active}),
        (("--open",), {waiting}),
        (("--active",), {active}),
        (("--open", "--active"), {waiting, active}),
        (("--all",), {waiting, active, refused, withdrawn}),
    ):
        assert {row["id"] for row in listed(override, *arguments)} == wanted


def test_the_list_has_no_name_and_no_reason_unless_it_is_told_to_reveal_them(override: Run) -> None:
    asked(override)
    for form in ((), ("--csv",), ("--jsonl",)):
        masked, clear = override("list", *form).output, override("list", "--reveal", *form).output
        assert "Sam Example" not in masked
        assert WHY not in masked
        assert "Sam Example" in clear
        assert WHY in clear


def test_the_list_as_csv_has_a_column_for_every_field(override: Run) -> None:
    identity = asked(override)
    (row,) = csv.DictReader(io.StringIO(override("list", "--csv").output))
    assert tuple(row) == override_list.FIELDS
    assert (row["id"], row["until"], row["approved_by"]) == (identity, "2026-12-01T21:00:00+00:00", "")


def test_the_reason_stands_nowhere_in_the_database_in_clear(override: Run, store: Store) -> None:
    identity = asked(override)
    override("approve", identity, "--by", "bea")
    with store.sessions() as session:
        told = session.execute(text("SELECT o::text || l::text FROM overrides o, contact_log l")).scalars().all()
    assert told
    assert not any(WHY in row or WHY.encode().hex() in row for row in told)
