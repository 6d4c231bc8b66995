from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ALLOW, Json, answer, cleared, email, facts, human, judged, until

SINCE = "2026-11-20T15:00:00Z"
TWO_DEBTS = [{"id": "D1"}, {"id": "D2"}]


def hold(kind: str, **changes: Any) -> list[Json]:
    return [{"kind": kind, "since": SINCE} | changes]


def bankrupt(chapter: int = 7, **changes: Any) -> list[Json]:
    return hold("bankruptcy", person="P1", chapter=chapter, **changes)


@pytest.mark.parametrize(
    ("holds", "expected"),
    [
        (hold("attorney", debts=["D1"]), cleared("US-F-ATTY")),
        (hold("attorney"), cleared("US-F-ATTY")),
        (hold("attorney", debts=["D2"]), human("US-F-ATTY")),  # for this debt the scope is unclear
        (hold("attorney", person="P2"), ALLOW),
        (hold("cease"), cleared("US-F-CEASE")),
        (hold("cease", debts=["D2"]), ALLOW),
        (hold("cease", form="oral"), cleared("US-F-CHANNEL")),
        (hold("cease", until="2026-11-30T00:00:00Z"), ALLOW),
        (hold("dispute"), cleared("US-F-DISPUTE")),
        (hold("dispute", person="P2"), cleared("US-F-DISPUTE")),  # the debt is disputed, whoever owes it
        (hold("dispute", debts=["D2"]), ALLOW),
        (hold("dispute", form="oral"), ALLOW),
        (hold("dispute", verification_sent_at="2026-11-28T15:00:00Z"), ALLOW),
        (hold("dispute", verification_sent_at="2026-12-05T15:00:00Z"), cleared("US-F-DISPUTE")),
        (bankrupt(), cleared("US-BK-STAY")),
        (bankrupt(status="dismissed"), human("US-BK-STAY")),
        (bankrupt(status="closed"), human("US-BK-STAY")),
        (bankrupt(status="discharged"), cleared("US-BK-DISCH")),
        (bankrupt(debts=["D2"]), ALLOW),
        (hold("vulnerable"), human("POL-VULN")),
        (hold("moratorium", until="2027-01-05T17:00:00Z"), until("2027-01-05T17:00:00Z", "POL-FREEZE")),
        (hold("disaster_freeze", until="2027-01-06T03:00:00Z"), until("2027-01-06T13:00:00Z", "POL-FREEZE")),
    ],
)
def test_a_hold_stops_what_it_names(holds: list[Json], expected: object) -> None:
    assert answer(facts(holds=holds, debts=TWO_DEBTS, others=[{"id": "P2"}])) == expected


def test_a_hold_that_begins_later_does_not_stop_yet() -> None:
    assert answer(facts(holds=[{"kind": "cease", "since": "2026-12-01T18:00:01Z"}])) == ALLOW


def test_a_statutory_notice_after_a_cease_is_for_a_human() -> None:
    assert answer(email(attempt={"purpose": "statutory_notice"}, holds=hold("cease"))) == human("US-F-CEASE")


def test_the_attorney_may_be_called() -> None:
    lawyer = [{"id": "P2", "role": "attorney", "postal_code": "30303"}]
    assert answer(facts(attempt={"person": "P2"}, holds=hold("attorney", person="P1"), others=lawyer)) == ALLOW


def test_the_spouse_is_the_consumer_when_the_debtor_said_stop() -> None:
    spouse = [{"id": "P2", "role": "spouse", "postal_code": "30303"}]
    case = facts(attempt={"person": "P2"}, holds=hold("cease", person="P1"), others=spouse)
    assert answer(case) == cleared("US-F-CEASE")


@pytest.mark.parametrize(
    ("chapter", "status", "expected"),
    [
        (13, "open", cleared("US-BK-CODEBTOR")),
        (12, "open", cleared("US-BK-CODEBTOR")),
        (7, "open", ALLOW),
        (13, "discharged", ALLOW),
        (13, "dismissed", human("US-BK-CODEBTOR")),
    ],
)
def test_the_co_obligor_of_a_bankrupt(chapter: int, status: str, expected: object) -> None:
    other = [{"id": "P2", "role": "co_obligor", "postal_code": "30303"}]
    case = facts(attempt={"person": "P2"}, holds=bankrupt(chapter, status=status), others=other)
    assert answer(case) == expected
    case["debts"][0]["purpose"] = "commercial"
    assert answer(case) == ALLOW


def test_a_bankrupts_spouse_who_owes_nothing_is_not_asked_to_pay() -> None:
    other = [{"id": "P2", "role": "spouse", "postal_code": "30303"}]
    assert answer(facts(attempt={"person": "P2"}, holds=bankrupt(), others=other)) == cleared("US-BK-STAY")


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({"deceased": True}, human("US-F-DECEASED")),
        ({"birth_date": "2008-12-02"}, human("US-F-MINOR")),
        ({"birth_date": "2008-12-01"}, ALLOW),
        ({"military": True}, ALLOW),
        ({"role": "commanding_officer"}, cleared("US-MIL")),
        ({"role": "third_party"}, cleared("US-F-3P")),
        ({"role": "executor"}, ALLOW),
        ({"role": "spouse"}, ALLOW),
    ],
)
def test_who_the_person_is(person: Json, expected: object) -> None:
    assert answer(facts(person=person)) == expected


def test_a_third_party_is_asked_once_where_the_consumer_is() -> None:
    asking = facts(attempt={"purpose": "location"}, person={"role": "third_party"})
    assert answer(asking) == ALLOW
    spoken = {
        "at": "2026-11-01T15:00:00Z",
        "channel": "call",
        "outcome": "conversation",
        "person": "P1",
        "debts": ["D1"],
    }
    assert answer(asking | {"history": [spoken]}) == human("US-F-3P")
    attorney = asking | {"holds": hold("attorney", person="P2"), "people": [*asking["people"], {"id": "P2"}]}
    assert answer(attorney) == cleared("US-F-3P")


def test_the_heaviest_verdict_wins_and_every_finding_is_told() -> None:
    case = facts("2026-12-01T12:00:00Z", holds=hold("cease"), person={"deceased": True})
    decision = judged(case)
    assert decision.verdict == "BLOCK_UNTIL_CLEARED"
    assert decision.rules == ("US-F-CEASE",)
    assert {finding.rule for finding in decision.findings} == {"US-F-CEASE", "US-F-DECEASED", "US-F-TIME"}


def test_contact_at_work_ends_when_the_employer_forbids_it() -> None:
    said = [{"kind": "employer_forbids", "at": SINCE}]
    at_work = facts(statements=said)
    assert answer(at_work) == ALLOW
    at_work["attempt"]["address"]["place"] = "work"
    assert answer(at_work) == cleared("US-F-WORK")
    at_work["statements"][0]["until"] = "2026-11-30T00:00:00Z"
    assert answer(at_work) == ALLOW


def test_a_hold_of_ours_stops_its_debt_until_it_is_lifted_and_no_other() -> None:
    case = facts("2026-12-01T18:00:00Z", holds=[{"kind": "manual", "since": SINCE, "debts": ["D1"]}], debts=TWO_DEBTS)
    assert answer(case) == cleared("POL-HOLD")
    case["attempt"]["debts"] = ["D2"]
    assert answer(case) == ALLOW
