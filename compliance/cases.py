"""Case files: JSON Lines of facts, one question a line, with the answer it must have where one is expected.

A line is a case, `{"id", "note", "facts", "expect", "doubtful"}` of which `facts` is required, or the facts alone.
What cannot be read becomes a `Fault` in its place and the lines after it are still read. Faults name line and key and
never repeat a value: it may be somebody's number. Nothing here opens a file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from compliance import shapes
from compliance import values as v
from compliance.decision import Decision, Verdict, spoken
from compliance.errors import FactsError
from compliance.facts import Facts
from compliance.reading import read_facts

LONGEST_LINE = 1_048_576  # bytes, its end included: some five thousand rows of history
CASE_KEYS = frozenset({"id", "note", "facts", "expect", "doubtful"})

_BYTE_ORDER_MARK = "\ufeff"
_LONGEST_KEY = 40


class Difference(NamedTuple):
    """One field of a decision that is not as expected; both sides as plain JSON values."""

    field: str
    wanted: Any
    got: Any


@dataclass(frozen=True, slots=True)
class Expectation:
    """The decision that a case must have. `rules` must all give it; more of the same weight may."""

    decision: str
    rules: tuple[str, ...]
    next_permitted: datetime | None

    def differences(self, decision: Decision) -> list[Difference]:
        """What of the decision is not as expected; empty when all of it is."""
        wanted, got = spoken(self.next_permitted), spoken(decision.next_permitted)
        found = [
            (decision.verdict == self.decision, Difference("decision", self.decision, decision.verdict.value)),
            (set(self.rules) <= set(decision.rules), Difference("rules", list(self.rules), list(decision.rules))),
            (wanted == got, Difference("next_permitted", wanted, got)),
        ]
        return [difference for same, difference in found if not same]


@dataclass(frozen=True, slots=True)
class Question:
    """One line that could be read. `line` counts from 1, blank lines included; `expect` is None when none is given."""

    line: int
    id: str | None
    facts: Facts
    expect: Expectation | None = None
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """One line that cannot be judged. `path` names the key, as in `facts.attempt.channel`; empty: the whole line."""

    line: int
    id: str | None
    path: str
    why: str

    @property
    def text(self) -> str:
        return f"{self.path or 'the line'} {self.why}"

    def __str__(self) -> str:
        return f"line {self.line}, {self.path}: {self.why}" if self.path else f"line {self.line}: {self.why}"


def read_cases(lines: Iterable[bytes | str], *, expecting: bool = False) -> Iterator[Question | Fault]:
    """Every line that is not blank as a question or a fault, in order, one at a time.

    Args:
        lines: bytes in UTF-8, or text; the first may begin with a byte order mark.
        expecting: whether a line without `expect` is a fault.
    """
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _line(number, line, expecting)


def _line(number: int, line: bytes | str, expecting: bool) -> Question | Fault:
    name = None
    try:
        raw = _parsed(line, first=number == 1)
        name = _name(raw)
        case = _given(raw, expecting)
    except v.Unfit as unfit:
        return Fault(number, name, unfit.path, unfit.why)
    return Question(number, case.id, case.facts, case.expect, case.doubtful)


def _parsed(line: bytes | str, first: bool) -> Any:
    if len(line) > LONGEST_LINE:
        raise v.Unfit(f"is longer than {LONGEST_LINE} bytes")
    try:
        text = (line.decode("utf-8") if isinstance(line, bytes) else line).rstrip()
        raw = _DECODER.decode(text.removeprefix(_BYTE_ORDER_MARK) if first else text)
        if "\\u" in text or isinstance(line, str):
            json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise v.Unfit(f"is not UTF-8 at byte {error.start + 1}") from None
    except UnicodeEncodeError:
        raise v.Unfit("holds half a character (a surrogate without its other half)") from None
    except json.JSONDecodeError as error:
        raise v.Unfit(f"is not one JSON object, as seen at column {error.pos + 1}") from None
    except ValueError:
        raise v.Unfit("holds a number with too many digits") from None
    except RecursionError:
        raise v.Unfit("is nested too deep") from None
    return raw


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice, _ = Counter(key for key, _ in pairs).most_common(1)[0]
        fit = twice.isascii() and twice.isidentifier() and len(twice) <= _LONGEST_KEY
        raise v.Unfit("is given twice in one object", twice if fit else "(a key that is no word)")
    return found


def _no_number(constant: str) -> NoReturn:
    raise v.Unfit(f"holds {constant}, which is no number of JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)


def _name(raw: Any) -> str | None:
    """The id of a case, also of one that has other faults."""
    found = raw.get("id") if isinstance(raw, Mapping) else None
    return found if isinstance(found, str) and 0 < len(found) <= 64 else None


def _given(raw: Any, expecting: bool) -> _Case:
    bare = isinstance(raw, Mapping) and not raw.keys() & CASE_KEYS
    case = _Case(_facts(raw)) if bare else _case(raw)
    if expecting and case.expect is None:
        raise v.Unfit("is missing, so that there is nothing to compare with", "expect")
    return case


def _facts(raw: Any) -> Facts:
    try:
        return read_facts(raw)
    except FactsError as error:
        raise v.Unfit(error.why, error.path) from None


def _or_null(read: v.Read) -> v.Read:
    return lambda raw: None if raw is None else read(raw)


expectation = v.Shape(
    Expectation,
    {"decision", "rules", "next_permitted"},
    {
        "decision": v.word(*(verdict.value for verdict in Verdict)),
        "rules": v.distinct(shapes.rule_id),
        "next_permitted": _or_null(v.instant),
    },
)


def _expectation(raw: Any) -> Expectation:
    read = expectation(raw)
    if (read.decision == Verdict.ALLOW) is bool(read.rules):
        raise v.Unfit("must be empty for ALLOW, and for nothing else", "rules")
    if (read.decision == Verdict.BLOCK_UNTIL) is (read.next_permitted is None):
        raise v.Unfit("must be an instant for BLOCK_UNTIL, and null for everything else", "next_permitted")
    return read


class _Case(NamedTuple):
    facts: Facts
    id: str | None = None
    note: str | None = None
    expect: Expectation | None = None
    doubtful: bool = False


_case = v.Shape(
    _Case,
    {"facts"},
    {"id": v.identifier, "note": v.text, "facts": _facts, "expect": _expectation, "doubtful": v.flag},
)
