"""Days in ordinary words, English and Spanish: "friday", "el 15", "12/15", "in 3 days", "manana".

They are looked for in words whose slips are undone and whose numbers are digits. Every day found resolves to today or
later. A bare weekday or day of the month is the first one after today. Months come before days, as in the United
States, unless only the other order makes a date; after the Spanish "el" a date that reads both ways is doubtful. What
two careful readers would read differently ("next friday", a bare weekday or day of the month that is today), what is
impossible, past or more than half a year away resolves to None: somebody meant a day, and it is not known which.
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
            "monday mon lunes",
            "tuesday tues tue martes",
            "wednesday weds wed miercoles",
            "thursday thurs thur thu jueves",
            "friday fri viernes",
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
WORDS = frozenset(_WEEKDAYS) | frozenset(_MONTHS)
"""The names of days and months."""
_SEPARATE = r"(?![\d/-])"

_Resolve = Callable[[Match[str], date], date | None]


@dataclass(frozen=True)
class DaysFound:
    """Days mentioned, in order of pattern, None for each that is doubtful; and the text without them."""

    days: tuple[date | None, ...]
    rest: str


def find_days(folded: str, today: date) -> DaysFound:
    """The days that a text mentions, read on `today` (the reader's calendar date)."""
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


def _first_after(today: date, weekday: int) -> date | None:
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(days=ahead) if ahead else None


def _this_weekday(match: Match[str], today: date) -> date:
    return today + timedelta(days=(_WEEKDAYS[match["weekday"]] - today.weekday()) % 7)


def _in_next_week(match: Match[str], today: date) -> date:
    weekday = _WEEKDAYS[match["weekday"] or match["day"]]
    return today + timedelta(days=7 - today.weekday() + weekday)


def _week_after(match: Match[str], today: date) -> date | None:
    day = _first_after(today, _WEEKDAYS[match["weekday"]])
    return day + timedelta(days=7) if day else None


def _doubtful(_: Match[str], today: date) -> None:
    return None


def _fixed(month: int, day: int) -> _Resolve:
    return lambda _, today: _in_year(None, month, day, today)


def _end_of_named(match: Match[str], today: date) -> date | None:
    month = _MONTHS[match["month"] or match["mes"]]
    year = today.year + (month < today.month)
    return _date(year, month, calendar.monthrange(year, month)[1])


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
    if day == today.day:
        return None
    if day > today.day:
        return _date(today.year, today.month, day)
    return _date(today.year + today.month // 12, today.month % 12 + 1, day)


_CLOCK = r"(?:1[0-2]|0?[1-9])(?::\d\d)?"
_TIME_OF_DAY = re.compile(
    r"\b(?:in the|this) (?:morning|afternoon|evening)\b|\b(?:en|por|de) la (?:manana|tarde|noche)\b|\b(?:at|by|before) noon\b"
    r"|(?<=tomorrow )(?:morning|night|afternoon|evening)\b|(?<=manana )(?:temprano|mismo)\b"
    rf"|\b(?:(?:at|by|before|around|after|a las?|antes de las?) )?{_CLOCK} ?[ap]m?\b"
    rf"|\b(?:at|a las?) {_CLOCK}(?![\d.,:/]\d|\d)|\b(?:morning|mornings|midnight|close of business|end of (?:the )?(?:business )?day)\b"
)
_NUMERIC = rf"(?P<first>\d{{1,2}})[/-](?P<second>\d{{1,2}})(?:[/-](?P<year>20\d\d|\d\d))?{_SEPARATE}"
_YEAR_AFTER = r"(?:,? (?:de |del )?(?P<year>20\d\d)\b)?"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])"
_WHOLE_NUMBER = r"(?!\d|[.,/:-]\d|\$| ?(?:dollars?|dolares|dolar|bucks|pesos|usd)\b)"
_NOW = r"(?:now|today|hoy)"

_BARE_WEEKDAY = re.compile(
    rf"\b(?:proximo |this coming |coming |el )?(?P<weekday>{_WEEKDAY})\b(?: (?:que viene|proximo|entrante)\b)?"
)

