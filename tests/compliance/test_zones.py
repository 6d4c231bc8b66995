from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from compliance import StaleClock, UnknownZone, require_sound_tzdata, tzdata_version
from compliance.zones import Zone, zone

CHECK = "import compliance; compliance.require_sound_tzdata()"


def _at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def _days(text: str) -> int:
    return _at(text + "T00:00:00") // 86_400


@pytest.mark.parametrize(
    ("name", "at", "hours"),
    [
        ("America/Vancouver", "2026-12-01T12:00:00", -7),
        ("America/Edmonton", "2026-12-01T12:00:00", -6),
        ("America/Winnipeg", "2026-12-01T12:00:00", -5),
        ("America/New_York", "2026-12-01T12:00:00", -5),
        ("America/New_York", "2027-07-01T12:00:00", -4),
        ("America/Phoenix", "2027-07-01T12:00:00", -7),
    ],
)
def test_offsets_are_those_of_the_law_in_force(name: str, at: str, hours: int) -> None:
    assert zone(name).offset(_at(at)) == hours * 3600


def test_places_that_keep_the_same_time_share_one_clock() -> None:
    assert zone("America/Detroit") is zone("America/New_York")
    assert zone("America/Phoenix") is not zone("America/Denver")


def test_a_day_begins_at_local_midnight_also_around_a_change() -> None:
    atlanta = zone("America/New_York")
    assert atlanta.midnight(_days("2027-03-14")) == _at("2027-03-14T05:00:00")
    assert atlanta.midnight(_days("2027-03-15")) == _at("2027-03-15T04:00:00")
    assert atlanta.midnight(_days("2026-11-02")) == _at("2026-11-02T05:00:00")


def test_a_skipped_wall_time_is_reached_when_the_clock_jumps() -> None:
    atlanta = zone("America/New_York")
    skipped = _at("2027-03-14T02:30:00")  # 02:00 to 03:00 does not exist that night
    assert atlanta.first(skipped) == _at("2027-03-14T07:00:00")


def test_a_repeated_wall_time_is_reached_the_first_time_unless_it_has_passed() -> None:
    atlanta = zone("America/New_York")
    half_past_one = _at("2026-11-01T01:30:00")
    assert atlanta.first(half_past_one) == _at("2026-11-01T05:30:00")
    assert atlanta.following(_at("2026-11-01T06:10:00"), half_past_one) == _at("2026-11-01T06:30:00")


@pytest.mark.parametrize("name", ["Napakiak", "", "America/Nowhere", "../etc/passwd", "America/"])
def test_a_zone_without_data_is_an_error(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone(name)


def test_the_version_is_that_of_the_wheel() -> None:
    assert tzdata_version() >= "2026f"


def test_a_process_that_would_read_the_systems_database_is_refused() -> None:
    refused = subprocess.run(
        [sys.executable, "-c", CHECK],
        env={"PYTHONTZPATH": "/usr/share/zoneinfo"},
        text=True,
        capture_output=True,
        check=False,
    )
    assert StaleClock.__name__ in refused.stderr
    assert "PYTHONTZPATH" in refused.stderr
    subprocess.run([sys.executable, "-c", CHECK], env={"PYTHONTZPATH": ""}, check=True)


def test_this_package_is_right_whatever_the_environment_says() -> None:
    code = "from compliance.zones import zone; assert zone('America/Vancouver').offset(1796126400) == -7 * 3600"
    subprocess.run([sys.executable, "-c", code], env={"PYTHONTZPATH": "/usr/share/zoneinfo"}, check=True)


def test_a_clock_says_its_name() -> None:
    assert repr(Zone("Etc/UTC", (), (0,))) == "Zone('Etc/UTC')"


def test_the_check_is_callable_here() -> None:
    assert callable(require_sound_tzdata)
