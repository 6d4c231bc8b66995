"""From a postal code, a telephone number or a subdivision to clocks and the state whose law applies.

United States: the `zipcodes` package gives zone, county and area codes of every ZIP, and so the clocks of an area
code. Two faults of that data are handled here. Codes of a neighbouring state are listed for ZIPs along the border:
an area code lies in one state, so only the ZIPs of the state that has most of its ZIPs speak for it. Codes of a
neighbouring area are listed too: a clock is a stray, and dropped, when no ZIP keeps it that has this code alone
(not counting overlays of the code and codes of other states). What is left is checked against `places.toml`, which
also holds the other countries. A zone name without data is replaced by all clocks of its state.
"""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import phonenumbers
import phonenumbers.timezone
import zipcodes

from compliance.errors import UnknownZone
from compliance.zones import Zone, country_zones, zone


@dataclass(frozen=True, slots=True)
class Place:
    """Clocks by IANA name, and the jurisdictions known from it, as in `US-GA` or `US-NY-NYC`."""

    zones: tuple[str, ...]
    regions: tuple[str, ...] = ()
    known: bool = True

    @property
    def clocks(self) -> tuple[Zone, ...]:
        """The distinct clocks of this place."""
        return _clocks(self.zones)


class _Zip(NamedTuple):
    zone: str
    state: str
    county: str


class _UnitedStates(NamedTuple):
    """zips by ZIP; zones by state; (state, zones) by area code."""

    zips: dict[str, _Zip]
    states: dict[str, tuple[str, ...]]
    area_codes: dict[str, tuple[str, tuple[str, ...]]]


@lru_cache(maxsize=4096)
def _clocks(names: tuple[str, ...]) -> tuple[Zone, ...]:
    return tuple(dict.fromkeys(zone(name) for name in names))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("compliance").joinpath("places.toml").read_text("utf-8"))


def prepare() -> None:
    """Read the place data of every country and its clocks now, instead of at the first decision that needs them."""
    for zones in _united_states().states.values():
        _clocks(zones)
    for country in _data()["envelope"]:
        _clocks(envelope(country).zones)


@cache
def envelope(country: str) -> Place:
    """Every clock a person in the country may keep, for when nothing is known. Empty for what is no country."""
    listed = _data()["envelope"].get(country)
    return Place(tuple(listed if listed is not None else country_zones(country)), known=False)


@cache
def union_of(country: str) -> frozenset[str]:
    """The unions, such as `EU`, whose common rules apply in the country."""
    return frozenset(name for name, members in _data()["union"].items() if country in members)


def every_zone() -> tuple[str, ...]:
    """Every zone of the countries with rules, by IANA name: one per distinct clock and state or province."""
    names = {name for zones in _united_states().states.values() for name in zones}
    names.update(name for zones in _data()["envelope"].values() for name in zones)
    return tuple(sorted(names))


@lru_cache(maxsize=65_536)
def postal_place(country: str, code: str) -> Place:
    """The place of a postal code. A code that is not known gives the country's envelope."""
    found = _POSTAL[country](code.strip().upper()) if country in _POSTAL else None
    return found or envelope(country)


@lru_cache(maxsize=4096)
def region_place(country: str, region: str) -> Place:
    """The place of a subdivision code such as `GA`, `ON` or `NSW`."""
    if country == "US":
        zones = _united_states().states.get(region)
    else:
        zones = _data()[{"CA": "provinces", "AU": "australian_states"}.get(country, "envelope")].get(region)
    regions = (f"{country}-{region}",)
    return Place(tuple(zones), regions) if zones else Place(envelope(country).zones, regions, known=False)


def phone_place(number: str, country: str) -> Place | None:
    """The place of an E.164 number, or None when it says nothing about where the phone is.

    A geographic number whose area is not known gives the envelope of the person's `country`.
    """
    return _american_number(number[2:5], country) if number.startswith("+1") else _foreign_number(number, country)


@lru_cache(maxsize=4096)
def _american_number(code: str, country: str) -> Place | None:
    data = _data()
    if code in data["not_a_place"]["area_codes"]:
        return None
    provinces = [province for province, codes in data["canadian_area_codes"].items() if code in codes]
    if provinces:
        zones = data["canadian_area_code_zones"].get(code) or [z for one in provinces for z in data["provinces"][one]]
        return Place(tuple(dict.fromkeys(zones)), tuple(f"CA-{province}" for province in provinces))
    if code in data["island_area_codes"]:
        return Place((data["island_area_codes"][code],), _island(data, code))
    found = _united_states().area_codes.get(data["area_code_like"].get(code, code))
    if found is None:
        return envelope(country)
    state, zones = found
    also = data["area_code_also"].get(code)
    return Place((*zones, also) if also else zones, (f"US-{state}", *_cities(state, area_code=code)))


