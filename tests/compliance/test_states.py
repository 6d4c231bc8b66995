from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ALLOW, Json, answer, cleared, email, facts, row, text, until, verdict


def living(zip_code: str, at: str = "2026-12-04T18:00:00Z", **changes: Any) -> Json:
    """A call to somebody in this ZIP whose number has no place."""
    case = facts(at, person={"postal_code": zip_code}, **changes)
    case["attempt"]["address"] |= {"value": "+18335550101", "line": "toll_free"}
    return case


BOSTON, SEATTLE, MANHATTAN, WASHINGTON, MILWAUKEE, PORTLAND, LAS_VEGAS, SAN_FRANCISCO = (
    "02108",
    "98101",
    "10001",
    "20001",
    "53202",
    "97201",
    "89101",
    "94103",
)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (
            [row("2026-12-01T15:00:00Z", "voicemail_left"), row("2026-12-03T15:00:00Z", "delivered", "sms")],
            "2026-12-08",
        ),
        ([row("2026-12-01T15:00:00Z", "voicemail_reached_no_message"), row("2026-12-02T15:00:00Z")], "2026-12-08"),
        ([row("2026-12-01T15:00:00Z", could_leave_message=False), row("2026-12-02T15:00:00Z")], None),
        ([row("2026-12-01T15:00:00Z", "sent", "email"), row("2026-12-02T15:00:00Z")], None),
        ([row("2026-12-01T15:00:00Z", place="work"), row("2026-12-02T15:00:00Z")], None),
        ([row("2026-12-01T15:00:00Z", debts=["D2"]), row("2026-12-02T15:00:00Z")], None),
    ],
)
def test_massachusetts_counts_calls_and_texts_per_debt(history: list[Json], expected: str | None) -> None:
    case = living(BOSTON, history=history, debts=[{"id": "D1"}, {"id": "D2"}])
    assert answer(case) == (until(f"{expected}T13:00:00Z", "US-MA-2IN7") if expected else ALLOW)


def test_massachusetts_counts_thirty_days_at_work() -> None:
    history = [row("2026-11-10T15:00:00Z", place="work"), row("2026-11-20T15:00:00Z", place="work")]
    case = living(BOSTON, history=history)
    case["attempt"]["address"]["place"] = "work"
    assert answer(case) == until("2026-12-10T13:00:00Z", "US-MA-2IN30")


def test_washington_counts_every_medium_any_debt_debtor_and_spouse() -> None:
    history = [
        row("2026-12-01T18:00:00Z", "voicemail_left", person="P2"),
        row("2026-12-02T18:00:00Z", "sent", "email", debts=["D2"]),
        row("2026-12-03T18:00:00Z", "sent", "letter"),
    ]
    family: Json = {
        "others": [{"id": "P2", "role": "spouse", "household": ["P1"]}],
        "debts": [{"id": "D1"}, {"id": "D2"}],
    }
    assert answer(living(SEATTLE, history=history, **family)) == until("2026-12-08T16:00:00Z", "US-WA-3WK")
    family["others"] = [{"id": "P2", "role": "spouse"}]
    assert answer(living(SEATTLE, history=history, **family)) == ALLOW


def test_washington_allows_one_contact_a_week_at_work_and_two_a_day_on_a_cell() -> None:
    at_work = living(SEATTLE, history=[row("2026-12-01T18:00:00Z", "voicemail_left", place="work")])
    at_work["attempt"]["address"]["place"] = "work"
    assert answer(at_work) == until("2026-12-08T16:00:00Z", "US-WA-WORK1WK")
    cell = living(SEATTLE, history=[row(f"2026-12-04T{hour}:00:00Z") for hour in (16, 17)])
    cell["attempt"]["address"]["line"] = "mobile"
    assert answer(cell) == until("2026-12-05T16:00:00Z", "US-WA-CELL2DAY")


def _manhattan(at: str, *history: Json, **changes: Any) -> Json:
    return living(MANHATTAN, at, history=list(history), **changes)


def test_new_york_city_changes_from_two_to_three_in_seven_with_the_year() -> None:
    two = [row(f"2026-12-{day}T18:00:00Z", "voicemail_left") for day in (29, 30)]
    # The old rule ends with the year, before its first voicemail would be released.
    assert answer(_manhattan("2026-12-31T18:00:00Z", *two)) == until("2027-01-01T13:00:00Z", "US-NYC-2IN7")
    assert answer(_manhattan("2027-01-01T13:00:00Z", *two)) == ALLOW


