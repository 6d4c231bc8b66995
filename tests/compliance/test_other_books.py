"""Judging with other rules than the shipped ones: a draft, and the law as it stands on one day."""

from __future__ import annotations

from datetime import date

import pytest

from compliance import Verdict, decide, read_facts, rule_book
from compliance.errors import PackError
from tests.compliance.cases import Json, daily_calls, facts

DRAFT = """
[pack]
jurisdiction = "US"
checked_on = 2026-11-21

[[rule]]
id = "US-GA-3IN7"
kind = "cap"
jurisdiction = "US-GA"
effective_from = 2026-12-01
citation = "A draft"
confidence = "policy"
channels = ["call"]
limit = 3
days = 7
counts = ["call"]
"""


def three_calls() -> Json:
    return facts("2026-12-04T18:00:00Z", history=daily_calls(range(1, 4)))


def test_a_draft_is_judged_beside_the_shipped_packs() -> None:
    draft = rule_book().with_packs({"draft.toml": DRAFT})
    case = read_facts(three_calls())
    assert decide(case).verdict is Verdict.ALLOW
    found = decide(case, draft)
    assert (found.verdict, found.rules) == (Verdict.BLOCK_UNTIL, ("US-GA-3IN7",))
    assert found.proof.ruleset == draft.version != rule_book().version
    assert decide(case).verdict is Verdict.ALLOW


def test_a_draft_of_the_same_name_takes_the_place_of_the_shipped_pack() -> None:
    without = rule_book().with_packs({"us-federal.toml": DRAFT})
    night = read_facts(facts("2026-12-01T05:00:00Z"))
    assert decide(night).verdict is Verdict.BLOCK_UNTIL
    assert decide(night, without).verdict is Verdict.ALLOW


def test_a_faulty_draft_is_refused() -> None:
    with pytest.raises(PackError, match="has no citation"):
        rule_book().with_packs({"draft.toml": DRAFT.replace('citation = "A draft"\n', "")})


def test_the_law_as_of_a_day_is_applied_whatever_the_instant() -> None:
    """New York City: two in seven days until the end of 2026, three from then on, when the old rule is gone."""
    two = [row | {"outcome": "voicemail_left"} for row in daily_calls(range(12, 14))]
    case = facts("2026-12-15T18:00:00Z", history=two, person={"postal_code": "10001"})
    case["attempt"]["address"]["value"] = "+12125550101"
    read = read_facts(case)
    assert decide(read, rule_book().as_of(date(2026, 12, 31))).rules == ("US-NYC-2IN7",)
    assert decide(read, rule_book().as_of(date(2027, 1, 1))).verdict is Verdict.ALLOW
    draft = rule_book().with_packs({"draft.toml": DRAFT})
    early = read_facts(three_calls() | {"at": "2026-11-04T18:00:00Z"})
    assert decide(early, draft).verdict is Verdict.ALLOW  # the draft begins in December
    assert decide(early, draft.as_of(date(2026, 12, 1))).rules == ("US-GA-3IN7",)


def test_the_european_union_is_left_to_a_person_who_sees_what_the_house_would_keep_to() -> None:
    case = facts("2026-12-06T12:00:00Z", people=[{"id": "P1", "country": "DE", "postal_code": "10115"}])
    case["attempt"]["address"]["value"] = "+4915550101234"
    found = decide(read_facts(case))
    assert found.verdict is Verdict.HUMAN
    assert {finding.rule for finding in found.findings} == {"POL-NO-PACK", "EU-TIME-POL"}  # a Sunday
