from __future__ import annotations

import csv
import stat

import pytest

from outreach.errors import NotFound
from outreach.intake.errors import MappingError
from outreach.intake.importing import clients_in
from tests.intake.office import HARBOR, NORTHGATE, Office

HEADER = "Account Number,Name,Phone,Email,Zip,DOB,Balance\n"
PAT = "A1,Pat Example,212-555-0101,pat@example.com,10001,1/2/1970,100.00\n"


def test_a_row_becomes_a_debt_a_person_addresses_and_a_placement_entry(office: Office) -> None:
    report = office.load(HEADER + PAT)
    assert (report.rows, report.loaded, report.people_new, report.people_known) == (1, 1, 1, 0)
    assert office.balances() == {"A1": 10000}
    (person, name), *_ = office.rows("SELECT id, name_sealed FROM people")
    assert office.vault.open("people.name", person, name) == "Pat Example"
    found = office.rows("SELECT kind, source, rank, id, value_sealed, value_index FROM addresses ORDER BY rank")
    values = [office.vault.open("addresses.value", row[3], row[4]) for row in found]
    assert values == ["+12125550101", "pat@example.com"]
    assert [row[5] for row in found] == [
        office.vault.index(row[0], value) for row, value in zip(found, values, strict=True)
    ]
    assert [row[1] for row in found] == ["creditor", "creditor"]
    (home, code), *_ = office.rows("SELECT id, postal_code_sealed FROM postal_addresses")
    assert office.vault.open("postal_addresses.postal_code", home, code) == "10001"
    assert office.rows("SELECT kind, component, amount FROM ledger_entries") == [("placement", "principal", 10000)]


def test_no_personal_data_is_stored_in_the_clear(office: Office) -> None:
    office.load(
        "Acct,Name,Phone,Email,Address,Zip,SSN,Balance\nA1,Zaphod Quill,212-555-0101,zq@example.com,9 Elm Row,10001,123-45-6789,1\n"
    )
    for table in ("people", "person_keys", "addresses", "postal_addresses", "placement_rows", "placements"):
        stored = " ".join(office.rows(f"SELECT CAST(t AS text) FROM {table} t"))
        for secret in ("Zaphod", "Quill", "5550101", "zq@", "Elm Row", "6789"):
            assert secret not in stored


def test_one_person_over_many_debts_and_clients_is_one_person(office: Office) -> None:
    report = office.load(
        HEADER
        + PAT
        + "A2,EXAMPLE PAT,,,,,5\n"
        + 'A3,"Example, Pat A.",(212) 555-0101,,,,6\n'
        + "A4,Pat Example,,PAT@example.com,,,7\n"
        + "A5,Pat Example,,,,1970-01-02,8\n"
    )
    assert (report.loaded, report.people_new) == (5, 2)  # the second row has another name and nothing in common
    other = office.load(office.file(HEADER + "B1,pat example,1 212 555 0101,,,,9\n", "other.csv"), HARBOR)
    assert (other.people_new, other.people_known) == (0, 1)
    assert office.rows("SELECT count(*) FROM debt_parties GROUP BY person_id ORDER BY 1") == [1, 5]


def test_the_clients_own_number_for_a_person_outweighs_her_name_and_is_no_other_clients(office: Office) -> None:
    office.load("Acct,Person Id,Name,Balance\nA1,77,Pat Example,5\nA2,77,Pat Married,5\n")
    assert office.counts()["people"] == 1
    office.load(office.file("Acct,Person Id,Name,Balance\nB1,77,Pat Example,5\n", "other.csv"), HARBOR)
    assert office.counts()["people"] == 2


def test_father_and_son_with_one_number_are_two_people(office: Office) -> None:
    son = "A2,Pat Example,212-555-0101,,,3/4/1999,50.00\n"
    assert office.load(HEADER + PAT + son).people_new == 2
    again = office.load(office.file(HEADER + "A3,Pat Example,,,,3/4/1999,50.00\n", "again.csv"))
    assert (again.people_new, again.people_known) == (0, 1)


