from __future__ import annotations

import pytest

from tests.compliance.cases import ALLOW, ATLANTA, Json, answer, email, facts, judged, row, text, until, verdict

NIGHT = "2026-12-02T07:00:00Z"  # 02:00 in Atlanta


def test_guards_narrow_the_day_from_both_sides() -> None:
    guards = {"open_guard_seconds": 60, "close_guard_seconds": 300}
    early, late = "2026-12-01T13:00:59Z", "2026-12-02T01:55:00Z"
    assert answer(facts(early, policy=guards)) == until("2026-12-01T13:01:00Z", "POL-HOURS")
    assert answer(facts("2026-12-01T13:01:00Z", policy=guards)) == ALLOW
    assert answer(facts("2026-12-02T01:54:59Z", policy=guards)) == ALLOW
    assert answer(facts(late, policy=guards)) == until("2026-12-02T13:01:00Z", "POL-HOURS")


def test_a_guard_of_zero_keeps_the_houses_hours_for_creditors_too() -> None:
    creditor = {"collector": {"role": "first_party"}}
    assert answer(facts(NIGHT, **creditor)) == ALLOW
    assert answer(facts(NIGHT, **creditor, policy={"open_guard_seconds": 0})) == until(
        "2026-12-02T13:00:00Z", "POL-HOURS"
    )


def test_guards_narrow_a_province_that_closes_earlier_as_well() -> None:
    case = facts("2026-12-05T00:58:00Z", policy={"close_guard_seconds": 300})  # Friday 19:58 in Montreal
    case["people"] = [{"id": "P1", "country": "CA", "postal_code": "H2X"}]
    case["attempt"]["address"]["value"] = "+15145550101"
    assert answer(case) == until("2026-12-05T13:00:00Z", "POL-HOURS")


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-25T15:00:00Z", until("2026-12-26T13:00:00Z", "POL-HOLIDAY")),
        ("2026-07-03T15:00:00Z", until("2026-07-05T12:00:00Z", "POL-HOLIDAY")),  # in lieu of Saturday the 4th
        ("2026-11-26T15:00:00Z", until("2026-11-27T13:00:00Z", "POL-HOLIDAY")),
    ],
)
def test_federal_holidays_are_closed_where_the_policy_says_so(at: str, expected: object) -> None:
    assert answer(facts(at, policy={"closed_on_federal_holidays": True})) == expected
    assert answer(facts(at)) == ALLOW


def test_a_holiday_ends_when_the_next_day_has_begun_in_every_zone() -> None:
    case = facts("2026-12-25T18:00:00Z", person={"postal_code": "94103"}, policy={"closed_on_federal_holidays": True})
    assert answer(case) == until("2026-12-26T16:00:00Z", "POL-HOLIDAY")


def test_calls_in_a_day_are_counted_per_person_whatever_became_of_them() -> None:
    history = [row("2026-12-01T14:00:00Z", "busy"), row("2026-12-01T15:00:00Z", "dialling", debts=["D2"])]
    case = facts(history=history, debts=[{"id": "D1"}, {"id": "D2"}], policy={"max_calls_per_day": 2})
    assert answer(case) == until("2026-12-02T13:00:00Z", "POL-DAYCAP")
    assert answer(case | {"policy": {"max_calls_per_day": 3}}) == ALLOW
    case["history"][0]["person"] = "P2"
    assert answer(case | {"people": [*case["people"], {"id": "P2"}]}) == ALLOW


def test_a_day_is_a_local_date() -> None:
    history = [row("2026-12-02T01:30:00Z")]  # 20:30 on the 1st
    case = facts("2026-12-02T13:00:00Z", history=history, policy={"max_calls_per_day": 1})
    assert answer(case) == ALLOW


@pytest.mark.parametrize(
    ("policy", "days", "expected"),
    [
        ({"max_emails_per_day": 1}, ["2026-12-01"], until("2026-12-02T13:00:00Z", "POL-DAYCAP")),
        ({"max_emails_per_7_days": 2}, ["2026-11-27", "2026-11-30"], until("2026-12-04T13:00:00Z", "POL-DAYCAP")),
        ({"max_sms_per_day": 1}, ["2026-12-01"], ALLOW),
    ],
)
def test_emails_are_capped_by_day_and_week(policy: Json, days: list[str], expected: object) -> None:
    history = [row(f"{day}T15:00:00Z", "sent", "email") for day in days]
    assert answer(email(history=history, policy=policy)) == expected


