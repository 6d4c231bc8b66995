"""`outreach compliance replay` and `outreach compliance diff`, as compliance staff use them, on a real database."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from compliance import rule_book
from console.cli.main import app
from outreach.contacts.claim import claim
from outreach.contacts.decisions import Decision
from tests.support import drafts
from tests.support.accounts import NOON, ZIP, Agency, Debtor, agency, settings_for

HOURS = timedelta(hours=1)
DRAFT = drafts.afternoons("US-GA", "US-GA-AFTERNOON", "2026-11-15")
SPAN = ("--since", "2026-11-01", "--until", "2027-01-01")
Run = Callable[..., Result]


@pytest.fixture
def office(database_url: str) -> Iterator[Agency]:
    with agency(settings_for(database_url)) as opened:
        yield opened


@pytest.fixture
def run(office: Agency, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Commands of the compliance folder on the office's store, in an empty folder that holds a draft."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("console.cli.rule_diff.open_store", lambda: office.store)
    Path("draft.toml").write_text(DRAFT)

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["compliance", *arguments], env={"COLUMNS": "200"})
        assert result.exit_code == code, result.output
        return result

    return invoke


@pytest.fixture
def pat(office: Agency) -> Debtor:
    """Somebody who was lawfully called at noon and not at night; the next morning's call is planned."""
    client = office.client(role="third_party")
    pat = office.debtor(client)
    for hours in (0, 10):
        attempt = office.planned(pat, due=NOON + hours * HOURS)
        office.clock.at = NOON + hours * HOURS
        with office.store.sessions.begin() as session:
            claim(session, office.store, attempt, office.clock.at)
    office.planned(pat, due=NOON + 24 * HOURS)
    return pat


def decision_at(office: Agency, hours: int) -> UUID:
    return office.rows(Decision, at=NOON + hours * HOURS)[0].id


def words(result: Result) -> str:
    return " ".join(result.output.split())


def test_a_span_of_decisions_comes_out_the_same(run: Run, office: Agency, pat: Debtor) -> None:
    told = run("replay", *SPAN).output
    assert f"decision {decision_at(office, 0)} of attempt" in told
    assert told.count(": same\n") == 2
    assert told.endswith("2 decisions: 2 same\n")
    assert "1 decision: 1 same" in run("replay", str(decision_at(office, 10))).output
    assert "0 decisions: nothing to make again" in run("replay", "--until", "2020-01-01").output


def test_spans_are_narrowed_by_client_and_campaign(run: Run, office: Agency, pat: Debtor) -> None:
    assert "2 decisions" in run("replay", *SPAN, "--client", "Harbor").output
    office.client("Other")
    assert "0 decisions" in run("replay", *SPAN, "--client", "Other").output
    assert "no client is called 'Nobody'" in words(run("replay", *SPAN, "--client", "Nobody", code=2))
    assert "no campaign is named 'none'" in words(run("replay", *SPAN, "--campaign", "none", code=2))


def test_what_was_altered_ends_with_one_and_what_is_not_kept_with_two(run: Run, office: Agency, pat: Debtor) -> None:
    with office.store.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE decisions SET engine = '7' WHERE verdict = 'ALLOW'"))
    told = run("replay", *SPAN, code=1).output
    assert "altered; engine of the decision is not that of its proof" in told
    assert "2 decisions: 1 same, 1 altered" in told
    assert "engine was 7 and is" in told
    with office.store.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM rule_sets"))
    told = run("replay", str(decision_at(office, 10)), code=2).output
    assert f"unreadable; the rules of {rule_book().version} were not kept" in told


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("replay",), "name an attempt or a decision, or else a span"),
        (("replay", str(uuid4()), "--since", "2026-11-01"), "name an attempt or a decision, or else a span"),
        (("replay", str(uuid4())), "no decision has the id"),
        (("replay", *SPAN, "--as-of", "tomorrow"), "'tomorrow' is no day: say today, or a date"),
        (("replay", *SPAN, "--as-of", "2027-02-30"), "'2027-02-30' is no day"),
        (("replay", *SPAN, "--rules", "0000"), "no kept rules begin with '0000'. Known are: shipped, today, a date"),
        (("replay", *SPAN, "--pack", "bad.toml"), "The rule pack cannot be used: bad.toml is not TOML"),
        (("replay", *SPAN, "--pack", "binary.toml"), "binary.toml is not text in UTF-8"),
        (("replay", *SPAN, "--pack", "draft.toml", "--pack", "twice/draft.toml"), "two of the files are called draft"),
        (("diff", "shipped", "latest"), "no rules are called 'latest'. Known are: shipped, today, a date"),
        (("diff", "absent.toml", "shipped"), "no rules are called 'absent.toml'"),
        (("diff", "shipped", "empty"), "there is no pack in empty"),
        (("diff", "shipped", "2027-02-30"), "'2027-02-30' is no day"),
        (("diff", "shipped", "bad.toml"), "bad.toml is not TOML"),
        (("diff", "shipped", "today", "--csv", "absent/changes.csv"), "No such file or directory"),
    ],
)
def test_refusals_are_told_plainly(run: Run, pat: Debtor, arguments: tuple[str, ...], says: str) -> None:
    Path("bad.toml").write_text("this is no pack")
    Path("binary.toml").write_bytes(b"\xff\xfe")
    Path("twice").mkdir()
    Path("twice", "draft.toml").write_text(DRAFT)
    Path("empty").mkdir()
    told = run(*arguments, code=2)
    assert says in words(told).replace(" │ │ ", " ")
    assert "Traceback" not in told.output