def test_gaps_are_filled_and_what_is_on_file_stays(office: Office) -> None:
    office.load("Acct,Name,Phone,Balance\nA1,Pat Example,212-555-0101,5\n")
    office.load("Acct,Name,Phone,Cell,DOB,Balance\nA2,Pat Example,212-555-0101,212-555-0102,1/2/1970,5\n")
    (person, born), *_ = office.rows("SELECT id, birth_date_sealed FROM people")
    assert office.vault.open("people.birth_date", person, born) == "1970-01-02"
    assert office.rows("SELECT rank, line FROM addresses ORDER BY rank") == [(0, "unknown"), (1, "mobile")]


def test_a_newer_postal_address_becomes_the_current_one_and_the_older_stays(office: Office) -> None:
    header = "Acct,Name,Phone,Address,City,State,Zip,Balance\n"
    office.load(header + "A1,Pat Example,212-555-0101,1 Elm,New York,NY,10001,5\n")
    office.load(header + "A1,Pat Example,212-555-0101,2 Oak,Atlanta,GA,30303,5\n")
    office.load("Acct,Name,Phone,Zip,Balance\nA1,Pat Example,212-555-0101,30303,5\n")
    assert office.rows("SELECT region, current FROM postal_addresses ORDER BY recorded_at") == [
        ("NY", False),
        ("GA", True),
    ]


def test_the_same_file_twice_changes_nothing(office: Office) -> None:
    path = office.file(HEADER + PAT + "A2,No Balance,,,,,\n")
    first, before = office.load(path), office.counts()
    again = office.load(path)
    assert again.repeated
    assert again.placement == first.placement
    assert (again.rows, again.loaded, again.unchanged, again.rejected) == (2, 0, 1, 1)
    assert office.counts() == before


def test_the_same_rows_in_another_file_change_nothing(office: Office) -> None:
    content = (
        "Acct,Name,Phone,Cell,Email,Zip,Balance,Principal,Interest,Fees,Call Consent,Text Consent,Co Name,Co Phone\n"
        "A1,Pat Example,212-555-0101,212-555-0102,pat@example.com,10001,12.00,10,1.50,.50,yes,2026-01-05,Sam Example,212-555-0103\n"
    )
    office.load(content)
    before = office.counts()
    report = office.load(office.file(content + "\n", "again.csv"))
    assert (report.unchanged, report.adjusted, report.people_new, report.people_known) == (1, 0, 0, 2)
    assert office.counts() == before


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("A1,Quinn Stranger,,,,,100.00", "Name", "somebody else"),
        ("A1,Pat Example,212-555-0101,,,3/4/1999,100.00", "Name", "somebody else"),
    ],
)
def test_an_account_on_file_as_somebody_elses_is_rejected(office: Office, row: str, column: str, reason: str) -> None:
    office.load(HEADER + PAT)
    before = office.counts()
    report = office.load(HEADER + row + "\n")
    assert report.rejects[0].column == column
    assert reason in report.rejects[0].reason
    assert office.counts() == before


def test_an_account_twice_in_a_file_is_rejected_the_second_time_in_any_batch(office: Office) -> None:
    many = "".join(f"B{number},Person {number},,,,,1\n" for number in range(600))
    report = office.load(HEADER + PAT + PAT + many + PAT)
    assert [(reject.row, reject.reason) for reject in report.rejects] == [
        (3, "this account is in row 2 of the file already"),
        (604, "this account is in row 2 of the file already"),
    ]
    assert office.balances()["A1"] == 10000


def test_co_obligors_are_people_with_a_role(office: Office) -> None:
    header = "Acct,Name,Phone,Co Name,Co Phone,Co Zip,Balance\n"
    office.load(
        header
        + "A1,Pat Example,212-555-0101,Sam Example,212-555-0102,10001,5\n"
        + "A2,Sam Example,212-555-0102,,,,5\n"
        + "A3,Kim Example,212-555-0103,Kim Example,212-555-0103,,5\n"
        + "A4,Lee Example,212-555-0104,,212-555-0105,,5\n"
    )
    roles = office.rows("SELECT account_ref, role FROM debt_parties JOIN debts ON debts.id = debt_id ORDER BY 1, 2")
    assert roles == [("A1", "co_obligor"), ("A1", "debtor"), ("A2", "debtor")]
    assert office.counts()["people"] == 2


