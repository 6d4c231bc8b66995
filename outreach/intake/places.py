"""Postal codes and the states, territories and provinces they lie in."""

from __future__ import annotations

import re

from outreach.intake.errors import ValueUnread

_UNITED_STATES = """AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware
DC District of Columbia|FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky
LA Louisiana|ME Maine|MD Maryland|MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana
NE Nebraska|NV Nevada|NH New Hampshire|NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio
OK Oklahoma|OR Oregon|PA Pennsylvania|RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah
VT Vermont|VA Virginia|WA Washington|WV West Virginia|WI Wisconsin|WY Wyoming|PR Puerto Rico|GU Guam
VI Virgin Islands|AS American Samoa|MP Northern Mariana Islands|AA Armed Forces Americas|AE Armed Forces Europe
AP Armed Forces Pacific"""
_CANADA = """AB Alberta|BC British Columbia|MB Manitoba|NB New Brunswick|NL Newfoundland and Labrador|NS Nova Scotia
NT Northwest Territories|NU Nunavut|ON Ontario|PE Prince Edward Island|QC Quebec|SK Saskatchewan|YT Yukon"""
_ZIP = re.compile(r"(\d{5})(?:[- ]?\d{4})?")
_SORTATION_AREA = re.compile(r"([ABCEGHJ-NPRSTVXY]\d[A-Z])(?: ?\d[A-Z]\d)?")
_LEADING_ZERO = {"CT", "MA", "ME", "NH", "NJ", "RI", "VT", "AE"}
_COUNTRIES = {
    **dict.fromkeys(("us", "usa", "u.s.", "u.s.a.", "united states", "united states of america"), "US"),
    **dict.fromkeys(("ca", "can", "canada"), "CA"),
    **dict.fromkeys(("mx", "mexico"), "MX"),
    **dict.fromkeys(("gb", "uk", "united kingdom"), "GB"),
    **dict.fromkeys(("au", "australia"), "AU"),
}


def _table(text: str) -> dict[str, str]:
    pairs = (entry.split(" ", 1) for entry in text.replace("\n", "|").split("|"))
    return {spelling.lower(): code for code, name in pairs for spelling in (code, name)}


_STATES = _table(_UNITED_STATES)
_PROVINCES = _table(_CANADA)


def read_region(text: str) -> tuple[str, str]:
    """The subdivision's code and its country: ``("GA", "US")`` of ``Georgia``. Raises ValueUnread."""
    plain = " ".join(text.lower().replace(".", "").split())
    if plain in _STATES:
        return _STATES[plain], "US"
    if plain in _PROVINCES:
        return _PROVINCES[plain], "CA"
    raise ValueUnread("is no state or territory of the United States and no province of Canada")


def read_country(text: str) -> str:
    """The ISO 3166-1 code. Raises ValueUnread."""
    found = _COUNTRIES.get(text.lower().strip())
    if found is None:
        raise ValueUnread("is no country we know: write US or CA")
    return found


def read_postal_code(text: str, region: str = "") -> str:
    """Five digits of a ZIP, or a Canadian forward sortation area (``M5V``).

    A ZIP of four digits lost its leading zero in a spreadsheet; it is restored where ``region`` is one whose ZIPs begin
    with zero, and refused elsewhere.

    Raises:
        ValueUnread: neither a ZIP nor a Canadian code.
    """
    plain = " ".join(text.upper().split())
    if found := _ZIP.fullmatch(plain):
        return found[1]
    if found := _SORTATION_AREA.fullmatch(plain):
        return found[1]
    if re.fullmatch(r"\d{4}", plain) and region in _LEADING_ZERO:
        return f"0{plain}"
    raise ValueUnread("is not a ZIP of five digits, nor a Canadian postal code")
