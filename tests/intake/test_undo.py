from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import text

from outreach.errors import NotFound
from outreach.intake.errors import UndoRefused
from outreach.intake.report import Report
from outreach.intake.undo import _PREPARE, undo
from tests.intake.office import FILLED, HARBOR, Office

HEADER = "Acct,Name,Phone,Cell,Email,Address,Zip,DOB,Balance,Charge Off Date,Call Consent,Co Name,Co Phone\n"
PAT = "A1,Pat Example,212-555-0101,,pat@example.com,1 Elm,10001,1/2/1970,100.00,1/2/2025,yes,Sam Example,212-555-0102\n"
KIM = "A2,Kim Example,212-555-0103,,,,,,50.00,,,,\n"
DIALLED = """
    INSERT INTO attempts (id, client_id, person_id, address_id, debt_ids, channel, step, purpose, template, state, planned_at,
                          due_at, paced, sequence, identity)
    SELECT gen_random_uuid(), d.client_id, a.person_id, a.id, ARRAY[d.id], 'call', 0, 'collection', 'keypad', 'cancelled', :at,
           :at, true, -1, 'none' FROM debts d, addresses a WHERE a.kind = 'phone' LIMIT 1"""
PAID = "INSERT INTO ledger_entries SELECT gen_random_uuid(), id, 'payment', 'principal', -4000, 'check 1', :at, :at FROM debts"
DISPUTED = """
    INSERT INTO holds (id, person_id, debt_id, source, recorded_at, kind, since)
    SELECT gen_random_uuid(), person_id, debt_id, 'user:pat', :at, 'dispute', :at FROM debt_parties WHERE role = 'debtor'"""

PROMISED = """
    INSERT INTO promises (id, debt_id, person_id, amount, currency, due_on, grace_days, channel, state, made_at)
    SELECT gen_random_uuid(), debt_id, person_id, 1, 'USD', CAST(:at AS date), 3, 'sms', 'open', :at
    FROM debt_parties WHERE role = 'debtor'"""
OFFERED = """
    INSERT INTO offer_sets (id, debt_id, person_id, channel, balance, currency, terms, facts, offers, made_on, made_at, expires_at)
    SELECT gen_random_uuid(), debt_id, person_id, 'sms', 1, 'USD', '{}', '{}', '[]', CAST(:at AS date), :at, :at
    FROM debt_parties WHERE role = 'debtor'"""
ALLOWED = """
    INSERT INTO authorities (id, client_id, debt_id, currency, terms, starts_on, set_by, set_at)
    SELECT gen_random_uuid(), client_id, id, 'USD', '{}', CAST(:at AS date), 'ann', :at FROM debts"""


def content(office: Office) -> dict[str, list[str]]:
    """Every row of the store, as text."""
    return {table: sorted(office.rows(f"SELECT CAST(t AS text) FROM {table} t")) for table in FILLED}


def test_undo_leaves_the_store_as_it_was(office: Office) -> None:
    office.load(HEADER + KIM)
    before = content(office)
    report = office.load(HEADER + PAT)
    done = office.undo(report)
    assert (done.debts, done.people) == (1, 2)
    assert content(office) == before
    assert office.rows("SELECT state FROM placements ORDER BY created_at") == ["loaded", "undone"]


def test_undo_puts_back_what_an_adjusting_file_changed(office: Office) -> None:
    office.load(HEADER + PAT + KIM)
    before = content(office)
    report = office.load(
        "Acct,Name,Phone,Phone Type,Cell,Email,Address,Zip,DOB,Balance,Charge Off Date,Call Consent\n"
        "A1,Pat Example,212-555-0101,landline,,,2 Oak,30303,1/2/1970,80.00,1/3/2025,no\n"
        "A2,Kim Example,212-555-0103,,212-555-0109,,,,3/4/1980,55.00,2/2/2025,yes\n"
    )
    assert report.adjusted == 2
    assert content(office) != before
    office.undo(report)
    assert content(office) == before


def test_a_file_that_was_undone_can_be_imported_again(office: Office) -> None:
    path = office.file(HEADER + PAT)
    office.undo(office.load(path))
    assert office.counts() == dict.fromkeys(FILLED, 0)
    again = office.load(path)
    assert (again.loaded, again.repeated) == (1, False)
    assert office.balances() == {"A1": 10000}


