"""What the reader says of a value that does not fit, word for word: people correct their facts by it."""

from __future__ import annotations

from typing import Any

import pytest

from compliance import FactsError, read_facts
from tests.compliance.cases import Json, email, facts, row, text

INSTANT = "must be an instant like 2026-12-07T18:00:00Z"
YEARS = "must be an instant in the years 2000 to 2059"


def with_address(value: Any) -> Json:
    return facts(attempt={"address": {"value": value}})


def consenting(**changes: Any) -> Json:
    return facts(consents=[{"kind": "direct_prior", "channels": ["call"], "at": "2026-11-20T15:00:00Z"} | changes])


FAULTS: list[tuple[Json, str, str]] = [
    (facts("2026-12-07 18:00:00Z"), "at", INSTANT),
    (facts("yesterday"), "at", INSTANT),
    (facts("1999-12-31T23:59:59Z"), "at", YEARS),
    (facts("2060-01-01T00:00:00Z"), "at", YEARS),
    (with_address("5550101"), "attempt.address.value", "must be a number in E.164 form or an e-mail address"),
    (facts(person={"phones": ["12"]}), "people[0].phones[0]", "must be a number in E.164 form"),
    (facts(person={"phones": "12"}), "people[0].phones", "must be a list"),
    (facts(people=[]), "people", "must be a list that is not empty"),
    (facts(debts={}), "debts", "must be a list that is not empty"),
    (facts(attempt={"debts": ["D1", "D1"]}), "attempt.debts", "names something twice"),
    (facts(person={"id": ""}), "people[0].id", "must be an id of 1 to 64 characters"),
    (facts(person={"id": "x" * 65}), "people[0].id", "must be an id of 1 to 64 characters"),
    (facts(person={"region": "Georgia"}), "people[0].region", "must be a subdivision code like GA"),
    (facts(policy={"max_calls_per_day": 0}), "policy.max_calls_per_day", "must be a whole number from 1 to 1000"),
    (
        consenting(local_hours={"from": "25:00", "to": "21:00"}),
        "consents[0].local_hours.from",
        "must be a local time like 08:00, at most 24:00",
    ),
    (email(attempt={"carrier": "twilio"}), "attempt.carrier", "is only known for sms"),
    (facts(attempt={"carrier": "twilio"}), "attempt.carrier", "is only known for sms"),
    (
        facts(statements=[{"kind": "inconvenient_day", "at": "2026-11-20T15:00:00Z"}]),
        "statements[0].days",
        "is required for inconvenient_day",
    ),
    (facts(history=[row("2026-11-20T15:00:00Z", "sent")]), "history[0].outcome", "is no outcome of a call"),
    (facts(attempt=[]) | {"attempt": 7}, "attempt", "must be an object"),
]


@pytest.mark.parametrize(("case", "path", "why"), FAULTS, ids=[f"{path}: {why[:24]}" for _, path, why in FAULTS])
def test_a_fault_is_named_and_told(case: Json, path: str, why: str) -> None:
    with pytest.raises(FactsError) as told:
        read_facts(case)
    assert (told.value.path, told.value.why) == (path, why)


def test_a_text_without_a_carrier_is_told() -> None:
    case = text()
    del case["attempt"]["carrier"]
    with pytest.raises(FactsError) as told:
        read_facts(case)
    assert (told.value.path, told.value.why) == ("attempt.carrier", "is required for sms")


def test_an_id_of_one_character_is_one() -> None:
    case = facts(person={"id": "P"})
    case["attempt"]["person"] = "P"
    assert read_facts(case).attempt.person == "P"


def test_mailboxes_that_differ_in_case_are_one() -> None:
    case = email(attempt={"address": {"value": "Pat@Example.NET"}})
    assert read_facts(case).attempt.address.value == "pat@example.net"
