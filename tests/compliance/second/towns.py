"""Where places are and what their clocks show, typed by hand.

A clock is named by its IANA zone; zones that have kept the same time since 2020 carry one name here. Area codes
carry every clock of their territory, and the states that territory lies in.
"""

from __future__ import annotations

from typing import NamedTuple

ET, CT, MT, PT = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
AZ, AK, HI, ADAK = "America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "America/Adak"
PR, GUAM = "America/Puerto_Rico", "Pacific/Guam"
VAN, EDM, SASK, MAN = "America/Vancouver", "America/Edmonton", "America/Regina", "America/Winnipeg"
ATL, NFLD, YUKON = "America/Halifax", "America/St_Johns", "America/Whitehorse"
PANAMA = "America/Panama"
LONDON = "Europe/London"
SYD, BNE, ADL, PER, DRW = (
    "Australia/Sydney",
    "Australia/Brisbane",
    "Australia/Adelaide",
    "Australia/Perth",
    "Australia/Darwin",
)
LHI, EUCLA = "Australia/Lord_Howe", "Australia/Eucla"


class Town(NamedTuple):
    country: str
    code: str
    region: str
    clocks: tuple[str, ...]
    area_codes: tuple[str, ...] = ()
    city: str = ""


TOWNS: tuple[Town, ...] = (
    Town("US", "12207", "NY", (ET,), ("518", "838")),
    Town("US", "10001", "NY", (ET,), ("212", "646", "332"), "NYC"),
    Town("US", "11201", "NY", (ET,), ("718", "347", "929"), "NYC"),
    Town("US", "10301", "NY", (ET,), ("718",), "NYC"),
    Town("US", "10451", "NY", (ET,), ("718", "917"), "NYC"),
    Town("US", "11101", "NY", (ET,), ("718",), "NYC"),
    Town("US", "14202", "NY", (ET,), ("716",)),
    Town("US", "30303", "GA", (ET,), ("404", "678")),
    Town("US", "94103", "CA", (PT,), ("415",)),
    Town("US", "90012", "CA", (PT,), ("213", "323")),
    Town("US", "33130", "FL", (ET,), ("305", "786")),
    Town("US", "32501", "FL", (CT,), ("850",)),
    Town("US", "32301", "FL", (ET,), ("850",)),
    Town("US", "85004", "AZ", (AZ,), ("602",)),
    Town("US", "86515", "AZ", (MT,), ("928",)),
    Town("US", "86039", "AZ", (AZ,), ("928",)),
    Town("US", "79901", "TX", (MT,), ("915",)),
    Town("US", "77002", "TX", (CT,), ("713", "281")),
    Town("US", "96910", "GU", (GUAM,), ("671",)),
    Town("US", "96813", "HI", (HI,), ("808",)),
    Town("US", "99501", "AK", (AK,), ("907",)),
    Town("US", "99546", "AK", (ADAK,), ("907",)),
    Town("US", "00901", "PR", (PR,), ("787", "939")),
    Town("US", "00802", "VI", (PR,), ("340",)),
    Town("US", "37402", "TN", (ET,), ("423",)),
    Town("US", "37201", "TN", (CT,), ("615",)),
    Town("US", "38501", "TN", (CT,), ("931",)),
    Town("US", "47708", "IN", (CT,), ("812", "930")),
    Town("US", "47401", "IN", (ET,), ("812",)),
    Town("US", "46204", "IN", (ET,), ("317",)),
    Town("US", "46402", "IN", (CT,), ("219",)),
    Town("US", "46601", "IN", (ET,), ("574",)),
    Town("US", "46534", "IN", (CT,), ("574",)),
    Town("US", "42101", "KY", (CT,), ("270",)),
    Town("US", "42701", "KY", (ET,), ("270",)),
    Town("US", "40202", "KY", (ET,), ("502",)),
    Town("US", "58501", "ND", (CT,), ("701",)),
    Town("US", "58601", "ND", (MT,), ("701",)),
    Town("US", "57701", "SD", (MT,), ("605",)),
    Town("US", "57104", "SD", (CT,), ("605",)),
    Town("US", "69361", "NE", (MT,), ("308",)),
    Town("US", "68801", "NE", (CT,), ("308",)),
    Town("US", "67735", "KS", (MT,), ("785",)),
    Town("US", "66603", "KS", (CT,), ("785",)),
    Town("US", "83702", "ID", (MT,), ("208",)),
    Town("US", "83814", "ID", (PT,), ("208",)),
    Town("US", "97914", "OR", (MT,), ("541",)),
    Town("US", "97701", "OR", (PT,), ("541",)),
    Town("US", "97201", "OR", (PT,), ("503",)),
    Town("US", "49938", "MI", (CT,), ("906",)),
    Town("US", "49855", "MI", (ET,), ("906",)),
    Town("US", "48226", "MI", (ET,), ("313",)),
    Town("US", "02108", "MA", (ET,), ("617", "857")),
    Town("US", "01608", "MA", (ET,), ("508", "774")),
    Town("US", "98101", "WA", (PT,), ("206",)),
    Town("US", "99201", "WA", (PT,), ("509",)),
    Town("US", "20001", "DC", (ET,), ("202",)),
    Town("US", "53202", "WI", (CT,), ("414",)),
    Town("US", "89101", "NV", (PT,), ("702", "725")),
    Town("US", "89883", "NV", (MT, PT), ("775",)),
    Town("US", "89501", "NV", (PT,), ("775",)),
    Town("US", "03101", "NH", (ET,), ("603",)),
    Town("US", "19103", "PA", (ET,), ("215",)),
    Town("US", "25301", "WV", (ET,), ("304",)),
    Town("US", "36867", "AL", (ET, CT), ("334",)),
    Town("CA", "M5V", "ON", (ET,), ("416", "647")),
    Town("CA", "P9N", "ON", (MAN,), ("807",)),
    Town("CA", "H2X", "QC", (ET,), ("514", "438")),
    Town("CA", "V6B", "BC", (VAN,), ("604", "778")),
    Town("CA", "V1C", "BC", (VAN, EDM), ("250",)),
    Town("CA", "T5J", "AB", (EDM,), ("780",)),
    Town("CA", "T2P", "AB", (EDM,), ("403",)),
    Town("CA", "R3C", "MB", (MAN,), ("204",)),
    Town("CA", "S4P", "SK", (SASK,), ("306",)),
    Town("CA", "S9V", "SK", (SASK, EDM), ("306",)),
    Town("CA", "B3J", "NS", (ATL,), ("902",)),
    Town("CA", "E1C", "NB", (ATL,), ("506",)),
    Town("CA", "C1A", "PE", (ATL,), ("902",)),
    Town("CA", "A1C", "NL", (NFLD,), ("709",)),
    Town("CA", "X1A", "NT", (EDM,), ("867",)),
    Town("CA", "Y1A", "YT", (YUKON,), ("867",)),
    Town("CA", "X0A", "NU", (ET,), ("867",)),
    Town("GB", "SW1A", "ENG", (LONDON,)),
    Town("GB", "M1", "ENG", (LONDON,)),
    Town("GB", "EH1", "SCT", (LONDON,)),
    Town("GB", "CF10", "WLS", (LONDON,)),
    Town("GB", "BT1", "NIR", (LONDON,)),
    Town("AU", "2000", "NSW", (SYD,)),
    Town("AU", "2880", "NSW", (ADL,)),
    Town("AU", "2898", "NSW", (LHI,)),
    Town("AU", "2600", "ACT", (SYD,)),
    Town("AU", "3000", "VIC", (SYD,)),
    Town("AU", "4000", "QLD", (BNE,)),
    Town("AU", "5000", "SA", (ADL,)),
    Town("AU", "6000", "WA", (PER,)),
    Town("AU", "7000", "TAS", (SYD,)),
    Town("AU", "0800", "NT", (DRW,)),
)
ABROAD: tuple[Town, ...] = (
    Town("DE", "10115", "BE", ("Europe/Berlin",)),
    Town("BR", "01310", "SP", ("America/Sao_Paulo",)),
)
BY_CODE = {(town.country, town.code): town for town in TOWNS}
NOWHERE = {"US": "00000", "CA": "D0D", "AU": "0100"}  # codes that no place has

