from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from compliance import decide
from compliance.cases import LONGEST_LINE, Difference, Fault, Question, read_cases
from tests.compliance.cases import ATLANTA, MAILBOX, Json, email, facts

OPEN = facts()
CLOSED = facts(at="2026-12-01T12:00:00Z")
ALLOWED: Json = {"decision": "ALLOW", "rules": [], "next_permitted": None}
WAITS: Json = {"decision": "BLOCK_UNTIL", "rules": ["US-F-TIME"], "next_permitted": "2026-12-01T13:00:00Z"}


def line(**case: Any) -> bytes:
    return json.dumps({"id": "C1", "facts": OPEN} | case).encode()


def only(*lines: bytes | str, expecting: bool = False) -> Question | Fault:
    (found,) = read_cases(lines, expecting=expecting)
    return found


def question(*lines: bytes | str) -> Question:
    found = only(*lines)
    assert isinstance(found, Question)
    return found


def fault(*lines: bytes | str, expecting: bool = False) -> Fault:
    found = only(*lines, expecting=expecting)
    assert isinstance(found, Fault)
    return found


def test_a_case_is_read_with_its_id_and_what_it_expects() -> None:
    case = question(line(note="at one in the afternoon", expect=ALLOWED, doubtful=True))
    assert (case.line, case.id, case.doubtful) == (1, "C1", True)
    assert case.expect is not None
    assert case.expect.decision == "ALLOW"
    assert decide(case.facts).verdict == "ALLOW"


def test_facts_alone_are_a_case_without_an_id() -> None:
    assert question(json.dumps(OPEN)) == Question(1, None, question(line()).facts)


def test_text_and_bytes_are_read_alike() -> None:
    assert question(line().decode()) == question(line())


@pytest.mark.parametrize("blank", [b"", b"\n", b" \t\r\n", ""])
def test_blank_lines_are_skipped_and_counted(blank: bytes | str) -> None:
    assert question(blank, line()).line == 2


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n"])
def test_lines_may_end_in_any_usual_way(ending: bytes) -> None:
    assert question(line() + ending).id == "C1"


def test_a_byte_order_mark_begins_the_file_and_no_other_line() -> None:
    first, second = read_cases([b"\xef\xbb\xbf" + line(), b"\xef\xbb\xbf" + line()])
    assert isinstance(first, Question)
    assert isinstance(second, Fault)


def test_lines_after_a_faulty_one_are_still_read_one_at_a_time() -> None:
    taken: list[int] = []

    def lines() -> Iterator[bytes]:
        for number, text in enumerate((b"{", line(), b"}"), start=1):
            taken.append(number)
            yield text

    found = read_cases(lines())
    assert isinstance(next(found), Fault)
    assert isinstance(next(found), Question)
    assert taken == [1, 2]
    assert isinstance(next(found), Fault)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"nonsense", "line 1: is not one JSON object, as seen at column 1"),
        (line() + line(), f"line 1: is not one JSON object, as seen at column {len(line()) + 1}"),
        (b"[]", "line 1: must be an object"),
        (b"null", "line 1: must be an object"),
        (b"\x00", "line 1: is not one JSON object, as seen at column 1"),
        (b'{"id":"C1","id":"C2","facts":{}}', "line 1, id: is given twice in one object"),
        (b'{"facts":{"at":1,"at":1}}', "line 1, at: is given twice in one object"),
        (b'{"facts":{"policy":{"max_sms_per_day":NaN}}}', "line 1: holds NaN, which is no number of JSON"),
        (b'{"facts":{"policy":{"max_sms_per_day":-Infinity}}}', "line 1: holds -Infinity, which is no number of JSON"),
        (b'{"facts":' + b"9" * 5000 + b"}", "line 1: holds a number with too many digits"),
        (b'{"note":"\xff"}', "line 1: is not UTF-8 at byte 10"),
        (line(note="\ud800"), "line 1: holds half a character (a surrogate without its other half)"),
        (b'{"facts":' + b"[" * 100_000, "line 1: is nested too deep"),
        (b'{"facts":' * 100_000, "line 1: is nested too deep"),
        (line(note="x" * LONGEST_LINE), f"line 1: is longer than {LONGEST_LINE} bytes"),
        (b"{}", "line 1, at: is missing"),
        (b'{"id":"C1"}', "line 1, facts: is missing"),
        (line(facts=[]), "line 1, facts: must be an object"),
        (line(facts=OPEN | {"surprise": 1}), "line 1, facts.surprise: is not a known key"),
        (line(surprise=1), "line 1, surprise: is not a known key"),
        (line(**{ATLANTA: 1}), "line 1, (a key that is no word): is not a known key"),
        (line(id=""), "line 1, id: must be an id of 1 to 64 characters"),
        (line(id=7), "line 1, id: must be an id of 1 to 64 characters"),
        (line(note=None), "line 1, note: must be a text that is not empty"),
        (line(doubtful="yes"), "line 1, doubtful: must be true or false"),
        (
            line(facts=facts(attempt={"channel": "fax"})),
            "line 1, facts.attempt.channel: must be one of call, sms, email",
        ),
    ],
)
def test_a_fault_names_line_and_key(text: bytes, told: str) -> None:
    assert str(fault(text)) == told


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"decision": "MAYBE"}, "expect.decision"),
        ({"rules": ["US-F-TIME"]}, "expect.rules"),
        ({"rules": None}, "expect.rules"),
        ({"next_permitted": "2026-12-01T13:00:00Z"}, "expect.next_permitted"),
        ({"decision": "HUMAN"}, "expect.rules"),
        (WAITS | {"next_permitted": None}, "expect.next_permitted"),
        (WAITS | {"next_permitted": "soon"}, "expect.next_permitted"),
        (WAITS | {"rules": []}, "expect.rules"),
        (WAITS | {"rules": ["us-f-time"]}, "expect.rules[0]"),
        (WAITS | {"rules": ["US-F-TIME", "US-F-TIME"]}, "expect.rules"),
        ({"surprise": 1}, "expect.surprise"),
    ],
)
def test_an_expectation_that_no_decision_can_meet_is_a_fault(change: Json, path: str) -> None:
    assert fault(line(expect=ALLOWED | change)).path == path