def test_a_person_another_file_names_too_stays_with_what_that_file_said(office: Office) -> None:
    first = office.load(HEADER + PAT)
    other = office.file("Acct,Name,Phone,Balance\nB1,Pat Example,212-555-0101,7\n", "other.csv")
    office.load(other, HARBOR)
    done = office.undo(first)
    assert (done.debts, done.people) == (1, 1)
    assert office.balances() == {"B1": 700}
    assert office.rows("SELECT kind FROM addresses") == ["phone"]
    assert office.rows("SELECT kind FROM person_keys") == ["name_phone"]
    assert office.counts()["consents"] == office.counts()["postal_addresses"] == 0


def test_a_person_who_said_no_stays_recognisable(office: Office) -> None:
    report = office.load(HEADER + PAT)
    office.run(
        "INSERT INTO opt_outs (id, person_id, source, recorded_at, channels, form, at) "
        "SELECT gen_random_uuid(), person_id, 'user:pat', now(), '[\"call\"]', 'oral', now() FROM debt_parties WHERE role = 'debtor'"
    )
    assert office.undo(report).people == 1
    assert office.counts()["person_keys"] >= 3
    assert office.load(HEADER + PAT.replace("A1", "A9")).people_new == 1  # only the co-obligor


def test_enrolments_nobody_was_contacted_from_go_with_their_debts(office: Office) -> None:
    report = office.load(HEADER + PAT)
    _enrol(office)
    office.undo(report)
    assert office.rows("SELECT count(*) FROM enrolments") == [0]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (DIALLED, "attempts to contact: 1"),
        (PAID, "payments or other postings: 1"),
        (PROMISED, "promises: 1"),
        (OFFERED, "offers: 1"),
        (ALLOWED, "authorities of their own: 1"),
        (DISPUTED, "holds, opt-outs, statements or consents recorded since: 1"),
    ],
)
def test_undo_is_refused_once_something_was_built_on_it(office: Office, statement: str, reason: str) -> None:
    report = office.load(HEADER + PAT)
    office.run(statement, at=office.at)
    before = content(office)
    with pytest.raises(UndoRefused, match=reason):
        office.undo(report)
    assert content(office) == before
    assert office.rows("SELECT state FROM placements") == ["loaded"]


def test_what_was_done_before_an_adjusting_file_does_not_keep_that_file(office: Office) -> None:
    office.load(HEADER + PAT)
    office.run(PAID, at=office.at)
    report = office.load(HEADER + PAT.replace("100.00", "90.00"))
    office.undo(report)
    assert office.balances() == {"A1": 6000}


def test_files_are_undone_newest_first(office: Office) -> None:
    first = office.load(HEADER + PAT)
    second = office.load(HEADER + PAT.replace("100.00", "90.00"))
    with pytest.raises(UndoRefused, match="rows of later files: 1"):
        office.undo(first)
    office.undo(second)
    assert office.balances() == {"A1": 10000}
    office.undo(first)
    assert office.counts() == dict.fromkeys(FILLED, 0)


def test_a_placement_is_undone_once_and_must_exist(office: Office) -> None:
    report = office.load(HEADER + PAT)
    office.undo(report)
    with pytest.raises(UndoRefused, match="undone before"):
        office.undo(report)
    for unknown in (str(uuid4()), "yesterday's"):
        with pytest.raises(NotFound, match="no placement"):
            undo(office.sessions, unknown, "operations", office.at)


def test_a_half_loaded_file_can_be_undone(office: Office) -> None:
    report: Report = office.load(HEADER + PAT)
    office.run("UPDATE placements SET state = 'loading'")
    office.undo(report)
    assert office.counts() == dict.fromkeys(FILLED, 0)


def _enrol(office: Office) -> None:
    office.run(
        "INSERT INTO campaigns (id, name, state, strategy, strategy_text, population, share, priority, author, created_at)"
        " VALUES (gen_random_uuid(), 'winter', 'draft', '{}', '', '{}', 1, 5, 'pat', :at)",
        at=office.at,
    )
    office.run(
        "INSERT INTO enrolments (id, campaign_id, debt_id, person_id, state, step, tries, priority, next_at, why, created_at)"
        " SELECT gen_random_uuid(), c.id, p.debt_id, p.person_id, 'waiting', 0, '{}', 5, :at, 'new', :at"
        " FROM campaigns c, debt_parties p WHERE p.role = 'debtor'",
        at=office.at,
    )


def test_undo_waits_for_nobody_for_long(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    report = office.load(HEADER + PAT)
    monkeypatch.setattr("outreach.intake.undo._PREPARE", ("SET LOCAL lock_timeout = '50ms'", *_PREPARE))
    with office.sessions() as dialling:
        dialling.execute(text("LOCK TABLE attempts IN ROW EXCLUSIVE MODE"))
        with pytest.raises(UndoRefused, match="pause the campaigns"):
            office.undo(report)
    assert office.balances() == {"A1": 10000}
