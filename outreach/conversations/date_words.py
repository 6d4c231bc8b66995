"""Days in ordinary words, English and Spanish: "friday", "el 15", "12/15", "in 3 days", "manana".

Every day found resolves to today or later. A bare weekday or day of the month is the first one
after today, also with the Spanish "proximo"; the English "next tuesday" is the one in the next
calendar week (weeks begin on Monday). Months
come before days, as in the United States, unless only the other order makes a date; after the
Spanish "el" a date that reads both ways is doubtful. What is doubtful, impossible, past or more
than half a year away resolves to None: somebody meant a day, and it is not known which.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from re import Match

FARTHEST = timedelta(days=183)

_WEEKDAYS = {
    word: number
    for number, names in enumerate(
        (
            "monday mondays mon lunes",
            "tuesday tues tue tuseday martes",
            "wednesday weds wed wensday miercoles",
            "thursday thurs thur thu jueves",
            "friday fri firday viernes",
            "saturday sat sabado",
            "sunday sun domingo",
        )
    )
    for word in names.split()
}
_MONTHS = {
    word: number
    for number, names in enumerate(
        (
            "january jan enero",
            "february feb febrero",
            "march mar marzo",
            "april apr abril",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto",
            "september sept sep septiembre setiembre",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        start=1,
    )
    for word in names.split()
}
_COUNTS = {"a": 1, "one": 1, "un": 1, "una": 1, "two": 2, "dos": 2, "three": 3, "tres": 3, "four": 4, "cuatro": 4}
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ORDINAL = r"(?:st|nd|rd|th)"
_COUNT = r"\d{1,2}|" + "|".join(_COUNTS)
_SEPARATE = r"(?![\d/-])"

_Resolve = Callable[[Match[str], date], date | None]


@dataclass(frozen=True)
class DaysFound:
    """Days mentioned, in order of pattern, None for each that is doubtful; and the text without them."""

    days: tuple[date | None, ...]
    rest: str


def find_days(folded: str, today: date) -> DaysFound:
    """The days that a folded text mentions, read on `today` (the reader's calendar date)."""
    days: list[date | None] = []
    rest = _TIME_OF_DAY.sub(" ", folded)
    for pattern, resolve in _PATTERNS:
        days += [_within_reach(resolve(match, today), today) for match in pattern.finditer(rest)]
        rest = pattern.sub(" ", rest)
    weekdays = [_WEEKDAYS[match["weekday"]] for match in _BARE_WEEKDAY.finditer(rest)]
    days += _beside(days, weekdays) if days else [_first_after(today, weekday) for weekday in weekdays]
    return DaysFound(tuple(days), _BARE_WEEKDAY.sub(" ", rest))


def _beside(days: list[date | None], weekdays: list[int]) -> list[None]:
    """A doubt for each weekday that contradicts a day beside it: "friday 12/15" on a Tuesday."""
    return [None for weekday in weekdays for day in days if day is not None and day.weekday() != weekday]


def _within_reach(day: date | None, today: date) -> date | None:
    return day if day is not None and today <= day <= today + FARTHEST else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _after_days(count: int) -> _Resolve:
    return lambda _, today: today + timedelta(days=count)


def _month_end(_: Match[str], today: date) -> date:
    return today.replace(day=calendar.monthrange(today.year, today.month)[1])


def _iso(match: Match[str], _: date) -> date | None:
    return _date(*(int(part) for part in match.groups()))


def _counted(match: Match[str], today: date) -> date:
    count = int(match["count"]) if match["count"].isdigit() else _COUNTS[match["count"]]
    return today + timedelta(days=count * (7 if match["unit"][0] in "ws" else 1))


def _first_after(today: date, weekday: int) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _this_weekday(match: Match[str], today: date) -> date:
    return today + timedelta(days=(_WEEKDAYS[match["weekday"]] - today.weekday()) % 7)


def _next_weekday(match: Match[str], today: date) -> date:
    return today + timedelta(days=7 - today.weekday() + _WEEKDAYS[match["weekday"]])


def _named_month(match: Match[str], today: date) -> date | None:
    return _in_year(match["year"], _MONTHS[match["month"]], int(match["day"]), today)


def _month_first(match: Match[str], today: date) -> date | None:
    first, second = int(match["first"]), int(match["second"])
    if first > 12:
        first, second = second, first
    return _in_year(match["year"], first, second, today)


def _either_order(match: Match[str], today: date) -> date | None:
    first, second = int(match["first"]), int(match["second"])
    if first != second and max(first, second) <= 12:
        return None
    return _month_first(match, today)


def _in_year(year: str | None, month: int, day: int, today: date) -> date | None:
    """The day in the year written, else in this year, or in the next when it has passed."""
    if year is not None:
        return _date(int(year) % 100 + 2000, month, day)
    candidates = (_date(today.year, month, day), _date(today.year + 1, month, day))
    return next((day for day in candidates if day is not None and day >= today), None)


def _first_of_month(_: Match[str], today: date) -> date | None:
    return _coming(1, today)


def _day_of_month(match: Match[str], today: date) -> date | None:
    return _coming(int(match["day"]), today)


def _coming(day: int, today: date) -> date | None:
    if day > today.day:
        return _date(today.year, today.month, day)
    return _date(today.year + today.month // 12, today.month % 12 + 1, day)


_TIME_OF_DAY = re.compile(
    r"\b(?:in the|this) (?:morning|afternoon|evening)\b|\b(?:en|por|de) la (?:manana|tarde|noche)\b|\bat noon\b"
    r"|(?<=tomorrow )morning\b"
    r"|\b(?:at|a las?) (?:1[0-2]|[1-9])(?::\d\d)?(?: ?[ap]\.?m\b\.?)?(?![\d.,:/]\d|\d)"
)
_NUMERIC = rf"(?P<first>\d{{1,2}})[/-](?P<second>\d{{1,2}})(?:[/-](?P<year>20\d\d|\d\d))?{_SEPARATE}"

_YEAR_AFTER = r"(?:,? (?:de |del )?(?P<year>20\d\d)\b)?"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])"
_WHOLE_NUMBER = r"(?!\d|[.,/-]\d)"

