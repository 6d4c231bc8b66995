"""What a change of rules comes to: the same contact judged twice, and how often that makes a difference.

A ``Judged`` is one contact under the old and the new rules. A ``Tally`` keeps counts only, so that any number of contacts
fits: how many differ, by kind of change, by rule gained or lost, by place whose law applies.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from compliance import Decision
from compliance.decision import spoken

COLUMNS = (
    "what", "id", "account_ref", "at_utc", "state", "old", "old_rules", "old_next_utc", "new", "new_rules",
    "new_next_utc",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a decision comes to, without its proof. ``rules`` are the ids that give the verdict, sorted."""

    verdict: str
    rules: tuple[str, ...]
    next_permitted: datetime | None

    @classmethod
    def of(cls, decision: Decision) -> Outcome:
        return cls(decision.verdict.value, decision.rules, decision.next_permitted)

    def __str__(self) -> str:
        """``BLOCK_UNTIL 2026-12-02T13:00:00Z (US-F-TIME)``."""
        rules = f"({' '.join(self.rules)})" if self.rules else None
        return " ".join(filter(None, (self.verdict, spoken(self.next_permitted), rules)))


@dataclass(frozen=True, slots=True)
class Judged:
    """One contact under two sets of rules.

    ``what`` is decision, attempt or enrolment and ``id`` its row; ``places`` are the states and cities whose law
    applies, as in ``US-NY`` and ``US-NY-NYC``, or else the country.
    """

    what: str
    id: UUID
    account_ref: str
    at: datetime
    places: tuple[str, ...]
    old: Outcome
    new: Outcome

    @property
    def differs(self) -> bool:
        return self.old != self.new

    @property
    def kind(self) -> str:
        """The kind of change, as in ``ALLOW -> BLOCK_UNTIL``."""
        if self.old.verdict != self.new.verdict:
            return f"{self.old.verdict} -> {self.new.verdict}"
        return f"{self.old.verdict}, {'other instant' if self.old.rules == self.new.rules else 'other rules'}"

    def row(self) -> dict[str, Any]:
        """Plain values under ``COLUMNS``."""
        old, new = self.old, self.new
        values = (
            self.what, str(self.id), self.account_ref, spoken(self.at), list(self.places), old.verdict,
            list(old.rules), spoken(old.next_permitted), new.verdict, list(new.rules), spoken(new.next_permitted),
        )  # fmt: skip
        return dict(zip(COLUMNS, values, strict=True))


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A contact that could not be judged, and why."""

    what: str
    id: UUID
    why: str

    def row(self) -> dict[str, Any]:
        """Plain values under ``COLUMNS``."""
        return dict.fromkeys(COLUMNS) | {"what": self.what, "id": str(self.id), "new": f"cannot be judged: {self.why}"}


def places(decision: Decision) -> tuple[str, ...]:
    """The states and cities whose law the decision asked for, or else the countries."""
    laws = decision.proof.jurisdictions
    return tuple(law for law in laws if "-" in law) or laws


@dataclass(slots=True)
class Tally:
    """Counts of what was judged twice. A rule is gained where it gives the new verdict and not the old."""

    looked: int = 0
    changed: int = 0
    unjudged: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    places: Counter[str] = field(default_factory=Counter)

    def add(self, one: Judged | Unjudged) -> None:
        self.looked += 1
        if isinstance(one, Unjudged):
            self.unjudged += 1
        elif one.differs:
            self.changed += 1
            self.kinds[one.kind] += 1
            self.gained.update(set(one.new.rules) - set(one.old.rules))
            self.lost.update(set(one.old.rules) - set(one.new.rules))
            self.places.update(one.places)
