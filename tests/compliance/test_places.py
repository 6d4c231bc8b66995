"""Where codes and numbers lie, checked against an atlas: provinces, states, nations, islands, and what has no place."""

from __future__ import annotations

import pytest

from compliance.places import envelope, every_zone, phone_place, postal_place, region_place, union_of

SYDNEY, TORONTO, LONDON = "Australia/Sydney", "America/Toronto", "Europe/London"


@pytest.mark.parametrize(
    ("country", "code", "zones", "regions"),
    [
        ("US", "30303", {"America/New_York"}, {"US-GA"}),
        ("US", "30303-1234", {"America/New_York"}, {"US-GA"}),
        ("US", " 30303 ", {"America/New_York"}, {"US-GA"}),
        ("US", "10001", {"America/New_York"}, {"US-NY", "US-NY-NYC"}),  # Manhattan
        ("US", "11201", {"America/New_York"}, {"US-NY", "US-NY-NYC"}),  # Brooklyn
        ("US", "14604", {"America/New_York"}, {"US-NY"}),  # Rochester
        ("US", "89825", {"America/Los_Angeles", "America/Denver"}, {"US-NV"}),  # Jackpot
        ("US", "09001", {LONDON, "Europe/Berlin", "Europe/Istanbul", "Asia/Baghdad", "Asia/Dubai"}, set()),
        ("CA", "M5V", {TORONTO}, {"CA-ON"}),
        ("CA", "m5v 2t6", {TORONTO}, {"CA-ON"}),
        ("CA", "T2P", {"America/Edmonton"}, {"CA-AB"}),
        ("CA", "P9N", {"America/Winnipeg"}, {"CA-ON"}),  # Kenora
        ("CA", "P9N 2K4", {"America/Winnipeg"}, {"CA-ON"}),
        ("CA", "G0G", {TORONTO, "America/Halifax"}, {"CA-QC"}),  # the North Shore
        ("CA", "V1C", {"America/Vancouver", "America/Edmonton"}, {"CA-BC"}),  # Cranbrook
        ("AU", "2000", {SYDNEY}, {"AU-NSW"}),
        ("AU", "2880", {"Australia/Broken_Hill"}, {"AU-NSW"}),
        ("AU", "2600", {SYDNEY}, {"AU-ACT"}),
        ("AU", "0800", {"Australia/Darwin"}, {"AU-NT"}),
        ("AU", "6443", {"Australia/Perth", "Australia/Eucla"}, {"AU-WA"}),
        ("GB", "EH1", {LONDON}, {"GB-SCT"}),
        ("GB", "G1", {LONDON}, {"GB-SCT"}),  # Glasgow
        ("GB", "GL1", {LONDON}, {"GB-ENG"}),  # Gloucester
        ("GB", "BT1", {LONDON}, {"GB-NIR"}),
        ("GB", "B1", {LONDON}, {"GB-ENG"}),  # Birmingham is not Belfast
        ("GB", "SW1A", {LONDON}, {"GB-ENG"}),
    ],
)
def test_a_postal_code_gives_clocks_and_the_state_whose_law_applies(
    country: str, code: str, zones: set[str], regions: set[str]
) -> None:
    place = postal_place(country, code)
    assert (set(place.zones), set(place.regions)) == (zones, regions)


@pytest.mark.parametrize(
    ("country", "code"),
    [("US", "00000"), ("CA", "Z1Z"), ("AU", "20000"), ("AU", "200"), ("JP", "100-0001"), ("DE", "10115")],
)
def test_a_postal_code_nobody_knows_is_anywhere_in_the_country(country: str, code: str) -> None:
    assert postal_place(country, code) == envelope(country)
    assert envelope(country).regions == ()


