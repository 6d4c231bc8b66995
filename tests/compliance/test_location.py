from __future__ import annotations

import pytest

from compliance import candidate_zones, local_times, read_facts
from tests.compliance.cases import ALLOW, Json, answer, facts, until, verdict


def located(number: str | None, zip_code: str | None, at: str, **person: object) -> Json:
    case = facts(at)
    case["people"] = [{"id": "P1"} | ({"postal_code": zip_code} if zip_code else {}) | person]
    case["attempt"]["address"] = {"value": number or "+18335550101", "line": "unknown" if number else "toll_free"}
    return case


def zones(case: Json) -> set[str]:
    return {found.zone for found in candidate_zones(read_facts(case))}


@pytest.mark.parametrize(
    ("number", "zip_code", "expected"),
    [
        ("+14045550101", "30303", {"America/New_York"}),
        ("+14045550101", "94103", {"America/New_York", "America/Los_Angeles"}),
        ("+18505550101", "32501", {"America/Chicago"}),  # Pensacola: 850 covers both clocks of the Panhandle
        ("+18505550101", None, {"America/Chicago", "America/New_York"}),
        (None, "85004", {"America/Phoenix"}),
        ("+19285550101", "86515", {"America/Denver"}),  # Window Rock
        ("+19285550101", "86039", {"America/Phoenix"}),  # Kykotsmovi
        ("+12195550101", None, {"America/Chicago"}),  # 219 is the Chicago corner of Indiana
        ("+17705550101", None, {"America/New_York"}),  # Alabama ZIPs across the border do not speak for 770
        ("+19075550101", "99634", {"America/Anchorage"}),  # Napakiak, whose zone name in the data is broken
        ("+19075550101", None, {"America/Anchorage", "America/Adak"}),
        ("+13345550101", "36867", {"America/Chicago", "America/New_York"}),  # Phenix City keeps Georgia's time
        ("+17755550101", "89883", {"America/Los_Angeles", "America/Denver"}),  # West Wendover
        ("+14165550101", "10001", {"America/New_York"}),  # Toronto and New York keep one clock
        ("+16045550101", "98101", {"America/Los_Angeles", "America/Vancouver"}),  # not since November 2026
    ],
)
def test_zones_follow_from_the_postal_code_and_the_area_code(
    number: str | None, zip_code: str | None, expected: set[str]
) -> None:
    assert zones(located(number, zip_code, "2026-12-01T18:00:00Z")) == expected


@pytest.mark.parametrize("line", ["voip", "toll_free"])
def test_a_line_without_a_place_is_no_evidence(line: str) -> None:
    case = located("+14045550101", "94103", "2026-12-02T02:00:00Z", phones=["+14045550101"])
    case["attempt"]["address"]["line"] = line
    assert zones(case) == {"America/Los_Angeles"}


def test_nothing_known_means_open_only_where_new_york_and_hawaii_both_are() -> None:
    assert answer(located(None, None, "2026-12-01T15:00:00Z")) == until("2026-12-01T18:00:00Z", "US-F-TIME")
    assert answer(located(None, None, "2026-12-01T18:00:00Z")) == ALLOW
    assert verdict(located(None, None, "2026-12-02T02:00:00Z")) == "BLOCK_UNTIL"


def test_a_postal_code_nobody_knows_counts_as_anywhere() -> None:
    assert verdict(located("+14045550101", "00000", "2026-12-01T15:00:00Z")) == "BLOCK_UNTIL"


def test_an_area_code_nobody_knows_counts_as_anywhere() -> None:
    assert verdict(located("+12995550101", None, "2026-12-01T15:00:00Z")) == "BLOCK_UNTIL"


def test_a_military_post_office_may_be_in_europe() -> None:
    case = located("+14045550101", "09001", "2026-12-01T20:30:00Z")  # 21:30 in Berlin
    assert verdict(case) == "BLOCK_UNTIL"


def test_a_stated_location_replaces_all_other_evidence_from_its_date() -> None:
    said = {"at": "2026-11-30T17:00:00Z", "postal_code": "94103"}
    case = located("+14045550101", "30303", "2026-12-02T02:00:00Z", stated_location=said)
    assert answer(case) == ALLOW
    assert zones(case) == {"America/Los_Angeles"}
    said["at"] = "2026-12-02T02:30:00Z"
    assert answer(case) == until("2026-12-02T02:30:00Z", "US-F-TIME")


def test_port_records_and_other_postal_codes_add_zones_and_remove_none() -> None:
    ported = located("+14045550101", "30303", "2026-12-01T13:00:00Z")
    ported["attempt"]["address"]["ported_to_postal_code"] = "94103"
    assert answer(ported) == until("2026-12-01T16:00:00Z", "US-F-TIME")
    second = located("+14045550101", "30303", "2026-12-01T13:00:00Z", other_postal_codes=["79901"])
    assert zones(second) == {"America/New_York", "America/Denver"}


def test_every_number_on_file_is_evidence_also_for_an_email() -> None:
    case = facts("2026-12-01T13:30:00Z", person={"phones": ["+12065550101"]})
    assert zones(case) == {"America/New_York", "America/Los_Angeles"}


def test_each_zone_names_the_evidence_that_gave_it() -> None:
    found = candidate_zones(read_facts(located("+14045550101", "94103", "2026-12-01T18:00:00Z")))
    assert {one.zone: one.evidence for one in found} == {
        "America/Los_Angeles": ("residence postal code 94103",),
        "America/New_York": ("area code 404",),
    }


def test_local_times_show_each_zone() -> None:
    shown = local_times(read_facts(located("+14045550101", "94103", "2026-12-01T18:00:00Z")))
    assert {one.zone: one.local.isoformat() for one in shown} == {
        "America/Los_Angeles": "2026-12-01T10:00:00",
        "America/New_York": "2026-12-01T13:00:00",
    }