_PATTERNS: tuple[tuple[re.Pattern[str], _Resolve], ...] = tuple(
    (re.compile(pattern), resolve)
    for pattern, resolve in (
        (rf"\b(20\d\d)-(\d{{1,2}})-(\d{{1,2}}){_SEPARATE}", _iso),
        (rf"\bel (?:dia )?{_NUMERIC}", _either_order),
        (rf"(?<![\d/$.-]){_NUMERIC}", _month_first),
        (
            rf"\b(?:at )?(?:the )?(?:end|last day) of (?P<month>{_MONTH})\b|\b(?:a )?(?:fin(?:al|ales|es)?|ultimo dia) de (?P<mes>{_MONTH})\b",
            _end_of_named,
        ),
        (
            rf"\b(?P<month>{_MONTH})\b (?:the )?(?P<day>\d{{1,2}}){_ORDINAL}?(?![$/]|[.,]\d)(?:,? (?P<year>20\d\d))?\b",
            _named_month,
        ),
        (
            rf"(?<![$.,\d])\b(?P<day>\d{{1,2}}){_ORDINAL}? (?:day )?(?:of |de |del mes de )?(?P<month>{_MONTH})\b{_YEAR_AFTER}",
            _named_month,
        ),
        (
            (
                r"\b(?:at |by )?(?:the )?(?:end|last day) of (?:the |this )?month\b|\b(?:the )?month end\b|\beom\b"
                r"|\b(?:a |al )?(?:fin(?:al|ales|es)?|ultimo(?: dia)?) del? (?:este )?mes\b"
            ),
            _month_end,
        ),
        (
            r"\b(?:the )?end of (?:the |this )?(?:week|next month|next week)\b|\b(?:a )?fin(?:es|al|ales)? de (?:la )?semana\b|\bweekend\b",
            _doubtful,
        ),
        (r"\b(?:the )?end of (?:the |this )?year\b|\bnew years? eve\b|\bfin de ano\b|\bnochevieja\b", _fixed(12, 31)),
        (r"\bchristmas eve\b|\bnochebuena\b", _fixed(12, 24)),
        (r"\b(?:on |by )?christmas(?: day)?\b|\b(?:la )?navidad\b", _fixed(12, 25)),
        (r"\bnew years?(?: day)?\b|\bano nuevo\b", _fixed(1, 1)),
        (r"\b(?:the )?day after tomorrow\b|\bpasado manana\b", _after_days(2)),
        (r"\b(?:a|1|one) week from (?:tomorrow)\b", _after_days(8)),
        (rf"\b(?:a|1|one) week from (?P<weekday>{_WEEKDAY})\b", _week_after),
        (rf"\b(?P<count>{_COUNT}) (?P<unit>days?|weeks?) from {_NOW}\b", _counted),
        (r"\bde hoy en ocho(?: dias)?\b|\bde hoy en 8(?: dias)?\b", _after_days(7)),
        (r"\b(?:tomorrow|manana)\b", _after_days(1)),
        (r"\b(?:today|tonight|hoy)\b", _after_days(0)),
        (rf"\b(?:in|en|dentro de) (?P<count>{_COUNT}) (?P<unit>days?|dias?|weeks?|semanas?)\b", _counted),
        (rf"\b(?P<weekday>{_WEEKDAY}) (?:of )?next week\b|\bnext week (?:on )?(?P<day>{_WEEKDAY})\b", _in_next_week),
        (
            rf"\b(?:next|following) (?P<weekday>{_WEEKDAY})\b|\b(?:next|proxima|following) (?:week|semana|month|mes)\b|\b(?:semana|mes) que viene\b|\bproximo mes\b",
            _doubtful,
        ),
        (rf"\b(?:this|este) (?:coming )?(?P<weekday>{_WEEKDAY})\b", _this_weekday),
        (r"\b(?:the )?(?:1st|first) of the month\b|\bel (?:dia )?(?:primero|1ro)\b", _first_of_month),
        (rf"\b(?:the |el )?{_DAY}{_ORDINAL}(?: of (?:the|this) month)?\b(?! of)", _day_of_month),
        (
            rf"\b(?:the|el dia|el|dia|este|el proximo) {_DAY}\b{_WHOLE_NUMBER}(?: de este mes\b| del mes\b)?",
            _day_of_month,
        ),
    )
)
