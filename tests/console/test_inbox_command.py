"""``outreach inbox``: masked unless asked, exported as a file's text, answered, closed, and refused with a sentence."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from typer.testing import CliRunner, Result

from console.cli.main import app
from outreach.accounts.standing import OptOut
from outreach.clock import ClockGovernor
from outreach.contacts import inbox
from outreach.contacts.attention import Attention
from outreach.settings import Settings
from tests.support.accounts import NOON, Agency, agency, settings_for
from tests.support.house import empty
from tests.support.texting import Phone, phone

WORDS = "the thing with the dog"
Run = Callable[..., Result]


@pytest.fixture
def office(shared_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Agency]:
    """An agency whose settings the command reads from its environment; time stands still."""
    ClockGovernor(tmp_path / "clock", NOON)
    settings = settings_for(shared_database_url)
    for name, value in _environment(settings, tmp_path / "clock").items():
        monkeypatch.setenv(name, value)
    with agency(settings) as opened:
        yield opened
        empty(opened.store.engine)


@pytest.fixture
def doubtful(office: Agency) -> Phone:
    """Somebody of a client of ours has written what nobody could read."""
    client = office.client("Harbor")
    one = phone(office, office.debtor(client, line="mobile"), client)
    office.clock.at = NOON
    one.writes(WORDS)
    return one


@pytest.fixture
def run() -> Run:
    return lambda *words: CliRunner().invoke(app, ["inbox", *words], env={"COLUMNS": "250"})


def item(office: Agency) -> UUID:
    (row,) = office.rows(Attention, closed_at=None)
    return row.id


def test_the_list_is_masked_unless_it_is_to_reveal(doubtful: Phone, run: Run) -> None:
    masked, clear = run("list", "--jsonl"), run("list", "--jsonl", "--reveal")
    assert json.loads(masked.stdout)["words"] == "••• (22 characters)"
    for private in (WORDS, "Pat Example", "+14045550102"):
        assert private not in masked.stdout
        assert private in clear.stdout


def test_a_file_has_every_field(doubtful: Phone, run: Run) -> None:
    (row,) = csv.DictReader(io.StringIO(run("list", "--csv").stdout))
    assert tuple(row) == inbox.FIELDS
    assert (row["client"], row["reading"], row["kind"]) == ("Harbor", "unclear", "reply")


def test_filters_and_what_is_closed(office: Agency, doubtful: Phone, run: Run) -> None:
    assert run("list", "--kind", "decision", "--jsonl").stdout == ""
    assert run("list", "--state", "closed", "--jsonl").stdout == ""
    closed = run("close", str(item(office)), "--note", "called her", "--by", "ann")
    assert closed.stdout.startswith("closed; 0 accounts go on")
    (row,) = [json.loads(line) for line in run("list", "--state", "closed", "--jsonl").stdout.splitlines()]
    assert (row["closed_by"], row["note"]) == ("ann", "called her")


def test_one_item_is_shown(office: Agency, doubtful: Phone, run: Run) -> None:
    shown = run("show", str(item(office)), "--reveal")
    assert re.search(rf"words +{WORDS}", shown.stdout)
    assert re.search(r"reading +unclear", shown.stdout)


def test_a_text_is_answered_as_what_it_means(office: Agency, doubtful: Phone, run: Run) -> None:
    answered = run("answer", str(item(office)), "--as", "stop", "--by", "ann")
    assert answered.exit_code == 0, answered.output
    assert [row.source for row in office.rows(OptOut)] == ["user:ann"]
    assert office.rows(Attention)[0].closed_by == "ann"


@pytest.mark.parametrize(
    ("said", "why"),
    [(("--as", "nonsense"), "no meaning"), (("--as", "promise", "--on", "2026-12-04"), "needs an amount"),
     (("--as", "promise", "--amount", "much", "--on", "2026-12-04"), "--amount"), (("--as", "promise", "--full", "--on", "soon"), "--on"),
     (("--as", "unclear"), "cannot be answered as")],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(
    office: Agency, doubtful: Phone, run: Run, said: tuple[str, ...], why: str
) -> None:
    refused = run("answer", str(item(office)), *said)
    assert refused.exit_code == 2
    assert why in refused.output
    assert office.count(Attention, closed_at=None) == 1


def _environment(settings: Settings, clock: Path) -> dict[str, str]:
    return {
        "OUTREACH_DATABASE_URL": settings.database_url,
        "OUTREACH_REDIS_URL": settings.redis_url,
        "OUTREACH_PUBLIC_BASE_URL": settings.public_base_url,
        "OUTREACH_CARRIER_BASE_URL": settings.carrier_base_url or "",
        "OUTREACH_CLOCK_FILE": str(clock),
        "TWILIO_ACCOUNT_SID": settings.twilio_account_sid or "",
        "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
        "OUTREACH_ENCRYPTION_KEYS": settings.encryption_keys.get_secret_value(),
        "OUTREACH_INDEX_KEY": settings.index_key.get_secret_value(),
    }