def test_new_york_city_counts_attempts_of_all_channels_together() -> None:
    three = [
        row("2027-01-10T18:00:00Z"),
        row("2027-01-11T18:00:00Z", "sent", "email"),
        row("2027-01-12T18:00:00Z", "busy"),
    ]
    assert answer(_manhattan("2027-01-13T18:00:00Z", *three)) == until("2027-01-17T13:00:00Z", "US-NYC-3IN7")
    assert (
        answer(_manhattan("2027-01-13T18:00:00Z", *three, debts=[{"id": "D1"}, {"id": "D2"}]) | _about("D2")) == ALLOW
    )


def _about(debt: str) -> Json:
    case = living(MANHATTAN)
    return {"attempt": case["attempt"] | {"debts": [debt]}}


def test_new_york_city_wants_written_consent_to_electronic_messages() -> None:
    case = email("2027-01-13T18:00:00Z", person={"postal_code": MANHATTAN})
    assert answer(case) == cleared("US-NYC-ECONSENT")
    agreed = {"kind": "electronic", "channels": ["email"], "at": "2026-11-10T15:00:00Z"}
    assert answer(case | {"consents": [agreed]}) == ALLOW
    assert answer(case | {"consents": [agreed | {"form": "oral"}]}) == cleared("US-NYC-ECONSENT")
    assert answer(case | {"consents": [agreed | {"debts": ["D2"]}], "debts": [{"id": "D1"}, {"id": "D2"}]}) != ALLOW
    wrote = row("2027-01-02T15:00:00Z", "received", "email", direction="inbound", address="pat@example.net")
    assert answer(case | {"history": [wrote]}) == ALLOW


def test_the_rest_of_new_york_state_is_not_the_city() -> None:
    assert answer(email("2027-01-13T18:00:00Z", person={"postal_code": "12207"})) == ALLOW


def _capital(at: str = "2026-12-04T18:00:00Z", **changes: Any) -> Json:
    return living(WASHINGTON, at, **changes)


def test_the_district_allows_four_calls_an_account_and_pauses_after_a_conversation() -> None:
    four = [row(f"2026-12-{day:02d}T15:00:00Z") for day in (1, 2, 2, 3)]
    assert answer(_capital(history=four)) == until("2026-12-08T13:00:00Z", "US-DC-4IN7")
    spoken = [row("2026-12-01T15:00:00Z", "conversation", debts=["D2"])]
    case = _capital(history=spoken, debts=[{"id": "D1"}, {"id": "D2"}])
    assert answer(case) == until("2026-12-08T13:00:00Z", "US-DC-CONV7")


def test_the_district_binds_creditors_and_keeps_eastern_time_everywhere() -> None:
    moved = {"at": "2026-11-30T17:00:00Z", "postal_code": "85004"}  # Phoenix, where it is 19:00
    case = _capital("2026-12-05T02:00:00Z", collector={"role": "first_party"})
    case["people"][0]["stated_location"] = moved
    assert answer(case) == until("2026-12-05T13:00:00Z", "US-DC-TIME")


def test_the_district_wants_the_notice_first_then_consent_then_five_messages() -> None:
    first = email("2026-12-04T18:00:00Z", person={"postal_code": WASHINGTON})
    assert answer(first) == cleared("US-DC-EMSG1")
    asking = first | {"attempt": first["attempt"] | {"purpose": "consent_request"}}
    assert answer(asking) == ALLOW
    assert answer(asking | {"debts": [{"id": "D1", "notice_mailed": False}]}) == cleared("US-DC-NOTICE-FIRST")
    asked = row("2026-12-01T15:00:00Z", "sent", "email", purpose="consent_request")
    assert answer(asking | {"history": [asked]}) == until("2026-12-08T13:00:00Z", "US-DC-EMSG1")
    agreed = {"kind": "electronic", "channels": ["email"], "at": "2026-11-10T15:00:00Z"}
    sent = [row(f"2026-12-0{day}T15:00:00Z", "sent", "email") for day in (1, 1, 2, 2, 3)]
    assert answer(first | {"consents": [agreed], "history": sent[:4]}) == ALLOW
    assert answer(first | {"consents": [agreed], "history": sent}) == until("2026-12-08T13:00:00Z", "US-DC-EMSG5")


