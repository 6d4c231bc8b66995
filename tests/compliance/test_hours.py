from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ALLOW, ATLANTA, answer, email, facts, human, row, text, until, verdict

NIGHTS = {"kind": "inconvenient_hours", "at": "2026-11-20T15:00:00Z", "from": "00:00", "to": "17:00"}
WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-01T12:59:59Z", until("2026-12-01T13:00:00Z", "US-F-TIME")),  # 07:59:59 in Atlanta
        ("2026-12-01T13:00:00Z", ALLOW),  # 08:00:00
        ("2026-12-02T01:59:59Z", ALLOW),  # 20:59:59
        ("2026-12-02T02:00:00Z", until("2026-12-02T13:00:00Z", "US-F-TIME")),  # 21:00:00
        ("2027-03-14T11:59:59Z", until("2027-03-14T12:00:00Z", "US-F-TIME")),  # the night the clocks go forward
        ("2026-11-01T12:59:59Z", until("2026-11-01T13:00:00Z", "US-F-TIME")),  # the night they go back
    ],
)
def test_a_collector_calls_from_eight_until_nine_local(at: str, expected: object) -> None:
    assert answer(facts(at)) == expected


@pytest.mark.parametrize("case", [text("2026-12-02T02:30:00Z"), email("2026-12-02T02:30:00Z")])
def test_texts_and_emails_keep_the_same_hours(case: Any) -> None:
    assert answer(case) == until("2026-12-02T13:00:00Z", "US-F-TIME")


def test_the_federal_clock_does_not_bind_creditors_or_commercial_debts() -> None:
    night = "2026-12-02T04:00:00Z"
    assert answer(facts(night, collector={"role": "first_party"})) == ALLOW
    assert answer(facts(night, debts=[{"id": "D1", "purpose": "commercial"}])) == ALLOW


def test_one_consumer_debt_among_commercial_ones_brings_the_clock_back() -> None:
    case = facts("2026-12-02T04:00:00Z", debts=[{"id": "D1", "purpose": "commercial"}, {"id": "D2"}])
    case["attempt"]["debts"] = ["D1", "D2"]
    assert verdict(case) == "BLOCK_UNTIL"


def test_a_time_called_inconvenient_is_kept_in_every_candidate_zone() -> None:
    said = [NIGHTS | {"days": WEEKDAYS}]
    expected = until("2026-12-01T22:00:00Z", "US-F-TIME-PREF")
    assert answer(facts(statements=said)) == expected
    assert answer(facts("2026-12-05T18:00:00Z", statements=said)) == ALLOW  # a Saturday
    pacific = facts(statements=said, person={"postal_code": "94103"})
    assert answer(pacific) == until("2026-12-02T01:00:00Z", "US-F-TIME-PREF")  # 17:00 Pacific, 20:00 Eastern


def test_hours_that_run_over_midnight_belong_to_the_day_they_begin() -> None:
    said = [NIGHTS | {"from": "20:00", "to": "09:00", "days": ["tue"]}]
    assert answer(facts("2026-12-02T13:30:00Z", statements=said)) == until("2026-12-02T14:00:00Z", "US-F-TIME-PREF")
    assert answer(facts("2026-12-01T13:30:00Z", statements=said)) == ALLOW


def test_a_statement_that_ends_opens_the_day_at_its_end() -> None:
    said = [
        {"kind": "inconvenient_day", "at": "2026-11-20T15:00:00Z", "days": ["tue"], "until": "2026-12-01T19:30:07Z"}
    ]
    assert answer(facts(statements=said)) == until("2026-12-01T19:30:07Z", "US-F-TIME-PREF")


def test_a_statement_about_every_hour_of_every_day_goes_to_a_human() -> None:
    said = [NIGHTS | {"to": "24:00"}]
    assert answer(facts(statements=said)) == human("US-F-TIME-PREF")


def test_hours_agreed_with_the_consumer_replace_the_usual_ones() -> None:
    agreed = [
        {
            "kind": "direct_prior",
            "channels": ["call"],
            "at": "2026-11-30T15:00:00Z",
            "local_hours": {"from": "21:00", "to": "22:00"},
        }
    ]
    assert answer(facts("2026-12-02T02:30:00Z", consents=agreed)) == ALLOW  # 21:30
    blocked = until("2026-12-02T02:00:00Z", "US-F-TIME", "US-F-TIME-PREF")
    assert answer(facts(consents=agreed)) == blocked


def test_when_agreed_hours_lapse_the_usual_ones_return_at_once() -> None:
    agreed = [
        {
            "kind": "direct_prior",
            "channels": ["call"],
            "at": "2026-11-30T15:00:00Z",
            "until": "2026-12-01T19:00:00Z",
            "local_hours": {"from": "18:00", "to": "19:00"},
        }
    ]
    assert answer(facts(consents=agreed)) == until("2026-12-01T19:00:00Z", "US-F-TIME", "US-F-TIME-PREF")


def _reply(at: str, arrived: str, *more: Any) -> Any:
    written = row(arrived, "received", "sms", direction="inbound", address=ATLANTA)
    return text(at, attempt={"purpose": "reply"}, history=[written, *more])


def test_one_reply_goes_out_while_the_hours_stay_closed_since_the_consumer_wrote() -> None:
    assert answer(_reply("2026-12-02T03:02:00Z", "2026-12-02T03:00:00Z")) == ALLOW  # 22:00, 22:02
    assert verdict(_reply("2026-12-02T02:00:30Z", "2026-12-02T01:59:30Z")) == "BLOCK_UNTIL"  # written while open
    assert verdict(_reply("2026-12-03T03:00:00Z", "2026-12-02T03:00:00Z")) == "BLOCK_UNTIL"  # the night before


def test_a_second_reply_waits_for_the_morning() -> None:
    first = row("2026-12-02T03:01:00Z", "sent", "sms", purpose="reply")
    assert answer(_reply("2026-12-02T03:02:00Z", "2026-12-02T03:00:00Z", first)) == until(
        "2026-12-02T13:00:00Z", "US-F-TIME", "US-F-TIME-REPLY1"
    )


def test_a_reply_needs_a_message_in_the_same_channel_from_the_same_number() -> None:
    other = row("2026-12-02T03:00:00Z", "received", "sms", direction="inbound", address="+14045550199")
    case = text("2026-12-02T03:02:00Z", attempt={"purpose": "reply"}, history=[other])
    assert verdict(case) == "BLOCK_UNTIL"
