"""Local hours: those the law leaves open, those the consumer wants closed, those the house keeps.

Every candidate zone must be open. A day's hours are a tuple of (opens, closes) in seconds after local midnight,
half open. For each closed zone the next opening is found; the latest of them is when to look again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import ClassVar

from compliance.case import NEVER
from compliance.facts import DAY, Hours, Statement
from compliance.moment import Moment
from compliance.rules.calendar import public_holidays, weekday
from compliance.rules.kind import Kind, Ruling, human, until
from compliance.zones import Zone, zone

Spans = tuple[tuple[int, int], ...]
Day = Callable[[int], Spans]

Guards = tuple[int, int]

NO_GUARDS: Guards = (0, 0)
WHOLE_DAY: Spans = ((0, DAY),)
LOOK_AHEAD_DAYS = 14
OWN = "own"


def opening(clock: Zone, at: int, hours: Day, guards: Guards = NO_GUARDS) -> int:
    """`at` when the clock is open then, else its next opening, else NEVER when none comes in a fortnight.

    `guards` are seconds taken off each window's beginning and end.
    """
    if guards != NO_GUARDS:
        hours = _guarded(hours, *guards)
    day, second = divmod(clock.wall(at), DAY)
    for opens, closes in hours(day):
        if second < closes:
            return at if opens <= second else clock.following(at, day * DAY + opens)
    for later in range(day + 1, day + LOOK_AHEAD_DAYS):
        for opens, _ in hours(later):
            return clock.following(at, later * DAY + opens)
    return NEVER


def _guarded(hours: Day, early: int, late: int) -> Day:
    """The hours with seconds taken off where they begin and end; midnight in open hours is neither."""

    def guarded(day: int) -> Spans:
        before = [opens - DAY for opens, closes in hours(day - 1) if closes == DAY]
        after = [DAY + closes for opens, closes in hours(day + 1) if opens == 0]
        spans = []
        for opens, closes in hours(day):
            begun = max(0, before[0] + early) if opens == 0 and before else opens + early
            ended = min(DAY, after[0] - late) if closes == DAY and after else closes - late
            if begun < ended:
                spans.append((begun, ended))
        return tuple(spans)

    return guarded


def closed_ruling(
    now: Moment, clocks: tuple[Zone, ...], hours: Day, why: str, guards: Guards = NO_GUARDS
) -> Ruling | None:
    """The ruling of a window at this moment; None when every clock is open or the attempt answers the consumer.

    An answer is let through while the hours are closed since before the consumer wrote: writing then, she showed
    that the hour suits her. Comment 6(b)(1)-2 to 12 CFR 1006.6.
    """
    latest = now.at if clocks else NEVER
    for clock in clocks:
        opens = opening(clock, now.at, hours, guards)
        latest = max(latest, opens)
    if latest == now.at or (now.case.may_answer and _is_answer(now, clocks, hours, guards)):
        return None
    when = latest if latest < NEVER else now.next_change()
    if when < NEVER:
        return until(when, why)
    return human(f"{why}; no opening within {LOOK_AHEAD_DAYS} days", "hours that leave a common opening")


def _is_answer(now: Moment, clocks: tuple[Zone, ...], hours: Day, guards: Guards) -> bool:
    if now.case.confirmed_at(now.at) is not None:
        return True
    written = now.case.answered_at(now.at)
    if written is None:
        return False
    closed = [clock for clock in clocks if opening(clock, now.at, hours, guards) > now.at]
    return bool(closed) and all(opening(clock, written, hours, guards) > now.at for clock in closed)


@dataclass(frozen=True)
class Window(Kind):
    """Hours the law leaves open, by day of the week and public holiday.

    `calendar` names whose holidays; `own` are those of the person's country. `clock` judges at a fixed zone, `also_local` at the candidate zones besides; `consent_hours` lets hours the
    consumer agreed to replace these.
    """

    name: ClassVar[str] = "window"
    is_window: ClassVar[bool] = True

    weekdays: Spans
    saturday: Spans
    sunday: Spans
    holiday: Spans | None = None
    calendar: str = ""
    clock: str = ""
    also_local: bool = False
    consent_hours: bool = False

    def prepare(self) -> None:
        """Read the calendar and the fixed clock, which are read from files."""
        if self.calendar not in ("", OWN):
            public_holidays(self.calendar)
        if self.clock:
            zone(self.clock)

    def day(self, day: int, calendar: str = "") -> Spans:
        """The open hours of a local day; `calendar` is the person's country's where the rule says `own`."""
        if self.holiday is not None and day in public_holidays(calendar or self.calendar):
            return self.holiday
        of_week = (day + 3) % 7  # day number 0 was a Thursday
        return self.weekdays if of_week < 5 else (self.saturday if of_week == 5 else self.sunday)

    def clocks(self, now: Moment) -> tuple[Zone, ...]:
        if not self.clock or (self.consent_hours and agreed_hours(now)):
            return now.clocks
        return (zone(self.clock), *(now.clocks if self.also_local else ()))

    def hours(self, now: Moment) -> Day:
        agreed = agreed_hours(now) if self.consent_hours else None
        if agreed:
            return day_of(agreed)
        return partial(self.day, calendar=now.case.person.country) if self.calendar == OWN else self.day

    def is_wider(self, hours: Hours) -> bool:
        """Open in the candidate zones on every day for at least these hours?"""
        if self.clock or self.holiday is not None:
            return False
        days = (self.weekdays, self.saturday, self.sunday)
        same = ((hours.opens, hours.closes),)
        return days == (same, same, same) or all(
            any(opens <= hours.opens and hours.closes <= closes for opens, closes in day) for day in days
        )

    def judge(self, now: Moment) -> Ruling | None:
        return closed_ruling(now, self.clocks(now), self.hours(now), "the local hour is outside the permitted hours")


def agreed_hours(now: Moment) -> Hours | None:
    """The only hours the consumer accepts, from the newest consent that names hours."""
    if "agreed_hours" not in now.case.circumstances.given:
        return None
    newest = max(
        (grant for grant in now.case.grants if grant.consent.local_hours and grant.holds(now.at)),
        key=lambda grant: grant.given(now.at),
        default=None,
    )
    return newest.consent.local_hours if newest else None


@lru_cache(maxsize=1024)
def day_of(hours: Hours) -> Day:
    """The same hours on every day; when they end before they begin they run over midnight."""
    if hours.opens < hours.closes:
        spans: Spans = ((hours.opens, hours.closes),)
    else:
        spans = tuple(span for span in ((0, hours.closes), (hours.opens, DAY)) if span[0] < span[1])
    return lambda _: spans


@dataclass(frozen=True)
class Preference(Kind):
    """Times the consumer called inconvenient, and hours outside those she agreed to. 12 CFR 1006.6(b)(1)."""

    name: ClassVar[str] = "preference"
    needs: ClassVar[frozenset[str]] = frozenset({"statements", "agreed_hours"})
    is_window: ClassVar[bool] = True

    def judge(self, now: Moment) -> Ruling | None:
        stated = self._in_force(now)
        agreed = agreed_hours(now)
        if not stated and agreed is None:
            return None
        usual = day_of(agreed) if agreed else None
        return closed_ruling(
            now, now.clocks, lambda day: _convenient(day, stated, usual), "the consumer called this time inconvenient"
        )

    @staticmethod
    def _in_force(now: Moment) -> tuple[Statement, ...]:
        return tuple(
            said
            for said in now.case.facts.statements
            if said.kind != "employer_forbids"
            and said.person in (None, now.case.attempt.person)
            and int(said.at.timestamp()) <= now.at
            and (said.until is None or now.at < int(said.until.timestamp()))
        )


def _convenient(day: int, stated: tuple[Statement, ...], usual: Day | None) -> Spans:
    spans = usual(day) if usual else WHOLE_DAY
    for said in stated:
        for begins, ends in _inconvenient(said, day):
            spans = _without(spans, begins, ends)
    return spans


def _inconvenient(said: Statement, day: int) -> Spans:
    """The closed hours of a local day; hours that end before they begin run into the next day."""
    today = weekday(day) in said.days
    if said.opens is None or said.closes is None:
        return WHOLE_DAY if today else ()
    if said.opens < said.closes:
        return ((said.opens, said.closes),) if today else ()
    evening = ((said.opens, DAY),) if today else ()
    return (*evening, (0, said.closes)) if weekday(day - 1) in said.days else evening


def _without(spans: Spans, begins: int, ends: int) -> Spans:
    cut = ((part for part in ((opens, min(closes, begins)), (max(opens, ends), closes))) for opens, closes in spans)
    return tuple(part for parts in cut for part in parts if part[0] < part[1])


@dataclass(frozen=True)
class ReplyBudget(Kind):
    """At closed hours one reply to what the consumer sent, in its medium, and no more. Comment 6(b)(1)-2 to 12 CFR 1006.6."""

    name: ClassVar[str] = "reply_budget"
    is_window: ClassVar[bool] = True

    def judge(self, now: Moment) -> Ruling | None:
        if now.case.answered_at(now.at) is not None:
            return None
        closed = [Preference().judge(now), *(law.judge(now) for law in now.windows)]
        waits = [ruling.until for ruling in closed if ruling and ruling.until]
        return until(max(waits), "no message of the consumer's is left to answer at these hours") if waits else None


@dataclass(frozen=True)
class HouseHours(Kind):
    """The guards of the house policy: each permitted window, and 08:00 to 21:00, narrowed from both sides."""

    name: ClassVar[str] = "house_hours"
    needs: ClassVar[frozenset[str]] = frozenset({"open_guard_seconds", "close_guard_seconds"})
    is_window: ClassVar[bool] = True

    opens: int = 8 * 3600
    closes: int = 21 * 3600

    def judge(self, now: Moment) -> Ruling | None:
        policy = now.case.facts.policy
        guards = (policy.open_guard_seconds or 0, policy.close_guard_seconds or 0)
        usual = agreed_hours(now) or Hours(self.opens, self.closes)
        kept = [(now.clocks, day_of(usual))]
        kept += [(law.clocks(now), law.hours(now)) for law in now.windows if not law.is_wider(usual)]
        why = "the house keeps clear of the edges of the day"
        found = [closed_ruling(now, clocks, hours, why, guards) for clocks, hours in kept]
        return max((ruling for ruling in found if ruling), key=lambda r: (r.verdict.weight, r.until), default=None)


@dataclass(frozen=True)
class HouseHoliday(Kind):
    """No contact on public holidays, where the house policy says so."""

    name: ClassVar[str] = "house_holiday"
    needs: ClassVar[frozenset[str]] = frozenset({"closed_on_federal_holidays"})
    is_window: ClassVar[bool] = True

    calendar: str

    def judge(self, now: Moment) -> Ruling | None:
        closed = public_holidays(self.calendar)
        return closed_ruling(
            now, now.clocks, lambda day: () if day in closed else WHOLE_DAY, "the house is closed on public holidays"
        )


KINDS: tuple[type[Kind], ...] = (Window, Preference, ReplyBudget, HouseHours, HouseHoliday)
