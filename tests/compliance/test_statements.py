"""Times called inconvenient, to the second: hours over midnight, days, and replies written at a closed hour."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ALLOW, ATLANTA, Json, answer, facts, judged, row, text

SINCE = "2026-11-20T15:00:00Z"


def said(**changes: Any) -> list[Json]:
    return [{"kind": "inconvenient_hours", "at": SINCE, "from": "19:00", "to": "09:00"} | changes]


# Tuesday is 1 December 2026; Atlanta is five hours behind UTC.
@pytest.mark.parametrize(
    ("at", "blocked"),
    [
        ("2026-12-01T13:30:00Z", False),  # Tue 08:30: the evening is still to come
        ("2026-12-01T23:59:59Z", False),
        ("2026-12-02T00:00:00Z", True),  # Tue 19:00
        ("2026-12-02T04:59:59Z", True),
        ("2026-12-02T05:00:00Z", True),  # Wed, midnight
        ("2026-12-02T13:59:59Z", True),
        ("2026-12-02T14:00:00Z", False),  # Wed 09:00
        ("2026-12-03T00:00:00Z", False),  # Wed 19:00
        ("2026-12-03T05:00:00Z", False),
    ],
)
def test_an_evening_runs_into_the_next_morning_and_no_further(at: str, blocked: bool) -> None:
    assert ("US-F-TIME-PREF" in judged(facts(at, statements=said(days=["tue"]))).rules) is blocked


@pytest.mark.parametrize(("at", "blocked"), [("2026-12-01T18:00:00Z", True), ("2026-12-03T18:00:00Z", False)])
def test_hours_that_end_when_they_begin_are_a_whole_day(at: str, blocked: bool) -> None:
    round_the_clock = said(days=["tue"], **{"from": "10:00", "to": "10:00"})
    assert ("US-F-TIME-PREF" in judged(facts(at, statements=round_the_clock)).rules) is blocked


@pytest.mark.parametrize(
    ("at", "blocked"),
    [("2026-12-01T05:00:00Z", True), ("2026-12-02T04:59:59Z", True), ("2026-12-02T05:00:00Z", False)],
)
def test_a_day_is_called_inconvenient_from_midnight_to_midnight(at: str, blocked: bool) -> None:
    tuesdays = [{"kind": "inconvenient_day", "at": SINCE, "days": ["tue"]}]
    assert ("US-F-TIME-PREF" in judged(facts(at, statements=tuesdays)).rules) is blocked


@pytest.mark.parametrize(
    ("changes", "blocked"),
    [
        ({"at": "2026-12-01T18:00:00Z"}, True),
        ({"at": "2026-12-01T18:00:01Z"}, False),
        ({"until": "2026-12-01T18:00:01Z"}, True),
        ({"until": "2026-12-01T18:00:00Z"}, False),
        ({"person": "P1"}, True),
        ({"person": "P2"}, False),
    ],
)
def test_a_statement_holds_for_whom_it_is_about_from_its_second_to_its_last(changes: Json, blocked: bool) -> None:
    noon = said(**{"from": "12:00", "to": "15:00"}, **changes)
    case = facts(statements=noon, others=[{"id": "P2"}])
    assert ("US-F-TIME-PREF" in judged(case).rules) is blocked


def test_two_statements_leave_what_neither_closes() -> None:
    both = said(**{"from": "08:00", "to": "12:00"}) + said(**{"from": "12:00", "to": "20:59"})
    decision = judged(facts(statements=both))
    assert decision.to_json()["next_permitted"] == "2026-12-02T01:59:00Z"  # the minute before nine


def reply(at: str, arrived: str, *more: Json, **changes: Any) -> Json:
    written = row(arrived, "received", "sms", direction="inbound", address=ATLANTA)
    return text(at, attempt={"purpose": "reply"}, history=[written, *more], **changes)


def test_a_reply_goes_out_where_only_the_closed_clock_was_closed_when_she_wrote() -> None:
    """08:30 in Atlanta, which is open, and 05:30 in San Francisco, closed since before she wrote."""
    both = {"other_postal_codes": ["94103"]}
    assert answer(reply("2026-12-01T13:30:00Z", "2026-12-01T13:29:00Z", person=both)) == ALLOW
    # Written at 20:30 in San Francisco, while it was open there.
    assert answer(reply("2026-12-01T13:30:00Z", "2026-12-01T04:30:00Z", person=both)) != ALLOW


def test_a_contact_in_the_second_of_her_message_is_no_answer_to_it() -> None:
    sent = row("2026-12-02T03:00:00Z", "sent", "sms")
    assert answer(reply("2026-12-02T03:02:00Z", "2026-12-02T03:00:00Z", sent)) == ALLOW
    sent["at"] = "2026-12-02T03:00:01Z"
    assert answer(reply("2026-12-02T03:02:00Z", "2026-12-02T03:00:00Z", sent)) != ALLOW


def test_a_second_reply_at_night_says_that_none_is_left() -> None:
    sent = row("2026-12-02T03:01:00Z", "sent", "sms", purpose="reply")
    found = judged(reply("2026-12-02T03:02:00Z", "2026-12-02T03:00:00Z", sent)).findings
    (budget,) = [one for one in found if one.rule == "US-F-TIME-REPLY1"]
    assert budget.why == "no message of the consumer's is left to answer at these hours"
    assert budget.to_json()["until"] == "2026-12-02T13:00:00Z"
