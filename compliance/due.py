"""A due item: one deadline of a case, as compliance staff and reports see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from compliance.case import moment_of
from compliance.decision import spoken
from compliance.rules.deadlines import Due
from compliance.rules.kind import Rule

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class DueItem:
    """`on` is the local date it falls on, `plan_on` the last business day not after it.

    `nature` and `state` are words of `rules/deadlines.py`.
    """

    rule: str
    part: str
    about: str
    nature: str
    what: str
    since: datetime
    on: date
    plan_on: date
    state: str
    citation: str

    def to_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "part": self.part,
            "about": self.about,
            "nature": self.nature,
            "what": self.what,
            "since": spoken(self.since),
            "on": self.on.isoformat(),
            "plan_on": self.plan_on.isoformat(),
            "state": self.state,
            "citation": self.citation,
        }


def due_item(rule: Rule, due: Due) -> DueItem:
    """What a rule's deadline says, with the rule's name and source."""
    on, plan_on = (date.fromordinal(day + _EPOCH) for day in (due.day, due.plan_day))
    since = moment_of(due.since)
    return DueItem(rule.id, rule.part, due.about, due.nature, due.what, since, on, plan_on, due.state, rule.citation)
