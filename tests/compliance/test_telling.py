"""A decision in plain English."""

from __future__ import annotations

from compliance.telling import tell
from tests.compliance.cases import ATLANTA, Json, daily_calls, facts, judged, row, text


def told(case: Json) -> str:
    return "\n".join(tell(judged(case).to_json()))


def test_a_block_tells_local_times_counts_sources_and_when_it_ends() -> None:
    calls = [*daily_calls(range(1, 8)), row("2026-12-05T16:00:00Z", "busy", sip_code=486)]
    case = facts("2026-12-07T18:00:00Z", history=calls, person={"phones": ["+12065550101"]})
    text = told(case)
    for line in (
        "Judged for Mon 2026-12-07 18:00:00 UTC.",
        "  America/Los_Angeles: Mon 10:00:00 there (area code 206)",
        "  America/New_York: Mon 13:00:00 there (residence postal code 30303)",
        "  not used: area code 404, covers the residence's clocks and adds none",
        "  US-F-7IN7: 7 of 7, day 7 of 7",
        "  not counted by US-F-7IN7: Sat 2026-12-05 16:00:00 UTC, outbound call, busy, about D1: busy: not connected",
        "Laws asked: US, US-GA.",
    ):
        assert line in text.splitlines()
    there = "(Tue 08:00:00 in America/Los_Angeles, Tue 11:00:00 in America/New_York)"
    assert f"It may not be made before Tue 2026-12-08 16:00:00 UTC {there}." in text.splitlines()
    assert "US-F-7IN7: 7 calls in 7 days are already on record; until Tue 2026-12-08 08:00:00 UTC" in text
    assert "12 CFR 1006.14(b)(2)(i)(A)" in text


def test_a_hold_tells_who_or_what_lifts_it() -> None:
    text = told(facts(holds=[{"kind": "dispute", "since": "2026-11-20T00:00:00Z"}]))
    assert "It may not be made until something on record changes." in text
    assert "US-F-DISPUTE: dispute on record; until cleared: verification mailed. 15 USC 1692g(b)" in text


def test_an_allowed_contact_and_a_persons_decision_are_told() -> None:
    assert "It may be made: no rule speaks against it." in told(facts())
    assert "A person must decide." in told(facts(holds=[{"kind": "vulnerable", "since": "2026-11-20T00:00:00Z"}]))


def test_consents_and_what_is_answered_are_told() -> None:
    wrote = row("2026-12-02T03:00:00Z", "received", "sms", direction="inbound", address=ATLANTA)
    said = told(text("2026-12-02T03:01:00Z", history=[wrote], attempt={"purpose": "reply"}))
    assert "  direct prior, written, of Tue 2026-11-10 15:00:00 UTC: holds" in said.splitlines()
    assert "It answers what the consumer sent at Wed 2026-12-02 03:00:00 UTC (US-F-TIME-REPLY1)." in said


def test_an_override_is_told() -> None:
    signed = {"rule": "US-F-7IN7", "at": "2026-12-07T15:00:00Z", "until": "2026-12-07T20:00:00Z"}
    said = told(facts("2026-12-07T18:00:00Z", history=daily_calls(range(1, 8)), overrides=[signed]))
    assert "Set aside by an override:\n  US-F-7IN7: 7 calls in 7 days are already on record" in said