@pytest.mark.parametrize("missing", ["decision", "rules", "next_permitted"])
def test_an_expectation_is_whole(missing: str) -> None:
    half = {key: value for key, value in ALLOWED.items() if key != missing}
    assert str(fault(line(expect=half))) == f"line 1, expect.{missing}: is missing"


@pytest.mark.parametrize("text", [line(), json.dumps(OPEN).encode()])
def test_a_case_that_expects_nothing_is_a_fault_only_where_something_is_expected(text: bytes) -> None:
    assert isinstance(only(text), Question)
    assert fault(text, expecting=True).path == "expect"


def test_a_fault_keeps_the_id_of_its_case_unless_the_id_is_the_fault() -> None:
    assert fault(line(facts={})).id == "C1"
    assert fault(line(id="x" * 65)).id is None
    assert fault(b"{").id is None


@pytest.mark.parametrize(
    "text",
    [
        line(facts=facts(attempt={"address": {"value": ATLANTA + "x"}})),
        line(facts=email(attempt={"address": {"value": MAILBOX + "@"}})),
        line(facts=OPEN | {MAILBOX: 1}),
        b'{"facts":{"%b":1,"%b":2}}' % (MAILBOX.encode(), MAILBOX.encode()),
        b'{"note":"%b' % ATLANTA.encode(),
        line(id=[ATLANTA]),
        line(expect=ALLOWED | {"rules": [MAILBOX]}),
    ],
)
def test_a_fault_repeats_no_number_and_no_mailbox(text: bytes) -> None:
    found = fault(text)
    assert not re.search(r"555|@|pat", str(found) + found.text + str(found.id).replace("C1", ""))


def test_a_fault_of_the_whole_line_is_told_as_a_sentence() -> None:
    assert fault(b"{").text.startswith("the line is not one JSON object")
    assert fault(line(id=7)).text.startswith("id must be")


def test_a_decision_as_expected_has_no_differences() -> None:
    case = question(line(facts=CLOSED, expect=WAITS))
    assert case.expect is not None
    assert case.expect.differences(decide(case.facts)) == []


def test_a_decision_may_name_more_rules_than_expected() -> None:
    strict = facts(at="2026-12-01T12:00:00Z", policy={"open_guard_seconds": 0, "close_guard_seconds": 0})
    case = question(line(facts=strict, expect=WAITS))
    assert case.expect is not None
    assert len(decide(case.facts).rules) > 1
    assert case.expect.differences(decide(case.facts)) == []


def test_every_field_that_differs_is_a_difference() -> None:
    case = question(line(facts=OPEN, expect=WAITS))
    assert case.expect is not None
    assert case.expect.differences(decide(case.facts)) == [
        Difference("decision", "BLOCK_UNTIL", "ALLOW"),
        Difference("rules", ["US-F-TIME"], []),
        Difference("next_permitted", "2026-12-01T13:00:00Z", None),
    ]
