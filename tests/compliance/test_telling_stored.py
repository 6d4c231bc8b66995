"""Stored decisions told line by line: the whole text, from decisions written here by hand."""

from __future__ import annotations

from typing import Any

from compliance.telling import tell

CONTACT = {"at": "2026-12-05T16:00:00Z", "direction": "outbound", "debts": ["D1", "D2"]}
PROOF: dict[str, Any] = {
    "engine": "1.0.0",
    "ruleset": "sha256:0123456789abcdef0123",
    "tzdata": "2026f",
    "at": "2026-12-07T18:00:00Z",
    "jurisdictions": ["US", "US-GA"],
    "zones": [
        {"zone": "America/Los_Angeles", "local_time": "2026-12-07T10:00:00", "evidence": ["area code 206"]},
        {
            "zone": "America/New_York",
            "local_time": "2026-12-07T13:00:00",
            "evidence": ["area code 404", "residence postal code 30303"],
        },
    ],
    "unused_evidence": [{"source": "area code", "detail": "212", "reason": "adds none"}],
    "counters": [
        {"rule": "US-F-7IN7", "part": "", "counted": 5, "limit": 7, "days": 7, "day": 4},
        {"rule": "POL-DAYCAP", "part": "texts in a day", "counted": 0, "limit": 1, "days": 1, "day": None},
    ],
    "counted": [
        CONTACT
        | {"rule": "US-F-7IN7", "channel": "call", "outcome": "no_answer", "released_at": "2026-12-12T08:00:00Z"}
    ],
    "excluded": [
        CONTACT | {"rule": "US-F-7IN7", "channel": "sms", "outcome": "not_in_service", "reason": "another channel"}
    ],
    "consents": [
        {"kind": "direct_prior", "form": "written", "given_at": "2026-11-10T15:00:00Z", "holds": True},
        {"kind": "tcpa_prior_express", "form": "oral", "given_at": "2026-11-11T15:00:00Z", "holds": False},
    ],
    "answer": {"rule": "US-F-TIME-REPLY1", "answers": "2026-12-07T17:59:00Z"},
    "overridden": [{"rule": "US-F-CONV7", "why": "there was a conversation", "citation": "12 CFR 1006.14"}],
}
FINDINGS = [
    {"rule": "A", "decision": "BLOCK_UNTIL", "until": "2026-12-08T16:00:00Z", "why": "too soon", "citation": "S. 1"},
    {"rule": "B", "decision": "HUMAN", "until": None, "why": "unclear", "citation": "S. 2", "unlocked_by": "an answer"},
    {"rule": "C", "decision": "BLOCK_UNTIL_CLEARED", "until": None, "why": "stopped", "citation": "S. 3"},
    {"rule": "D", "decision": "HUMAN", "until": None, "why": "unclear too", "citation": "S. 4", "unlocked_by": None},
]
WHEN = "Sat 2026-12-05 16:00:00 UTC"
THERE = "(Tue 08:00:00 in America/Los_Angeles, Tue 11:00:00 in America/New_York)"


def told(**changes: Any) -> list[str]:
    decision = {"decision": "BLOCK_UNTIL", "next_permitted": "2026-12-08T16:00:00Z", "findings": FINDINGS}
    return list(tell({**decision, "proof": PROOF} | changes))


def test_everything_in_a_decision_is_told_once_and_in_order() -> None:
    assert told() == [
        "Judged for Mon 2026-12-07 18:00:00 UTC.",
        "Where the person may be:",
        "  America/Los_Angeles: Mon 10:00:00 there (area code 206)",
        "  America/New_York: Mon 13:00:00 there (area code 404, residence postal code 30303)",
        "  not used: area code 212, adds none",
        f"It may not be made before Tue 2026-12-08 16:00:00 UTC {THERE}.",
        "What speaks against it:",
        f"  A: too soon; until Tue 2026-12-08 16:00:00 UTC {THERE}. S. 1",
        "  B: unclear; a person decides: an answer. S. 2",
        "  C: stopped; until cleared. S. 3",
        "  D: unclear too; a person decides. S. 4",
        "Set aside by an override:",
        "  US-F-CONV7: there was a conversation (12 CFR 1006.14)",
        "Counts:",
        "  US-F-7IN7: 5 of 7, day 4 of 7",
        "  POL-DAYCAP (texts in a day): 0 of 1",
        f"  counted by US-F-7IN7: {WHEN}, outbound call, no answer, about D1, D2, until Sat 2026-12-12 08:00:00 UTC",
        f"  not counted by US-F-7IN7: {WHEN}, outbound sms, not in service, about D1, D2: another channel",
        "Consents:",
        "  direct prior, written, of Tue 2026-11-10 15:00:00 UTC: holds",
        "  tcpa prior express, oral, of Wed 2026-11-11 15:00:00 UTC: does not hold",
        "It answers what the consumer sent at Mon 2026-12-07 17:59:00 UTC (US-F-TIME-REPLY1).",
        "Laws asked: US, US-GA.",
        "Rules sha256:0123456789ab, engine 1.0.0, time zones 2026f.",
    ]


def test_a_plain_decision_has_no_empty_headings() -> None:
    empty: dict[str, Any] = {"zones": [], "counted": [], "excluded": [], "consents": [], "answer": None}
    older = {key: value for key, value in PROOF.items() if key not in ("counters", "unused_evidence", "overridden")}
    assert told(decision="ALLOW", next_permitted=None, findings=[], proof=older | empty) == [
        "Judged for Mon 2026-12-07 18:00:00 UTC.",
        "It may be made: no rule speaks against it.",
        "Laws asked: US, US-GA.",
        "Rules sha256:0123456789ab, engine 1.0.0, time zones 2026f.",
    ]


def test_sealed_evidence_is_told_as_such_and_an_instant_without_zones_alone() -> None:
    sealed = PROOF | {"zones": [{"zone": "America/New_York", "local_time": "2026-12-07T13:00:00"}]}
    assert "  America/New_York: Mon 13:00:00 there (evidence sealed)" in told(proof=sealed)
    nowhere = told(proof=PROOF | {"zones": []})
    assert "It may not be made before Tue 2026-12-08 16:00:00 UTC." in nowhere


def test_the_other_verdicts_are_told_in_a_sentence() -> None:
    assert "A person must decide." in told(decision="HUMAN")
    assert "It may not be made until something on record changes." in told(decision="BLOCK_UNTIL_CLEARED")