# Area codes whose territory keeps more than one clock. All others keep that of the towns above.
SPLIT_AREA_CODES: dict[str, tuple[str, ...]] = {
    "850": (ET, CT),
    "928": (AZ, MT),
    "907": (AK, ADAK),
    "423": (ET, CT),
    "931": (CT, ET),
    "812": (ET, CT),
    "930": (ET, CT),
    "574": (ET, CT),
    "270": (ET, CT),
    "701": (CT, MT),
    "605": (CT, MT),
    "308": (CT, MT),
    "785": (CT, MT),
    "208": (MT, PT),
    "541": (MT, PT),
    "906": (ET, CT),
    "775": (PT, MT),
    "334": (CT, ET),
    "807": (ET, MAN, PANAMA),
    "250": (VAN, EDM),
    "778": (VAN, EDM),
    "306": (SASK, EDM),
    "709": (NFLD, ATL),
    "867": (EDM, YUKON, ET, CT, MT),
}

# Everywhere in a country, for somebody of whom no more is known.
EVERYWHERE: dict[str, tuple[str, ...]] = {
    "US": (ET, CT, MT, PT, AZ, AK, ADAK, HI),
    "CA": (NFLD, ATL, ET, MAN, SASK, EDM, VAN, YUKON),
    "GB": (LONDON,),
    "AU": (SYD, BNE, ADL, PER, DRW, LHI, EUCLA),
    "DE": ("Europe/Berlin",),
    "BR": ("America/Sao_Paulo", "America/Manaus", "America/Rio_Branco", "America/Noronha"),
}

# Everywhere in a state or province, where that is more than its towns above show.
EVERYWHERE_IN: dict[tuple[str, str], tuple[str, ...]] = {
    ("CA", "NL"): (NFLD, ATL),
    ("CA", "QC"): (ET, ATL),
    ("CA", "ON"): (ET, MAN, PANAMA),
    ("CA", "SK"): (SASK, EDM),
    ("CA", "BC"): (VAN, EDM),
    ("CA", "NU"): (ET, CT, MT),
    ("CA", "AB"): (EDM,),
    ("AU", "NSW"): (SYD,),
    ("AU", "WA"): (PER,),
    ("AU", "NT"): (DRW,),
}
AUSTRALIAN_LANDLINES: dict[str, tuple[str, ...]] = {
    "+612": (SYD,),
    "+613": (SYD,),
    "+617": (BNE,),
    "+618": (ADL, DRW, PER, EUCLA),
}
EUROPEAN_UNION = ("DE", "FR")


def clocks_of_region(country: str, region: str) -> frozenset[str]:
    towns = (town for town in TOWNS if town.country == country and town.region == region)
    return frozenset(EVERYWHERE_IN.get((country, region)) or (clock for town in towns for clock in town.clocks))


def clocks_of_area_code(area_code: str) -> frozenset[str]:
    """The clocks of a North American area code; nothing when it belongs to no territory."""
    if area_code in SPLIT_AREA_CODES:
        return frozenset(SPLIT_AREA_CODES[area_code])
    return frozenset(clock for town in TOWNS if area_code in town.area_codes for clock in town.clocks)
