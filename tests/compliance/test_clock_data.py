"""The clocks' data: what is refused, which zones a country has, when clocks are moved. Dates from the almanac."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from compliance import StaleClock, UnknownZone, require_sound_tzdata, rule_book, zones
from compliance.upcoming import RuleChange, clock_changes, rule_changes

STALE = (
    "Local times cannot be trusted: {}. Start the process with PYTHONTZPATH set to the empty string "
    "(or call zoneinfo.reset_tzpath(to=())) and keep the tzdata package current."
)
FORWARD = datetime(2027, 3, 14, 7, tzinfo=UTC)  # 02:00 in New York
BACK = datetime(2026, 11, 1, 6, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_wheel_alone() -> Iterator[None]:
    """As every process of the house; afterwards as it was."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    yield
    zoneinfo.reset_tzpath(to=before)


def test_a_process_that_reads_the_wheel_may_go_on() -> None:
    require_sound_tzdata()


def test_a_search_path_is_refused_and_what_to_do_is_said() -> None:
    zoneinfo.reset_tzpath(to=("/usr/share/zoneinfo",))
    with pytest.raises(StaleClock) as refused:
        require_sound_tzdata()
    assert str(refused.value) == STALE.format("zoneinfo reads the system's database before the tzdata package")


def test_a_database_that_sets_vancouvers_clocks_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Los Angeles keeps the time that Vancouver kept until 2026."""
    older = zones.zone_info("America/Los_Angeles")
    monkeypatch.setattr(zones, "zone_info", lambda name: older if name == "America/Vancouver" else None)
    with pytest.raises(StaleClock) as refused:
        require_sound_tzdata()
    assert str(refused.value) == STALE.format("the database is older than the change of law in British Columbia")


def test_a_zone_nobody_has_is_named() -> None:
    with pytest.raises(UnknownZone) as unknown:
        zones.zone("America/Nowhere")
    said = "There is no local time for the zone 'America/Nowhere'."
    assert str(unknown.value) == f"{said} Correct the place data or renew the tzdata package."


def test_changes_are_listed_with_both_ends_included() -> None:
    new_york = zones.zone("America/New_York")
    back, forward = int(BACK.timestamp()), int(FORWARD.timestamp())
    changes = [(back, -4 * 3600, -5 * 3600), (forward, -5 * 3600, -4 * 3600)]
    assert new_york.changes(back, forward) == changes
    assert new_york.changes(back + 1, forward) == changes[1:]
    assert new_york.changes(back, forward - 1) == changes[:1]
    assert zones.zone("America/Phoenix").changes(back, forward) == []


@pytest.mark.parametrize(
    ("first", "last", "moved"),
    [
        (date(2027, 3, 14), date(2027, 3, 14), True),
        (date(2027, 3, 13), date(2027, 3, 13), False),
        (date(2027, 3, 15), date(2027, 3, 15), False),
    ],
)
def test_days_of_upcoming_changes_are_days_in_utc(first: date, last: date, moved: bool) -> None:
    found = [change for change in clock_changes(first, last) if "America/New_York" in change.zones]
    assert [change.at for change in found] == [FORWARD] * moved


def test_a_change_in_the_last_hours_of_a_day_in_utc_belongs_to_it() -> None:
    """Adelaide goes back on 2027-04-04 at 03:00 local, which is 16:30 UTC on the 3rd."""
    for last, found in ((date(2027, 4, 2), False), (date(2027, 4, 3), True)):
        moved = {name for change in clock_changes(last, last) for name in change.zones}
        assert ("Australia/Adelaide" in moved) is found


def test_a_turn_of_the_law_says_all_that_is_known_of_the_rule() -> None:
    found = [one for one in rule_changes(rule_book(), date(2027, 1, 31), date(2027, 1, 31)) if one.part == "text"]
    place, source = "US", "47 CFR 64.1200(a)(10)"
    assert found == [RuleChange(date(2027, 1, 31), "changes", "US-TCPA-REVOKEALL", "text", place, "confirmed", source)]


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("name", "wall", "instant"),
    [
        ("America/New_York", "2027-03-14T10:00:00Z", "2027-03-14T14:00:00Z"),  # later on the day of the change
        ("America/New_York", "2027-03-14T01:59:59Z", "2027-03-14T06:59:59Z"),
        ("America/New_York", "2027-03-14T03:00:00Z", "2027-03-14T07:00:00Z"),
        ("America/New_York", "2026-11-01T02:00:00Z", "2026-11-01T07:00:00Z"),
        ("Europe/London", "2027-03-28T10:00:00Z", "2027-03-28T09:00:00Z"),
        ("Europe/London", "2027-03-28T01:30:00Z", "2027-03-28T01:00:00Z"),  # skipped
        ("Australia/Sydney", "2027-04-04T10:00:00Z", "2027-04-04T00:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-04T12:00:00Z", "2026-10-04T01:00:00Z"),  # half an hour forward that night
    ],
)
def test_a_wall_time_around_a_change_is_reached_where_the_almanac_says(name: str, wall: str, instant: str) -> None:
    assert zones.zone(name).first(at(wall)) == at(instant)


@pytest.mark.parametrize(
    ("name", "hours"), [("America/Port-au-Prince", -5), ("Etc/GMT+5", -5), ("America/New_York", -5)]
)
def test_names_with_signs_in_them_are_names(name: str, hours: int) -> None:
    assert zones.zone(name).offset(at("2026-12-01T12:00:00Z")) == hours * 3600
    assert zones.zone_info(name).key == name


def test_a_path_is_no_name_and_is_told_as_asked_for() -> None:
    with pytest.raises(UnknownZone, match=r"the zone '\.\./etc/passwd'\."):
        zones.zone("../etc/passwd")


def test_a_clock_nobody_else_keeps_has_the_name_it_was_asked_for() -> None:
    assert repr(zones.zone("Pacific/Chatham")) == "Zone('Pacific/Chatham')"


def test_the_version_is_a_year_and_a_letter() -> None:
    assert re.fullmatch(r"20\d\d[a-z]", zones.tzdata_version())
