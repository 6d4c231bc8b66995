"""A file of 5,000 rows as bad as they come, with known faults; and the same import killed in the middle."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from io import StringIO

import pytest

from tests.intake.office import Office

ROWS = 5000
COLUMNS = ("Acct #", "Debtor Name", "Home Phone", "Cell", "E-Mail", "Address", "State", "Zip", "DOB", "SSN Last 4", "Balance",
           "Principal", "Interest", "Fees", "Charge-Off Date", "Call Consent", "Agency Notes")  # fmt: skip
# What is wrong, how often, and the column blamed for it.
FAULTS = {
    "Balance": (["", "n/a", "12.3.4", "1.234", "(5.00)", "abc"], 60),
    "Home Phone": (["911", "555-0123", "112-555-0123", "212-555-0101 x9"], 50),
    "Cell": (["212-155-0123", "12"], 40),
    "E-Mail": (["pat@", "@example.com", "pat@@example.com"], 40),
    "Zip": (["1234X", "99", "303031"], 30),
    "State": (["ZZ", "Atlantis"], 20),
    "DOB": (["31/12/1970", "2031-01-01", "1/2"], 30),
    "Charge-Off Date": (["tomorrow", "2/30/2025"], 20),
    "SSN Last 4": (["12", "12345"], 20),
    "Call Consent": (["perhaps"], 10),
    "Debtor Name": (["", "1234", "?\ufffd"], 30),
    "Acct #": (["", "n/a"], 20),
}
TWICE, SHORT, UNCLOSED = 40, 25, 15
WORKER = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from outreach.db import make_engine, session_factory
from outreach.intake.importing import import_file
from tests.intake.office import NORTHGATE, VAULT

def dies_late(done, total):
    if done >= 2500:
        os.kill(os.getpid(), signal.SIGKILL)

sessions = session_factory(make_engine(sys.argv[1]))
at = datetime(2026, 12, 1, 13, tzinfo=UTC)
import_file(sessions, VAULT, Path(sys.argv[2]), NORTHGATE, "operations", at, progress=dies_late)
"""


def clean_row(number: int, draw: random.Random) -> dict[str, str]:
    person = number * 3 // 4
    cents = draw.randrange(2500, 400_000)
    return {
        "Acct #": f"A{number:05d}",
        "Debtor Name": draw.choice(["Pat Nº{0}", "Example{0}, Pat", '"Pat" Example{0}', "Zoë Example{0}"]).format(
            person
        ),
        "Home Phone": draw.choice(["({0}) 555-01{1:02d}", "{0}.555.01{1:02d}", "+1 {0} 555 01{1:02d}"]).format(
            201 + person % 9, person % 100
        ),
        "Cell": draw.choice(["", "n/a", "0000000000", "(305) 555-0142"]),
        "E-Mail": f"P{person}@Example.com",
        "Address": draw.choice(["1 Elm Row", "1 Elm Row\nApt 2", "1 Elm Row, Rear"]),
        "State": draw.choice(["NJ", "New Jersey"]),
        "Zip": draw.choice(["07102", "07102-1234", "7102"]),
        "DOB": draw.choice(["1/2/1970", "1970-01-02", "01-02-70"]),
        "SSN Last 4": draw.choice(["", "6789", "***-**-6789"]),
        "Balance": draw.choice(["${0:,.2f}", "{0:.2f}", "{0:,.2f}"]).format(cents / 100),
        "Charge-Off Date": draw.choice(["", "3/1/2025", "2025-03-01 00:00:00"]),
        "Call Consent": draw.choice(["yes", "no", "", "2025-06-01"]),
        "Agency Notes": draw.choice(["", "semi;colon", 'said "later"', "two\nlines"]),
    }