def test_only_rows_of_the_client_are_loaded(office: Office) -> None:
    path = office.file(
        f"Client,Acct,Name,Balance\n{HARBOR},H1,Pat Example,5\n{NORTHGATE.upper()},N1,Sam Example,6\n,X1,Kim Example,7\n"
    )
    assert clients_in(path) == [HARBOR, NORTHGATE.upper()]
    report = office.load(path, NORTHGATE)
    assert (report.loaded, report.other_clients, report.rejected) == (1, 1, 1)
    assert report.rejects[0].reason == "the row does not say which client it is of"
    office.load(path, HARBOR)
    assert office.balances() == {"H1": 500, "N1": 600}


def test_a_dry_run_reports_the_same_and_writes_nothing(office: Office) -> None:
    path = office.file(HEADER + PAT + PAT + "A2,Sam,911,,,,5\n" + "A3,Pat Example,212-555-0101,,,,5\n")
    nothing = office.counts()
    dry = office.load(path, dry_run=True)
    assert office.counts() == nothing
    assert office.rows("SELECT id FROM placements") == []
    assert sorted(entry.name for entry in office.folder.iterdir()) == ["placement.csv"]
    real = office.load(path)
    assert real.rejects_path
    for name in ("rows", "loaded", "adjusted", "unchanged", "rejected", "people_new", "people_known", "rejects"):
        assert getattr(dry, name) == getattr(real, name)


def test_rejects_can_be_corrected_and_imported_again(office: Office) -> None:
    report = office.load(HEADER + PAT + 'A2,"Sam, Example",911,,,,5\n' + "A3,Kim,,kim@,,,5\nA4,Too,Short\n")
    path = report.rejects_path
    assert path == office.folder / "placement.csv.rejects.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["reject_row"], row["reject_column"], row["reject_value"]) for row in rows] == [
        ("3", "Phone", "999"), ("4", "Email", "xxx@"), ("5", "", ""),
    ]  # fmt: skip
    assert [row["Account Number"] for row in rows] == ["A2", "A3", "A4"]
    untouched = office.load(path)
    assert (untouched.loaded, untouched.rejected) == (0, 3)
    path.write_text(path.read_text(encoding="utf-8-sig").replace(",911,", ",212-555-0102,"), encoding="utf-8")
    corrected = office.load(path)
    assert (corrected.loaded, corrected.rejected, corrected.unknown_columns) == (1, 2, ())
    assert office.balances() == {"A1": 10000, "A2": 500}


def test_a_rejects_file_somebody_may_be_correcting_is_not_overwritten(office: Office) -> None:
    office.load(HEADER + "A1,Pat,911,,,,5\n")
    second = office.load(HEADER + "A1,Pat,912,,,,5\n")
    assert second.rejects_path == office.folder / "placement.csv.rejects-2.csv"


def test_a_file_that_lacks_required_columns_or_a_client_loads_nothing(office: Office) -> None:
    with pytest.raises(MappingError):
        office.load("Foo,Bar\n1,2\n")
    with pytest.raises(NotFound, match="Nobody"):
        office.load(HEADER + PAT, "Nobody")
    assert office.rows("SELECT id FROM placements") == []


def test_a_mapping_names_columns_no_word_list_knows(office: Office) -> None:
    mapping: dict[str, object] = {"account_ref": "Konto", "name": "Wer", "balance": "Offen", "cell_phone": "Ruf"}
    office.load("Konto;Wer;Offen;Ruf;Notiz\nA1;Pat Example;1.234,50;212-555-0101;x\n", mapping=mapping)
    assert office.balances() == {"A1": 123450}
    assert office.rows("SELECT line FROM addresses") == ["mobile"]


def test_windows_1252_and_excel_s_utf_8_give_the_same_people(office: Office) -> None:
    table = "Acct;Name;Phone;Balance\r\nA{};José Núñez;212-555-0101;1.234,50\r\n"
    for number, encoding in enumerate(("cp1252", "utf-8-sig", "utf-8", "utf-16")):
        path = office.folder / f"{encoding}.csv"
        path.write_bytes(table.format(number).encode(encoding))
        office.load(path)
    assert office.counts()["people"] == 1
    assert set(office.balances().values()) == {123450}


def test_another_mapping_makes_it_another_file(office: Office) -> None:
    path = office.file("Acct,Name,Konto,Balance\nA1,Pat Example,x,5\n")
    office.load(path)
    again = office.load(path, mapping={"balance": "Konto"})
    assert (again.repeated, again.rejected) == (False, 1)
    assert office.load(path, mapping={"balance": "Konto"}).repeated
