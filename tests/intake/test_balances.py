from __future__ import annotations

from datetime import UTC, date, datetime

from tests.intake.office import Office

HEADER = "Account Number,Name,Phone,Email,Zip,DOB,Balance\n"
PAT = "A1,Pat Example,212-555-0101,pat@example.com,10001,1/2/1970,100.00\n"


def test_a_changed_balance_is_an_adjustment_with_a_trace(office: Office) -> None:
    office.load(HEADER + PAT)
    report = office.load(HEADER + PAT.replace("100.00", "80.00"))
    assert report.adjusted == 1
    assert office.balances() == {"A1": 8000}
    assert office.rows("SELECT kind, amount FROM ledger_entries ORDER BY recorded_at") == [
        ("placement", 10000),
        ("adjustment", -2000),
    ]
    before = office.rows("SELECT before FROM placement_rows WHERE action = 'adjusted'")[0]
    assert (before["balance"], before["stated"]) == (10000, 8000)


def test_an_itemised_change_is_posted_by_component(office: Office) -> None:
    header = "Acct,Name,Balance,Principal,Interest,Fees\n"
    office.load(header + "A1,Pat Example,112.00,100.00,10.00,2.00\n")
    office.load(header + "A1,Pat Example,114.00,100.00,14.00,0\n")
    query = "SELECT component, amount FROM ledger_entries WHERE kind = 'adjustment' ORDER BY 1"
    assert office.rows(query) == [("fees", -200), ("interest", 400)]
    assert office.balances() == {"A1": 11400}


def test_a_client_who_repeats_its_balance_does_not_undo_what_was_paid_to_us(office: Office) -> None:
    office.load(HEADER + PAT)
    office.run(
        "INSERT INTO ledger_entries SELECT gen_random_uuid(), debt_id, 'payment', 'principal', -4000, 'check 1', now(), now() "
        "FROM ledger_entries"
    )
    stale = office.load(HEADER + PAT + "\n")
    assert (stale.unchanged, office.balances()) == (1, {"A1": 6000})
    booked = office.load(HEADER + PAT.replace("100.00", "60.00"))
    assert (booked.unchanged, office.balances()) == (1, {"A1": 6000})
    charged = office.load(HEADER + PAT.replace("100.00", "65.00"))
    assert (charged.adjusted, office.balances()) == (1, {"A1": 6500})


def test_changed_dates_are_taken_and_a_recalled_account_is_opened_again(office: Office) -> None:
    header = "Acct,Name,Balance,Charge Off Date,Placed Date\n"
    office.load(header + "A1,Pat Example,5,1/2/2025,3/4/2026\n")
    office.run("UPDATE debts SET status = 'recalled'")
    report = office.load(header + "A1,Pat Example,5,1/3/2025,\n")
    assert report.adjusted == 1
    found = office.rows("SELECT charged_off_on::text, placed_on::text, status FROM debts")
    assert found == [("2025-01-03", "2026-03-04", "open")]


def test_what_was_mailed_counts_from_the_end_of_its_day_and_a_later_file_is_taken_over(office: Office) -> None:
    header = "Acct,Name,Balance,Notice Mailed Date,Validation Notice Date,SOL Date\n"
    office.load(header + "A1,Pat Example,5,9/1/2026,2026-09-02,3/1/2031\nA2,Sam Example,6,,,\n")
    query = "SELECT notice_mailed_at, validation_notice_sent_at, limitation_ends_on FROM debts ORDER BY account_ref"
    first = (
        datetime(2026, 9, 2, 11, 59, 59, tzinfo=UTC),
        datetime(2026, 9, 3, 11, 59, 59, tzinfo=UTC),
        date(2031, 3, 1),
    )
    assert office.rows(query) == [first, (None, None, None)]
    again = office.load(header + "A1,Pat Example,5,9/8/2026,,\n")
    assert again.adjusted == 1
    assert office.rows(query)[0] == (datetime(2026, 9, 9, 11, 59, 59, tzinfo=UTC), *first[1:])
    office.undo(again)
    assert office.rows(query)[0] == first


def test_balances_need_no_rounding_and_zero_is_a_balance(office: Office) -> None:
    header = "Acct,Name,Balance,Principal,Interest\n"
    report = office.load(
        header + "A1,Pat,0.00,0,0\nA2,Sam,10.01,9.99,\nA3,Kim,(5.00),,\nA4,Lee,5.00,10.00,(5.00)\nA5,Max,n/a,,\n"
    )
    assert office.balances() == {"A1": 0, "A2": 1001, "A4": 500}
    assert [reject.reason for reject in report.rejects] == ["is below zero: nothing is owed", "the balance is missing"]
    query = "SELECT component, amount FROM ledger_entries JOIN debts d ON d.id = debt_id WHERE account_ref = 'A2' ORDER BY 1"
    assert office.rows(query) == [("other", 2), ("principal", 999)]
