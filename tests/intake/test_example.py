"""The example placement: it is what its generator says, and it loads."""

from __future__ import annotations

import csv
import re
import runpy
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from outreach.intake.importing import clients_in
from tests.intake.office import HARBOR, NORTHGATE, Office

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "placement.csv"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with EXAMPLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_generator_makes_the_very_file(tmp_path: Path) -> None:
    runpy.run_path(str(ROOT / "examples" / "make_placement.py"))["main"](tmp_path / "made.csv")
    assert (tmp_path / "made.csv").read_bytes() == EXAMPLE.read_bytes()


def test_nobody_in_the_example_is_real(rows: list[dict[str, str]]) -> None:
    numbers = {row[column] for row in rows for column in ("phone 1", "phone 2", "co phone")} - {""}
    mailboxes = {row[column] for row in rows for column in ("email", "co email")} - {""}
    assert all(re.fullmatch(r"\(\d{3}\) 555-01(?!00)\d\d", number) for number in numbers)
    assert all(re.fullmatch(r"[a-z0-9.]+@example\.(com|net|org)", mailbox) for mailbox in mailboxes)


def test_numbers_and_mailboxes_are_one_person_s_but_for_the_couples(rows: list[dict[str, str]]) -> None:
    people = defaultdict(set)
    for row in rows:
        for column in ("phone 1", "phone 2", "email"):
            people[row[column]].add(row["person id"].partition("-")[2])
    del people[""]
    assert Counter(len(found) for found in people.values())[2] == 4
    assert max(len(found) for found in people.values()) == 2


def test_the_example_reaches_over_every_zone_and_the_hard_places(rows: list[dict[str, str]]) -> None:
    states = {row["state"] for row in rows}
    assert {
        "AK",
        "HI",
        "GU",
        "PR",
        "VI",
        "AZ",
        "NM",
        "ND",
        "SD",
        "NE",
        "KS",
        "IN",
        "KY",
        "TN",
        "MI",
        "FL",
        "ID",
        "OR",
    } <= states
    areas = {row["phone 1"][1:4] for row in rows}
    assert {"850", "270", "574", "812", "423", "906", "701", "605", "308", "785", "915", "208", "541", "928"} <= areas
    assert {"86515", "86033", "86039", "99546"} <= {row["zip"] for row in rows}
    moved = [
        row
        for row in rows
        if row["state"] in ("CA", "WA", "OR", "NV") and row["phone 1"][1:4] in ("212", "404", "305", "617", "215")
    ]
    assert len(moved) >= 20
    assert sum(not row["zip"] for row in rows) >= 20


def test_both_clients_load_whole(office: Office) -> None:
    path = office.folder / "placement.csv"
    path.write_bytes(EXAMPLE.read_bytes())
    assert clients_in(path) == [HARBOR, NORTHGATE]
    harbor, northgate = (office.load(path, client) for client in (HARBOR, NORTHGATE))
    assert (harbor.loaded, harbor.other_clients, harbor.rejected, harbor.unknown_columns) == (330, 270, 0, ())
    assert (northgate.loaded, northgate.other_clients, northgate.rejected) == (270, 330, 0)
    assert harbor.people_new + northgate.people_new == office.counts()["people"] == 450
    assert northgate.people_known > 50
    assert office.rows("SELECT count(*) FROM debt_parties WHERE role = 'co_obligor'") == [20]
    assert 2500 <= min(office.balances().values()) <= max(office.balances().values()) <= 400_000
    shares = dict(
        office.rows(
            "SELECT l.name, count(DISTINCT c.debt_id)::float / count(DISTINCT d.id) FROM debts d JOIN clients l ON l.id = d.client_id"
            " LEFT JOIN consents c ON c.debt_id = d.id AND c.kind = 'tcpa_prior_express' GROUP BY 1"
        )
    )
    assert shares[HARBOR] == pytest.approx(0.8, abs=0.08)
    assert shares[NORTHGATE] == pytest.approx(0.7, abs=0.08)
