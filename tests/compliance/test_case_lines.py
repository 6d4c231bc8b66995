"""Lines of case files at their limits: length, keys given twice, ids of faulty lines; and the canonical order of ids."""

from __future__ import annotations

import json

import pytest

from compliance import read_facts, write_facts
from compliance.cases import LONGEST_LINE, Fault, Question, read_cases
from tests.compliance.cases import facts


def only(line: bytes | str) -> Question | Fault:
    (found,) = read_cases([line])
    return found


def test_a_line_may_be_as_long_as_the_limit() -> None:
    line = json.dumps({"facts": facts(), "note": ""}).encode()
    filled = line.replace(b'"note": ""', b'"note": "' + b"x" * (LONGEST_LINE - len(line)) + b'"')
    assert len(filled) == LONGEST_LINE
    assert isinstance(only(filled), Question)
    longer = only(filled.replace(b"xx", b"xxx", 1))
    assert isinstance(longer, Fault)
    assert longer.why == f"is longer than {LONGEST_LINE} bytes"


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("colour", "colour"),
        ("c" * 40, "c" * 40),
        ("c" * 41, "(a key that is no word)"),
        ("404 555", "(a key that is no word)"),
        ("clé", "(a key that is no word)"),
    ],
)
def test_a_key_given_twice_is_named_when_it_is_a_word(key: str, path: str) -> None:
    found = only(f'{{"{key}": 1, "other": 2, "{key}": 3}}')
    assert isinstance(found, Fault)
    assert (found.path, found.why) == (path, "is given twice in one object")


@pytest.mark.parametrize(("name", "kept"), [("A", "A"), ("A" * 64, "A" * 64), ("A" * 65, None), ("", None), (7, None)])
def test_a_faulty_line_keeps_an_id_that_is_one(name: object, kept: str | None) -> None:
    found = only(json.dumps({"id": name, "facts": 1}))
    assert isinstance(found, Fault)
    assert found.id == kept


def test_the_column_of_a_fault_counts_from_the_beginning_of_the_line() -> None:
    found = only('  {"a" 1}  ')
    assert isinstance(found, Fault)
    assert found.why == "is not one JSON object, as seen at column 8"


def test_ids_are_written_in_the_order_of_their_letters() -> None:
    case = facts(debts=[{"id": "é"}, {"id": "z"}, {"id": "a"}])
    case["attempt"]["debts"] = ["é", "a", "z"]
    assert write_facts(read_facts(case))["attempt"]["debts"] == ["a", "z", "é"]


def test_hours_are_written_to_the_minute() -> None:
    hours = {"kind": "inconvenient_hours", "at": "2026-11-20T15:00:00Z", "from": "09:59", "to": "24:00"}
    (said,) = write_facts(read_facts(facts(statements=[hours])))["statements"]
    assert (said["from"], said["to"]) == ("09:59", "24:00")


def test_an_instant_under_the_same_key_is_written_as_one() -> None:
    consent = {
        "kind": "direct_prior",
        "channels": ["call"],
        "at": "2026-11-20T15:00:00Z",
        "from": "2026-11-21T15:00:00Z",
    }
    (written,) = write_facts(read_facts(facts(consents=[consent])))["consents"]
    assert written["from"] == "2026-11-21T15:00:00Z"


@pytest.mark.parametrize(
    ("changes", "path", "why"),
    [
        ({"rules": ["US-F-TIME"]}, "expect.rules", "must be empty for ALLOW, and for nothing else"),
        ({"decision": "HUMAN"}, "expect.rules", "must be empty for ALLOW, and for nothing else"),
        (
            {"next_permitted": "2026-12-02T13:00:00Z"},
            "expect.next_permitted",
            "must be an instant for BLOCK_UNTIL, and null for everything else",
        ),
        (
            {"decision": "BLOCK_UNTIL", "rules": ["US-F-TIME"]},
            "expect.next_permitted",
            "must be an instant for BLOCK_UNTIL, and null for everything else",
        ),
    ],
)
def test_an_expectation_that_cannot_be_is_refused(changes: dict[str, object], path: str, why: str) -> None:
    expected: dict[str, object] = {"decision": "ALLOW", "rules": [], "next_permitted": None}
    found = only(json.dumps({"facts": facts(), "expect": expected | changes}))
    assert isinstance(found, Fault)
    assert (found.path, found.why) == (path, why)


def test_a_line_with_nothing_to_compare_with_is_refused_where_answers_are_expected() -> None:
    (found,) = read_cases([json.dumps(facts())], expecting=True)
    assert isinstance(found, Fault)
    assert (found.path, found.why) == ("expect", "is missing, so that there is nothing to compare with")
