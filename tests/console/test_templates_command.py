"""``outreach templates``, as authors, approvers and compliance staff use it, against a real store and real files."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

import templates
from console.cli.main import app
from outreach.contacts.claim import Blocked, Wired, claim
from outreach.crypto import new_key
from templates import Library
from tests.support.accounts import Agency, Debtor, agency, settings_for

Run = Callable[..., Result]
SHIPPED = Path(templates.__file__).parent / "texts"
NOTE = ("--note", "read it with the team")
ROOMS = ("templates", "text_views")


@pytest.fixture
def office(database_url: str) -> Iterator[Agency]:
    with agency(settings_for(database_url)) as opened:
        yield opened


@pytest.fixture
def run(office: Agency, monkeypatch: pytest.MonkeyPatch) -> Run:
    for room in ROOMS:
        monkeypatch.setattr(f"console.cli.{room}.open_store", lambda: office.store)

    def invoke(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(app, ["templates", *arguments], env={"COLUMNS": "300"})
        assert result.exit_code == code, result.output
        return result

    return invoke


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped texts, to be changed."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "texts"))


@pytest.fixture
def install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes the changed folder the installed texts, as a restart would."""
    return lambda: monkeypatch.setattr(templates, "SHIPPED", Library.read(folder))


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    source = path.read_text("utf-8")
    assert old in source
    path.write_text(source.replace(old, new), "utf-8")


def listed(run: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    rows = json.loads(run("list", *arguments, "--format", "json").stdout)
    return {row["template_id"]: row for row in rows}


def test_on_a_fresh_install_every_text_is_approved_by_the_release(run: Run) -> None:
    found = listed(run)
    assert set(found) == {info.template_id for info in templates.catalogue()}
    assert {(row["state"], row["by"]) for row in found.values()} == {("approved", templates.RELEASE.approver)}


def test_a_changed_text_needs_an_author_and_somebody_else(
    run: Run, folder: Path, install: Callable[[], None], office: Agency
) -> None:
    edit(folder, "help/sms.en.txt", "for help, call", "to talk, call")
    install()
    assert listed(run, "help")["help/sms.en"]["state"] == "new"
    assert "submit help/sms.en" in run("approve", "help/sms.en", "--by", "bea", *NOTE, code=2).output
    assert "waits for approval" in run("submit", "help/sms.en", "--author", "ann").output
    assert listed(run, "--state", "submitted")["help/sms.en"]["author"] == "ann"
    assert "somebody else" in run("approve", "help/sms.en", "--by", "Ann", *NOTE, code=2).output
    assert "is approved" in run("approve", "help/sms.en", "--by", "bea", *NOTE).output
    row = listed(run, "help/sms.en")["help/sms.en"]
    assert (row["state"], row["by"], row["note"]) == ("approved", "bea", NOTE[1])
    assert "nothing to approve" in run("approve", "help", "--by", "bea", *NOTE, code=2).output


def test_approve_refuses_a_text_with_complaints_and_tells_them(
    run: Run, folder: Path, install: Callable[[], None]
) -> None:
    edit(folder, "help/sms.en.txt", "Reply STOP to opt out.", "Pay your balance.")
    install()
    run("submit", "help/sms.en", "--author", "ann")
    refused = run("approve", "help/sms.en", "--by", "bea", *NOTE, code=2).output
    assert "help/sms.en.txt:5: neutral-words" in refused
    assert "12 CFR 1006.6(e)" in refused
    assert listed(run, "help/sms.en")["help/sms.en"]["state"] == "submitted"


def test_approving_many_is_all_or_nothing(run: Run, folder: Path, install: Callable[[], None]) -> None:
    edit(folder, "help/sms.en.txt", "for help, call", "to talk, call")
    edit(folder, "help/sms.es.txt", "ayuda en el", "su saldo en el")
    install()
    run("submit", "help", "--author", "ann")
    run("approve", "help", "--by", "bea", *NOTE, code=2)
    assert {row["state"] for row in listed(run, "help").values()} == {"submitted"}


@pytest.mark.parametrize("missing", ["--by", "--note"])
def test_an_approval_needs_a_name_and_a_note(run: Run, missing: str) -> None:
    given = [argument for argument in ("--by", "--note") if argument != missing]
    run("approve", "help/sms.en", *(part for option in given for part in (option, "something")), code=2)


def test_a_revoked_text_blocks_and_the_lists_say_so(run: Run, office: Agency) -> None:
    pat = office.debtor(office.client(), line="mobile")
    assert "is revoked" in run("revoke", "reminder/sms.en", "--by", "cy", "--note", "it misleads people").output
    with office.store.sessions.begin() as session:
        attempt = office.planned(pat, "sms")
        assert isinstance(claim(session, office.store, attempt, office.clock.now()), Blocked)
    row = listed(run, "--state", "revoked")["reminder/sms.en"]
    assert (row["by"], row["note"]) == ("cy", "it misleads people")
    run("approve", "reminder/sms.en", "--by", "bea", *NOTE)
    with office.store.sessions.begin() as session:
        attempt = office.planned(pat, "sms")
        assert isinstance(claim(session, office.store, attempt, office.clock.now()), Wired)


def test_the_list_comes_as_a_table_as_json_and_as_csv(run: Run) -> None:
    table = run("list", "help").output
    assert "help/sms.en" in table
    assert "approved" in table
    rows = list(csv.DictReader(io.StringIO(run("list", "help", "--format", "csv").stdout)))
    assert [row["template_id"] for row in rows] == ["help/sms.en", "help/sms.es"]
    assert rows[0].keys() == listed(run, "help")["help/sms.en"].keys()


@pytest.mark.parametrize(("name", "count"), [("help", 2), ("help/sms", 2), ("help/sms.en", 1), ("keypad/plan_?.es", 3)])
def test_texts_are_named_by_id_beginning_or_pattern(run: Run, name: str, count: int) -> None:
    assert len(listed(run, name)) == count


def test_a_name_that_means_nothing_is_refused(run: Run) -> None:
    assert "outreach templates list" in run("list", "no_such", code=2).output
    assert "approved" in run("list", "--state", "sold", code=2).output


def test_lint_passes_what_is_installed(run: Run) -> None:
    assert f"{len(templates.catalogue())} texts looked at; 0 complaints" in run("lint").output
    assert json.loads(run("lint", "help", "--json").stdout) == []


def test_lint_tells_template_rule_source_why_and_where(run: Run, folder: Path) -> None:
    edit(folder, "help/sms.en.txt", "Reply STOP to opt out.", "Your balance is due.")
    edit(folder, "reminder/email.en.html", "{{ place_notice }}", "")
    (folder / "hardship" / "sms.es.txt").unlink()
    found = json.loads(run("lint", "--folder", str(folder), "--json", code=1).stdout)
    told = {(row["template"], row["rule"], row["source"], row["where"], row["place"]) for row in found}
    assert ("help/sms.en", "opt-out", "12 CFR 1006.6(e)", "help/sms.en.txt", "") in told
    neutral = "12 CFR 1006.6(d)(1), 1006.2(j); 47 CFR 64.1200(a)(12)"
    assert ("help/sms.en", "neutral-words", neutral, "help/sms.en.txt:5", "") in told
    wisconsin = "Wis. Adm. Code DFI-Bkg 74.13(1)"
    assert ("reminder/email.en", "place-notice", wisconsin, "reminder/email.en.html", "US-WI") in told
    assert ("hardship/sms.es", "translation", "house", "", "") in told
    assert all(row["why"] for row in found)
    assert f"{len(found)} complaints" in run("lint", "--folder", str(folder), code=1).output


def test_lint_of_one_text_and_one_place(run: Run, folder: Path) -> None:
    edit(folder, "reminder/email.en.html", "{{ place_notice }}", "")
    given = ("--folder", str(folder), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run("lint", "reminder", "--place", "US-WI", *given, code=1).stdout)))
    assert {row["place"] for row in rows} == {"US-WI"}
    run("lint", "reminder", "--place", "US-GA", *given)
    run("lint", "help", *given)


