"""One instant of a case: the local days it has, where the clocks differ and where there is none."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from compliance import read_facts
from compliance.case import NEVER, Case
from compliance.moment import Moment
from tests.compliance.cases import Json, facts

EPOCH = date(1970, 1, 1)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def day(text: str) -> int:
    return (date.fromisoformat(text) - EPOCH).days


def moment(case: Json, when: str | None = None) -> Moment:
    return Moment(Case(read_facts(case)), at(when or case["at"]))


ATLANTA_AND_GUAM = facts(person={"other_postal_codes": ["96910"]})  # UTC-5 and UTC+10
NOWHERE = facts(people=[{"id": "P1", "country": "ZZ"}], attempt={"address": {"value": "+18005550101"}})
NOON = "2026-12-01T12:00:00Z"


def test_days_differ_where_the_clocks_do() -> None:
    now = moment(ATLANTA_AND_GUAM, "2026-12-01T14:00:00Z")  # 09:00 on the 1st, midnight on the 2nd
    assert (now.earliest_day, now.today) == (day("2026-12-01"), day("2026-12-02"))
    assert now.latest_day(at("2026-12-01T13:59:59Z")) == day("2026-12-01")
    assert now.latest_day(at("2026-12-01T14:00:00Z")) == day("2026-12-02")
    assert now.first_day(at("2026-12-02T04:59:59Z")) == day("2026-12-01")
    assert now.first_day(at("2026-12-02T05:00:00Z")) == day("2026-12-02")


def test_a_day_begins_in_the_first_zone_and_has_begun_in_the_last() -> None:
    now = moment(ATLANTA_AND_GUAM)
    assert now.begins(day("2026-12-02")) == at("2026-12-01T14:00:00Z")
    assert now.begun(day("2026-12-02")) == at("2026-12-02T05:00:00Z")


@pytest.mark.parametrize("when", [NOON, "2026-12-01T00:00:00Z", "2026-12-01T23:59:59Z"])
def test_without_any_clock_a_date_is_taken_a_day_apart_on_either_side(when: str) -> None:
    """No clock runs more than a day from UTC, so that what counts runs long and what permits comes late."""
    now = moment(NOWHERE, when)
    assert now.clocks == ()
    assert (now.earliest_day, now.today) == (day("2026-12-01"), day("2026-12-01"))
    assert now.latest_day(at(when)) == day("2026-12-02")
    assert now.first_day(at(when)) == day("2026-11-30")
    assert now.begins(day("2026-12-02")) == at("2026-12-01T00:00:00Z")
    assert now.begun(day("2026-12-02")) == at("2026-12-03T00:00:00Z")


def test_the_next_change_lies_after_the_instant() -> None:
    holds = [
        {"kind": "vulnerable", "since": "2026-12-02T12:00:00Z", "until": "2026-12-03T15:30:00Z"},
        {"kind": "manual", "since": "2026-11-20T12:00:00Z"},
    ]
    case = facts(holds=holds)
    assert moment(case).next_change() == at("2026-12-02T12:00:00Z")
    assert moment(case, "2026-12-02T12:00:00Z").next_change() == at("2026-12-03T15:30:00Z")
    assert moment(case, "2026-12-03T15:30:00Z").next_change() == NEVER