_BARE_WEEKDAY = re.compile(rf"\b(?:proximo )?(?P<weekday>{_WEEKDAY})\b(?: (?:que viene|proximo)\b)?")

_PATTERNS: tuple[tuple[re.Pattern[str], _Resolve], ...] = tuple(
    (re.compile(pattern), resolve)
    for pattern, resolve in (
        (rf"\b(20\d\d)-(\d{{1,2}})-(\d{{1,2}}){_SEPARATE}", _iso),
        (rf"\bel (?:dia )?{_NUMERIC}", _either_order),
        (rf"(?<![\d/$.-]){_NUMERIC}", _month_first),
        (rf"\b(?P<month>{_MONTH})\b\.? (?:the )?(?P<day>\d{{1,2}}){_ORDINAL}?(?:,? (?P<year>20\d\d))?\b", _named_month),
        (
            rf"(?<![$.,\d])(?P<day>\d{{1,2}}){_ORDINAL}? (?:of |de )?(?P<month>{_MONTH})\b\.?{_YEAR_AFTER}",
            _named_month,
        ),
        (
            r"\b(?:at )?(?:the )?end of (?:the|this) month\b|\b(?:a )?fin(?:al|ales|es)? del? (?:este )?mes\b",
            _month_end,
        ),
        (r"\b(?:the )?day after tomorrow\b|\bpasado manana\b", _after_days(2)),
        (r"\b(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmw|2moro|manana)\b", _after_days(1)),
        (r"\b(?:today|tonight|hoy)\b", _after_days(0)),
        (rf"\b(?:in|en|dentro de) (?P<count>{_COUNT}) (?P<unit>days?|dias?|weeks?|semanas?)\b", _counted),
        (rf"\bnext (?P<weekday>{_WEEKDAY})\b", _next_weekday),
        (rf"\b(?:this|este) (?:coming )?(?P<weekday>{_WEEKDAY})\b", _this_weekday),
        (r"\b(?:the )?(?:1st|first) of the month\b|\bel (?:dia )?(?:primero|1ro)\b", _first_of_month),
        (rf"\b(?:the )?{_DAY}{_ORDINAL}(?: of the month)?\b(?! of)", _day_of_month),
        (rf"\b(?:the|el dia|el|dia) {_DAY}{_WHOLE_NUMBER}", _day_of_month),
    )
)
