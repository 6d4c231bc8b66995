"""Where the person may be, and whose law applies.

Two answers at most: from the moment she said where she is, and before. Residence codes each add their clocks. An
area code that covers them all adds nothing, one that does not adds all of its own. A port record, and a state
without a code, only ever add. The law of the residence stays hers wherever she says she is; that of an area code,
which counts where the residence is unknown or the house is strict, does not.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.compliance.second import towns
from tests.compliance.second.clocks import seconds
from tests.compliance.second.docket import ALWAYS, Docket

LAW_OF_A_CITY = {"NYC": "US-NY-NYC"}


class Where(NamedTuple):
    """From `since` on: the clocks that may be hers, and the places whose law applies, as in `US`, `US-NY`."""

    since: int
    clocks: tuple[str, ...]
    laws: frozenset[str]


def whereabouts(docket: Docket) -> list[Where]:
    """The latest first."""
    home = _laws_at_home(docket)
    found = [Where(ALWAYS, _gathered(docket), home | _laws_by_number(docket, home))]
    stated = docket.person.get("stated_location")
    if stated is not None:
        country, code = docket.country, stated["postal_code"]
        clocks = tuple(sorted(_clocks(country, code)))
        found.insert(0, Where(seconds(stated["at"]), clocks, home | _laws(country, code)))
    return found


def _clocks(country: str, code: str) -> frozenset[str]:
    town = towns.BY_CODE.get((country, code))
    return frozenset(town.clocks if town else towns.EVERYWHERE.get(country, ()))


def _laws(country: str, code: str) -> frozenset[str]:
    town = towns.BY_CODE.get((country, code))
    if town is None:
        return frozenset()
    return frozenset({f"{country}-{town.region}", *([LAW_OF_A_CITY[town.city]] if town.city else [])})


def _numbers(docket: Docket) -> list[str]:
    """Numbers that are evidence of a place: those on file and the one used, unless its line has no place."""
    numbers = list(docket.person.get("phones", ()))
    if docket.channel == "email":
        return numbers
    if docket.line in ("voip", "toll_free"):
        return [number for number in numbers if number != docket.number]
    return [*numbers, docket.number]


def _clocks_of(number: str) -> frozenset[str]:
    if number.startswith("+1"):
        return towns.clocks_of_area_code(number[2:5])
    return frozenset(towns.AUSTRALIAN_LANDLINES.get(number[:4], ()))


def _laws_of(number: str, country: str) -> frozenset[str]:
    if not number.startswith("+1"):
        return frozenset()
    there = [town for town in towns.TOWNS if town.country == country and number[2:5] in town.area_codes]
    return frozenset().union(*(_laws(country, town.code) for town in there))


def _codes(docket: Docket) -> list[str]:
    first = [docket.person["postal_code"]] if "postal_code" in docket.person else []
    return first + list(docket.person.get("other_postal_codes", ()))


def _laws_at_home(docket: Docket) -> frozenset[str]:
    country = docket.country
    laws = frozenset(law for code in _codes(docket) for law in _laws(country, code))
    if "region" in docket.person:
        laws |= {f"{country}-{docket.person['region']}"}
    if country in towns.EUROPEAN_UNION:
        laws |= {"EU"}
    return laws | {country}


def _laws_by_number(docket: Docket, home: frozenset[str]) -> frozenset[str]:
    if home - {docket.country, "EU"} and docket.policy.get("jurisdiction_mode") != "strict":
        return frozenset()
    return frozenset(law for number in _numbers(docket) for law in _laws_of(number, docket.country))


def _gathered(docket: Docket) -> tuple[str, ...]:
    """Every clock the evidence points to; every clock of the country when there is none."""
    person, country = docket.person, docket.country
    home = frozenset(clock for code in _codes(docket) for clock in _clocks(country, code))
    clocks = set(home)
    if "region" in person and "postal_code" not in person:
        clocks |= towns.clocks_of_region(country, person["region"])
    for number in _numbers(docket):
        theirs = _clocks_of(number)
        if not (home and home <= theirs):
            clocks |= theirs
    if "ported_to_postal_code" in docket.address:
        clocks |= _clocks(country, docket.address["ported_to_postal_code"])
    return tuple(sorted(clocks or towns.EVERYWHERE.get(country, ())))