def test_wisconsin_ends_calls_on_any_request() -> None:
    out = [{"at": "2026-11-30T15:00:00Z", "channels": ["call"], "form": "oral"}]
    assert answer(living(MILWAUKEE, opt_outs=out)) == cleared("US-F-CHANNEL", "US-WI-TELCEASE")


def test_oregon_allows_one_call_a_week_at_work() -> None:
    case = living(PORTLAND, history=[row("2026-12-01T18:00:00Z", place="work")])
    case["attempt"]["address"]["place"] = "work"
    assert answer(case) == until("2026-12-08T16:00:00Z", "US-OR-WORK1WK")


def test_california_wants_the_licence_number_in_digital_messages() -> None:
    case = email(person={"postal_code": SAN_FRANCISCO}, attempt={"content": {"licence_number": False}})
    assert answer(case) == cleared("US-CA-LICNO")


@pytest.mark.parametrize(
    ("debt", "expected"),
    [
        ({"notice_mailed": False}, cleared("US-NV-MED60")),
        ({"notice_mailed_at": "2026-10-20T15:00:00Z"}, until("2026-12-19T16:00:00Z", "US-NV-MED60")),
        ({"notice_mailed_at": "2026-10-01T15:00:00Z"}, ALLOW),
        ({"kind": "other", "notice_mailed": False}, ALLOW),
    ],
)
def test_nevada_wants_sixty_days_after_the_notice_about_medical_debt(debt: Json, expected: object) -> None:
    assert answer(living(LAS_VEGAS, debts=[{"id": "D1", "kind": "medical"} | debt])) == expected


@pytest.mark.parametrize(
    ("licensed", "expected"),
    [(["US-GA"], ALLOW), (["US-FL", "US-NV"], cleared("US-LIC")), (["*"], ALLOW)],
)
def test_a_collector_needs_a_licence_where_the_consumer_lives(licensed: list[str], expected: object) -> None:
    assert answer(facts(collector={"licensed_in": licensed})) == expected


@pytest.mark.parametrize(
    ("at", "channel", "expected"),
    [
        ("2026-12-02T04:00:00Z", "call", "BLOCK_UNTIL"),
        ("2026-12-02T04:00:00Z", "sms", "BLOCK_UNTIL"),
        ("2026-12-02T04:00:00Z", "email", "ALLOW"),
        ("2025-05-14T04:00:00Z", "email", "BLOCK_UNTIL"),  # before the amendment
    ],
)
def test_floridas_clock_binds_creditors_but_no_longer_for_email(at: str, channel: str, expected: str) -> None:
    make = {"call": facts, "sms": text, "email": email}[channel]
    case = make(at, person={"postal_code": "33130"}, collector={"role": "first_party"})
    if channel == "sms":
        case["consents"][0]["at"] = "2025-01-01T00:00:00Z"
    assert verdict(case) == expected


def test_strict_mode_adds_the_law_of_the_area_code() -> None:
    history = [row("2026-12-01T15:00:00Z", "voicemail_left"), row("2026-12-02T15:00:00Z", "voicemail_left")]
    case = facts("2026-12-04T18:00:00Z", history=history)
    case["attempt"]["address"]["value"] = "+16175550101"
    assert answer(case) == ALLOW
    assert answer(case | {"policy": {"jurisdiction_mode": "strict"}}) == until("2026-12-08T13:00:00Z", "US-MA-2IN7")


def test_without_an_address_the_law_of_the_area_code_applies() -> None:
    history = [row("2026-12-01T15:00:00Z", "voicemail_left"), row("2026-12-02T15:00:00Z", "voicemail_left")]
    case = facts("2026-12-04T18:00:00Z", history=history)
    case["attempt"]["address"]["value"] = "+16175550101"
    del case["people"][0]["postal_code"]
    assert verdict(case) == "BLOCK_UNTIL"


def test_the_district_counts_calls_on_the_account_to_whomever() -> None:
    four = [row(f"2026-12-0{day}T15:00:00Z", person="P2") for day in (1, 2, 3, 4)]
    case = _capital(history=four, others=[{"id": "P2", "role": "co_obligor"}])
    assert answer(case) == until("2026-12-08T13:00:00Z", "US-DC-4IN7")