def dirty_file() -> tuple[str, Counter[str], set[str]]:
    """The text, how often each column is to be blamed (empty: the row as such), and the accounts that are good."""
    draw = random.Random(5000)
    rows = [dict.fromkeys(COLUMNS, "") | clean_row(number, draw) for number in range(ROWS)]
    blamed: Counter[str] = Counter()
    victims = iter(draw.sample(range(1, ROWS), sum(often for _, often in FAULTS.values()) + TWICE + SHORT + UNCLOSED))
    bad: set[int] = set()

    def victim() -> int:
        bad.add(number := next(victims))
        return number

    for column, (values, often) in FAULTS.items():
        for turn in range(often):
            rows[victim()][column] = values[turn % len(values)]
        blamed[column] += often
    for _ in range(TWICE):
        rows[victim()]["Acct #"] = rows[0]["Acct #"]
    blamed["Acct #"] += TWICE
    lines = [_line(list(COLUMNS)), *(_line(list(row.values())) for row in rows)]
    for _ in range(SHORT):
        number = victim()
        lines[number + 1] = _line(list(rows[number].values())[:9])
    for _ in range(UNCLOSED):
        number = victim()
        cells = [cell.replace("\n", " ") for cell in rows[number].values()]
        lines[number + 1] = _line([*cells[:-1], ""]).rstrip() + '"so on\r\n'
    blamed[""] += SHORT + UNCLOSED
    good = {row["Acct #"] for number, row in enumerate(rows) if number not in bad}
    return "\ufeff" + "".join(lines), blamed, good


def _line(cells: list[str]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";").writerow(cells)
    return out.getvalue()


def test_a_dirty_file_gives_the_right_rejects_and_nothing_half_done(office: Office) -> None:
    content, blamed, good = dirty_file()
    report = office.load(content)
    assert report.rows == ROWS
    assert report.rejected == sum(blamed.values())
    assert report.loaded == len(good) == ROWS - report.rejected
    assert report.unknown_columns == ("Agency Notes",)
    assert report.rejects_path is not None
    with report.rejects_path.open(encoding="utf-8-sig", newline="") as file:
        rejects = list(csv.DictReader(file))
    assert Counter(row["reject_column"] for row in rejects) == blamed
    assert all(row["reject_reason"] for row in rejects)
    assert set(office.balances()) == good
    _nothing_is_half_done(office)


def _nothing_is_half_done(office: Office) -> None:
    counts = office.counts()
    assert counts["debts"] == office.rows("SELECT count(*) FROM placement_rows")[0]
    assert counts["debts"] == office.rows("SELECT count(DISTINCT debt_id) FROM debt_parties WHERE role = 'debtor'")[0]
    assert counts["debts"] == office.rows("SELECT count(DISTINCT debt_id) FROM ledger_entries")[0]
    assert counts["people"] == office.rows("SELECT count(DISTINCT person_id) FROM debt_parties")[0]
    for table in ("addresses", "postal_addresses", "person_keys", "consents"):
        strangers = f"SELECT count(*) FROM {table} t WHERE person_id NOT IN (SELECT person_id FROM debt_parties)"
        assert office.rows(strangers) == [0]


def test_an_import_killed_in_the_middle_is_finished_by_importing_again(office: Office, database_url: str) -> None:
    content, blamed, good = dirty_file()
    path = office.file(content)
    command = [sys.executable, "-c", WORKER, database_url, str(path)]
    died = subprocess.run(command, check=False, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    assert died.returncode == -signal.SIGKILL
    assert 0 < office.counts()["debts"] < len(good)
    assert office.rows("SELECT state FROM placements") == ["loading"]
    _nothing_is_half_done(office)
    report = office.load(path)
    assert (report.rows, report.loaded, report.rejected) == (ROWS, len(good), sum(blamed.values()))
    assert report.people_new == office.counts()["people"]
    assert set(office.balances()) == good
    assert office.rows("SELECT state, rows, rejected FROM placements") == [("loaded", ROWS, report.rejected)]
    _nothing_is_half_done(office)
    assert report.rejects_path is not None
    with report.rejects_path.open(encoding="utf-8-sig", newline="") as file:
        assert Counter(row["reject_column"] for row in csv.DictReader(file)) == blamed


@pytest.mark.parametrize("cut", [1, 2])
def test_rejects_of_a_dirty_file_come_back_as_the_same_rejects(office: Office, cut: int) -> None:
    content, _, _ = dirty_file()
    lines = content.split("\r\n")
    report = office.load("\r\n".join(lines[: ROWS // (4 * cut)]) + "\r\n")
    assert report.rejects_path is not None
    again = office.load(report.rejects_path)
    assert (again.loaded, again.rejected) == (0, report.rejected)