def test_other_rules_tell_old_and_new_for_each_decision(run: Run, office: Agency, pat: Debtor) -> None:
    told = run("replay", *SPAN, "--pack", "draft.toml", code=1).output
    noon, night = decision_at(office, 0), decision_at(office, 10)
    assert f"decision {noon}: ALLOW -> BLOCK_UNTIL 2026-12-01T18:00:00Z (US-GA-AFTERNOON)" in told
    assert f"decision {night}: BLOCK_UNTIL 2026-12-02T13:00:00Z (US-F-TIME) -> BLOCK_UNTIL 2026-12-02T18:00:00Z" in told
    assert "2 of 2 decisions would have been other" in told
    assert "ALLOW -> BLOCK_UNTIL" in told
    assert "by the rules sha256:" in told


def test_the_law_of_one_day_and_kept_rules_can_be_asked_for(run: Run, pat: Debtor) -> None:
    assert "0 of 2 decisions would have been other" in run("replay", *SPAN, "--as-of", "today").output
    early = run("replay", *SPAN, "--pack", "draft.toml", "--as-of", "2026-11-14").output
    assert "0 of 2 decisions" in early
    assert "as of 2026-11-14" in early
    kept = rule_book().version.removeprefix("sha256:")[:8]
    assert "0 of 2 decisions" in run("replay", *SPAN, "--rules", kept).output
    assert "2 of 2 decisions" in run("replay", *SPAN, "--rules", kept, "--pack", "draft.toml", code=1).output


def test_decisions_are_exported_as_json_and_csv(run: Run, office: Agency, pat: Debtor) -> None:
    told = run("replay", *SPAN, "--json", "--csv", "same.csv")
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(row["decision"], row["status"]) for row in rows] == [
        (str(decision_at(office, 0)), "same"), (str(decision_at(office, 10)), "same"),
    ]  # fmt: skip
    assert "2 decisions: 2 same" in told.stderr
    assert [row["then"] for row in _csv("same.csv")] == [row["then"] for row in rows]
    told = run("replay", *SPAN, "--json", "--csv", "other.csv", "--pack", "draft.toml", code=1)
    rows = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(row["old"], row["new"], row["state"]) for row in rows] == [
        ("ALLOW", "BLOCK_UNTIL", ["US-GA"]), ("BLOCK_UNTIL", "BLOCK_UNTIL", ["US-GA"]),
    ]  # fmt: skip
    assert [row["new_rules"] for row in _csv("other.csv")] == ["US-GA-AFTERNOON", "US-F-TIME | US-GA-AFTERNOON"]


