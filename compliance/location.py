"""Where is she? All evidence is kept; the clocks that count are those of every place it points to.

A stated location replaces everything from the moment it was made. Otherwise the residence speaks (postal code,
other postal codes nobody ruled out); a telephone number whose area covers the residence's clocks adds nothing, any
other number adds all clocks of its area; port records and a bare subdivision add and never narrow. No evidence at
all gives every clock of the country. Source: comment 6(b)(1)(i)-2 to 12 CFR 1006.6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from compliance.facts import Facts, Person
from compliance.places import Place, envelope, phone_place, postal_place, region_place, union_of
from compliance.zones import Zone, zone_info


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that points to a place. `detail` is a postal code, area code or subdivision, never a number."""

    source: str
    detail: str
    place: Place
    counts: bool = True
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ZoneEvidence:
    """One candidate zone and everything that points to it, as `source detail`."""

    zone: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LocalTime:
    zone: str
    local: datetime
    offset: timedelta


class Weighed(NamedTuple):
    """All evidence but a stated location: what it is, whose clocks count, which laws apply.

    `laws_at_home` leave out those of area codes, which a stated location rules out.
    """

    evidence: tuple[Evidence, ...]
    clocks: tuple[Zone, ...]
    laws: frozenset[str]
    laws_at_home: frozenset[str]


class Location:
    """The evidence about one person, weighed once; ask it for the clocks and laws of an instant."""

    __slots__ = ("_said", "_weighed", "stated_at")

    def __init__(self, facts: Facts, person: Person) -> None:
        self._weighed = _weigh(
            person.country,
            person.region,
            person.postal_code,
            person.other_postal_codes,
            _areas(facts, person),
            facts.attempt.address.ported_to_postal_code,
            facts.policy.jurisdiction_mode == "strict",
        )
        stated = person.stated_location
        self.stated_at = int(stated.at.timestamp()) if stated else None
        self._said: Evidence | None = None
        if stated:
            place = postal_place(person.country, stated.postal_code)
            self._said = Evidence("stated location", stated.postal_code, place)

    def clocks(self, at: int) -> tuple[Zone, ...]:
        """The distinct clocks that must all be open at the instant `at`."""
        said = self._stated(at)
        return said.place.clocks if said else self._weighed.clocks

    def found(self, at: int) -> tuple[Evidence, ...]:
        """The evidence in force at the instant `at`, the pieces that count and those that do not."""
        said = self._stated(at)
        if said is None:
            return self._weighed.evidence
        rest = (
            Evidence(e.source, e.detail, e.place, False, "replaced by the stated location")
            for e in self._weighed.evidence
        )
        return (said, *rest)

    def jurisdictions(self, at: int) -> frozenset[str]:
        """Countries, states and cities whose law applies at the instant `at`: of the residence and of a stated place."""
        said = self._stated(at)
        return self._weighed.laws_at_home.union(said.place.regions) if said else self._weighed.laws

    def _stated(self, at: int) -> Evidence | None:
        return self._said if self.stated_at is not None and self.stated_at <= at else None


def _areas(facts: Facts, person: Person) -> tuple[str, ...]:
    """What is to be known of the number used, unless its line has no place, and of those on file, each once.

    A North American number tells by its area code alone, so that the weighing of many people is one.
    """
    address, numbers = facts.attempt.address, person.phones
    if facts.attempt.channel != "email":
        if address.line in ("voip", "toll_free"):
            numbers = tuple(number for number in numbers if number != address.value)
        elif numbers != (address.value,):
            numbers = (*numbers, address.value)
    areas = [number[:5] if number.startswith("+1") else number for number in numbers]
    return tuple(areas) if len(areas) < 2 else tuple(dict.fromkeys(areas))


@lru_cache(maxsize=65_536)
def _weigh(
    country: str,
    region: str | None,
    postal_code: str | None,
    other_postal_codes: tuple[str, ...],
    areas: tuple[str, ...],
    ported_to: str | None,
    strict: bool,
) -> Weighed:
    codes = [*((postal_code,) if postal_code else ()), *other_postal_codes]
    homes = [Evidence("residence postal code", code, postal_place(country, code)) for code in codes]
    kept = frozenset(clock for home in homes for clock in home.place.clocks)
    places = dict.fromkeys((_area_name(area), phone_place(area, country)) for area in areas)
    evidence = [*homes, *(_number_evidence(name, place, kept) for name, place in places if place is not None)]
    if ported_to:
        evidence.append(Evidence("port record", ported_to, postal_place(country, ported_to)))
    if region and not postal_code:
        evidence.append(Evidence("residence subdivision", region, region_place(country, region)))
    if not evidence:
        evidence.append(Evidence("nothing known", country, envelope(country)))
    clocks = dict.fromkeys(clock for one in evidence if one.counts for clock in one.place.clocks)
    home = _laws_at_home(country, region, evidence)
    laws = home
    if strict or len(home) == 1 + len(union_of(country)):
        numbers = (one for one in evidence if one.source == "area code")
        laws |= {law for one in numbers for law in one.place.regions if law.startswith(f"{country}-")}
    return Weighed(tuple(evidence), tuple(clocks), laws, home)


def _area_name(area: str) -> str:
    """The area code as proofs name it: never more of a number than four characters."""
    return area[2:5] if area.startswith("+1") else area[:4]


def _number_evidence(area: str, place: Place, kept: frozenset[Zone]) -> Evidence:
    if kept and kept.issubset(place.clocks):
        return Evidence("area code", area, place, False, "covers the residence's clocks and adds none")
    return Evidence("area code", area, place)


def _laws_at_home(country: str, region: str | None, evidence: Iterable[Evidence]) -> frozenset[str]:
    """The country's law, its union's, and that of every residence on file."""
    home = {law for one in evidence if one.source.startswith("residence") for law in one.place.regions}
    if region:
        home.add(f"{country}-{region}")
    return frozenset({country, *union_of(country), *home})


def zone_evidence(evidence: Iterable[Evidence]) -> tuple[ZoneEvidence, ...]:
    """Each zone that counts, with what points to it, sorted by name."""
    by_zone: dict[str, list[str]] = {}
    for one in evidence:
        for name in one.place.zones if one.counts else ():
            by_zone.setdefault(name, []).append(f"{one.source} {one.detail}")
    return tuple(ZoneEvidence(name, tuple(sorted(sources))) for name, sources in sorted(by_zone.items()))


def instant_at(name: str, day: date, hour: time) -> datetime:
    """The instant (UTC) at which the clocks of the zone `name` show an hour of a day; an hour they skip is the next one."""
    return datetime.combine(day, hour, zone_info(name)).astimezone(UTC)


def local_time(name: str, at: datetime) -> LocalTime:
    local = at.astimezone(zone_info(name))
    return LocalTime(name, local.replace(tzinfo=None), local.utcoffset() or timedelta())
