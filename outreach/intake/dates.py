"""Calendar dates as clients write them: ISO (``2026-03-01``) and United States order (``3/1/2026``)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta

from outreach.intake.errors import ValueUnread

_TIME = re.compile(r"[T ]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?(Z|[+-]\d{2}:?\d{2})?$")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d{2})(\d{2})")
_US = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}")
_NAMED = ("%d-%b-%Y", "%d %b %Y", "%b %d, %Y", "%b %d %Y", "%B %d, %Y", "%B %d %Y", "%d %B %Y")
_OLDEST = 1900
_LAST_ZONE = timedelta(hours=-12)  # where every day ends last


def read_past_date(text: str, today: date) -> date:
    """The date ``text`` names; a time of day after it is ignored.

    Every date of a placement lies in the past, which decides two-digit years: they mean the latest year that does not
    make the date later than ``today``.

    Raises:
        ValueUnread: no such date, one after ``today`` or before 1900, or the day before the month (``31/01/2026``).
    """
    found = _read(text, today)
    if found > today:
        raise ValueUnread("lies in the future")
    return found


def read_term(text: str, today: date) -> date:
    """The date ``text`` names, past or to come; of two readings of a two-digit year none is taken.

    Raises:
        ValueUnread: as ``read_past_date``, but for the future; or a year of two digits.
    """
    if _SHORT_YEAR.fullmatch(_TIME.sub("", text.strip())):
        raise ValueUnread("may lie in the past or in the future: write its year with four digits")
    return _read(text, today)


def end_of(day: date) -> datetime:
    """The instant at which the day has ended everywhere on earth.

    What was sent on a day of which nobody kept the hour and the place was sent by then. Every waiting period that begins
    with it may end too late by this reading, and never too early.
    """
    return datetime.combine(day, time(23, 59, 59), UTC) - _LAST_ZONE


def _read(text: str, today: date) -> date:
    plain = _TIME.sub("", text.strip())
    found = _iso(plain) or _us(plain, today) or _named(plain)
    if found is None:
        raise ValueUnread("is not a date: write 2026-03-01 or 3/1/2026, month before day")
    if found.year < _OLDEST:
        raise ValueUnread("lies before 1900")
    return found


def _iso(text: str) -> date | None:
    if not (found := _ISO.fullmatch(text)):
        return None
    year, month, day = [int(part) for part in found.groups() if part]
    return _date(year, month, day)


def _us(text: str, today: date) -> date | None:
    if not (found := _US.fullmatch(text)):
        return None
    month, day, year = (int(part) for part in found.groups())
    if len(found[3]) == 4:
        return _date(year, month, day)
    century = today.year // 100 * 100
    recent = _date(century + year, month, day)
    return recent if recent and recent <= today else _date(century - 100 + year, month, day)


def _named(text: str) -> date | None:
    for pattern in _NAMED:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007  # only the calendar date is taken
        except ValueError:
            continue
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
