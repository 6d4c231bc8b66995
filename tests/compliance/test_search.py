from __future__ import annotations

from tests.compliance.cases import answer, daily_calls, facts, human, judged, text, until


def test_the_next_instant_satisfies_every_rule_at_once() -> None:
    statements = [{"kind": "inconvenient_hours", "at": "2026-11-20T15:00:00Z", "from": "08:00", "to": "12:00"}]
    case = facts(
        "2026-12-07T18:00:00Z",
        history=daily_calls(range(1, 8)),
        statements=statements,
        policy={"closed_on_federal_holidays": True, "open_guard_seconds": 90},
    )
    assert answer(case) == until("2026-12-08T17:00:00Z", "US-F-7IN7")


def test_places_whose_days_never_meet_go_to_a_human() -> None:
    # Atlanta and Guam share 17:00 to 21:00 Eastern; the consumer wants none of it.
    said = [{"kind": "inconvenient_hours", "at": "2026-11-20T15:00:00Z", "from": "16:00", "to": "21:00"}]
    said.append({"kind": "inconvenient_hours", "at": "2026-11-20T15:00:00Z", "from": "07:00", "to": "11:00"})
    decision = judged(facts(person={"postal_code": "96910"}, statements=said))
    assert decision.verdict == "HUMAN"
    assert decision.next_permitted is None
    assert "US-F-TIME" in decision.rules


def test_the_twelve_days_are_counted_from_when_all_else_has_lifted() -> None:
    frozen = [{"kind": "disaster_freeze", "since": "2026-11-20T15:00:00Z", "until": "2027-01-20T03:00:00Z"}]
    assert answer(facts(holds=frozen)) == until("2027-01-20T13:00:00Z", "POL-FREEZE")


def test_a_consent_that_lapses_overnight_leaves_nothing_to_wait_for() -> None:
    lapsing = [
        {"kind": "direct_prior", "channels": ["sms"], "at": "2026-11-20T15:00:00Z", "until": "2026-12-02T05:00:00Z"}
    ]
    decision = judged(text("2026-12-02T03:00:00Z", consents=lapsing))
    assert decision.verdict == "HUMAN"
    assert {"US-F-TIME", "US-F-SMS60"} <= set(decision.rules)


def test_a_hold_that_begins_before_the_opening_and_ends_later_is_waited_out() -> None:
    holds = [{"kind": "vulnerable", "since": "2026-12-02T12:00:00Z", "until": "2026-12-03T15:30:00Z"}]
    assert answer(facts("2026-12-02T03:00:00Z", holds=holds)) == until("2026-12-03T15:30:00Z", "US-F-TIME")


def test_a_cease_that_begins_before_the_opening_asks_a_human_now() -> None:
    holds = [{"kind": "cease", "since": "2026-12-02T12:00:00Z"}]
    assert answer(facts("2026-12-02T03:00:00Z", holds=holds)) == human("US-F-CEASE", "US-F-TIME")
