"""What changes in a span of days: rules that begin, end or change, and clocks that are moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import NamedTuple

from compliance.case import moment_of, seconds
from compliance.listing import day_of
from compliance.places import every_zone
from compliance.rulebook import RuleBook
from compliance.rules.kind import Rule
from compliance.zones import zone


class RuleChange(NamedTuple):
    """`what` is `begins`, `ends` or `changes`: one version follows another of the same rule."""

    on: date
    what: str
    rule: str
    part: str
    jurisdiction: str
    confidence: str
    citation: str


class ClockChange(NamedTuple):
    """Clocks that are moved at one instant; offsets in seconds east of UTC, before and after."""

    at: datetime
    before: int
    after: int
    zones: tuple[str, ...]


def rule_changes(book: RuleBook, first: date, last: date) -> list[RuleChange]:
    """Every rule whose versions turn on a local date from `first` to `last`, both included, in order of time."""
    versions: dict[tuple[str, str, str], list[Rule]] = defaultdict(list)
    for rule in book.all:
        versions[rule.id, rule.part, rule.jurisdiction].append(rule)
    found = [change for rules in versions.values() for change in _turns(rules)]
    return sorted(change for change in found if first <= change.on <= last)


def clock_changes(first: date, last: date) -> list[ClockChange]:
    """Every change of a clock that a person may keep, from the beginning of `first` to the end of `last` in UTC."""
    since = seconds(datetime.combine(first, time(), UTC))
    until = seconds(datetime.combine(last, time(23, 59, 59), UTC))
    moved: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for name in every_zone():
        for at, before, after in zone(name).changes(since, until):
            moved[at, before, after].append(name)
    return [
        ClockChange(moment_of(at), before, after, tuple(names)) for (at, before, after), names in sorted(moved.items())
    ]


def _turns(rules: list[Rule]) -> Iterator[RuleChange]:
    begun = {rule.from_day: rule for rule in rules}
    ended = {rule.to_day: rule for rule in rules if rule.to_day is not None}
    for day in begun.keys() | ended.keys():
        rule = begun.get(day) or ended[day]
        what = "changes" if day in begun and day in ended else "begins" if day in begun else "ends"
        yield RuleChange(day_of(day), what, rule.id, rule.part, rule.jurisdiction, rule.confidence, rule.citation)
