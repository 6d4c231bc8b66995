from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from sqlalchemy import text

from outreach.intake.errors import ImportBusy
from outreach.intake.undo import undo
from tests.intake.office import HARBOR, NORTHGATE, Office

HEADER = "Account Number,Name,Phone,Email,Zip,DOB,Balance\n"
PAT = "A1,Pat Example,212-555-0101,pat@example.com,10001,1/2/1970,100.00\n"


def test_progress_counts_rows_up_to_all_of_them(office: Office) -> None:
    seen: list[tuple[int, int]] = []
    path = office.file(HEADER + "".join(f"B{number},Person {number},,,,,1\n" for number in range(1200)))
    office.load(path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 1200), (500, 1200), (1000, 1200), (1200, 1200)]


def test_two_imports_at_once_take_turns_and_recognise_each_other_s_people(office: Office) -> None:
    paths = [
        office.file(
            HEADER + "".join(f"{side}{n},Pat Number{n},,p{n}@example.com,,,1\n" for n in range(1500)), f"{side}.csv"
        )
        for side in "AB"
    ]
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(office.load, paths, (HARBOR, NORTHGATE)))
    assert [report.loaded for report in reports] == [1500, 1500]
    assert sum(report.people_new for report in reports) == office.counts()["people"] == 1500


def test_the_same_file_imported_twice_at_once_is_loaded_once(office: Office) -> None:
    path = office.file(HEADER + "".join(f"A{n},Pat Number{n},,p{n}@example.com,,,1\n" for n in range(1500)))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(office.load, [path, path]))
    assert office.counts()["debts"] == office.rows("SELECT count(*) FROM placement_rows")[0] == 1500
    assert set(office.balances().values()) == {100}


def test_a_person_somebody_adds_meanwhile_is_recognised_on_the_second_look(office: Office) -> None:
    number = office.vault.index("name_phone", "pat example|+12125550101")
    person = uuid4()
    with office.sessions() as other, ThreadPoolExecutor(1) as pool:
        other.execute(
            text(
                "INSERT INTO people (id, name_sealed, language, country, deceased, military, created_at)"
                " VALUES (:id, :name, 'en', 'US', false, false, now())"
            ),
            {"id": person, "name": office.vault.seal("people.name", person, "Pat Example")},
        )
        key = {"value": number, "id": person}
        other.execute(text("INSERT INTO person_keys (kind, value, person_id) VALUES ('name_phone', :value, :id)"), key)
        loading = pool.submit(office.load, HEADER + PAT)
        while not office.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'COPY%'"):
            assert not loading.done()
        other.commit()
        report = loading.result()
    assert (report.loaded, report.people_new, report.people_known) == (1, 0, 1)
    assert office.rows("SELECT person_id FROM debt_parties") == [person]


def test_a_dry_run_leaves_rows_on_file_free_for_contacts(office: Office) -> None:
    header = "Acct,Name,Balance,Charge Off Date\n"
    office.load(header + "A1,Pat Example,5,1/2/2025\n")
    path = office.file(header + "A1,Pat Example,6,1/3/2025\n" + "".join(f"B{n},Pat Number{n},1,\n" for n in range(600)))
    claimed: list[int] = []

    def claim(done: int, total: int) -> None:
        with office.sessions.begin() as session:
            session.execute(text("SET LOCAL lock_timeout = '1s'"))
            session.execute(text("UPDATE debts SET first_communication_at = now()"))
        claimed.append(done)

    assert office.load(path, dry_run=True, progress=claim).adjusted == 1
    assert claimed == [0, 500, 601]


def test_an_import_stops_when_its_placement_is_undone_meanwhile(office: Office) -> None:
    path = office.file(HEADER + "".join(f"A{n},Pat Number{n},,,,,1\n" for n in range(1100)))

    def take_back(done: int, total: int) -> None:
        if done == 500:
            placement = office.rows("SELECT id FROM placements")[0]
            undo(office.sessions, str(placement), "operations", office.at)

    with pytest.raises(ImportBusy, match="undone"):
        office.load(path, progress=take_back)
    assert office.counts()["debts"] == 0
    assert office.load(path).loaded == 1100
