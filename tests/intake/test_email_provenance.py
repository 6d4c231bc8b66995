"""What a placement file can say of a mailbox: who had it from whom, when the creditor announced us, until when to object."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.intake.office import HARBOR, NORTHGATE, Office

HEADER = "account_ref,name,zip,email,email_source,email_notice_on,email_opt_out_by,balance\n"
QUERY = """
    SELECT c.name, e.source, e.notice_sent_at, e.opt_out_until FROM email_provenance e JOIN clients c ON c.id = e.client_id
    ORDER BY c.name
"""


def row(source: str = "", notice: str = "", until: str = "", ref: str = "A1", email: str = "pat@example.com") -> str:
    return f"{HEADER}{ref},Pat Example,30303,{email},{source},{notice},{until},100.00\n"


def ended(year: int, month: int, day: int) -> datetime:
    """The last second of the day before this one, everywhere on earth."""
    return datetime(year, month, day, 11, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "client", "source"),
    [
        ("", HARBOR, "consumer"),  # we are the creditor: she gave it to us
        ("", NORTHGATE, "creditor"),
        # A creditor's file says "consumer" of what she told the creditor, not the collector. 12 CFR 1006.6(d)(4)(i), (ii)(A)
        ("consumer", HARBOR, "consumer"),
        ("Consumer", NORTHGATE, "creditor"),
        ("customer", NORTHGATE, "creditor"),
        ("given to us", NORTHGATE, "consumer"),
        ("used with us", NORTHGATE, "used_with_us"),
        ("Wrote-to-us", NORTHGATE, "used_with_us"),
        ("prior collector", NORTHGATE, "prior_collector"),
        ("skip trace", NORTHGATE, "skip_trace"),
        ("unknown", NORTHGATE, "unknown"),
        ("other", NORTHGATE, "unknown"),
    ],
)
def test_where_a_mailbox_came_from(office: Office, said: str, client: str, source: str) -> None:
    assert office.load(row(said), client).rejected == 0
    assert office.rows(QUERY) == [(client, source, None, None)]


def test_a_word_nobody_knows_is_rejected_with_those_there_are(office: Office) -> None:
    report = office.load(row("hearsay"))
    assert report.rejects[0].column == "email_source"
    assert "used with us" in report.rejects[0].reason


def test_a_notice_is_read_as_late_as_it_can_be(office: Office) -> None:
    """A day of which nobody kept hour and place: 35 days later must be 35 days later wherever she is."""
    office.load(row("creditor", "2026-10-20", "2026-11-30"))
    assert office.rows(QUERY) == [(NORTHGATE, "creditor", ended(2026, 10, 21), ended(2026, 12, 1))]


@pytest.mark.parametrize(
    ("notice", "until", "reason"),
    [
        ("2026-10-20", "2026-11-23", "less than 35 days"),  # 34 days; (d)(4)(ii)(C)(5) wants at least 35
        ("", "2026-11-24", "whose notice is not dated"),
    ],
)
def test_a_notice_that_opens_nothing_is_rejected(office: Office, notice: str, until: str, reason: str) -> None:
    report = office.load(row("creditor", notice, until))
    assert (report.rejects[0].column, report.loaded) == ("email_opt_out_by", 0)
    assert reason in report.rejects[0].reason


def test_thirty_five_days_are_enough(office: Office) -> None:
    assert office.load(row("creditor", "2026-10-20", "2026-11-24")).rejected == 0


def test_a_notice_that_a_later_file_tells_of_is_added(office: Office) -> None:
    office.load(row("creditor"))
    office.load(row("creditor", "2026-10-20", "2026-11-30").replace("100.00", "90.00"))
    assert office.rows(QUERY) == [(NORTHGATE, "creditor", ended(2026, 10, 21), ended(2026, 12, 1))]


@pytest.mark.parametrize(("again", "kept"), [("2026-10-25", (2026, 10, 26)), ("2026-10-15", (2026, 10, 21))])
def test_of_two_days_the_later_one_counts(office: Office, again: str, kept: tuple[int, int, int]) -> None:
    office.load(row("creditor", "2026-10-20"))
    office.load(row("creditor", again).replace("100.00", "90.00"))
    assert office.rows(QUERY)[0][2] == ended(*kept)


def test_what_nobody_knew_becomes_known_and_what_is_known_stays(office: Office) -> None:
    office.load(row("unknown"))
    office.load(row("prior collector").replace("100.00", "90.00"))
    assert office.rows(QUERY)[0][1] == "prior_collector"
    office.load(row("given to us").replace("100.00", "80.00"))
    assert office.rows(QUERY)[0][1] == "prior_collector"


def test_each_client_tells_its_own(office: Office) -> None:
    office.load(row(), HARBOR)
    office.load(row("creditor", "2026-10-20"), NORTHGATE)
    assert office.rows("SELECT count(*) FROM addresses") == [1]
    assert [(name, source) for name, source, *_ in office.rows(QUERY)] == [
        (HARBOR, "consumer"), (NORTHGATE, "creditor"),
    ]  # fmt: skip


def test_a_co_obligors_mailbox_has_its_own(office: Office) -> None:
    header = "account_ref,name,zip,co_name,co_email,co_email_source,co_email_notice_on,co_email_opt_out_by,balance\n"
    office.load(f"{header}A1,Pat Example,30303,Sam Example,sam@example.com,creditor,2026-10-20,2026-11-30,100.00\n")
    assert office.rows(QUERY) == [(NORTHGATE, "creditor", ended(2026, 10, 21), ended(2026, 12, 1))]


def test_no_consent_covers_a_mailbox_of_unknown_origin(office: Office) -> None:
    header = "account_ref,name,zip,email,email_source,email_consent,balance\n"
    office.load(f"{header}A1,Pat Example,30303,pat@example.com,unknown,yes,100.00\n")
    assert office.rows("SELECT count(*) FROM consents") == [0]


def test_undoing_a_file_takes_back_what_it_told(office: Office) -> None:
    first = office.load(row("creditor"))
    second = office.load(row("creditor", "2026-10-20").replace("100.00", "90.00"))
    office.undo(second)
    assert office.rows(QUERY) == [(NORTHGATE, "creditor", None, None)]
    office.undo(first)
    assert (office.rows(QUERY), office.rows("SELECT count(*) FROM addresses")) == ([], [0])


def test_undoing_one_clients_file_leaves_the_others_word(office: Office) -> None:
    office.load(row(), HARBOR)
    placed = office.load(row("creditor"), NORTHGATE)
    office.undo(placed)
    assert [(name, source) for name, source, *_ in office.rows(QUERY)] == [(HARBOR, "consumer")]


def test_the_same_file_twice_tells_nothing_more(office: Office) -> None:
    office.load(row("creditor", "2026-10-20"))
    office.load(row("creditor", "2026-10-20").replace("A1", "A2"))
    assert len(office.rows(QUERY)) == 1


def test_a_dry_run_writes_nothing(office: Office) -> None:
    assert office.load(row("creditor", "2026-10-20"), dry_run=True).loaded == 1
    assert office.rows(QUERY) == []