def test_texts_are_capped_but_answers_to_the_consumer_are_free() -> None:
    sent = row("2026-12-01T15:00:00Z", "delivered", "sms")
    wrote = row("2026-12-01T17:59:00Z", "received", "sms", direction="inbound", address=ATLANTA)
    policy = {"max_sms_per_day": 1, "min_gap_minutes_per_person": 600}
    case = text(history=[sent, wrote], policy=policy)
    assert verdict(case) == "BLOCK_UNTIL"
    case["attempt"]["purpose"] = "reply"
    assert answer(case) == ALLOW


def test_a_number_rests_between_calls_whoever_is_called() -> None:
    history = [row("2026-12-01T17:30:07Z", "busy", person="P2", address=ATLANTA)]
    case = facts(history=history, others=[{"id": "P2"}], policy={"min_gap_minutes_per_number": 60})
    assert answer(case) == until("2026-12-01T18:30:07Z", "US-F-REBUT-POL")
    case["history"][0]["address"] = "+14045550199"
    assert answer(case) == ALLOW
    del case["history"][0]["address"]
    assert verdict(case) == "BLOCK_UNTIL"  # an unknown number may be this one


def test_a_person_rests_between_contacts_in_any_channel() -> None:
    history = [row("2026-12-01T17:30:00Z", "sent", "email"), row("2026-12-01T17:40:00Z", "sent", "letter")]
    case = facts(history=history, policy={"min_gap_minutes_per_person": 60})
    assert answer(case) == until("2026-12-01T18:30:00Z", "US-F-REBUT-POL")
    case["history"][0]["direction"] = "inbound"
    case["history"][0]["outcome"] = "received"
    assert answer(case) == ALLOW


def test_house_rules_never_loosen_the_law() -> None:
    everything = {"open_guard_seconds": 0, "close_guard_seconds": 0, "max_calls_per_day": 1000}
    assert "US-F-TIME" in answer(facts(NIGHT, policy=everything))[1]


REQUESTS: list[tuple[str, Json]] = [
    ("cease", {"holds": [{"kind": "cease", "since": "2026-11-20T00:00:00Z"}]}),
    ("dispute", {"holds": [{"kind": "dispute", "since": "2026-11-20T00:00:00Z"}]}),
    ("attorney", {"holds": [{"kind": "attorney", "since": "2026-11-20T00:00:00Z"}]}),
    (
        "work",
        {
            "statements": [{"kind": "employer_forbids", "at": "2026-11-20T00:00:00Z"}],
            "attempt": {"address": {"value": "+14045550101", "place": "work"}},
        },
    ),
    (
        "times",
        {
            "statements": [
                {"kind": "inconvenient_hours", "at": "2026-11-20T00:00:00Z", "from": "12:00", "to": "14:00"},
            ]
        },
    ),
]


@pytest.mark.parametrize(("asked", "fact"), REQUESTS, ids=[name for name, _ in REQUESTS])
@pytest.mark.parametrize(
    "outside", [{"collector": {"role": "first_party"}}, {"debts": [{"id": "D1", "purpose": "commercial"}]}]
)
def test_what_a_person_asks_binds_creditors_where_the_house_says_so(asked: str, fact: Json, outside: Json) -> None:
    """Georgia: Regulation F binds neither a creditor nor anybody about a commercial debt."""
    assert answer(facts(**fact, **outside)) == ALLOW
    kept = facts(**fact, **outside, policy={"requests_bind_creditors": True})
    assert judged(kept).rules == ("POL-REQUESTS",)
    assert judged(kept).verdict.value == ("BLOCK_UNTIL" if asked == "times" else "BLOCK_UNTIL_CLEARED")


def test_california_and_florida_bind_creditors_by_law() -> None:
    """Cal. Civ. Code 1788.17 takes over 15 USC 1692c; Fla. Stat. 559.72(18) speaks of attorneys."""
    creditor = {"collector": {"role": "first_party"}}
    found = {}
    for asked, fact in REQUESTS:
        for code, state in (("94103", "CA"), ("33130", "FL")):
            changes: Json = fact | creditor | {"person": {"postal_code": code}}
            case = facts(**changes)
            case["attempt"]["address"]["value"] = "+18005550101"
            case["at"] = "2026-12-01T20:30:00Z" if state == "CA" else "2026-12-01T18:00:00Z"
            found[asked, state] = set(judged(case).rules)
    assert found == {
        ("cease", "CA"): {"US-CA-CEASE"},
        ("cease", "FL"): set(),
        ("dispute", "CA"): set(),
        ("dispute", "FL"): set(),
        ("attorney", "CA"): {"US-CA-ATTY"},
        ("attorney", "FL"): {"US-FL-ATTY"},
        ("work", "CA"): {"US-CA-WORK"},
        ("work", "FL"): set(),
        ("times", "CA"): {"US-CA-TIME-PREF"},
        ("times", "FL"): set(),
    }
