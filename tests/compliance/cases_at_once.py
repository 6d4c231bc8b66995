"""The worked and the shared cases, a file at a time: for mutation runs, which start these tests once per mutant.

Thousands of tests of a millisecond take pytest longer to choose than to run. Not collected unless it is named.
"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

import pytest

from compliance import decide, read_facts
from tests.compliance.test_golden_cases import CASES
from tests.compliance.test_worked_cases import LINES, READ_OTHERWISE

FILES = {name: [case for _, case in lines] for name, lines in groupby(LINES, key=lambda line: line[0])}
if CASES.exists():
    FILES["shared"] = [json.loads(line) for line in CASES.read_text().splitlines()]


@pytest.mark.parametrize("name", FILES)
def test_every_case_of_the_file_comes_out_as_written(name: str) -> None:
    for case in FILES[name]:
        if case["id"] not in READ_OTHERWISE:
            _check(case)


def _check(case: dict[str, Any]) -> None:
    decision = decide(read_facts(case["facts"]))
    expected = case["expect"]
    assert decision.verdict.value == expected["decision"], case["id"]
    assert set(expected["rules"]) <= set(decision.rules), case["id"]
    assert decision.to_json()["next_permitted"] == expected["next_permitted"], case["id"]
