"""The figures of the law, each under the id of its rule: how many in how many days, from when, until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tests.compliance.second.clocks import day_number


class Count(NamedTuple):
    """At most `most` in `days` days that follow one another."""

    most: int
    days: int


COUNTS: Mapping[str, Count] = {
    "US-F-7IN7": Count(7, 7),
    "US-TCPA-RES3IN30": Count(3, 30),
    "US-MA-2IN7": Count(2, 7),
    "US-MA-2IN30": Count(2, 30),
    "US-WA-3WK": Count(3, 7),
    "US-WA-WORK1WK": Count(1, 7),
    "US-WA-CELL2DAY": Count(2, 1),
    "US-NYC-2IN7": Count(2, 7),
    "US-NYC-3IN7": Count(3, 7),
    "US-DC-4IN7": Count(4, 7),
    "US-DC-EMSG1": Count(1, 7),
    "US-DC-EMSG5": Count(5, 7),
    "US-OR-WORK1WK": Count(1, 7),
    "CA-ON-3IN7": Count(3, 7),
    "CA-AB-3IN7": Count(3, 7),
    "AU-3WK": Count(3, 7),
    "AU-10MO": Count(10, 30),
}
PAUSES: Mapping[str, int] = {"US-F-CONV7": 7, "US-DC-CONV7": 7}
NOTICE_DAYS: Mapping[str, int] = {
    "US-DC-NOTICE-FIRST": 0,
    "US-NV-MED60": 60,
    "CA-ON-NOTICE6": 6,
    "CA-BC-NOTICE5": 5,
    "CA-QC-NOTICE": 0,
}
FRESH_TEXT_DAYS = 60
USED_MEDIUM_DAYS = 60
CREDITOR_NOTICE_DAYS = 35
VALIDATION_DAYS = 4  # the law says five; somebody is asked from day four
CONSENT_DAYS = 7
CONFIRMATION_SECONDS = 300
RECEIPT_BUSINESS_DAYS, VALIDATION_PERIOD_DAYS = 5, 30
FIRST_DAY: Mapping[str, int] = {
    "US-NYC-3IN7": day_number("2026-09-01"),
    "US-NYC-ECONSENT": day_number("2026-09-01"),
    "US-NYC-LANG": day_number("2026-09-01"),
}
DAY_AFTER: Mapping[str, int] = {"US-NYC-2IN7": day_number("2027-01-01")}
REVOKE_ALL_BINDS = day_number("2027-01-31")
# Rules that two people of the house may set aside; those of a cease, a lawyer, a bankruptcy, a revocation never.
SET_ASIDE = frozenset(
    {
        *("US-F-7IN7", "US-F-CONV7", "US-F-DECEASED", "US-F-EMAIL-SRC", "US-F-MINOR", "US-F-VALID5", "US-TCPA-RND"),
        *("CA-DECEASED", "CA-MINOR", "UK-DECEASED", "UK-MINOR", "UK-TIME-POL", "UK-VULN", "AU-DECEASED", "AU-MINOR"),
        *("POL-DAYCAP", "POL-FREEZE", "POL-HOLD", "POL-HOLIDAY", "POL-HOURS", "POL-VULN", "US-F-REBUT-POL"),
    }
)


class Figures(NamedTuple):
    """The table a judge works from. Somebody who bends it must be found out."""

    counts: Mapping[str, Count] = COUNTS
    pauses: Mapping[str, int] = PAUSES
    notice_days: Mapping[str, int] = NOTICE_DAYS