@pytest.mark.parametrize(
    ("country", "zones"),
    [
        ("GB", {LONDON}),
        ("JP", {"Asia/Tokyo"}),
        ("NZ", {"Pacific/Auckland", "Pacific/Chatham"}),
        ("DE", {"Europe/Berlin", "Europe/Busingen"}),
        ("ZZ", set()),
    ],
)
def test_a_country_has_the_clocks_of_the_almanac(country: str, zones: set[str]) -> None:
    assert set(envelope(country).zones) == zones


def test_the_united_states_reach_from_new_york_to_hawaii() -> None:
    assert {"America/New_York", "America/Phoenix", "America/Adak", "Pacific/Honolulu"} <= set(envelope("US").zones)
    assert "Pacific/Guam" not in envelope("US").zones


@pytest.mark.parametrize(
    ("country", "region", "zones"),
    [
        ("US", "GA", {"America/New_York"}),
        ("US", "HI", {"Pacific/Honolulu"}),
        ("US", "TN", {"America/Chicago", "America/New_York"}),
        ("CA", "ON", {TORONTO, "America/Winnipeg", "America/Atikokan"}),
        ("CA", "AB", {"America/Edmonton"}),
        ("AU", "NSW", {SYDNEY}),
        ("AU", "WA", {"Australia/Perth"}),
        ("US", "XX", set(envelope("US").zones)),
        ("CA", "XX", set(envelope("CA").zones)),
        ("GB", "SCT", {LONDON}),
        ("JP", "13", {"Asia/Tokyo"}),
    ],
)
def test_a_subdivision_has_its_clocks_or_those_of_the_country(country: str, region: str, zones: set[str]) -> None:
    place = region_place(country, region)
    assert (set(place.zones), place.regions) == (zones, (f"{country}-{region}",))


@pytest.mark.parametrize(
    ("number", "zones", "regions"),
    [
        ("+14045550101", {"America/New_York"}, {"US-GA"}),
        ("+12125550101", {"America/New_York"}, {"US-NY", "US-NY-NYC"}),
        ("+15185550101", {"America/New_York"}, {"US-NY"}),  # Albany
        ("+12355550101", {"America/Chicago"}, {"US-MO"}),  # an overlay of 573
        ("+17755550101", {"America/Los_Angeles", "America/Denver"}, {"US-NV"}),
        ("+16045550101", {"America/Vancouver"}, {"CA-BC"}),
        ("+14035550101", {"America/Edmonton"}, {"CA-AB"}),
        ("+442075550101", {LONDON}, set()),
        ("+61255550101", {SYDNEY}, set()),
        ("+61755550101", {"Australia/Brisbane"}, set()),
        ("+4930555010", {"Europe/Berlin"}, set()),
        ("+81355550101", {"Asia/Tokyo"}, set()),
    ],
)
def test_a_number_gives_the_clocks_of_its_area(number: str, zones: set[str], regions: set[str]) -> None:
    place = phone_place(number, "US")
    assert place is not None
    assert (set(place.zones), set(place.regions)) == (zones, regions)


@pytest.mark.parametrize(
    "number",
    ["+18005550101", "+18885550101", "+447700900123", "+448005550101", "+61491570006", "+80012345678", "+883510000000"],
)
def test_a_number_without_a_place_is_no_evidence(number: str) -> None:
    assert phone_place(number, "US") is None


@pytest.mark.parametrize(("number", "country"), [("+12995550101", "US"), ("+9999", "CA"), ("+99955550101", "GB")])
def test_a_number_nobody_knows_is_anywhere_in_the_persons_country(number: str, country: str) -> None:
    assert phone_place(number, country) == envelope(country)


def test_the_union_of_a_country_is_known() -> None:
    assert union_of("DE") == {"EU"}
    assert union_of("GB") == union_of("US") == frozenset()


def test_every_zone_of_the_countries_with_rules_is_listed_once_in_order() -> None:
    zones = every_zone()
    assert list(zones) == sorted(set(zones))
    assert {"America/New_York", "Pacific/Guam", "America/St_Johns", "Australia/Lord_Howe", LONDON} <= set(zones)
