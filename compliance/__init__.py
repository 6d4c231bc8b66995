"""May we contact this person, now, in this way? Facts in, decision with proof out.

    facts = read_facts(json.loads(line))
    decision = decide(facts)
    decision.verdict, decision.rules, decision.next_permitted, decision.to_json()

Pure: no input or output, no clock, nothing that changes. Rules are data (`packs/*.toml`), judged by a few general
kinds (`rules/`). `prepare()` reads everything a decision needs ahead of time; without it the first decision does.
"""

from __future__ import annotations

from compliance.canonical import write_facts
from compliance.decision import Decision, Finding, Verdict
from compliance.due import DueItem
from compliance.engine import candidate_zones, decide, due_items, local_times, prepare
from compliance.errors import ComplianceError, FactsError, PackError, StaleClock, UnknownZone
from compliance.facts import (
    Address,
    Attempt,
    Collector,
    Consent,
    Content,
    Debt,
    Event,
    Facts,
    Hold,
    OptOut,
    Override,
    Person,
    Policy,
    Provenance,
    ReassignedCheck,
    StatedLocation,
    Statement,
)
from compliance.location import LocalTime, ZoneEvidence, instant_at
from compliance.proof import ENGINE_VERSION, Proof
from compliance.reading import read_facts
from compliance.rulebook import RuleBook, data_versions, read_rule_book, rule_book, ruleset_version
from compliance.zones import require_sound_tzdata, tzdata_version

__all__ = [
    "ENGINE_VERSION",
    "Address",
    "Attempt",
    "Collector",
    "ComplianceError",
    "Consent",
    "Content",
    "Debt",
    "Decision",
    "DueItem",
    "Event",
    "Facts",
    "FactsError",
    "Finding",
    "Hold",
    "LocalTime",
    "OptOut",
    "Override",
    "PackError",
    "Person",
    "Policy",
    "Proof",
    "Provenance",
    "ReassignedCheck",
    "RuleBook",
    "StaleClock",
    "StatedLocation",
    "Statement",
    "UnknownZone",
    "Verdict",
    "ZoneEvidence",
    "candidate_zones",
    "data_versions",
    "decide",
    "due_items",
    "instant_at",
    "local_times",
    "prepare",
    "read_facts",
    "read_rule_book",
    "require_sound_tzdata",
    "rule_book",
    "ruleset_version",
    "tzdata_version",
    "write_facts",
]
