from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from outreach.sandbox.errors import PopulationError
from outreach.sandbox.holdings import Holdings
from outreach.sandbox.people.persona import Answer
from outreach.sandbox.people.population import Population, read_population
from outreach.sandbox.people.strangers import stranger

NUMBERS = [f"+1212555{n:04d}" for n in range(2000)]


def test_the_same_seed_meets_the_same_strangers_in_any_order() -> None:
    once = [stranger(7, number) for number in NUMBERS[:50]]
    again = [stranger(7, number) for number in reversed(NUMBERS[:50])][::-1]
    assert once == again
    assert once != [stranger(8, number) for number in NUMBERS[:50]]


def test_strangers_are_a_mixed_crowd() -> None:
    answers = Counter(stranger(0, number).call.answer for number in NUMBERS)
    assert set(answers) == set(Answer) - {Answer.BY_HAND}
    assert answers[Answer.MACHINE] > 0.3 * len(NUMBERS)
    assert 0 < sum(bool(stranger(0, number).sms.replies) for number in NUMBERS) < 0.2 * len(NUMBERS)


def test_who_is_nowhere_described_may_have_a_landline_or_somebody_elses_number() -> None:
    crowd = [Population(0).at(number) for number in NUMBERS]
    landlines = [one for one in crowd if one.line == "landline"]
    assert 0.05 * len(NUMBERS) < len(landlines) < 0.2 * len(NUMBERS)
    assert {(one.sms.delivery, one.sms.error_code, one.sms.replies) for one in landlines} == {
        ("undelivered", 30006, ())
    }
    changed = [one.reassigned_on for one in crowd if one.reassigned_on is not None]
    assert 0.01 * len(NUMBERS) < len(changed) < 0.04 * len(NUMBERS)
    assert min(changed) < "2025" <= max(changed)


def test_what_the_file_leaves_out_is_as_with_a_stranger(tmp_path: Path) -> None:
    file = tmp_path / "people"
    file.write_text('{"address": "+12125550123", "call": {"answer": "busy"}}\n\n')
    population = read_population(file, 3, Holdings())
    assert population.at("+12125550123").call.answer is Answer.BUSY
    assert population.at("+12125550123").sms == stranger(3, "+12125550123").sms
    assert population.at("Anna@Example.NET") == population.at("anna@example.net")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ({"call": {}}, "needs an address"),
        ({"address": "+12125550123", "cal": {}}, "no field cal"),
        ({"address": "+12125550123", "call": {"answer": "alien"}}, "alien"),
        ({"address": "+12125550123", "call": {"presses": [{"hear": "(", "keys": "1"}]}}, "not a persona"),
        ({"address": "+12125550123", "call": {"presses": [{"hear": "x", "keys": "one"}]}}, "keys are digits"),
        ({"address": "+12125550123", "sms": {"delivery": "lost"}}, "'lost' is none of"),
        ({"address": "+12125550123", "email": {"delivery": "BOUNCED"}}, "'BOUNCED' is none of"),
        ({"header": {"colour": "blue"}}, "header has no field colour"),
        ("just words", "line 2"),
    ],
)
def test_a_line_that_describes_nobody_is_named(tmp_path: Path, line: Any, complaint: str) -> None:
    file = tmp_path / "people"
    file.write_text('{"address": "+12125550199"}\n' + json.dumps(line) + "\n")
    with pytest.raises(PopulationError, match="line 2") as refused:
        read_population(file, 0, Holdings())
    assert complaint in str(refused.value)
