from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ALLOW, Json, answer, cleared, facts, human, row, until, verdict


def abroad(country: str, code: str, number: str, at: str, **changes: Any) -> Json:
    case = facts(at, **changes)
    case["people"] = [{"id": "P1", "country": country, "postal_code": code}]
    case["attempt"]["address"]["value"] = number
    return case


def test_a_country_without_rules_goes_to_a_human() -> None:
    assert answer(abroad("DE", "10115", "+493012345678", "2026-12-01T12:00:00Z")) == human("POL-NO-PACK")


@pytest.mark.parametrize(
    ("code", "number", "at", "expected"),
    [
        ("V6B", "+16045550101", "2026-11-24T04:30:00Z", until("2026-11-24T14:00:00Z", "CA-BC-TIME")),
        ("M5V", "+14165550101", "2026-12-06T17:59:59Z", until("2026-12-06T18:00:00Z", "CA-ON-TIME")),  # Sunday 13:00
        ("M5V", "+14165550101", "2026-12-06T22:00:00Z", until("2026-12-07T12:00:00Z", "CA-ON-TIME")),  # Sunday 17:00
        (
            "M5V",
            "+14165550101",
            "2026-12-25T18:00:00Z",
            until("2026-12-27T18:00:00Z", "CA-ON-TIME"),
        ),  # then Boxing Day, then Sunday
        ("M5V", "+14165550101", "2026-12-28T18:00:00Z", until("2026-12-29T12:00:00Z", "CA-ON-TIME")),  # in lieu
        ("H2X", "+15145550101", "2026-12-05T01:00:00Z", until("2026-12-05T13:00:00Z", "CA-QC-TIME")),  # Friday 20:00
        ("H2X", "+15145550101", "2026-12-06T18:00:00Z", until("2026-12-07T13:00:00Z", "CA-QC-TIME")),  # Sunday
        ("H2X", "+15145550101", "2027-03-29T14:00:00Z", until("2027-03-30T12:00:00Z", "CA-QC-TIME")),  # Easter Monday
        ("T2P", "+14035550101", "2026-12-02T03:30:00Z", ALLOW),  # 21:30 at UTC-6
        ("T2P", "+14035550101", "2026-12-02T04:00:00Z", until("2026-12-02T13:00:00Z", "CA-AB-TIME")),
        ("A1C", "+17095550101", "2026-12-02T00:30:00Z", until("2026-12-02T11:30:00Z", "CA-NL-TIME")),  # 21:00 at -3:30
    ],
)
def test_canadian_hours_are_those_of_the_province(code: str, number: str, at: str, expected: object) -> None:
    assert answer(abroad("CA", code, number, at)) == expected


def test_labrador_and_newfoundland_keep_two_clocks_behind_one_area_code() -> None:
    case = abroad("CA", "A0P", "+17095550101", "2026-12-02T00:45:00Z")  # 20:45 in Labrador
    assert answer(case) == ALLOW


def test_ontario_counts_contacts_after_a_conversation() -> None:
    spoken = row("2026-12-01T15:00:00Z", "conversation")
    left = [row(f"2026-12-0{day}T15:00:00Z", "voicemail_left") for day in (2, 3)]
    unanswered = row("2026-12-02T16:00:00Z")
    case = abroad("CA", "M5V", "+14165550101", "2026-12-04T18:00:00Z")
    assert answer(case | {"history": [spoken, *left]}) == until("2026-12-08T12:00:00Z", "CA-ON-3IN7")
    assert answer(case | {"history": [spoken, left[0], unanswered]}) == ALLOW
    assert answer(case | {"history": [*left, row("2026-12-01T15:00:00Z", "voicemail_left")]}) == ALLOW


def test_ontario_waits_six_days_after_the_notice_was_mailed() -> None:
    debt = {"id": "D1", "notice_mailed_at": "2026-12-01T15:00:00Z"}
    case = abroad("CA", "M5V", "+14165550101", "2026-12-04T18:00:00Z", debts=[debt])
    assert answer(case) == until("2026-12-07T12:00:00Z", "CA-ON-NOTICE6")
    assert answer(case | {"debts": [{"id": "D1", "notice_mailed": False}]}) == cleared("CA-ON-NOTICE6")


