from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from compliance import decide, read_facts

CASES = Path(__file__).resolve().parents[3] / "shared" / "examples" / "compliance-cases.jsonl"


def _cases() -> list[Any]:
    if not CASES.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="the shared case file is not here"))]
    return [pytest.param(case, id=case["id"]) for case in map(json.loads, CASES.read_text().splitlines())]


@pytest.mark.parametrize("case", _cases())
def test_the_shared_cases_come_out_as_written(case: dict[str, Any]) -> None:
    decision = decide(read_facts(case["facts"]))
    expected = case["expect"]
    assert decision.verdict.value == expected["decision"]
    assert set(expected["rules"]) <= set(decision.rules)
    assert decision.to_json()["next_permitted"] == expected["next_permitted"]
