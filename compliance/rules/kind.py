"""What every rule has: an id, a place, dates, a source, a gate that says what it is about, and a kind.

The gate is judged once per combination of circumstances and remembered; a kind is asked only about attempts that
pass the gate. A kind is a frozen dataclass: its fields are the parameters a pack may give it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, fields
from datetime import date
from typing import ClassVar, NamedTuple

from compliance.case import Case, moment_of
from compliance.circumstances import Circumstances
from compliance.decision import Finding, Verdict
from compliance.moment import Moment


@dataclass(frozen=True, slots=True)
class Gate:
    """Which attempts a rule is about. An empty set is no condition."""

    channels: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    voices: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    not_purposes: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    not_people: frozenset[str] = frozenset()
    carriers: frozenset[str] = frozenset()
    debts: frozenset[str] = frozenset()
    programs: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()

    def lets(self, now: Circumstances) -> bool:
        """Is the rule about an attempt in these circumstances?"""
        wanted = (
            (self.channels, now.channel),
            (self.roles, now.role),
            (self.voices, now.voice),
            (self.lines, now.line),
            (self.places, now.place),
            (self.purposes, now.purpose),
            (self.people, now.person),
            (self.carriers, now.carrier),
            (self.debts, now.debts),
            (self.programs, now.program),
        )
        if any(allowed and value not in allowed for allowed, value in wanted):
            return False
        if not self.policies.issubset(now.given):
            return False
        return now.purpose not in self.not_purposes and now.person not in self.not_people


class Ruling(NamedTuple):
    """What a kind answers. `until` is an instant for BLOCK_UNTIL, else 0; `unlock` is what would lift the rest."""

    verdict: Verdict
    until: int
    why: str
    unlock: str = ""


@dataclass(frozen=True)
class Kind(ABC):
    """Base of the kinds. `name` is its word in packs; `needs` the facts without any of which it is silent."""

    name: ClassVar[str] = ""
    needs: ClassVar[frozenset[str]] = frozenset()
    is_window: ClassVar[bool] = False

    def wants(self) -> frozenset[str]:
        """What must be on record, at least one of them, for this rule to have anything to say; empty: nothing."""
        return self.needs

    @abstractmethod
    def judge(self, now: Moment) -> Ruling | None:
        """The ruling against the contact at this moment, or None."""

    @classmethod
    def parameters(cls) -> frozenset[str]:
        return frozenset(field.name for field in fields(cls))


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a rule. `from_day` and `to_day` are local dates as day numbers, `to_day` exclusive or None."""

    id: str
    part: str
    jurisdiction: str
    from_day: int
    to_day: int | None
    citation: str
    confidence: str
    gate: Gate
    kind: Kind
    checked_on: date
    note: str = ""
    overridable: bool = False

    def in_force(self, earliest_day: int, today: int) -> bool:
        """In force from the first candidate zone that has begun the day, to the last."""
        return self.from_day <= today and (self.to_day is None or earliest_day < self.to_day)

    def within_its_dates(self, now: Moment, ruling: Ruling) -> Ruling:
        """What ends with this version of the rule ends then."""
        if self.to_day is None or ruling.verdict is not Verdict.BLOCK_UNTIL:
            return ruling
        return ruling._replace(until=min(ruling.until, now.begun(self.to_day)))

    def finding(self, ruling: Ruling) -> Finding:
        """The ruling of this rule's kind, with the rule's name and source."""
        until = moment_of(ruling.until) if ruling.until else None
        return Finding(self.id, ruling.verdict, until, ruling.why, self.citation, ruling.unlock)


def until(at: int, why: str) -> Ruling:
    return Ruling(Verdict.BLOCK_UNTIL, at, why)


def cleared(why: str, unlock: str) -> Ruling:
    return Ruling(Verdict.BLOCK_UNTIL_CLEARED, 0, why, unlock)


def human(why: str, unlock: str) -> Ruling:
    return Ruling(Verdict.HUMAN, 0, why, unlock)


def answers(case: Case, at: int) -> bool:
    """Is the attempt the one reply to an inbound message, or the one confirmation of an opt-out?"""
    return case.may_answer and (case.answered_at(at) is not None or case.confirmed_at(at) is not None)
