from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ALLOW, Json, answer, daily_calls, facts, row, until, verdict

ON_THE_7TH = "2026-12-07T18:00:00Z"
FREE_ON_THE_8TH = until("2026-12-08T13:00:00Z", "US-F-7IN7")


def test_the_eighth_call_waits_until_the_first_is_seven_days_old() -> None:
    assert answer(facts(ON_THE_7TH, history=daily_calls(range(1, 8)))) == FREE_ON_THE_8TH
    assert answer(facts(ON_THE_7TH, history=daily_calls(range(2, 8)))) == ALLOW
    assert answer(facts("2026-12-08T13:00:00Z", history=daily_calls(range(1, 8)))) == ALLOW


def test_with_more_calls_than_the_limit_enough_of_them_must_be_released() -> None:
    history = [row(f"2026-12-01T{hour}:00:00Z") for hour in (14, 15, 16)] + daily_calls(range(2, 8))
    assert answer(facts(ON_THE_7TH, history=history)) == FREE_ON_THE_8TH


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"outcome": "busy"}, False),
        ({"outcome": "busy", "sip_code": 486}, False),
        ({"outcome": "busy", "sip_code": 503}, True),
        ({"outcome": "not_in_service"}, False),
        ({"outcome": "failed", "sip_code": 404}, False),
        ({"outcome": "failed", "sip_code": 408}, True),
        ({"outcome": "failed"}, True),
        ({"outcome": "cancelled"}, True),
        ({"outcome": "dialling"}, True),
        ({"outcome": "mailbox_full"}, True),
        ({"outcome": "voicemail_reached_no_message"}, True),
        ({"outcome": "ringless_voicemail"}, True),
        ({"outcome": "no_answer", "could_leave_message": False}, True),
        ({"by": "prior_collector"}, False),
        ({"direction": "inbound"}, False),
        ({"debts": ["D2"]}, False),
        ({"debts": ["D1", "D2"]}, True),
        ({"person": "P2"}, False),
        ({"address": "+14045550199"}, True),
    ],
)
def test_what_counts_towards_seven(changes: Json, counts: bool) -> None:
    history = [*daily_calls(range(1, 7)), row("2026-12-07T15:00:00Z") | changes]
    case = facts(ON_THE_7TH, history=history, debts=[{"id": "D1"}, {"id": "D2"}], others=[{"id": "P2"}])
    assert answer(case) == (FREE_ON_THE_8TH if counts else ALLOW)


def test_rows_stamped_later_count_too() -> None:
    assert verdict(facts("2026-12-01T13:00:00Z", history=daily_calls(range(1, 8)))) == "BLOCK_UNTIL"


def test_one_obligation_loaded_twice_has_one_count() -> None:
    debts = [{"id": "D1", "same_debt_as": ["D3"]}, {"id": "D2"}, {"id": "D3", "same_debt_as": ["D2"]}]
    assert answer(facts(ON_THE_7TH, history=daily_calls(range(1, 8), debts=["D2"]), debts=debts)) == FREE_ON_THE_8TH


def test_student_loans_serviced_together_have_one_count() -> None:
    debts = [{"id": name, "kind": "student_loan", "servicing_account": "S-1"} for name in ("D1", "D2")]
    case = facts(ON_THE_7TH, history=daily_calls(range(1, 8), debts=["D2"]), debts=debts)
    assert answer(case) == FREE_ON_THE_8TH
    case["debts"][1]["servicing_account"] = "S-2"
    assert answer(case) == ALLOW


def test_calls_to_the_attorney_are_not_limited() -> None:
    case = facts(ON_THE_7TH, history=daily_calls(range(1, 8)), person={"role": "attorney"})
    assert answer(case) == ALLOW


@pytest.mark.parametrize("direction", ["outbound", "inbound"])
def test_after_a_conversation_the_next_call_is_on_the_seventh_day_after(direction: str) -> None:
    spoken = [row("2026-12-01T20:00:00Z", "conversation", direction=direction)]
    assert answer(facts(ON_THE_7TH, history=spoken)) == until("2026-12-08T13:00:00Z", "US-F-CONV7")
    assert answer(facts("2026-12-08T13:00:00Z", history=spoken)) == ALLOW


def test_the_day_of_a_conversation_is_the_latest_local_date() -> None:
    # 23:00 UTC is the next morning in Guam; the pause ends when that day plus seven has begun in Georgia too.
    spoken = [row("2026-12-01T23:00:00Z", "conversation")]
    case = facts("2026-12-08T23:00:00Z", history=spoken, person={"postal_code": "96910"})
    assert answer(case) == until("2026-12-09T22:00:00Z", "US-F-CONV7")


def _asked(at: str, **changes: Any) -> list[Json]:
    return [{"kind": "direct_prior", "channels": ["call"], "at": at, "form": "oral"} | changes]


def test_a_call_the_consumer_asked_for_passes_both_limits() -> None:
    history = [*daily_calls(range(1, 8)), row("2026-12-06T20:00:00Z", "conversation")]
    assert answer(facts(ON_THE_7TH, history=history, consents=_asked("2026-12-06T20:00:00Z"))) == ALLOW
    other_debt = _asked("2026-12-06T20:00:00Z", debts=["D2"])
    case = facts(ON_THE_7TH, history=history, consents=other_debt, debts=[{"id": "D1"}, {"id": "D2"}])
    assert verdict(case) == "BLOCK_UNTIL"


def test_the_request_lasts_seven_days_the_first_included() -> None:
    spoken = [row("2026-12-01T20:00:00Z", "conversation"), row("2026-12-05T20:00:00Z", "conversation", debts=["D2"])]
    debts = [{"id": "D1"}, {"id": "D2"}]
    case = facts("2026-12-07T18:00:00Z", history=spoken, consents=_asked("2026-12-01T20:00:00Z"), debts=debts)
    assert answer(case) == ALLOW
    case["history"][0]["at"] = "2026-12-02T20:00:00Z"
    case["consents"] = _asked("2026-12-02T20:00:00Z")
    case["at"] = "2026-12-08T18:00:00Z"
    assert answer(case) == ALLOW
    case["history"].append(row("2026-12-03T20:00:00Z", "conversation"))  # ends the request
    assert answer(case) == until("2026-12-10T13:00:00Z", "US-F-CONV7")


def test_calls_made_on_request_do_not_count_later() -> None:
    history = daily_calls(range(1, 8))
    consents = _asked("2026-12-02T14:00:00Z", until="2026-12-04T00:00:00Z")
    assert answer(facts(ON_THE_7TH, history=history, consents=consents)) == ALLOW


def test_the_count_and_the_clock_must_both_be_open() -> None:
    case = facts("2026-12-08T03:00:00Z", history=daily_calls(range(1, 8)), person={"postal_code": "94103"})
    assert answer(case) == until("2026-12-08T16:00:00Z", "US-F-TIME", "US-F-7IN7")


def test_seven_days_are_dates_also_when_the_clocks_change() -> None:
    spoken = [row("2027-03-08T14:00:00Z", "conversation")]
    assert answer(facts("2027-03-14T16:00:00Z", history=spoken)) == until("2027-03-15T12:00:00Z", "US-F-CONV7")