def _island(data: dict[str, Any], code: str) -> tuple[str, ...]:
    return tuple(f"US-{name}" for name, codes in data["territories"].items() if code in codes)


@lru_cache(maxsize=4096)
def _foreign_number(number: str, country: str) -> Place | None:
    for prefix, names in _data()["numbers"].items():
        if number.startswith(prefix):
            return Place(tuple(names)) if names else None
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return envelope(country)
    if phonenumbers.region_code_for_country_code(parsed.country_code or 0) == "001":
        return None
    names = [name for name in phonenumbers.timezone.time_zones_for_number(parsed) if _has_data(name)]
    return Place(tuple(names)) if names else envelope(country)


def _has_data(name: str) -> bool:
    try:
        zone(name)
    except UnknownZone:
        return False
    return name != "Etc/Unknown"


def _cities(state: str, *, county: str | None = None, area_code: str | None = None) -> tuple[str, ...]:
    return tuple(
        f"US-{state}-{name}"
        for name, city in _data()["cities"].items()
        if city["state"] == state and (county in city["counties"] or area_code in city["area_codes"])
    )


def _zip_place(code: str) -> Place | None:
    data, code = _data(), code[:5]
    found = _united_states().zips.get(code)
    if found is None:
        return None
    if found.state in data["military"]:
        return Place(tuple(data["military"][found.state]))
    also = data["both_clocks"].get(code)
    zones = (found.zone,) if found.zone else _united_states().states.get(found.state, envelope("US").zones)
    regions = (f"US-{found.state}", *_cities(found.state, county=found.county))
    return Place((*zones, also) if also else zones, regions)


def _sortation_area(code: str) -> Place | None:
    areas = _data()["sortation_areas"]
    for length in (3, 1):
        if code[:length] in areas:
            province, *zones = areas[code[:length]]
            return Place(tuple(zones), (f"CA-{province}",))
    return None


def _australian_postcode(code: str) -> Place | None:
    for row in _data()["australian_postcodes"]:
        first, last = row["range"]
        if len(code) == 4 and first <= code <= last:
            return Place(tuple(row.get("zones", _data()["australian_states"][row["state"]])), (f"AU-{row['state']}",))
    return None


def _british_postcode(code: str) -> Place:
    area = code[:2] if code[1:2].isalpha() else code[:1]
    nations = (nation for nation, areas in _data()["british_areas"].items() if area in areas)
    return Place(("Europe/London",), (f"GB-{next(nations, 'ENG')}",))


_POSTAL = {"US": _zip_place, "CA": _sortation_area, "AU": _australian_postcode, "GB": _british_postcode}


@cache
def _united_states() -> _UnitedStates:
    right, right_codes = _data()["right_zone"], _data()["right_area_codes"]
    zips: dict[str, _Zip] = {}
    served: defaultdict[str, list[tuple[_Zip, frozenset[str]]]] = defaultdict(list)
    for row in _zip_rows():
        name = right.get(row["zip_code"], row["timezone"])
        found = _Zip(name if name and _has_data(name) else "", row["state"], row["county"])
        zips[row["zip_code"]] = found
        codes = frozenset(right_codes.get(row["zip_code"], row["area_codes"]))
        for code in codes:
            served[code].append((found, codes))
    states: defaultdict[str, set[str]] = defaultdict(set)
    for code, found in zips.items():
        if found.zone:
            states[found.state].update((found.zone, _data()["both_clocks"].get(code, found.zone)))
    homes = {code: Counter(place.state for place, _ in rows).most_common(1)[0][0] for code, rows in served.items()}
    area_codes = {code: (homes[code], _without_strays(code, rows, homes)) for code, rows in served.items()}
    return _UnitedStates(zips, {state: _distinct(names) for state, names in states.items()}, area_codes)


def _zip_rows() -> Iterator[dict[str, Any]]:
    # One digit at a time: the whole list at once costs a hundred megabytes that are never given back.
    for digit in "0123456789":
        yield from zipcodes.similar_to(digit)  # type: ignore[no-untyped-call]


def _without_strays(code: str, rows: list[tuple[_Zip, frozenset[str]]], homes: dict[str, str]) -> tuple[str, ...]:
    """The zones kept by ZIPs of the code's own state that no other area of that state claims too."""
    own = [(found, codes) for found, codes in rows if found.state == homes[code] and found.zone]
    shared = Counter(other for _, codes in own for other in codes)
    overlays = {other for other, count in shared.items() if 2 * count >= len(own)}
    alone = [
        found.zone for found, codes in own if all(other in overlays or homes[other] != homes[code] for other in codes)
    ]
    return _distinct(alone or [found.zone for found, _ in own])


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    """One name per clock, in alphabetical order of the names."""
    by_clock: dict[Zone, str] = {}
    for name in sorted(set(names)):
        by_clock.setdefault(zone(name), name)
    return tuple(sorted(by_clock.values()))