@pytest.mark.parametrize(
    ("at", "place", "expected"),
    [
        ("2026-12-02T20:29:59Z", "home", until("2026-12-02T20:30:00Z", "AU-TIME")),  # Thursday 07:30 in Sydney
        ("2026-12-04T21:30:00Z", "home", until("2026-12-04T22:00:00Z", "AU-TIME")),  # Saturday 09:00
        ("2026-12-03T06:30:00Z", "work", until("2026-12-03T22:00:00Z", "AU-TIME")),  # Thursday 17:30
        ("2027-01-26T00:00:00Z", "home", until("2027-01-26T20:30:00Z", "AU-TIME")),  # Australia Day
    ],
)
def test_australian_hours_are_local(at: str, place: str, expected: object) -> None:
    case = abroad("AU", "2000", "+61255550101", at)
    case["attempt"]["address"]["place"] = place
    assert answer(case) == expected


def test_australia_counts_contacts_made_per_account() -> None:
    made = [row(f"2026-12-0{day}T01:00:00Z", "voicemail_left") for day in (1, 2, 3)]
    case = abroad("AU", "2000", "+61255550101", "2026-12-04T01:00:00Z", debts=[{"id": "D1"}, {"id": "D2"}])
    assert answer(case | {"history": made}) == until("2026-12-07T20:30:00Z", "AU-3WK")
    assert answer(case | {"history": [one | {"outcome": "no_answer"} for one in made]}) == ALLOW
    assert answer(case | {"history": [one | {"debts": ["D2"]} for one in made]}) == ALLOW


@pytest.mark.parametrize(
    ("code", "at", "expected"),
    [
        ("SW1A", "2026-12-01T07:59:59Z", until("2026-12-01T08:00:00Z", "UK-TIME-POL")),
        ("SW1A", "2026-12-06T12:00:00Z", until("2026-12-07T08:00:00Z", "UK-TIME-POL")),  # Sunday
        ("SW1A", "2026-11-30T12:00:00Z", ALLOW),
        ("EH1", "2026-11-30T12:00:00Z", until("2026-12-01T08:00:00Z", "UK-TIME-POL")),  # St Andrew's Day
    ],
)
def test_british_hours_leave_out_sundays_and_bank_holidays(code: str, at: str, expected: object) -> None:
    assert answer(abroad("GB", code, "+442079460000", at)) == expected


def test_breathing_space_and_vulnerability() -> None:
    case = abroad("GB", "SW1A", "+442079460000", "2026-12-01T12:00:00Z")
    pause = {"kind": "moratorium", "since": "2026-11-20T15:00:00Z", "until": "2027-01-19T00:00:00Z"}
    assert answer(case | {"holds": [pause]}) == until("2027-01-19T08:00:00Z", "POL-FREEZE", "UK-BREATHING")
    fragile = {"kind": "vulnerable", "since": "2026-11-20T15:00:00Z"}
    assert answer(case | {"holds": [fragile]}) == human("POL-VULN", "UK-VULN")


@pytest.mark.parametrize(
    ("country", "code", "number"), [("CA", "M5V", "+14165550101"), ("GB", "SW1A", "+442079460000")]
)
def test_named_holds_and_opt_outs_bind_in_every_country(country: str, code: str, number: str) -> None:
    case = abroad(country, code, number, "2026-12-01T15:00:00Z")
    assert answer(case) == ALLOW
    for kind in ("attorney", "cease", "dispute"):
        assert verdict(case | {"holds": [{"kind": kind, "since": "2026-11-20T15:00:00Z"}]}) == "BLOCK_UNTIL_CLEARED"
    out = {"at": "2026-11-20T15:00:00Z", "channels": ["call"], "form": "written"}
    assert verdict(case | {"opt_outs": [out]}) == "BLOCK_UNTIL_CLEARED"


def test_a_canadian_needs_a_licence_in_the_province() -> None:
    case = abroad("CA", "M5V", "+14165550101", "2026-12-01T15:00:00Z", collector={"licensed_in": ["CA-BC"]})
    assert answer(case) == cleared("CA-LIC")
    british = abroad("GB", "SW1A", "+442079460000", "2026-12-01T12:00:00Z", collector={"licensed_in": ["GB-SCT"]})
    assert answer(british) == ALLOW


def test_a_canadian_without_a_province_goes_to_a_human() -> None:
    case = abroad("CA", "Z9Z", "+18335550101", "2026-12-01T18:00:00Z")
    assert answer(case) == human("CA-PROVINCE")
