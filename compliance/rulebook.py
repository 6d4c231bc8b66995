"""The rule book: the rules of all packs, those about an attempt at a moment, and other books than the shipped one.

A book is asked for the rules of the jurisdictions that apply, in force on the local date, whose gate lets the attempt
through. Decisions of the past are judged again with the book of their day; a draft is judged before it is shipped.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import NamedTuple

from compliance.circumstances import Circumstances
from compliance.moment import Moment
from compliance.pack import EVERYWHERE, read_packs
from compliance.rules.deadlines import Deadline
from compliance.rules.kind import Rule
from compliance.rules.windows import Window

# Packages whose data decides where somebody is and which days are holidays.
DATA_PACKAGES = ("holidays", "phonenumbers", "zipcodes")
_EPOCH = date(1970, 1, 1).toordinal()


class Selection(NamedTuple):
    """The rules in force about one kind of attempt, the windows among them, and the days on which that changes."""

    rules: tuple[Rule, ...]
    windows: tuple[Window, ...]
    days: tuple[int, ...]


class RuleBook:
    """All rules of a set of packs. `version` is the digest of what decides; `sources` the packs' texts by file name.

    `turns` are the days on which any rule begins or ends, between which the law stands still. `overridable` are the
    ids of rules of which every part and version lets two people answer for an exception.
    """

    def __init__(self, rules: Iterable[Rule], version: str, sources: Mapping[str, str]) -> None:
        self.all = tuple(rules)
        self.version = version
        self.sources = dict(sources)
        self.rules = tuple(rule for rule in self.all if not isinstance(rule.kind, Deadline))
        self.deadlines = tuple(rule for rule in self.all if isinstance(rule.kind, Deadline))
        self.turns = tuple(
            sorted({day for rule in self.all for day in (rule.from_day, rule.to_day) if day is not None})
        )
        self.countries = frozenset(r.jurisdiction for r in self.rules if "-" not in r.jurisdiction) - {EVERYWHERE}
        self.overridable = frozenset(r.id for r in self.rules) - {r.id for r in self.rules if not r.overridable}
        self._select = lru_cache(maxsize=65_536)(self._selected)

    def selection(self, now: Moment) -> Selection:
        """The rules about the attempt at this moment."""
        case = now.case
        seen = turn = bisect_right(self.turns, now.today)
        if now.earliest_day != now.today:
            seen = bisect_right(self.turns, now.earliest_day)
        return self._select(case.location.jurisdictions(now.at), case.circumstances, (seen, turn))

    def _selected(self, laws: frozenset[str], now: Circumstances, turns: tuple[int, int]) -> Selection:
        """`turns` are how many turns of the law the first and the last candidate zone have seen."""
        about = [rule for rule in self.rules if rule.jurisdiction in laws | {EVERYWHERE} and rule.gate.lets(now)]
        about = [rule for rule in about if not rule.kind.wants() or not rule.kind.wants().isdisjoint(now.given)]
        earliest_day, today = (self.turns[turn - 1] if turn else -1 for turn in turns)
        rules = tuple(rule for rule in about if rule.in_force(earliest_day, today))
        windows = tuple(rule.kind for rule in rules if isinstance(rule.kind, Window))
        days = {day for rule in about for day in (rule.from_day, rule.to_day) if day is not None and day > earliest_day}
        return Selection(rules, windows, tuple(sorted(days)))

    def as_of(self, day: date) -> RuleBook:
        """The law as it stands on one day, applied to every day: dates of rules no longer matter."""
        number = day.toordinal() - _EPOCH
        standing = (rule for rule in self.all if rule.in_force(number, number))
        undated = (replace(rule, from_day=0, to_day=None) for rule in standing)
        return RuleBook(undated, f"{self.version} as of {day.isoformat()}", self.sources)

    def with_packs(self, sources: Mapping[str, str]) -> RuleBook:
        """This book with other packs in the place of those of the same file names, or beside them.

        Raises:
            PackError: a pack has a fault.
        """
        return read_rule_book(self.sources | dict(sources))


@cache
def rule_book() -> RuleBook:
    """The rules this package ships."""
    folder = files("compliance").joinpath("packs")
    packs = sorted((item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda item: item.name)
    return read_rule_book({item.name: item.read_text("utf-8") for item in packs})


def ruleset_version() -> str:
    """The digest of the rules, the place data and the versions of the data packages."""
    return rule_book().version


def data_versions() -> dict[str, str]:
    """What else than the packs decides: the installed data packages, and the digest of the place data."""
    places = sha256(files("compliance").joinpath("places.toml").read_bytes()).hexdigest()
    return {name: version(name) for name in DATA_PACKAGES} | {"places.toml": places}


def read_rule_book(sources: Mapping[str, str]) -> RuleBook:
    """A rule book from pack texts by file name.

    Raises:
        PackError: a pack has an unknown key, lacks a citation, leaves a gap between versions, or the like.
    """
    return RuleBook(read_packs(sources), digest(sources, data_versions()), sources)


def digest(sources: Mapping[str, str], data: Mapping[str, str]) -> str:
    """The version of a rule set: of pack texts by file name, and of what else decides (see `data_versions`)."""
    found = sha256()
    for name, known in sorted(data.items()):
        found.update(f"{name} {known}\n".encode())
    for name, text in sorted(sources.items()):
        found.update(f"{name} {len(text)}\n{text}".encode())
    return f"sha256:{found.hexdigest()}"
