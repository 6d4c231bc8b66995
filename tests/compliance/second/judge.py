"""What all rules say about the attempt at one instant, judged on the plain JSON of the facts."""

from __future__ import annotations

from typing import NamedTuple

from tests.compliance.second import law_counts, law_holds, law_hours, law_permission, law_words
from tests.compliance.second.docket import Docket, Json
from tests.compliance.second.figures import SET_ASIDE, Figures
from tests.compliance.second.rule import ASK, FREE, Rule, always
from tests.compliance.second.whereabouts import Where, whereabouts

COUNTRIES = ("US", "CA", "GB", "AU")


class Bench(NamedTuple):
    """The rules that may speak from one instant on, for one reading of where she is."""

    where: Where
    rules: list[Rule]


class Judge:
    """Answers for one attempt at any instant."""

    def __init__(self, facts: Json, figures: Figures | None = None) -> None:
        self.docket = Docket(facts)
        self._figures = figures or Figures()
        self._benches = [Bench(where, self._rules(where)) for where in whereabouts(self.docket)]

    def _rules(self, where: Where) -> list[Rule]:
        docket, figures = self.docket, self._figures
        unknown = [] if docket.country in COUNTRIES else [Rule("POL-NO-PACK", always(ASK))]
        said = [
            *unknown,
            *law_hours.rules(docket, where),
            *law_counts.rules(docket, where, figures),
            *law_holds.rules(docket, where),
            *law_permission.rules(docket, where),
            *law_words.rules(docket, where, figures),
        ]
        return [self._set_aside(rule) for rule in said] if docket.overrides else said

    def _set_aside(self, rule: Rule) -> Rule:
        """The rule as it speaks while nobody answers for its absence, for every debt of the attempt."""
        lifting = [
            row
            for row in self.docket.overrides
            if row.said["rule"] == rule.id in SET_ASIDE and self.docket.debts_of(row) == self.docket.raised
        ]
        if not lifting:
            return rule
        return rule._replace(says=lambda at: FREE if any(row.counts(at) for row in lifting) else rule.says(at))

    def bench(self, at: int) -> Bench:
        return self._benches[0] if self._benches[0].where.since <= at else self._benches[1]

    def verdict(self, at: int) -> tuple[int, frozenset[str]]:
        """The heaviest verdict, and the rules that give it."""
        said = [(rule.says(at), rule.id) for rule in self.bench(at).rules]
        heaviest = max((verdict for verdict, _ in said), default=FREE)
        return heaviest, frozenset(name for verdict, name in said if verdict == heaviest and verdict != FREE)

    def objection(self, at: int) -> Rule | None:
        """Some rule that stands against the attempt. The one that spoke last is asked first."""
        rules = self.bench(at).rules
        for place, rule in enumerate(rules):
            if rule.says(at):
                if place:
                    rules.insert(0, rules.pop(place))
                return rule
        return None

    def objects_beside_hours(self, at: int) -> bool:
        return any(rule.says(at) for rule in self.bench(at).rules if not rule.hours)
