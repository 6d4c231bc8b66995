from __future__ import annotations

import json

from compliance import ENGINE_VERSION, decide, read_facts, ruleset_version, tzdata_version
from tests.compliance.cases import ATLANTA, daily_calls, facts, judged, row, text

OVER = facts(
    "2026-12-07T18:00:00Z",
    history=[*daily_calls(range(1, 8)), row("2026-12-05T16:00:00Z", "busy", sip_code=486), row("2026-11-20T16:00:00Z")],
    person={"phones": ["+12065550101"]},
)


def test_the_proof_names_the_versions_and_the_facts() -> None:
    proof = judged(OVER).proof
    assert (proof.engine, proof.ruleset, proof.tzdata) == (ENGINE_VERSION, ruleset_version(), tzdata_version())
    assert proof.facts_digest.startswith("sha256:")


def test_the_proof_shows_each_zone_with_its_evidence_and_local_time() -> None:
    zones = {zone["zone"]: zone for zone in judged(OVER).proof.zones}
    assert zones["America/New_York"]["evidence"] == ["residence postal code 30303"]
    assert zones["America/New_York"]["local_time"] == "2026-12-07T13:00:00"
    assert zones["America/Los_Angeles"]["evidence"] == ["area code 206"]
    assert zones["America/Los_Angeles"]["utc_offset_seconds"] == -8 * 3600


def test_the_proof_shows_evidence_that_adds_no_zone() -> None:
    (unused,) = judged(OVER).proof.unused_evidence
    assert (unused["source"], unused["detail"]) == ("area code", "404")


def test_the_proof_lists_what_counted_and_what_did_not_and_why() -> None:
    proof = judged(OVER).proof
    counted = [line for line in proof.counted if line["rule"] == "US-F-7IN7"]
    assert [line["at"] for line in counted] == [f"2026-12-0{day}T15:00:00Z" for day in range(1, 8)]
    assert counted[0]["released_at"] == "2026-12-08T08:00:00Z"  # midnight on the Pacific
    reasons = {line["at"]: line["reason"] for line in proof.excluded if line["rule"] == "US-F-7IN7"}
    assert reasons["2026-12-05T16:00:00Z"] == "busy: not connected"
    assert "no longer" in reasons["2026-11-20T16:00:00Z"]


def test_the_proof_names_the_consents_and_what_an_answer_answers() -> None:
    wrote = row("2026-12-02T03:00:00Z", "received", "sms", direction="inbound", address=ATLANTA)
    proof = judged(text("2026-12-02T03:01:00Z", history=[wrote], attempt={"purpose": "reply"})).proof
    assert proof.answer == {"rule": "US-F-TIME-REPLY1", "answers": "2026-12-02T03:00:00Z"}
    assert [(one["kind"], one["holds"]) for one in proof.consents] == [("direct_prior", True)]


def test_a_finding_has_a_sentence_and_a_citation() -> None:
    (finding,) = judged(OVER).findings
    assert finding.why == "7 calls in 7 days are already on record"
    assert "1006.14(b)(2)(i)" in finding.citation


def test_the_proof_holds_no_number_and_no_mailbox() -> None:
    told = json.dumps(judged(OVER).to_json())
    assert "5550101" not in told


def test_equal_facts_give_equal_decisions() -> None:
    assert decide(read_facts(OVER)) == decide(read_facts(OVER))
    assert hash(decide(read_facts(OVER)).proof) == hash(decide(read_facts(OVER)).proof)
    assert decide(read_facts(OVER)) != decide(read_facts(facts()))


def test_the_proof_says_how_far_each_count_has_come() -> None:
    """Five calls since Friday the 4th; Monday the 7th is day four of the seven."""
    calls = [*daily_calls(range(4, 8)), row("2026-12-06T17:00:00Z"), row("2026-11-20T16:00:00Z")]
    (far,) = judged(facts("2026-12-07T18:00:00Z", history=calls)).proof.counters
    assert far == {"rule": "US-F-7IN7", "part": "", "counted": 5, "limit": 7, "days": 7, "day": 4}
    (none,) = judged(facts("2026-12-07T18:00:00Z", history=[row("2026-11-20T16:00:00Z")])).proof.counters
    assert (none["counted"], none["day"]) == (0, None)


def test_the_count_shown_is_that_of_the_debt_that_has_come_farthest() -> None:
    calls = [*daily_calls(range(4, 6)), *daily_calls(range(6, 7), debts=["D2"])]
    case = facts("2026-12-07T18:00:00Z", history=calls, debts=[{"id": "D1"}, {"id": "D2"}])
    case["attempt"]["debts"] = ["D1", "D2"]
    (far,) = judged(case).proof.counters
    assert (far["counted"], far["day"]) == (2, 4)
