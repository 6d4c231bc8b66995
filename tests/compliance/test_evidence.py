"""What each piece of evidence about a place is called, whose laws it brings, and when a law ends where clocks differ."""

from __future__ import annotations

import pytest

from compliance import places
from compliance.places import envelope, phone_place
from tests.compliance.cases import Json, email, facts, judged, row

TOLL_FREE = {"address": {"value": "+18005550101"}}


def sources(case: Json) -> set[str]:
    return {one for zone in judged(case).proof.zones for one in zone["evidence"]}


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({}, {"nothing known US"}),
        ({"region": "GA"}, {"residence subdivision GA"}),
        ({"postal_code": "30303", "region": "GA"}, {"residence postal code 30303"}),
        ({"country": "CA"}, {"nothing known CA"}),
        ({"country": "CA", "region": "ON"}, {"residence subdivision ON"}),
        (
            {"postal_code": "30303", "other_postal_codes": ["94103"]},
            {"residence postal code 30303", "residence postal code 94103"},
        ),
    ],
)
def test_evidence_is_named_by_its_source_and_detail(person: Json, expected: set[str]) -> None:
    assert sources(facts(people=[{"id": "P1"} | person], attempt=TOLL_FREE)) == expected


@pytest.mark.parametrize(
    ("person", "number", "laws"),
    [
        ({"postal_code": "30303"}, "+12065550101", ["US", "US-GA"]),
        ({}, "+12065550101", ["US", "US-WA"]),  # no residence: the number's state
        ({"region": "TX"}, "+12065550101", ["US", "US-TX"]),
        ({"region": "TX", "postal_code": "30303"}, "+18005550101", ["US", "US-GA", "US-TX"]),
        ({"country": "DE"}, "+4930555010", ["DE", "EU"]),
        ({"country": "GB"}, "+12065550101", ["GB"]),  # an American number brings no American law
    ],
)
def test_laws_are_those_of_the_residence_and_else_of_the_number(person: Json, number: str, laws: list[str]) -> None:
    case = facts(people=[{"id": "P1"} | person], attempt={"address": {"value": number}})
    assert list(judged(case).proof.jurisdictions) == laws


@pytest.mark.parametrize(("number", "country"), [("+33000000000", "US"), ("+290111", "GB")])
def test_a_foreign_number_without_a_known_clock_is_anywhere_in_the_persons_country(number: str, country: str) -> None:
    assert phone_place(number, country) == envelope(country)


@pytest.mark.parametrize(("name", "known"), [("America/New_York", True), ("Napakiak", False), ("Etc/Unknown", False)])
def test_a_zone_name_that_names_no_clock_is_no_data(name: str, known: bool) -> None:
    assert places._has_data(name) is known


def test_a_law_ends_when_its_last_day_is_over_in_every_zone() -> None:
    """New York City's older limit ends on 2027-01-01: 01:30 in New York, 22:30 the day before in San Francisco."""
    contacts = [row(f"2026-12-{day}T17:00:00Z", "delivered", "email") for day in (29, 30)]
    case = email(
        "2027-01-01T06:30:00Z", history=contacts, person={"postal_code": "10001", "other_postal_codes": ["94103"]}
    )
    assert "US-NYC-2IN7" in {one.rule for one in judged(case).findings}
    later = case | {"at": "2027-01-02T06:30:00Z"}
    assert "US-NYC-2IN7" not in {one.rule for one in judged(later).findings}
    case["people"][0]["other_postal_codes"] = []
    assert "US-NYC-2IN7" not in {one.rule for one in judged(case).findings}
