"""Exceptions two people answer for: what they lift, when, for whom, and what they never lift."""

from __future__ import annotations

import pytest

from compliance import read_facts, rule_book
from compliance.errors import FactsError
from tests.compliance.cases import ALLOW, Json, answer, cleared, daily_calls, facts, judged, until

NOON = "2026-12-07T18:00:00Z"


def override(rule: str, **changes: object) -> Json:
    return {"rule": rule, "at": "2026-12-07T15:00:00Z", "until": "2026-12-07T20:00:00Z"} | changes


def seven_calls(**changes: object) -> Json:
    return facts(NOON, history=daily_calls(range(1, 8)), **changes)


def test_an_override_in_force_sets_its_rule_aside_and_is_shown() -> None:
    case = seven_calls(overrides=[override("US-F-7IN7")])
    assert answer(case) == ALLOW
    (lifted,) = judged(case).to_json()["proof"]["overridden"]
    assert (lifted["rule"], lifted["until"]) == ("US-F-7IN7", "2026-12-08T05:00:00Z")


@pytest.mark.parametrize(
    ("start", "end"), [("2026-12-07T18:00:01Z", "2026-12-09T00:00:00Z"), ("2026-12-01T00:00:00Z", NOON)]
)
def test_an_override_that_has_not_begun_or_has_ended_lifts_nothing_now(start: str, end: str) -> None:
    case = seven_calls(overrides=[override("US-F-7IN7", at=start, until=end)])
    wanted = start if start > NOON else "2026-12-08T13:00:00Z"
    assert answer(case) == until(wanted, "US-F-7IN7")


def test_an_override_is_for_the_person_and_the_debts_it_names() -> None:
    other = {"debts": [{"id": "D1"}, {"id": "D2"}], "others": [{"id": "P2"}]}
    for named in ({"person": "P2"}, {"debts": ["D2"]}):
        assert answer(seven_calls(overrides=[override("US-F-7IN7", **named)], **other))[0] == "BLOCK_UNTIL"
    for named in ({"person": "P1"}, {"debts": ["D1"]}, {"debts": ["D1", "D2"]}):
        assert answer(seven_calls(overrides=[override("US-F-7IN7", **named)], **other)) == ALLOW


def test_every_debt_of_the_attempt_must_be_named() -> None:
    case = seven_calls(overrides=[override("US-F-7IN7", debts=["D1"])], debts=[{"id": "D1"}, {"id": "D2"}])
    case["attempt"]["debts"] = ["D1", "D2"]
    assert answer(case)[0] == "BLOCK_UNTIL"


@pytest.mark.parametrize(
    ("rule", "fact"),
    [
        ("US-F-CEASE", {"holds": [{"kind": "cease", "since": "2026-11-20T00:00:00Z"}]}),
        ("US-F-ATTY", {"holds": [{"kind": "attorney", "since": "2026-11-20T00:00:00Z"}]}),
        (
            "US-BK-STAY",
            {"holds": [{"kind": "bankruptcy", "since": "2026-11-20T00:00:00Z", "person": "P1", "chapter": 7}]},
        ),
        ("US-F-CHANNEL", {"opt_outs": [{"at": "2026-11-20T00:00:00Z", "channels": ["call"], "form": "oral"}]}),
    ],
)
def test_cease_attorney_bankruptcy_and_revocation_are_never_lifted(rule: str, fact: Json) -> None:
    assert answer(facts(NOON, overrides=[override(rule)], **fact)) == cleared(rule)


def test_no_rule_of_a_stop_an_opt_out_or_a_third_party_may_be_overridden() -> None:
    never = {"stop", "attorney", "bankruptcy", "channel_opt_out", "revocation", "revoke_all", "phone_refused"}
    house = {"POL-HOLD", "POL-FREEZE", "POL-VULN", "UK-VULN"}
    for rule in rule_book().rules:
        if rule.kind.name in never | {"bystander", "out_of_bounds", "employer_forbids", "carrier"}:
            assert rule.id in house or rule.id not in rule_book().overridable, rule.id


def test_where_the_override_ends_the_rule_speaks_again() -> None:
    case = seven_calls(overrides=[override("US-F-7IN7")])
    assert answer(case | {"at": "2026-12-07T15:30:00Z"}) == ALLOW
    assert answer(case | {"at": "2026-12-07T20:00:00Z"}) == until("2026-12-08T13:00:00Z", "US-F-7IN7")


def test_an_override_without_an_end_is_refused() -> None:
    with pytest.raises(FactsError, match=r"overrides\[0\]\.until is missing"):
        read_facts(facts(overrides=[{"rule": "US-F-7IN7", "at": "2026-12-01T00:00:00Z"}]))
