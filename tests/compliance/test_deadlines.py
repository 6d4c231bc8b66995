"""Due items, with dates worked out on a calendar by hand (12 CFR 1006.34(b)(5), 47 CFR 64.1200(a)(10), 1006.100)."""

from __future__ import annotations

import pytest

from compliance import due_items, read_facts
from tests.compliance.cases import Json, email, facts, row, text


def items(case: Json, rule: str) -> list[tuple[str, str, str]]:
    """Subject, date and state of the rule's due items."""
    found = [item.to_json() for item in due_items(read_facts(case))]
    return [(item["about"], item["on"], item["state"]) for item in found if item["rule"] == rule]


def debt(**changes: object) -> list[Json]:
    return [{"id": "D1"} | changes]


@pytest.mark.parametrize(
    ("sent", "ends"),
    [
        ("2026-11-23T15:00:00Z", "2026-12-31"),  # Thanksgiving lies between
        ("2026-12-18T15:00:00Z", "2027-01-27"),  # Christmas lies between
        ("2027-07-01T15:00:00Z", "2027-08-08"),  # 4 July is a Sunday: the Monday is out too
        ("2028-02-24T15:00:00Z", "2028-04-01"),  # a leap day lies between
    ],
)
def test_the_validation_period_ends_thirty_days_after_assumed_receipt(sent: str, ends: str) -> None:
    case = facts("2028-06-01T15:00:00Z", debts=debt(validation_notice_sent_at=sent))
    assert items(case, "US-F-OVERSHADOW") == [("D1", ends, "over")]


@pytest.mark.parametrize(
    ("at", "sent", "state"),
    [
        ("2026-12-22T15:00:00Z", None, "open"),
        ("2026-12-26T15:00:00Z", None, "open"),
        ("2026-12-27T15:00:00Z", None, "overdue"),
        ("2026-12-27T15:00:00Z", "2026-12-23T15:00:00Z", "met"),
    ],
)
def test_the_validation_notice_leaves_within_five_days(at: str, sent: str | None, state: str) -> None:
    first = {"first_communication_at": "2026-12-21T15:00:00Z"} | ({"validation_notice_sent_at": sent} if sent else {})
    case = facts(at, debts=debt(**first))
    assert items(case, "US-F-VALID5") == [("D1", "2026-12-26", state)]
    (item,) = [item for item in due_items(read_facts(case)) if item.rule == "US-F-VALID5"]
    assert item.plan_on.isoformat() == "2026-12-24"  # the 26th is a Saturday, the 25th Christmas


@pytest.mark.parametrize(
    ("stop", "honour_by"),
    [
        ("2026-11-24T18:00:00Z", "2026-12-09"),
        ("2026-12-18T18:00:00Z", "2027-01-05"),
        ("2027-01-29T18:00:00Z", "2027-02-12"),
    ],
)
def test_a_stop_is_honoured_within_ten_business_days(stop: str, honour_by: str) -> None:
    out = {"at": stop, "channels": ["sms"], "form": "keyword"}
    case = text("2027-03-01T18:00:00Z", opt_outs=[out])
    assert items(case, "US-TCPA-REVOKE") == [("opt-out from sms", honour_by, "met")]
    case["history"] = [row("2027-02-20T18:00:00Z", "delivered", "sms", purpose="opt_out_confirmation")]
    assert items(case, "US-TCPA-REVOKE")[0][2] == "met"
    case["history"] = [row("2027-02-20T18:00:00Z", "delivered", "sms")]
    assert items(case, "US-TCPA-REVOKE")[0][2] == "overdue"


def test_consent_to_texts_stays_fresh_for_sixty_days_from_its_newest_ground() -> None:
    case = text("2026-12-01T18:00:00Z")  # consent of 2026-11-10
    assert items(case, "US-F-SMS60") == [("texts to this number", "2027-01-09", "running")]
    assert items(case | {"at": "2027-01-10T18:00:00Z"}, "US-F-SMS60")[0][2] == "over"
    case["consents"][0]["renewed_at"] = "2026-11-20T15:00:00Z"
    assert items(case, "US-F-SMS60")[0][1] == "2027-01-19"
    check = {"at": "2026-11-25T15:00:00Z", "since": "2026-11-01T00:00:00Z", "answer": "no"}
    case["attempt"]["address"]["reassigned_check"] = check
    assert items(case, "US-F-SMS60")[0][1] == "2027-01-24"


def test_the_creditors_notice_runs_thirty_five_days() -> None:
    source = {"source": "creditor", "notice_sent_at": "2026-11-02T15:00:00Z"}
    case = email("2026-12-06T15:00:00Z", attempt={"address": {"value": "pat@example.net", "provenance": source}})
    assert items(case, "US-F-EMAIL-SRC") == [("e-mails to this mailbox", "2026-12-06", "running")]
    assert items(case | {"at": "2026-12-07T15:00:00Z"}, "US-F-EMAIL-SRC")[0][2] == "over"
    case["attempt"]["address"]["provenance"]["opt_out_until"] = (
        "2026-12-12T04:59:59Z"  # the end of the 11th in the East
    )
    assert items(case, "US-F-EMAIL-SRC") == [("e-mails to this mailbox", "2026-12-11", "running")]
    case["attempt"]["address"]["provenance"]["opt_out_until"] = "2026-11-20T15:00:00Z"
    assert items(case, "US-F-EMAIL-SRC")[0][1] == "2026-12-06"


def test_records_are_kept_three_years_after_the_last_activity_and_recordings_after_the_call() -> None:
    calls = [row("2028-02-29T18:00:00Z", "conversation", recorded=True), row("2027-05-01T18:00:00Z", recorded=False)]
    case = facts("2030-01-02T18:00:00Z", history=calls)
    wanted = [("D1", "2031-03-01", "running"), ("recording of a call", "2031-03-01", "running")]
    assert items(case, "US-F-RETAIN") == wanted
    assert {state for *_, state in items(case | {"at": "2031-03-02T18:00:00Z"}, "US-F-RETAIN")} == {"over"}
    held = case | {"at": "2031-03-02T18:00:00Z", "holds": [{"kind": "litigation", "since": "2030-01-01T00:00:00Z"}]}
    assert {state for *_, state in items(held, "US-F-RETAIN")} == {"held"}


def test_a_massachusetts_creditor_has_five_business_days() -> None:
    first = debt(first_communication_at="2026-11-24T15:00:00Z")
    case = facts(
        "2026-11-25T15:00:00Z", debts=first, person={"postal_code": "02108"}, collector={"role": "first_party"}
    )
    assert items(case, "US-MA-VALID5") == [("D1", "2026-12-02", "open")]
    assert items(case, "US-F-VALID5") == []
