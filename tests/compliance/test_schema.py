"""The published schema and the strict reader say the same: same keys, same words, same refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import MISSING, fields, is_dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from compliance import FactsError, cases, read_facts, reading, shapes, values
from compliance.cases import Fault, Question, read_cases
from tests.compliance.cases import ATLANTA, MAILBOX, Json, email, facts, row, text
from tests.compliance.every_key import CASES, LATER, SINCE, WAITS

SCHEMA = json.loads(files("compliance").joinpath("facts.schema.json").read_text("utf-8"))
DEFS = SCHEMA["$defs"]
ROOT = Path(__file__).resolve().parents[2]
CASE_FILES = [
    ROOT.parent / "shared" / "examples" / "compliance-cases.jsonl",
    *(ROOT / "tests" / "compliance").rglob("*.jsonl"),
]

SHAPES: dict[str, values.Shape[Any]] = {
    "case": cases._case,
    "expect": cases.expectation,
    "facts": reading.facts,
    "hours": values.hours,
    **{name: shape for name, shape in vars(shapes).items() if isinstance(shape, values.Shape)},
}

OTHER_VALUES: list[Any] = [None, True, False, 0, 7, 100_000, 7.5, "", "?", "\n", [], [None], {}, {"surprise": 1}]

_validator = Draft202012Validator(SCHEMA)


def by_schema(case: Json) -> bool:
    return bool(_validator.is_valid(case))


def by_reader(case: Json) -> bool:
    (found,) = read_cases([json.dumps(case)])
    return isinstance(found, Question)


def resolved(schema: Json) -> Json:
    while "$ref" in schema:
        schema = DEFS[schema["$ref"].removeprefix("#/$defs/")] | {k: v for k, v in schema.items() if k != "$ref"}
    return schema


def objects(schema: Json, value: Any) -> Iterator[tuple[Json, dict[str, Any]]]:
    """Every object inside a value, with the schema that is about it."""
    schema = resolved(schema)
    if isinstance(value, list):
        yield from (found for item in value for found in objects(schema["items"], item))
    elif isinstance(value, dict):
        yield schema, value
        yield from (found for key, inner in value.items() for found in objects(schema["properties"][key], inner))


def changed(case: Json) -> Iterator[tuple[str, Json]]:
    """The case with one key dropped, one added, or one value replaced; each in turn. Ids stay: they are named elsewhere."""
    copy = deepcopy(case)
    for schema, holder in objects(DEFS["case"], copy):
        holder["surprise"] = 1
        yield "surprise", copy
        del holder["surprise"]
        for key, value in list(holder.items()):
            del holder[key]
            yield f"no {key}", copy
            is_id = schema["properties"][key].get("$ref") == "#/$defs/id"
            for other in OTHER_VALUES:
                holder[key] = other
                if not (is_id and isinstance(other, str)):
                    yield f"{key}: {other!r}", copy
            holder[key] = value


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_every_object_is_closed_and_has_a_shape() -> None:
    closed = {name for name, schema in DEFS.items() if "properties" in schema}
    assert closed == SHAPES.keys()
    assert all(DEFS[name]["additionalProperties"] is False for name in closed)


@pytest.mark.parametrize("name", SHAPES)
def test_keys_and_what_is_required_are_those_of_the_reader(name: str) -> None:
    assert DEFS[name]["properties"].keys() == SHAPES[name]._fields.keys()
    assert set(DEFS[name].get("required", [])) == SHAPES[name]._required


@pytest.mark.parametrize("name", SHAPES)
def test_words_and_limits_are_those_of_the_reader(name: str) -> None:
    for key, (_, read) in SHAPES[name]._fields.items():
        schema = resolved(DEFS[name]["properties"][key])
        listed = resolved(schema["items"]) if schema.get("type") == "array" else None
        assert _words(listed or schema) == _told_words(read, [object()] if listed else object()), key
        for limit, beyond in (("minimum", -1), ("maximum", 1)):
            if limit in schema:
                assert read(schema[limit]) == schema[limit]
                with pytest.raises(values.Unfit):
                    read(schema[limit] + beyond)


def _words(schema: Json) -> set[str]:
    return {str(word) for word in schema.get("enum", [])}


def _told_words(read: values.Read, nonsense: object) -> set[str]:
    with pytest.raises((values.Unfit, FactsError)) as caught:
        read(nonsense)
    head, _, words = str(caught.value).partition("must be one of ")
    return set() if head or not words else set(words.split(", "))


@pytest.mark.parametrize("name", [name for name in SHAPES if is_dataclass(SHAPES[name]._make)])
def test_defaults_are_told_where_the_reader_has_them(name: str) -> None:
    make: Any = SHAPES[name]._make
    kept = {field.name: field.default for field in fields(make)}
    for key, (argument, _) in SHAPES[name]._fields.items():
        schema, default = DEFS[name]["properties"][key], kept[argument]
        plain = default is not MISSING and default is not None and not is_dataclass(default)
        assert ("default" in schema) == (plain or key == "provenance"), key


def test_the_documentation_names_every_key_and_every_word() -> None:
    page = (ROOT / "docs" / "facts.md").read_text("utf-8")
    schemas = [DEFS[name]["properties"] for name in SHAPES]
    wanted = {key for keys in schemas for key in keys} | {word for keys in schemas for word in _all_words(keys)}
    assert not {word for word in wanted if not re.search(rf"\b{word}\b", page)}


def _all_words(properties: Json) -> set[str]:
    listed = (resolved(schema) for schema in properties.values())
    return {word for schema in listed for word in _words(resolved(schema.get("items", schema)))}


def test_a_key_with_its_default_is_like_a_key_that_is_absent() -> None:
    for case in CASES:
        for schema, holder in objects(DEFS["facts"], deepcopy(case["facts"])):
            for key in [key for key in holder if "default" in schema["properties"][key]]:
                value = holder.pop(key)
                absent = _meaning(schema, holder)
                holder[key] = schema["properties"][key]["default"]
                assert _meaning(schema, holder) == absent, key
                holder[key] = value


def _meaning(schema: Json, holder: Json) -> Any:
    (name,) = (name for name in SHAPES if DEFS[name]["properties"] == schema["properties"])
    return SHAPES[name](holder)


@pytest.mark.parametrize("path", CASE_FILES, ids=lambda path: path.name)
def test_case_files_are_valid_for_both(path: Path) -> None:
    if not path.exists():
        pytest.skip("the shared case file is not here")
    for line in path.read_text("utf-8").splitlines():
        case = json.loads(line)
        assert by_schema(case), line
        assert by_schema(case["facts"]), line
        assert by_reader(case), line


def test_the_examples_hold_every_key() -> None:
    seen: dict[str, set[str]] = {}
    for case in CASES:
        assert by_schema(case)
        assert by_reader(case)
        for schema, holder in objects(DEFS["case"], case):
            seen.setdefault(json.dumps(schema["properties"]), set()).update(holder)
    assert {frozenset(keys) for keys in seen.values()} == {frozenset(DEFS[name]["properties"]) for name in SHAPES}


@pytest.mark.parametrize("case", CASES)
def test_both_refuse_the_same_changes(case: Json) -> None:
    for what, other in changed(case):
        assert by_schema(other) is by_reader(other), what


ROWS = {"event": "history", "statement": "statements", "hold": "holds"}
NEEDED: dict[str, Json] = {
    "inconvenient_hours": {"from": "22:00", "to": "24:00"},
    "inconvenient_day": {"days": ["mon"]},
    "bankruptcy": {"person": "P1", "chapter": 13},
    "moratorium": {"until": LATER},
    "disaster_freeze": {"until": LATER},
}
SMALLEST: list[tuple[str, Json]] = [
    *(("attempt", case["attempt"]) for case in (facts(), text(), email())),
    *(("event", row(SINCE, "failed", channel)) for channel in ("call", "sms", "email")),
    ("event", row(SINCE, "sent", "letter")),
    *(
        (name, {"kind": kind, begins: SINCE} | NEEDED.get(kind, {}))
        for name, begins in (("statement", "at"), ("hold", "since"))
        for kind in DEFS[name]["properties"]["kind"]["enum"]
    ),
]


@pytest.mark.parametrize(("name", "smallest"), SMALLEST)
def test_both_let_the_same_keys_go_together(name: str, smallest: Json) -> None:
    def place(value: Json) -> Json:
        return {"facts": facts() | {"attempt": value} if name == "attempt" else facts() | {ROWS[name]: [value]}}

    assert by_schema(place(smallest))
    assert by_reader(place(smallest))
    for other in _variants(name, smallest):
        assert by_schema(place(other)) is by_reader(place(other)), other


def _variants(name: str, smallest: Json) -> Iterator[Json]:
    """One key more, one key less, another word; for an attempt, the same inside its address."""
    for key in smallest:
        yield {kept: value for kept, value in smallest.items() if kept != key}
    for key, value in _samples(name):
        yield smallest | {key: value}
    if name == "attempt":
        address = smallest["address"]
        yield from (smallest | {"address": address | {key: value}} for key, value in _samples("address"))


def _samples(name: str) -> Iterator[tuple[str, Any]]:
    """Good values for every key of an object: those of the examples, and every word where words are listed."""
    for case in CASES:
        for schema, holder in objects(DEFS["facts"], case["facts"]):
            yield from holder.items() if schema["properties"] == DEFS[name]["properties"] else ()
    for key, schema in DEFS[name]["properties"].items():
        yield from ((key, word) for word in resolved(schema).get("enum", []))


@pytest.mark.parametrize("case", CASES)
def test_both_refuse_null_and_unknown_keys_everywhere(case: Json) -> None:
    for what, other in changed(case):
        if what == "surprise" or (what.endswith(": None") and not what.startswith("next_permitted")):
            assert not by_reader(other), what
            assert not by_schema(other), what


@pytest.mark.parametrize(
    ("name", "key", "good", "bad"),
    [
        ("facts", "at", ["2000-01-01T00:00:00Z", "2059-12-31T23:59:59Z", "2028-02-29T12:00:00Z"],
         ["1999-12-31T23:59:59Z", "2060-01-01T00:00:00Z", "2026-12-01T24:00:00Z", "2026-12-01T18:00:60Z",
          "2026-12-01T18:00Z", "2026-12-01 18:00:00Z", "2026-12-01T18:00:00z", "2026-12-01T18:00:00+00:00",
          "2026-12-01T18:00:00.0Z", "2026-12-01T18:00:00Z\n", "2026-13-01T18:00:00Z", "20261201T180000Z"]),
        ("person", "birth_date", ["1970-01-01", "0001-01-01", "9999-12-31"],
         ["1970-1-1", "1970-13-01", "1970-01-32", "19700101", "1970-01-01\n", "1970-W01-1"]),
        ("hours", "from", ["00:00", "23:59", "24:00"], ["24:01", "8:00", "08:60", "08:00:00", "08:00\n"]),
        ("address", "value", [ATLANTA, "+12345678", "Pat@Example.Com", "p+q@mail.example.com"],
         ["+1234567", "+1" + "2" * 15, "+01234567", "14045550101", ATLANTA + "\n", "pat@example", "pat", "p q@example.com",
          "pat@@example.com", "@example.com", MAILBOX + "\n"]),
        ("person", "postal_code", ["30303", "M5V", "SW1A 1AA", "99"], ["9", " 30303", "30303 ", "30303\n", "3\n3"]),
        ("person", "country", ["US"], ["us", "USA", "U", "US\n"]),
        ("person", "region", ["GA", "NSW"], ["ga", "G", "NSWX", "GA\n"]),
        ("person", "id", ["P1", "x" * 64, "é" * 64], ["", "x" * 65]),
        ("collector", "licensed_in", [["*"], ["US-GA", "AU-NSW"]], [[], ["US"], ["us-ga"], ["US-GA", "US-GA"], ["US-GA\n"]]),
        ("attempt", "program", ["collection", "a_b"], ["Collection", "a b", "a1", "a\n"]),
        ("override", "rule", ["US-F-7IN7", "ABC"], ["US", "us-f-time", "U" * 41, "US-F-TIME\n", "-US"]),
        ("statement", "days", [["mon"], ["sun", "sat"]], [[], ["monday"], ["mon", "mon"]]),
    ],
)  # fmt: skip
def test_both_read_the_same_values(name: str, key: str, good: list[Any], bad: list[Any]) -> None:
    _, read = SHAPES[name]._fields[key]
    validator = Draft202012Validator(DEFS[name]["properties"][key] | {"$defs": DEFS})
    for value in good:
        assert validator.is_valid(value), value
        read(value)
    for value in bad:
        assert not validator.is_valid(value), value
        with pytest.raises(values.Unfit):
            read(value)


ONLY_THE_READER = [
    ("at", facts(at="2026-02-30T18:00:00Z")),
    ("people[0].birth_date", facts(person={"birth_date": "2026-02-29"})),
    ("policy.max_calls_per_day", facts(policy={"max_calls_per_day": 1.0})),
    ("holds[0].until", facts(holds=[{"kind": "manual", "since": SINCE, "until": SINCE}])),
    ("overrides[0].until", facts(overrides=[{"rule": "US-F-7IN7", "at": LATER, "until": SINCE}])),
    ("attempt.person", facts(attempt={"person": "P9"})),
    ("overrides[0].debts", facts(overrides=[{"rule": "US-F-7IN7", "at": SINCE, "until": LATER, "debts": ["D9"]}])),
    ("people", facts(others=[{"id": "P1", "role": "spouse"}])),
]


@pytest.mark.parametrize(("path", "case"), ONLY_THE_READER)
def test_what_a_schema_cannot_say_is_refused_by_the_reader(path: str, case: Mapping[str, Any]) -> None:
    assert _validator.is_valid(case)
    with pytest.raises(FactsError) as caught:
        read_facts(case)
    assert caught.value.path == path


def test_an_answer_that_contradicts_itself_is_refused_by_both() -> None:
    answers = [
        {"decision": "ALLOW", "rules": ["US-F-TIME"], "next_permitted": None},
        {"decision": "ALLOW", "rules": [], "next_permitted": LATER},
        {"decision": "HUMAN", "rules": [], "next_permitted": None},
        {"decision": "HUMAN", "rules": ["US-F-TIME"], "next_permitted": LATER},
        WAITS | {"next_permitted": None},
        WAITS | {"rules": []},
    ]
    for answer in answers:
        case = {"facts": facts(), "expect": answer}
        assert not by_schema(case)
        (found,) = read_cases([json.dumps(case)])
        assert isinstance(found, Fault)
