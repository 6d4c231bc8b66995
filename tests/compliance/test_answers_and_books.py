"""What is left to be said of answers: equal proofs, the law of a day, local times of a stated place, differences."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType

import pytest

from compliance import FactsError, decide, local_times, read_facts, rule_book
from compliance.cases import Difference, Expectation
from compliance.listing import markdown, rows
from tests.compliance.cases import facts, judged

DRAFT = """
[pack]
jurisdiction = "US"
checked_on = 2026-11-21

[[rule]]
id = "US-GA-DRAFT"
kind = "cap"
jurisdiction = "US-GA"
effective_from = 2026-12-01
effective_to = 2026-12-08
citation = "Either | or"
confidence = "policy"
channels = ["call"]
limit = 3
days = 7
counts = ["call"]
"""


def test_proofs_are_equal_when_facts_and_rules_are() -> None:
    other = rule_book().with_packs({"draft.toml": DRAFT})
    case, later = read_facts(facts()), read_facts(facts("2026-12-01T18:00:01Z"))
    proof = decide(case).proof
    assert proof == decide(case).proof
    assert hash(proof) == hash(decide(case).proof)
    assert proof != decide(later).proof
    assert hash(proof) != hash(decide(later).proof)
    assert proof != decide(case, other).proof
    assert proof != case


def test_the_law_of_a_day_has_no_dates_and_a_version_of_its_own() -> None:
    book = rule_book().with_packs({"draft.toml": DRAFT})
    standing = book.as_of(date(2026, 12, 1))
    assert {(rule.from_day, rule.to_day) for rule in standing.all} == {(0, None)}
    assert standing.version == f"{book.version} as of 2026-12-01"
    assert standing.sources == book.sources
    ids = {day: {rule.id for rule in book.as_of(date(2026, *day)).all} for day in ((11, 30), (12, 1), (12, 7), (12, 8))}
    assert [day for day, found in ids.items() if "US-GA-DRAFT" in found] == [(12, 1), (12, 7)]


def test_local_times_are_those_of_the_place_stated_by_then() -> None:
    said = {"at": "2026-12-01T19:00:00Z", "postal_code": "94103"}
    case = read_facts(facts(person={"stated_location": said}))
    assert [one.zone for one in local_times(case)] == ["America/New_York"]
    (there,) = local_times(case, datetime.fromisoformat("2026-12-01T20:00:00Z"))
    assert (there.zone, there.local.isoformat()) == ("America/Los_Angeles", "2026-12-01T12:00:00")


def test_port_records_are_named_as_evidence_and_a_number_without_a_place_is_none() -> None:
    case = facts(attempt={"address": {"value": "+14045550101", "ported_to_postal_code": "94103"}})
    zones = {one["zone"]: one["evidence"] for one in judged(case).proof.zones}
    assert zones["America/Los_Angeles"] == ["port record 94103"]
    freephone = judged(facts(attempt={"address": {"value": "+80012345678"}})).proof
    assert [one["zone"] for one in freephone.zones] == ["America/New_York"]
    assert freephone.unused_evidence == ()


def test_what_differs_is_shown_with_both_sides() -> None:
    expected = Expectation("ALLOW", ("US-F-7IN7",), datetime.fromisoformat("2026-12-02T13:00:00Z"))
    assert expected.differences(judged(facts("2026-12-01T05:00:00Z"))) == [
        Difference("decision", "ALLOW", "BLOCK_UNTIL"),
        Difference("rules", ["US-F-7IN7"], ["US-F-TIME"]),
        Difference("next_permitted", "2026-12-02T13:00:00Z", "2026-12-01T13:00:00Z"),
    ]


def test_a_bar_in_a_source_does_not_break_the_table() -> None:
    book = rule_book().with_packs({"draft.toml": DRAFT})
    (shown,) = [row for row in rows(book) if row.rule == "US-GA-DRAFT"]
    assert (shown.since, shown.to, shown.citation) == ("2026-12-01", "2026-12-08", "Either | or")
    (line,) = [line for line in markdown(book).splitlines() if "US-GA-DRAFT" in line]
    assert " | Either \\| or | " in line


@pytest.mark.parametrize("raw", ["2026-02-30", "20261207", "2026-12-7", "", None, 20261207])
def test_what_is_no_date_is_refused_with_the_form_of_one(raw: object) -> None:
    with pytest.raises(FactsError) as refused:
        read_facts(facts(person={"birth_date": raw}))
    assert (refused.value.path, refused.value.why) == ("people[0].birth_date", "must be a date like 2026-12-07")


@pytest.mark.parametrize(("name", "fits"), [("A", True), ("A" * 64, True), ("A" * 65, False), ("", False)])
def test_an_id_has_one_to_sixty_four_characters(name: str, fits: bool) -> None:
    case = facts(debts=[{"id": name}])
    case["attempt"]["debts"] = [name]
    if fits:
        assert read_facts(case).debts[0].id == name
    else:
        with pytest.raises(FactsError, match="must be an id of 1 to 64 characters"):
            read_facts(case)


def test_any_mapping_is_read_as_an_object() -> None:
    assert read_facts(MappingProxyType(facts())) == read_facts(facts())
