"""When: hours of law by place, what the consumer called inconvenient, the house's own hours and holidays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from tests.compliance.second import consent
from tests.compliance.second.clocks import DAY, QUARTER, holiday, local, weekday
from tests.compliance.second.docket import Docket, Row
from tests.compliance.second.history import answered, confirms
from tests.compliance.second.rule import FREE, WAIT, Rule, Says
from tests.compliance.second.towns import EDM, ET
from tests.compliance.second.whereabouts import Where

Hours = tuple[int, int]
SHUT = (0, 0)
SPOKEN_OR_TEXT = ("call", "sms")
Open = Callable[[int], bool]  # of what a clock shows
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hm(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def hours(text: str) -> Hours:
    opens, closes = text.split("-")
    return hm(opens), hm(closes)


class Week(NamedTuple):
    """Opening hours; `calendar` names the holidays on which it is shut."""

    weekdays: Hours
    saturday: Hours
    sunday: Hours
    calendar: str | None = None

    def on(self, day: int) -> Hours:
        if self.calendar is not None and holiday(day, self.calendar):
            return SHUT
        return (self.weekdays, self.saturday, self.sunday)[max(weekday(day) - 4, 0)]


EIGHT_TO_NINE = hours("08:00-21:00")
SEVEN_TO_NINE = hours("07:00-21:00")
AFTERNOON = hours("13:00-17:00")
ALL_WEEK = Week(EIGHT_TO_NINE, EIGHT_TO_NINE, EIGHT_TO_NINE)
CREDITORS: Mapping[str, tuple[str, ...]] = {  # the media of a state's hours for those who collect their own debts
    "CA": ("call", "sms", "email"),
    **dict.fromkeys(("MA", "MI", "NH", "PA", "WV"), SPOKEN_OR_TEXT),
}
PROVINCES: Mapping[str, Week] = {
    "ON": Week(SEVEN_TO_NINE, SEVEN_TO_NINE, AFTERNOON, "CA-ON"),
    "QC": Week(hours("08:00-20:00"), hours("08:00-20:00"), SHUT, "CA-QC"),
    "BC": Week(SEVEN_TO_NINE, SEVEN_TO_NINE, AFTERNOON, "CA-BC"),
    "AB": Week(hours("07:00-22:00"), hours("07:00-22:00"), AFTERNOON, "CA-AB"),
    **{
        province: Week(EIGHT_TO_NINE, EIGHT_TO_NINE, AFTERNOON, f"CA-{province}")
        for province in ("MB", "SK", "NS", "NB", "PE", "NL", "YT", "NT", "NU")
    },
}
UNITED_KINGDOM = Week(EIGHT_TO_NINE, EIGHT_TO_NINE, SHUT, "GB")
EUROPE = Week(hours("08:00-20:00"), hours("09:00-18:00"), SHUT, "")
AUSTRALIA_HOME = Week(hours("07:30-21:00"), hours("09:00-21:00"), hours("09:00-21:00"), "AU")
AUSTRALIA_WORK = Week(hours("09:00-17:00"), SHUT, SHUT, "AU")

WISHES = {"CA": "CA-TIME-PREF", "GB": "UK-TIME-PREF", "AU": "AU-TIME-PREF"}


class Window(NamedTuple):
    """`clocks` must all be open. Hours the consumer accepts replace these, on her own clocks."""

    rule: str
    week: Week
    clocks: tuple[str, ...]


def windows(docket: Docket, where: Where) -> Iterator[Window]:
    """Every window of law that binds this attempt."""
    clocks, laws = where.clocks, where.laws
    if "US" in laws:
        yield from _american_windows(docket, where)
    for province, week in PROVINCES.items():
        if f"CA-{province}" in laws:
            yield Window(f"CA-{province}-TIME", week, (*clocks, EDM) if province == "AB" else clocks)
    for part in ("GB", "GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"):
        if part in laws:
            yield Window("UK-TIME-POL", UNITED_KINGDOM._replace(calendar=part), clocks)
    if "EU" in laws:
        yield Window("EU-TIME-POL", EUROPE._replace(calendar=docket.country), clocks)
    if "AU" in laws and docket.channel in SPOKEN_OR_TEXT:
        yield Window("AU-TIME", AUSTRALIA_WORK if docket.place == "work" else AUSTRALIA_HOME, clocks)


def _american_windows(docket: Docket, where: Where) -> Iterator[Window]:
    clocks, laws, spoken_or_text = where.clocks, where.laws, docket.channel in SPOKEN_OR_TEXT
    if docket.under_federal_law and docket.collects:
        yield Window("US-F-TIME", ALL_WEEK, clocks)
    if "US-FL" in laws and spoken_or_text:
        yield Window("US-FL-TIME", ALL_WEEK, clocks)
    if "US-DC" in laws and spoken_or_text and docket.consumer:
        yield Window("US-DC-TIME", ALL_WEEK, (ET,))
    if not docket.for_others and docket.consumer:
        for state, media in CREDITORS.items():
            if f"US-{state}" in laws and docket.channel in media:
                yield Window(f"US-{state}-TIME", ALL_WEEK, (*clocks, ET) if state == "MA" else clocks)


def rules(docket: Docket, where: Where) -> Iterator[Rule]:
    bound = list(windows(docket, where))
    for window in bound:
        yield Rule(window.rule, _inside(docket, where, [window], (0, 0)), hours=True)
    for name in _wishes(docket, where):
        yield Rule(name, _convenient(docket, where), hours=True)
    policy = docket.policy
    if policy.keys() & {"open_guard_seconds", "close_guard_seconds"}:
        guard = (policy.get("open_guard_seconds", 0), policy.get("close_guard_seconds", 0))
        house = Window("POL-HOURS", ALL_WEEK, where.clocks)
        yield Rule("POL-HOURS", _inside(docket, where, [house, *bound], guard), hours=True)
    if policy.get("closed_on_federal_holidays") and "US" in where.laws:
        yield Rule("POL-HOLIDAY", _open_on(docket, where.clocks, _no_federal_holiday), hours=True)
    if docket.country == "US" and docket.under_federal_law and docket.purpose == "reply":
        yield Rule("US-F-TIME-REPLY1", _budget(docket, where, bound), hours=True)


def _wishes(docket: Docket, where: Where) -> Iterator[str]:
    """The rules under which what she called inconvenient is kept."""
    if docket.country != "US":
        if docket.country in WISHES:
            yield WISHES[docket.country]
    elif docket.under_federal_law:
        yield "US-F-TIME-PREF"
    elif docket.consumer and "US-CA" in where.laws:
        yield "US-CA-TIME-PREF"
    if docket.policy.get("requests_bind_creditors"):
        yield "POL-REQUESTS"


def _budget(docket: Docket, where: Where, bound: list[Window]) -> Says:
    """At closed hours she is answered once, and no more until she writes again."""
    hours = [_inside(docket, where, bound, (0, 0)), _convenient(docket, where)]
    return lambda at: FREE if answered(docket, at) is not None else max(says(at) for says in hours)


def _accepted(docket: Docket, at: int) -> Hours | None:
    """The only hours the consumer accepts, by her newest consent that names any."""
    named = [
        row
        for row in docket.consents
        if "local_hours" in row.said
        and any(row in consent.alive(docket, consent.ANY, debt, at) for debt in docket.raised)
    ]
    if not named:
        return None
    newest = max(named, key=lambda row: row.last_given(at)).said["local_hours"]
    return hm(newest["from"]), hm(newest["to"])


def _within(second: int, span: Hours) -> bool:
    opens, closes = span
    return opens <= second < closes if opens < closes else second >= opens or second < closes


def _inside(docket: Docket, where: Where, bound: list[Window], guard: Hours) -> Says:
    names_hours = any("local_hours" in row.said for row in docket.consents)

    def says(at: int) -> int:
        accepted = _accepted(docket, at) if names_hours else None
        if accepted is None:
            shut = any(_closed(docket, one.clocks, partial(_open_in, one.week, guard), at) for one in bound)
            return WAIT if shut else FREE
        if accepted == (0, DAY):
            return FREE  # open all day and night: there is no edge to keep clear of
        span = ((accepted[0] + guard[0]) % DAY, (accepted[1] - guard[1]) % DAY or DAY)
        return WAIT if bound and _closed(docket, where.clocks, lambda wall: _within(wall % DAY, span), at) else FREE

    return says


def _open_in(week: Week, guard: Hours, wall: int) -> bool:
    day, second = divmod(wall, DAY)
    opens, closes = week.on(day)
    return opens + guard[0] <= second < closes - guard[1]


def _closed(docket: Docket, clocks: tuple[str, ...], is_open: Open, at: int) -> bool:
    """Whether some clock is closed, and the attempt does not answer her.

    Her message lets one answer through where it was already closed when she wrote, and has been since.
    """
    shut = [clock for clock in clocks if not is_open(local(at, clock))]
    if not shut or confirms(docket, at):
        return False
    heard = answered(docket, at)
    if heard is None:
        return True
    tried = (*range(heard, at, QUARTER), at)
    return any(is_open(local(then, clock)) for clock in shut for then in tried)


def _open_on(docket: Docket, clocks: tuple[str, ...], is_open: Open) -> Says:
    return lambda at: WAIT if _closed(docket, clocks, is_open, at) else FREE


def _no_federal_holiday(wall: int) -> bool:
    return not holiday(wall // DAY, "US")


def _convenient(docket: Docket, where: Where) -> Says:
    """Outside the hours and days she called inconvenient, and inside those she accepts."""
    said = [row for row in docket.statements if row.said["kind"] != "employer_forbids"]

    def says(at: int) -> int:
        live, accepted = [row for row in said if row.counts(at)], _accepted(docket, at)
        if not live and accepted is None:
            return FREE

        def is_open(wall: int) -> bool:
            if accepted is not None and not _within(wall % DAY, accepted):
                return False
            return not any(_inconvenient(row, wall) for row in live)

        return WAIT if _closed(docket, where.clocks, is_open, at) else FREE

    return says


def _inconvenient(row: Row, wall: int) -> bool:
    day, second = weekday(wall // DAY), wall % DAY
    named = {WEEK.index(name) for name in row.said.get("days", WEEK)}
    if row.said["kind"] == "inconvenient_day":
        return day in named
    opens, closes = hm(row.said["from"]), hm(row.said["to"])
    if opens < closes:
        return day in named and opens <= second < closes
    return (day in named and second >= opens) or ((day - 1) % 7 in named and second < closes)
