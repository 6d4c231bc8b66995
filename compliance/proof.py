"""The proof of a decision: what mattered, so that it can be shown and replayed years later.

Everything is computed from the case when it is asked for, and is a function of the facts and the versions alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256
from typing import Any

from compliance.canonical import canonical_bytes
from compliance.case import Case, moment_of
from compliance.decision import Finding, spoken
from compliance.location import Evidence, local_time, zone_evidence
from compliance.moment import Moment
from compliance.rulebook import RuleBook
from compliance.rules.counting import Tally
from compliance.rules.frequency import Counting
from compliance.rules.kind import Rule
from compliance.zones import tzdata_version

ENGINE_VERSION = "1.1.0"


class Proof:
    """What a decision rests on. Equal when the facts are equal."""

    def __init__(self, case: Case, book: RuleBook, lifted: tuple[Finding, ...]) -> None:
        self._case = case
        self._book = book
        self.lifted = lifted

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Proof)
            and self._case.facts == other._case.facts
            and self._book.version == other._book.version
        )

    def __hash__(self) -> int:
        return hash(self.facts_digest)

    @property
    def engine(self) -> str:
        return ENGINE_VERSION

    @property
    def ruleset(self) -> str:
        return self._book.version

    @property
    def tzdata(self) -> str:
        return tzdata_version()

    @cached_property
    def facts_digest(self) -> str:
        """`sha256:` of the canonical facts."""
        return f"sha256:{sha256(canonical_bytes(self._case.facts)).hexdigest()}"

    @cached_property
    def jurisdictions(self) -> tuple[str, ...]:
        return tuple(sorted(self._case.location.jurisdictions(self._case.at)))

    @cached_property
    def zones(self) -> tuple[dict[str, Any], ...]:
        """Each candidate zone with its evidence and the local time there."""
        at = self._case.facts.at
        return tuple(
            {
                "zone": found.zone,
                "evidence": list(found.evidence),
                "local_time": local_time(found.zone, at).local.isoformat(),
                "utc_offset_seconds": int(local_time(found.zone, at).offset.total_seconds()),
            }
            for found in zone_evidence(self._case.location.found(self._case.at))
        )

    @cached_property
    def unused_evidence(self) -> tuple[dict[str, Any], ...]:
        """Evidence that adds no zone, with the reason."""
        found = (one for one in self._case.location.found(self._case.at) if not one.counts)
        return tuple(sorted((_unused(one) for one in found), key=lambda row: (row["source"], row["detail"])))

    @cached_property
    def counted(self) -> tuple[dict[str, Any], ...]:
        """Rows of history that count now, under which rule, and when each is released."""
        return tuple(row for row in self._tallies if row["counted"])

    @cached_property
    def excluded(self) -> tuple[dict[str, Any], ...]:
        """Rows of history that do not count, under which rule, and why."""
        return tuple(row for row in self._tallies if not row["counted"])

    @cached_property
    def counters(self) -> tuple[dict[str, Any], ...]:
        """How far each count has come: `5 of 7, day 4 of 7`."""
        now = Moment(self._case, self._case.at)
        rules = [(rule, rule.kind) for rule in self._book.selection(now).rules]
        found = [(rule, kind.standing(now)) for rule, kind in rules if isinstance(kind, Counting)]
        return tuple({"rule": rule.id, "part": rule.part} | far._asdict() for rule, far in found if far is not None)

    @cached_property
    def consents(self) -> tuple[dict[str, Any], ...]:
        """Consents that cover this person, channel, debts and address, and whether each holds now."""
        rows = (
            {
                "kind": grant.consent.kind,
                "form": grant.consent.form,
                "given_at": spoken(moment_of(grant.given(self._case.at))),
                "holds": grant.holds(self._case.at),
            }
            for grant in self._case.grants
        )
        return tuple(sorted(rows, key=lambda row: (row["given_at"], row["kind"], row["form"], row["holds"])))

    @cached_property
    def answer(self) -> dict[str, Any] | None:
        """The inbound message or opt-out that this attempt answers, which exempts it from some rules."""
        written, stopped = self._case.answered_at(self._case.at), self._case.confirmed_at(self._case.at)
        if written is not None:
            return {"rule": "US-F-TIME-REPLY1", "answers": spoken(moment_of(written))}
        return None if stopped is None else {"rule": "US-TCPA-CONFIRM", "answers": spoken(moment_of(stopped))}

    def to_json(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "ruleset": self.ruleset,
            "tzdata": self.tzdata,
            "facts": self.facts_digest,
            "at": spoken(self._case.facts.at),
            "jurisdictions": list(self.jurisdictions),
            "zones": list(self.zones),
            "unused_evidence": list(self.unused_evidence),
            "counters": list(self.counters),
            "counted": list(self.counted),
            "excluded": list(self.excluded),
            "consents": list(self.consents),
            "answer": self.answer,
            "overridden": [finding.to_json() for finding in self.lifted],
        }

    @cached_property
    def _tallies(self) -> tuple[dict[str, Any], ...]:
        now = Moment(self._case, self._case.at)
        rows = [_row(rule, tally) for rule in self._book.selection(now).rules for tally in _counts(rule, now)]
        return tuple(sorted(rows, key=lambda row: tuple(map(str, row.values()))))


def _unused(one: Evidence) -> dict[str, Any]:
    return {"source": one.source, "detail": one.detail, "reason": one.reason}


def _counts(rule: Rule, now: Moment) -> Iterable[Tally]:
    return rule.kind.tallies(now) if isinstance(rule.kind, Counting) else ()


def _row(rule: Rule, tally: Tally) -> dict[str, Any]:
    event = tally.event
    return {
        "rule": rule.id,
        "part": rule.part,
        "at": spoken(event.at),
        "channel": event.channel,
        "direction": event.direction,
        "outcome": event.outcome,
        "debts": sorted(event.debts),
        "counted": tally.counted,
        "reason": tally.reason,
        "released_at": None if tally.releases_at is None else spoken(moment_of(tally.releases_at)),
    }