def test_a_diff_counts_decisions_and_planned_contacts_by_rule_and_state(run: Run, office: Agency, pat: Debtor) -> None:
    told = words(run("diff", "shipped", "draft.toml", "--csv", "changes.csv"))
    assert "1 of 1 planned contacts change." in told
    assert "2 of 2 decisions of the last 30 days would have been other." in told
    assert "│ US-GA-AFTERNOON │ 1 │ 2 │ 0 │ 0 │" in told
    assert "│ US-GA │ 1 │ 2 │" in told
    assert "│ ALLOW -> BLOCK_UNTIL │ 1 │ 1 │" in told
    rows = _csv("changes.csv")
    assert [row["what"] for row in rows] == ["decision", "decision", "attempt"]
    assert {row["account_ref"] for row in rows} == {"ACC-000003"}
    assert rows[2] == {
        "what": "attempt", "id": rows[2]["id"], "account_ref": "ACC-000003", "at_utc": "2026-12-02T17:00:00Z",
        "state": "US-GA", "old": "ALLOW", "old_rules": "", "old_next_utc": "", "new": "BLOCK_UNTIL",
        "new_rules": "US-GA-AFTERNOON", "new_next_utc": "2026-12-02T18:00:00Z",
    }  # fmt: skip


def test_a_diff_of_days_long_ago_leaves_decisions_out(run: Run, office: Agency, pat: Debtor) -> None:
    office.clock.at = NOON + timedelta(days=40)
    told = run("diff", "shipped", "draft.toml").output
    assert "0 of 0 decisions of the last 30 days" in told
    assert "2 of 2 decisions of the last 60 days" in run("diff", "shipped", "draft.toml", "--days", "60").output


def test_every_way_to_name_rules_works(run: Run, pat: Debtor, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    for name, pack in rule_book().sources.items():
        (folder / name).write_text(pack)
    kept = rule_book().version
    for rules in ("shipped", "today", "2026-12-02", kept, kept.removeprefix("sha256:")[:6], "packs", str(folder)):
        told = run("diff", "shipped", rules, "--csv", "none.csv").output
        assert "0 of 1 planned contacts change." in told, rules
        assert "0 of 2 decisions" in told, rules
        assert _csv("none.csv") == [], rules
    assert f"new rules: {kept} as of 2026-12-02\n" in run("diff", "shipped", "2026-12-02").output
    assert f"old rules: {kept} as of 2026-12-02\n" in run("diff", "today", "shipped").output
    (folder / "draft.toml").write_text(DRAFT)
    assert "1 of 1 planned contacts change." in run("diff", "shipped", "packs").output
    assert "1 of 1 planned contacts change." in run("diff", "packs", kept).output


def test_what_cannot_be_judged_is_counted_and_named(run: Run, office: Agency, pat: Debtor) -> None:
    with office.store.engine.begin() as connection:
        connection.execute(text("""UPDATE clients SET policy = '{"no_such_policy": 1}'"""))
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("UPDATE decisions SET facts_sealed = '' WHERE verdict = 'ALLOW'"))
    told = run("diff", "shipped", "draft.toml")
    assert "2 could not be judged." in told.stdout
    assert "no_such_policy" in told.stderr
    assert f"decision {decision_at(office, 0)} cannot be judged" in told.stderr
    told = run("replay", *SPAN, "--pack", "draft.toml", code=2)
    assert "1 decision could not be judged" in told.output


def test_no_command_shows_who_it_is_about_or_changes_anything(run: Run, office: Agency, pat: Debtor) -> None:
    before = _everything(office)
    told = "".join(
        run(*arguments, code=code).output
        for arguments, code in (
            (("replay", *SPAN), 0),
            (("replay", *SPAN, "--json"), 0),
            (("replay", *SPAN, "--pack", "draft.toml"), 1),
            (("diff", "shipped", "draft.toml", "--csv", "changes.csv"), 0),
        )
    )
    told += Path("changes.csv").read_text()
    assert not [secret for secret in (pat.number, pat.email, "Pat", ZIP, "area code") if secret in told]
    assert _everything(office) == before


def test_a_database_that_fails_is_told_plainly(run: Run, office: Agency, pat: Debtor) -> None:
    with office.store.engine.begin() as connection:
        connection.execute(text("ALTER TABLE decisions RENAME TO elsewhere"))
    told = run("replay", *SPAN, code=2)
    assert "The database failed" in told.stderr
    assert "Traceback" not in told.output


def _csv(file: str) -> list[dict[str, str]]:
    with Path(file).open(newline="") as lines:
        return list(csv.DictReader(lines))


def _everything(office: Agency) -> list[str]:
    """Every row of the tables a decision is about, with the transaction that wrote it."""
    tables = ("attempts", "decisions", "contact_log", "enrolments", "rule_sets", "debts", "people", "attention")
    with office.store.sessions() as session:
        return [
            row
            for table in tables
            for row in session.scalars(text(f"SELECT t.xmin::text || t::text FROM {table} t ORDER BY 1"))
        ]