def test_a_folder_that_holds_no_texts_is_told_plainly(run: Run, folder: Path) -> None:
    (folder / "help" / "sms.en.txt").write_text("{% if %}", "utf-8")
    assert "Jinja2 says" in run("lint", "--folder", str(folder), code=2).output


def test_a_preview_with_samples_shows_each_role_once_with_its_cost(run: Run) -> None:
    shown = [json.loads(line) for line in run("preview", "reminder/sms", "--json").stdout.splitlines()]
    assert [(row["template_id"], row["third_party"], row["first"]) for row in shown] == [
        ("reminder/sms.en", False, True), ("reminder/sms.en", True, True), ("reminder/sms.en", True, False),
        ("reminder/sms.es", False, True), ("reminder/sms.es", True, True), ("reminder/sms.es", True, False),
    ]  # fmt: skip
    assert [row["segments"]["count"] for row in shown[:3]] == [2, 3, 2]
    assert "3 segments (382 units of GSM-7)" in run("preview", "reminder/sms.en").output


def test_a_preview_of_a_prompt_says_how_it_is_spoken_and_how_long(run: Run) -> None:
    told = run("preview", "keypad/goodbye", "--language", "es").output
    assert "spoken: Gracias por su tiempo. Puede llamarnos al 2 1 2, 5 5 5, 0 1 2 3. Adiós." in told
    assert re.search(r"about \d+ s", told)


def test_a_preview_in_a_place_shows_what_the_place_prescribes(run: Run) -> None:
    assert "Wisconsin" in run("preview", "reminder/email.en", "--place", "US-WI").output
    assert "Wisconsin" not in run("preview", "reminder/email.en").output


