"""Where is she? All evidence is kept; the clocks that count are those of every place it points to.

A stated location replaces everything from the moment it was made. Otherwise the residence speaks (postal code,
other postal codes nobody ruled out); a telephone number whose area covers the residence's clocks adds nothing, any
other number adds all clocks of its area; port records and a bare subdivision add and never narrow. No evidence at
all gives every clock of the country. Source: comment 6(b)(1)(i)-2 to 12 CFR 1006.6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from compliance.facts import Facts, Person
from compliance.places import Place, envelope, phone_place, postal_place, region_place
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


class Location:
    """The evidence about one person, weighed once; ask it for the clocks and laws of an instant."""

    __slots__ = ("_clocks", "_person", "_regions", "_said", "_strict", "evidence", "stated", "stated_at")

    def __init__(self, facts: Facts, person: Person) -> None:
        stated = person.stated_location
        self._person = person
        self._strict = facts.policy.jurisdiction_mode == "strict"
        self.stated_at = int(stated.at.timestamp()) if stated else None
        self.stated: Evidence | None = None
        self._said: tuple[Zone, ...] = ()
        if stated:
            place = postal_place(person.country, stated.postal_code)
            self.stated = Evidence("stated location", stated.postal_code, place)
            self._said = place.clocks
        self.evidence = _weigh(person, _numbers(facts, person), facts.attempt.address.ported_to_postal_code)
        self._clocks = tuple(dict.fromkeys(clock for one in self.evidence if one.counts for clock in one.place.clocks))
        self._regions = self._laws()

    def clocks(self, at: int) -> tuple[Zone, ...]:
        """The distinct clocks that must all be open at the instant `at`."""
        return self._said if self.stated_at is not None and self.stated_at <= at else self._clocks

    def found(self, at: int) -> tuple[Evidence, ...]:
        """The evidence in force at the instant `at`, the pieces that count and those that do not."""
        if self.stated and self.stated_at is not None and self.stated_at <= at:
            rest = (Evidence(e.source, e.detail, e.place, False, "replaced by the stated location") for e in self.evidence)
            return (self.stated, *rest)
        return self.evidence

    def jurisdictions(self, at: int) -> frozenset[str]:
        """Countries, states and cities whose law applies at the instant `at`."""
        if self.stated and self.stated_at is not None and self.stated_at <= at:
            return self._regions | frozenset(self.stated.place.regions)
        return self._regions

    def _laws(self) -> frozenset[str]:
        country, region = self._person.country, self._person.region
        home = {law for e in self.evidence if e.source.startswith("residence") for law in e.place.regions}
        if region:
            home.add(f"{country}-{region}")
        if self._strict or not home:
            numbers = (e for e in self.evidence if e.source == "area code")
            home.update(law for e in numbers for law in e.place.regions if law.startswith(country))
        return frozenset({country, *home})


def _numbers(facts: Facts, person: Person) -> tuple[str, ...]:
    """The telephone numbers that are evidence: the one used, unless its line has no place, and those on file."""
    address, numbers = facts.attempt.address, dict.fromkeys(person.phones)
    if facts.attempt.channel != "email":
        if address.line in ("voip", "toll_free"):
            numbers.pop(address.value, None)
        else:
            numbers[address.value] = None
    return tuple(numbers)


def _weigh(person: Person, numbers: Iterable[str], ported_to: str | None) -> tuple[Evidence, ...]:
    country = person.country
    homes = list(_residences(person))
    kept = {clock for home in homes for clock in home.place.clocks}
    adding: dict[tuple[str, str], Evidence] = {}
    for number in numbers:
        place = phone_place(number, country)
        if place:
            evidence = _number_evidence(number, place, kept)
            adding[evidence.source, evidence.detail] = evidence
    found = (*homes, *adding.values(), *_additions(person, ported_to))
    return found or (Evidence("nothing known", country, envelope(country)),)


def _residences(person: Person) -> Iterable[Evidence]:
    if person.postal_code:
        yield Evidence("residence postal code", person.postal_code, postal_place(person.country, person.postal_code))
    for code in person.other_postal_codes:
        yield Evidence("residence postal code on file", code, postal_place(person.country, code))


def _number_evidence(number: str, place: Place, kept: set[Zone]) -> Evidence:
    detail = number[2:5] if number.startswith("+1") else number[:4]
    if kept and kept.issubset(place.clocks):
        return Evidence("area code", detail, place, False, "covers the residence's clocks and adds none")
    return Evidence("area code", detail, place)


def _additions(person: Person, ported_to: str | None) -> Iterable[Evidence]:
    if ported_to:
        yield Evidence("port record", ported_to, postal_place(person.country, ported_to))
    if person.region and not person.postal_code:
        yield Evidence("residence subdivision", person.region, region_place(person.country, person.region))


def zone_evidence(evidence: Iterable[Evidence]) -> tuple[ZoneEvidence, ...]:
    """Each zone that counts, with what points to it, sorted by name."""
    by_zone: dict[str, list[str]] = {}
    for one in evidence:
        for name in one.place.zones if one.counts else ():
            by_zone.setdefault(name, []).append(f"{one.source} {one.detail}")
    return tuple(ZoneEvidence(name, tuple(sorted(sources))) for name, sources in sorted(by_zone.items()))


def local_time(name: str, at: datetime) -> LocalTime:
    local = at.astimezone(zone_info(name))
    return LocalTime(name, local.replace(tzinfo=None), local.utcoffset() or timedelta())
