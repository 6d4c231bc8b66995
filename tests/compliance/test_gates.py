"""Which attempts a rule is about: one draft rule that always speaks, behind each gate; and what is one obligation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from compliance import PackError, decide, read_facts, rule_book
from compliance.case import Case
from compliance.rulebook import read_rule_book
from tests.compliance.cases import Json, daily_calls, email, facts, judged, text

DRAFT = """
[pack]
jurisdiction = "US"
checked_on = 2026-11-21

[[rule]]
id = "US-DRAFT"
kind = "out_of_bounds"
effective_from = 2026-01-01
citation = "A draft"
confidence = "policy"
"""
COMMERCIAL = [{"id": "D1", "purpose": "commercial"}]
REMINDER = {"program": "reminders"}


@pytest.mark.parametrize(
    ("gate", "case", "speaks"),
    [
        ("", facts(), True),
        ('channels = ["call"]', facts(), True),
        ('channels = ["call"]', email(), False),
        ('voices = ["live"]', facts(), True),
        ('voices = ["live"]', facts(attempt={"voice": "artificial"}), False),
        ('voices = ["live"]', text(), False),  # a text has no voice
        ('carriers = ["other"]', text(), True),
        ('carriers = ["twilio"]', text(), False),
        ('carriers = ["other"]', facts(), False),
        ('debts = ["commercial"]', facts(debts=COMMERCIAL), True),
        ('debts = ["commercial"]', facts(), False),
        ('debts = ["consumer"]', facts(debts=COMMERCIAL), False),
        ('programs = ["other"]', text(attempt=REMINDER), True),
        ('programs = ["other"]', text(), False),
        ('programs = ["collection"]', text(attempt=REMINDER), False),
        ('roles = ["first_party"]', facts(collector={"role": "first_party"}), True),
        ('roles = ["first_party"]', facts(), False),
        ('people = ["spouse"]', facts(person={"role": "spouse"}), True),
        ('not_people = ["spouse"]', facts(person={"role": "spouse"}), False),
        ('purposes = ["reply"]', facts(), False),
        ('not_purposes = ["reply"]', facts(), True),
        ('places = ["work"]', facts(), False),
        ('lines = ["unknown"]', facts(), True),
    ],
)
def test_a_gate_lets_through_what_it_names(gate: str, case: Json, speaks: bool) -> None:
    book = rule_book().with_packs({"draft.toml": f"{DRAFT}{gate}\n"})
    assert ("US-DRAFT" in {one.rule for one in decide(read_facts(case), book).findings}) is speaks


def test_a_stop_about_another_debt_leaves_the_telephone_open_in_wisconsin() -> None:
    two = [{"id": "D1"}, {"id": "D2"}]
    outs = [{"at": "2026-11-20T15:00:00Z", "channels": ["call"], "form": "oral", "debts": ["D2"]}]
    place: Json = {"person": {"postal_code": "53202"}, "attempt": {"address": {"value": "+14145550101"}}}
    case = facts(debts=two, opt_outs=outs, **place)
    assert "US-WI-TELCEASE" not in judged(case).rules
    case["opt_outs"][0]["debts"] = ["D1"]
    assert "US-WI-TELCEASE" in judged(case).rules


@pytest.mark.parametrize(
    ("kind", "account", "one"),
    [("student_loan", "S1", True), ("student_loan", None, False), ("credit_card", "S1", False)],
)
def test_only_student_loans_served_under_one_account_are_one_debt(kind: str, account: str | None, one: bool) -> None:
    debt: Json = {"kind": kind} | ({"servicing_account": account} if account else {})
    calls = [*daily_calls(range(1, 5)), *daily_calls(range(5, 8), debts=["D2"])]
    case = facts("2026-12-07T18:00:00Z", debts=[{"id": "D1"} | debt, {"id": "D2"} | debt], history=calls)
    assert ("US-F-7IN7" in judged(case).rules) is one


def test_facts_made_by_hand_that_name_nobody_are_refused() -> None:
    case = read_facts(facts())
    with pytest.raises(LookupError, match=r"\Athe reader lists every person\Z"):
        Case(replace(case, attempt=replace(case.attempt, person="P9")))


HEAD = '[pack]\njurisdiction = "US"\nchecked_on = 2026-11-21\n'


@pytest.mark.parametrize(
    ("pack", "why"),
    [
        (f"{HEAD}mood = 1\n", "has the unknown key 'mood'"),
        (f"mood = 1\n{HEAD}", "has the unknown key 'mood'"),
        ('[pack]\njurisdiction = "US"\n', "has no checked_on in [pack]"),
        ("[pack]\nchecked_on = 2026-11-21\n", "has no jurisdiction in [pack]"),
    ],
)
def test_a_fault_in_the_head_of_a_pack_is_told_with_its_file(pack: str, why: str) -> None:
    with pytest.raises(PackError) as refused:
        read_rule_book({"t.toml": pack})
    said = f"The rule pack cannot be used: t.toml {why}. Correct the pack; nothing may be sent until then."
    assert str(refused.value) == said


def test_a_pack_without_rules_has_none_and_one_that_is_no_toml_is_refused() -> None:
    assert read_rule_book({"t.toml": HEAD}).all == ()
    with pytest.raises(PackError, match=r"t\.toml has no (checked_on|jurisdiction) in \[pack\]"):
        read_rule_book({"t.toml": ""})
    with pytest.raises(PackError, match=r"t\.toml is not TOML \("):
        read_rule_book({"t.toml": "[[rule"})
