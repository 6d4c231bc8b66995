"""`outreach compliance explain` and `due`, as compliance staff use them, on a real database."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner, Result

from console.cli.main import app
from outreach.contacts import approving
from outreach.contacts.claim import claim
from outreach.contacts.decisions import Decision
from templates import SHIPPED, Key
from tests.support.accounts import NOON, Agency, Debtor, agency, settings_for

Run = Callable[..., Result]


@pytest.fixture
def office(database_url: str) -> Iterator[Agency]:
    with agency(settings_for(database_url)) as opened:
        yield opened


@pytest.fixture
def run(office: Agency, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands of the compliance folder on the office's store."""
    for room in ("rule_diff", "explaining"):
        monkeypatch.setattr(f"console.cli.{room}.open_store", lambda: office.store)

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["compliance", *arguments], env={"COLUMNS": "240"})
        assert result.exit_code == code, result.output
        return result

    return invoke


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client(role="third_party"))


def called(office: Agency, pat: Debtor, hours: int) -> str:
    """A call claimed so many hours after noon in Atlanta; the attempt's id."""
    at = NOON + timedelta(hours=hours)
    attempt = office.planned(pat, due=at)
    with office.store.sessions.begin() as session:
        claim(session, office.store, attempt, at)
    return str(attempt)


def account_of(office: Agency, pat: Debtor) -> str:
    with office.store.sessions() as session:
        return str(session.scalar(text("SELECT account_ref FROM debts WHERE id = :id"), {"id": pat.debt}))


def test_an_attempt_is_told_with_local_time_rule_source_and_evidence(run: Run, office: Agency, pat: Debtor) -> None:
    told = run("explain", called(office, pat, 10)).output
    assert "Judged for Wed 2026-12-02 03:00:00 UTC." in told
    assert "America/New_York: Tue 22:00:00 there (residence postal code 30303)" in told
    assert "It may not be made before Wed 2026-12-02 13:00:00 UTC (Wed 08:00:00 in America/New_York)." in told
    assert "15 USC 1692c(a)(1); 12 CFR 1006.6(b)(1)(i)" in told
    assert pat.number not in told


def test_a_decision_is_found_by_its_own_id_too(run: Run, office: Agency, pat: Debtor) -> None:
    attempt = called(office, pat, 0)
    with office.store.sessions() as session:
        decision = session.scalars(select(Decision.id)).one()
    assert run("explain", attempt).output == run("explain", str(decision)).output


def test_what_is_told_of_an_attempt_is_what_was_stored_with_it(run: Run, office: Agency, pat: Debtor) -> None:
    """As JSON it is the decision's own form, evidence of place included."""
    row = json.loads(run("explain", called(office, pat, 10), "--json").output)
    assert row["decision"]["decision"] == "BLOCK_UNTIL"
    assert row["decision"]["proof"]["zones"][0]["evidence"] == ["residence postal code 30303"]


def test_an_account_is_told_for_every_way_to_reach_who_owes_it(run: Run, office: Agency, pat: Debtor) -> None:
    called(office, pat, 0)
    office.clock.at = NOON + timedelta(hours=26)
    told = run("explain", account_of(office, pat)).output
    assert {line.split(" to ")[0] for line in told.splitlines() if "asked now" in line} == {"call", "sms", "email"}
    assert "US-F-7IN7: 1 of 7, day 2 of 7" in told
    assert "US-TWILIO-3P-SMS" in told  # third-party texts are not carried
    assert "keep the records of collection" in told
    assert pat.number not in told
    assert pat.email not in told


def test_what_is_not_known_is_said(run: Run, office: Agency, pat: Debtor) -> None:
    assert "no client has an account 'X9'" in run("explain", "X9", code=2).output
    assert "no decision has the id" in run("explain", str(uuid4()), code=2).output


def test_due_items_are_listed_filtered_and_exported(run: Run, office: Agency, pat: Debtor, tmp_path: Path) -> None:
    with office.store.sessions.begin() as session:
        session.execute(
            text("UPDATE debts SET first_communication_at = :at, validation_notice_sent_at = NULL WHERE id = :id"),
            {"at": NOON, "id": pat.debt},
        )
    file = tmp_path / "due.csv"
    told = run("due", "--csv", str(file)).output
    assert "send the validation information" in told
    assert "2026-12-06" in told
    with file.open() as lines:
        (row,) = list(csv.DictReader(lines))
    assert (row["on"], row["state"], row["rule"]) == ("2026-12-06", "open", "US-F-VALID5")
    assert row["about"] == row["account_ref"] == account_of(office, pat)
    assert "0 items" in run("due", "--state", "overdue").output
    assert "0 items" in run("due", "--days", "4").output
    office.clock.at = NOON + timedelta(days=6)
    assert "1 items" in run("due", account_of(office, pat), "--state", "overdue").output
    assert "the states are" in run("due", "--state", "late", code=2).output


def test_a_text_that_nobody_answers_for_is_told_before_anything_is_judged(
    run: Run, office: Agency, pat: Debtor
) -> None:
    version = SHIPPED.info(Key("reminder", "email", "en")).version
    with office.store.sessions.begin() as session:
        approving.revoke(session, "reminder/email.en", version, "bea", "it misleads people", NOON)
    told = run("explain", account_of(office, pat)).output
    assert "It cannot be: the text reminder/email.en is revoked as it stands" in told
    rows = [json.loads(line) for line in run("explain", account_of(office, pat), "--json").stdout.splitlines()]
    hindered = [row for row in rows if row["hindrance"]]
    assert [row["contact"].split()[0] for row in hindered] == ["email"]
    assert all(row["decision"] for row in rows if row not in hindered)