def test_a_preview_for_a_real_account_is_masked_unless_somebody_asks(run: Run, office: Agency) -> None:
    pat = office.debtor(office.client("Harbor"))
    account = _account(office, pat)
    masked, clear = (
        json.loads(run("preview", "keypad/greeting.en", "--account", account, "--json", *reveal).stdout)
        for reveal in ((), ("--reveal",))
    )
    assert "Pat Example" not in json.dumps(masked)
    assert "P. E•••" in masked["text"]
    assert "Pat Example" in clear["text"]
    assert (clear["third_party"], clear["first"]) == (False, True)
    assert "US-GA" in clear["places"]
    assert "Harbor" in clear["text"]


def test_a_preview_counts_the_real_name_and_says_what_is_made_up(run: Run, office: Agency) -> None:
    pat = office.debtor(office.client("Harbor"), line="mobile")
    with office.store.sessions.begin() as session:
        name = office.store.vault.seal("people.name", pat.person, "Łucja " + "x" * 40)
        session.execute(text("UPDATE people SET name_sealed = :name"), {"name": name})
    given = ("plan_offer/sms.en", "--account", _account(office, pat))
    (shown,) = (json.loads(line) for line in run("preview", *given, "--json").stdout.splitlines())
    assert shown["segments"]["encoding"] == "UCS-2"
    assert shown["beyond_gsm7"] == ["Ł"]
    assert "$120.00" in shown["text"]
    assert shown["sampled"] == ["plan_1", "plan_2", "plan_3"]
    assert "because of Ł" in run("preview", *given).output
    assert "sample values of: plan_1" in run("preview", *given).output


def test_a_preview_says_what_would_keep_the_text_from_being_sent(run: Run, office: Agency) -> None:
    pat = office.debtor(office.client("Acme Debt Recovery"))
    told = run("preview", "keypad/greeting.en", "--account", _account(office, pat)).output
    assert "unfit: keypad/greeting.en.voice:1: neutral-words" in told


def test_an_old_version_is_shown_word_for_word_with_its_history(
    run: Run, folder: Path, install: Callable[[], None]
) -> None:
    old = templates.SHIPPED.info(templates.Key.parse("help/sms.en")).version
    edit(folder, "help/sms.en.txt", "for help, call", "to talk, call")
    install()
    run("submit", "help/sms.en", "--author", "ann")
    run("approve", "help/sms.en", "--by", "bea", *NOTE)
    shown = json.loads(run("show", "help/sms.en", "--version", old[:6], "--json").stdout)
    assert shown["parts"] == {"text": (SHIPPED / "help" / "sms.en.txt").read_text("utf-8")}
    assert [(row["kind"], row["by"]) for row in shown["history"]] == [
        ("approved", templates.RELEASE.approver), ("approved", "bea"),
    ]  # fmt: skip
    plain = run("show", "help/sms.en").output
    assert "to talk, call" in plain
    assert "by ann" in plain
    changed = run("diff", "help/sms.en", old).output
    assert "-{{ business_name }}: for help, call" in changed
    assert "+{{ business_name }}: to talk, call" in changed
    assert "are the same" in run("diff", "help/sms.en", old, old).output
    assert "kept are" in run("show", "help/sms.en", "--version", "zz", code=2).output


def test_a_text_that_is_no_longer_installed_can_still_be_shown(
    run: Run, folder: Path, install: Callable[[], None]
) -> None:
    old = templates.SHIPPED.info(templates.Key.parse("help/sms.en")).version
    shutil.rmtree(folder / "help")
    install()
    assert "for help, call" in run("show", "help/sms.en", "--version", old).output


def _account(office: Agency, pat: Debtor) -> str:
    with office.store.sessions() as session:
        return str(session.execute(text("SELECT account_ref FROM debts WHERE id = :id"), {"id": pat.debt}).scalar_one())


@pytest.mark.parametrize(("setting", "state"), [("yes", "approved"), ("no", "new")])
def test_a_house_may_want_to_answer_for_every_text_itself(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch, setting: str, state: str
) -> None:
    for name, value in {
        "OUTREACH_DATABASE_URL": empty_database_url,
        "OUTREACH_REDIS_URL": "redis://127.0.0.1:1/0",
        "OUTREACH_PUBLIC_BASE_URL": "http://127.0.0.1:1",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "token",
        "OUTREACH_ENCRYPTION_KEYS": f"k1:{new_key()}",
        "OUTREACH_INDEX_KEY": new_key(),
        "OUTREACH_RELEASE_APPROVES_TEXTS": setting,
    }.items():
        monkeypatch.setenv(name, value)
    count = len(templates.catalogue()) if setting == "yes" else 0
    for approved in (count, 0):  # a second upgrade has nothing to approve
        told = CliRunner().invoke(app, ["db", "upgrade"])
        assert f"{approved} texts approved by this release" in told.output
    rows = json.loads(CliRunner().invoke(app, ["templates", "list", "--format", "json"]).stdout)
    assert {row["state"] for row in rows} == {state}
