"""Local time, from the tzdata wheel and from nothing else.

A `Zone` is two sorted lists: the UTC seconds at which its offset changes, and the offset that holds from there.
Zones that keep the same time in all the years judged are one and the same object, so that comparing places means
comparing clocks, not names. Instants are whole seconds since 1970 UTC; a local day is its number since 1970-01-01;
local seconds are what the wall clock shows, counted the same way.
"""

from __future__ import annotations

import zoneinfo
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files

import tzdata  # type: ignore[import-untyped]  # the wheel ships data and one constant

from compliance.errors import StaleClock, UnknownZone
from compliance.facts import DAY

# Nothing before 2020 is ever judged; older rows only need a date near enough.
_FIRST = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())
_LAST = int(datetime(2061, 1, 1, tzinfo=UTC).timestamp())
_STEP = 3 * DAY


class Zone:
    """One clock. `name` is the IANA name under which it was first asked for."""

    __slots__ = ("_midnights", "_offsets", "_starts", "name")

    def __init__(self, name: str, starts: tuple[int, ...], offsets: tuple[int, ...]) -> None:
        self.name = name
        self._starts = starts
        self._offsets = offsets
        self._midnights: dict[int, int] = {}

    def __repr__(self) -> str:
        return f"Zone({self.name!r})"

    def offset(self, at: int) -> int:
        """Seconds to add to the instant `at` to get the wall clock."""
        return self._offsets[bisect_right(self._starts, at)]

    def wall(self, at: int) -> int:
        """The wall clock at the instant `at`, in local seconds."""
        return at + self._offsets[bisect_right(self._starts, at)]

    def first(self, wall: int) -> int:
        """The first instant at which the wall clock shows `wall` or, where it skips `wall`, a later time."""
        before = self.offset(wall - DAY)
        at = wall - before
        after = self.offset(at)
        if after == before:
            return at
        if self.offset(wall - after) == after:
            return wall - after
        return self._starts[bisect_right(self._starts, at) - 1]

    def following(self, at: int, wall: int) -> int:
        """The first instant later than `at` at which the wall clock reaches `wall`, which lies ahead of it."""
        offset = self.offset(at)
        straight = wall - offset
        if self.offset(straight) == offset:
            return straight
        return max(self.first(wall), at + 1)

    def changes(self, since: int, until: int) -> list[tuple[int, int, int]]:
        """The changes from `since` to `until`, both included: instant, offset before, offset after."""
        steps = zip(self._starts, self._offsets, self._offsets[1:], strict=False)
        return [(at, before, after) for at, before, after in steps if since <= at <= until]

    def midnight(self, day: int) -> int:
        """The instant at which the local day begins."""
        known = self._midnights.get(day)
        if known is None:
            known = self._midnights[day] = self.first(day * DAY)
        return known


@cache
def zone(name: str) -> Zone:
    """The clock called `name` by IANA.

    Raises:
        UnknownZone: the tzdata wheel has no such name.
    """
    starts, offsets = _changes(_from_wheel(name))
    return _same_clock(starts, offsets) or _remember(Zone(name, starts, offsets))


@cache
def zone_info(name: str) -> zoneinfo.ZoneInfo:
    """The standard library's view of the wheel's data, for screens and proofs."""
    return _from_wheel(name)


def country_zones(country: str) -> tuple[str, ...]:
    """The IANA names of the zones of a country (ISO 3166-1), as the wheel's `zone.tab` lists them."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return tuple(row[2] for row in rows if row[0] == country)


def tzdata_version() -> str:
    """The IANA release that local times are computed with, as in `2026f`."""
    return str(tzdata.IANA_VERSION)


def require_sound_tzdata() -> None:
    """Refuse to go on when `zoneinfo` would prefer a system database to the wheel.

    Raises:
        StaleClock: the search path is not empty, or Vancouver is not at UTC-7 on 2026-12-01 (British Columbia
            stopped changing its clocks on 2026-11-01; a database that says otherwise allows calls after closing).
    """
    if zoneinfo.TZPATH:
        raise StaleClock("zoneinfo reads the system's database before the tzdata package")
    canary = datetime(2026, 12, 1, 12, tzinfo=UTC)
    for vancouver in (zoneinfo.ZoneInfo("America/Vancouver"), zone_info("America/Vancouver")):
        if canary.astimezone(vancouver).utcoffset() != timedelta(hours=-7):
            raise StaleClock("the database is older than the change of law in British Columbia")


def _from_wheel(name: str) -> zoneinfo.ZoneInfo:
    parts = name.split("/")
    if not all(part.replace("_", "").replace("-", "").replace("+", "").isalnum() for part in parts):
        raise UnknownZone(f"the zone {name!r}")
    try:
        with files("tzdata").joinpath("zoneinfo", *parts).open("rb") as data:
            return zoneinfo.ZoneInfo.from_file(data, key=name)
    except (OSError, ValueError):
        raise UnknownZone(f"the zone {name!r}") from None


def _changes(info: zoneinfo.ZoneInfo) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Every change of offset in the years judged: when, and the offset before, between and after."""
    starts: list[int] = []
    offsets = [_offset(info, _FIRST)]
    for probe in range(_FIRST + _STEP, _LAST, _STEP):
        offset = _offset(info, probe)
        if offset != offsets[-1]:
            starts.append(_change(info, probe - _STEP, probe))
            offsets.append(offset)
    return tuple(starts), tuple(offsets)


def _change(info: zoneinfo.ZoneInfo, low: int, high: int) -> int:
    before = _offset(info, low)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(info, middle) == before else (low, middle)
    return high


def _offset(info: zoneinfo.ZoneInfo, at: int) -> int:
    offset = datetime.fromtimestamp(at, info).utcoffset()
    if offset is None:
        raise UnknownZone(f"the zone {info.key!r}")
    return int(offset.total_seconds())


_CLOCKS: dict[tuple[tuple[int, ...], tuple[int, ...]], Zone] = {}


def _same_clock(starts: tuple[int, ...], offsets: tuple[int, ...]) -> Zone | None:
    return _CLOCKS.get((starts, offsets))


def _remember(clock: Zone) -> Zone:
    return _CLOCKS.setdefault((clock._starts, clock._offsets), clock)  # noqa: SLF001  a clock's own memory
