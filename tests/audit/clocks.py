"""Which clocks a person may live by, worked out anew from ZIP codes and telephone numbers; for the auditor only.

A ZIP's clock comes from the `zipcodes` package. An area code's clocks are those of the ZIPs of its main state that name
it, a clock of few of them being noise, except for the codes that straddle a border: those are written down by hand
from the list of two-zone places. Residence clocks that lie within the number's rule alone; else all of them count.
Local times come from the tzdata wheel, never from the system.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import zipcodes

ET, CT, MT, PT = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
AZ, AK, ADAK, HI = "America/Phoenix", "America/Anchorage", "America/Adak", "Pacific/Honolulu"
EVERYWHERE = frozenset({ET, CT, MT, AZ, PT, AK, ADAK, HI})
NOISE = 0.05  # a clock that fewer of an area code's ZIPs keep is taken for an error of the data

STRADDLING = {
    **dict.fromkeys(("574", "812", "930", "270", "364", "423", "931", "850", "448", "906"), frozenset({ET, CT})),
    **dict.fromkeys(("701", "605", "308", "785", "620", "432"), frozenset({CT, MT})),
    **dict.fromkeys(("208", "986", "541", "458", "775"), frozenset({MT, PT})),
    "219": frozenset({CT}),
    "915": frozenset({MT}),
    "928": frozenset({AZ, MT}),
    "907": frozenset({AK, ADAK}),
    "808": frozenset({HI}),
    "671": frozenset({"Pacific/Guam"}),
    "670": frozenset({"Pacific/Saipan"}),
    "684": frozenset({"Pacific/Pago_Pago"}),
    "340": frozenset({"America/St_Thomas"}),
    **dict.fromkeys(("787", "939"), frozenset({"America/Puerto_Rico"})),
}
BY_HAND = {
    "86515": frozenset({MT}),  # Window Rock: the Navajo Nation keeps daylight saving
    "86039": frozenset({AZ}),  # Kykotsmovi: the Hopi do not
    "79901": frozenset({MT}),
    "32501": frozenset({CT}),
    "99634": frozenset({AK}),
    **dict.fromkeys(("36867", "36868", "36869", "36870", "36877", "36863", "36854"), frozenset({CT, ET})),
    "73946": frozenset({CT, MT}),
    "57532": frozenset({MT, CT}),
    "89825": frozenset({PT, MT}),
    "89883": frozenset({PT, MT}),
}
NOWHERE = re.compile(r"[5-8](\d)\1|900")  # 500, 800, 900 … numbers say nothing about a place


@cache
def clock(name: str) -> ZoneInfo:
    """Raises FileNotFoundError for a name the wheel does not know."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=name)


def of_zip(code: str) -> frozenset[str]:
    """The clocks of a ZIP; every clock of the country when it is not known."""
    if code in BY_HAND:
        return BY_HAND[code]
    found = frozenset(row["timezone"] for row in _zips(code) if row["timezone"])
    return found or EVERYWHERE


@cache
def _zips(code: str) -> list[dict[str, str]]:
    return list(zipcodes.matching(code[:5])) if code[:5].isdecimal() and len(code) >= 5 else []  # type: ignore[no-untyped-call]


def of_number(number: str) -> frozenset[str]:
    """The clocks of a +1 number; nothing for one that is sold without a place."""
    code = number[2:5]
    if NOWHERE.fullmatch(code):
        return frozenset()
    return STRADDLING.get(code) or _area_codes().get(code, EVERYWHERE)


@cache
def _area_codes() -> dict[str, frozenset[str]]:
    states: defaultdict[str, Counter[str]] = defaultdict(Counter)
    zones: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in zipcodes.list_all():  # type: ignore[no-untyped-call]
        for code in row["area_codes"] if row["timezone"] else ():
            states[code][row["state"]] += 1
            zones[code, row["state"]][row["timezone"]] += 1
    main = {code: (code, counts.most_common(1)[0][0]) for code, counts in states.items()}
    return {code: _without_noise(zones[key]) for code, key in main.items()}


def _without_noise(counts: Counter[str]) -> frozenset[str]:
    return frozenset(zone for zone, count in counts.items() if count >= NOISE * counts.total())


def candidates(zips: Iterable[str], numbers: Iterable[str], at: datetime) -> frozenset[str]:
    """Every clock the evidence points to at the instant: ZIPs rule, numbers that do not cover them add."""
    homes = frozenset(zone for code in zips for zone in of_zip(code))
    found = set(homes)
    for number in numbers:
        zones = of_number(number)
        if not (homes and offsets(homes, at) <= offsets(zones, at)):
            found |= zones
    return frozenset(found) or EVERYWHERE


def offsets(zones: Iterable[str], at: datetime) -> set[timedelta | None]:
    """How far the clocks are from UTC at the instant."""
    return {at.astimezone(clock(zone)).utcoffset() for zone in zones}


def closed(zones: Iterable[str], at: datetime, first_hour: int = 8, last_hour: int = 21) -> list[str]:
    """The clocks that show a time outside ``[first_hour, last_hour)``, as ``21:04 America/New_York``."""
    walls = {zone: at.astimezone(clock(zone)) for zone in sorted(zones)}
    return [f"{wall:%H:%M} {zone}" for zone, wall in walls.items() if not first_hour <= wall.hour < last_hour]
