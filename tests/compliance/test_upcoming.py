"""What changes in the days to come, against dates known from the law and the almanac."""

from __future__ import annotations

from datetime import UTC, date, datetime

from compliance import rule_book
from compliance.upcoming import clock_changes, rule_changes


def test_the_rules_that_turn_around_new_year_are_listed() -> None:
    found = rule_changes(rule_book(), date(2026, 11, 22), date(2027, 2, 20))
    told = {(change.on.isoformat(), change.rule, change.part, change.what) for change in found}
    assert told == {
        ("2027-01-01", "US-NYC-2IN7", "", "ends"),
        ("2027-01-31", "US-TCPA-REVOKEALL", "text", "changes"),
        ("2027-01-31", "US-TCPA-REVOKEALL", "voice", "changes"),
    }
    assert found == sorted(found)


def test_the_first_and_the_last_day_belong_to_the_span() -> None:
    assert len(rule_changes(rule_book(), date(2027, 1, 1), date(2027, 1, 31))) == 3
    assert len(rule_changes(rule_book(), date(2027, 1, 2), date(2027, 1, 30))) == 0


def test_a_rule_that_begins_is_listed() -> None:
    (begun,) = [c for c in rule_changes(rule_book(), date(2026, 9, 1), date(2026, 9, 1)) if c.rule == "US-NYC-3IN7"]
    assert begun.what == "begins"


def test_clocks_move_where_and_when_the_almanac_says() -> None:
    """In 2027 the United States go to summer time on 14 March at 02:00 local; British Columbia and Arizona do not."""
    moved = {name: change for change in clock_changes(date(2027, 3, 13), date(2027, 3, 15)) for name in change.zones}
    assert moved["America/New_York"].at == datetime(2027, 3, 14, 7, tzinfo=UTC)
    assert (moved["America/New_York"].before, moved["America/New_York"].after) == (-5 * 3600, -4 * 3600)
    assert moved["America/Los_Angeles"].at == datetime(2027, 3, 14, 10, tzinfo=UTC)
    assert {"America/Vancouver", "America/Phoenix", "Pacific/Honolulu", "Europe/London"}.isdisjoint(moved)
