"""What a decision is: a verdict, the findings behind it, the next permitted instant and the proof."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from compliance.proof import Proof


class Verdict(StrEnum):
    """What may be done. A finding never says ALLOW: what nothing speaks against is allowed.

    The heavier verdict wins: cleared, human, until, allow.
    """

    weight: int

    ALLOW = "ALLOW"
    BLOCK_UNTIL = "BLOCK_UNTIL"
    HUMAN = "HUMAN"
    BLOCK_UNTIL_CLEARED = "BLOCK_UNTIL_CLEARED"


for _weight, _verdict in enumerate(Verdict):
    _verdict.weight = _weight


class Finding(NamedTuple):
    """One rule that speaks against the contact.

    `until` is given exactly for BLOCK_UNTIL; for the others `unlock` names what would lift it.
    """

    rule: str
    verdict: Verdict
    until: datetime | None
    why: str
    citation: str
    unlock: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "decision": self.verdict.value,
            "until": spoken(self.until),
            "why": self.why,
            "citation": self.citation,
            "unlocked_by": self.unlock or None,
        }


class Decision(NamedTuple):
    """May this contact be made at this instant? `next_permitted` is given exactly for BLOCK_UNTIL."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    next_permitted: datetime | None
    proof: Proof

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the rules that give the verdict, sorted; empty when allowed."""
        return tuple(sorted({finding.rule for finding in self.findings if finding.verdict is self.verdict}))

    def to_json(self) -> dict[str, Any]:
        """The decision and its proof as plain values: same facts and versions, same bytes once dumped."""
        return {
            "decision": self.verdict.value,
            "rules": list(self.rules),
            "next_permitted": spoken(self.next_permitted),
            "findings": [finding.to_json() for finding in self.findings],
            "proof": self.proof.to_json(),
        }


def spoken(at: datetime | None) -> str | None:
    """An instant in the form of the facts, `2026-12-07T18:00:00Z`."""
    return None if at is None else at.isoformat()[:19] + "Z"
