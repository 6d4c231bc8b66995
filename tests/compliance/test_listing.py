"""The rules as people read them."""

from __future__ import annotations

from pathlib import Path

from compliance import rule_book
from compliance.listing import markdown, rows

RULES = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_document_of_the_rules_is_not_stale() -> None:
    assert RULES.read_text("utf-8") == markdown(rule_book()), "write it anew with `make rules`"


def test_every_version_of_every_rule_has_a_row_with_its_parameters_and_its_source() -> None:
    listed = rows(rule_book())
    assert len(listed) == len(rule_book().all)
    assert all(row.citation and row.confidence and row.checked_on and row.since for row in listed)
    (seven,) = [row for row in listed if row.rule == "US-F-7IN7"]
    assert (seven.kind, seven.since, seven.to, seven.confidence) == ("cap", "2021-11-30", "", "confirmed")
    assert {"limit 7", "days 7", "counts call", "consent yes"} <= set(seven.parameters.split("; "))
    assert {"channels call", "roles debt_buyer, third_party"} <= set(seven.about.split("; "))
    assert seven.overridable == "yes"


def test_hours_are_written_as_hours() -> None:
    (quebec,) = [row for row in rows(rule_book()) if row.rule == "CA-QC-TIME"]
    assert "weekdays 08:00–20:00" in quebec.parameters
    assert "sunday closed" in quebec.parameters
