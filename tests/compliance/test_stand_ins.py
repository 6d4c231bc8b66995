"""Who stands in for the debtor, which holds follow, and what a hold says of itself. 12 CFR 1006.6(a)."""

from __future__ import annotations

from typing import Any

import pytest

from compliance import decide, read_facts, rule_book
from tests.compliance.cases import Json, answer, cleared, facts, judged

SINCE = "2026-11-20T00:00:00Z"
LITIGATION = """
[pack]
jurisdiction = "US"
checked_on = 2026-11-21

[[rule]]
id = "US-DRAFT"
kind = "stop"
effective_from = 2026-01-01
citation = "A draft"
confidence = "policy"
holds = ["litigation"]
"""


def parent(debtor: Json) -> Json:
    return facts(person={"role": "parent"}, others=[{"id": "P2"} | debtor])


@pytest.mark.parametrize(
    ("debtor", "speaks"),
    [
        ({"birth_date": "2012-01-01"}, False),  # a minor
        ({"birth_date": "1990-01-01"}, True),
        ({}, True),  # of age where nothing else is known
        ({"deceased": True}, False),
        ({"role": "spouse"}, False),  # no debtor is listed: taken at its word
    ],
)
def test_a_parent_stands_in_for_a_minor_only(debtor: Json, speaks: bool) -> None:
    assert ("US-F-3P" in judged(parent(debtor)).rules) is speaks


@pytest.mark.parametrize(
    ("debtor", "speaks"), [({"deceased": True}, False), ({}, True), ({"birth_date": "2012-01-01"}, True)]
)
def test_an_executor_stands_in_for_the_dead_only(debtor: Json, speaks: bool) -> None:
    case = facts(person={"role": "executor"}, others=[{"id": "P2"} | debtor])
    assert ("US-F-3P" in judged(case).rules) is speaks


@pytest.mark.parametrize(
    ("mine", "theirs", "stopped"),
    [
        ("debtor", "spouse", True),
        ("spouse", "debtor", True),
        ("executor", "debtor", True),
        ("debtor", "parent", True),
        ("debtor", "co_obligor", False),
        ("co_obligor", "debtor", False),
    ],
)
def test_a_cease_binds_towards_those_who_stand_in(mine: str, theirs: str, stopped: bool) -> None:
    people = [{"id": "P1", "role": mine, "postal_code": "30303"}, {"id": "P2", "role": theirs}, {"id": "P3"}]
    case = facts(people=people, holds=[{"kind": "cease", "since": SINCE, "person": "P2"}])
    assert ("US-F-CEASE" in judged(case).rules) is stopped


def test_the_person_a_hold_names_is_the_one_whose_role_is_looked_at() -> None:
    people = [
        {"id": "P1", "postal_code": "30303"},
        {"id": "P2", "role": "co_obligor"},
        {"id": "P3", "role": "spouse"},
    ]
    case = facts(people=people, holds=[{"kind": "cease", "since": SINCE, "person": "P2"}])
    assert "US-F-CEASE" not in judged(case).rules
    case["holds"][0]["person"] = "P3"
    assert "US-F-CEASE" in judged(case).rules


def test_a_stop_that_will_end_is_not_a_wait() -> None:
    holds = [{"kind": "cease", "since": SINCE, "until": "2026-12-05T00:00:00Z"}]
    assert answer(facts(holds=holds)) == cleared("US-F-CEASE")


def test_a_hold_is_lifted_by_its_end_on_record_where_nothing_else_would() -> None:
    case = read_facts(facts(holds=[{"kind": "litigation", "since": SINCE}]))
    (finding,) = decide(case, rule_book().with_packs({"draft.toml": LITIGATION})).findings
    assert (finding.why, finding.unlock) == ("litigation on record", "its end on record")


@pytest.mark.parametrize("holds", [["cease"], ["cease", "dispute"], ["manual"], ["attorney"]])
def test_a_block_without_an_end_names_none(holds: list[str]) -> None:
    case = facts(holds=[{"kind": kind, "since": SINCE} for kind in holds])
    assert {finding.until for finding in judged(case).findings} == {None}
    case["attempt"]["purpose"] = "statutory_notice"
    assert {finding.until for finding in judged(case).findings} == {None}


def held(voice: str, channels: list[str], kind: str) -> list[bool]:
    """Whether the consents to a call hold after an opt-out from these media."""
    consent: dict[str, Any] = {"kind": kind, "channels": ["call"], "at": "2026-11-10T15:00:00Z"}
    out = {"at": SINCE, "channels": channels, "form": "oral"}
    return [
        one["holds"]
        for one in judged(facts(attempt={"voice": voice}, consents=[consent], opt_outs=[out])).proof.consents
    ]


@pytest.mark.parametrize(
    ("voice", "channel", "holds"),
    [
        ("live", "call", False),
        ("live", "sms", True),
        ("live", "email", True),
        ("artificial", "call", False),
        ("artificial", "sms", False),  # a stop to texts ends artificial calls too
        ("artificial", "email", True),
    ],
)
def test_an_opt_out_revokes_consent_for_its_medium(voice: str, channel: str, holds: bool) -> None:
    assert held(voice, [channel], "tcpa_prior_express") == [holds]
