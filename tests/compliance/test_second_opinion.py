from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import compliance
from tests.compliance.second.clocks import calendar_date, local, seconds
from tests.compliance.second.figures import COUNTS, NOTICE_DAYS, PAUSES, Count, Figures
from tests.compliance.second.judge import Judge
from tests.compliance.second.random_facts import DAYS_OF_CHANGE, random_facts
from tests.compliance.second.search import Opinion, opinion
from tests.compliance.second.smallest import smallest

Facts = dict[str, Any]
SETS = int(os.environ.get("SECOND_OPINION_SETS", "100000"))
CHUNK = 2_500
MIXED = 20_000  # so many sets reach every rule
GOLDEN = Path(__file__).parents[3] / "shared" / "examples" / "compliance-cases.jsonl"
# Where a country has no rules of its own a person decides, so that mere hours and counts never give the decision.
NEVER_DECISIVE = {"EU-TIME-POL", "EU-2WK-POL"}


def product(facts: Facts) -> Opinion:
    decision = compliance.decide(compliance.read_facts(facts))
    following = decision.next_permitted
    return Opinion(
        decision.verdict.name,
        frozenset(decision.rules),
        None if following is None else following.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def agree(ours: Opinion, second: Opinion) -> bool:
    """The same decision at the same instant for the same rules.

    One exception: where nothing is ever permitted again and a person decides, `rules` is no exact set. What is still
    to come may be named too, and hours that never open may be named alone, for they need a person by themselves.
    """
    if (ours.decision, ours.next_permitted) != (second.decision, second.next_permitted):
        return False
    if not second.besides:
        return ours.rules == second.rules
    named = ours.rules & second.rules
    return ours.rules <= second.rules | second.besides and (named == second.rules or bool(named & second.hours))


def differ(facts: Facts) -> bool:
    try:
        return not agree(product(facts), opinion(facts))
    except compliance.FactsError:
        return False


def shown(facts: Facts) -> str:
    least = smallest(facts, differ)
    return "\n".join([json.dumps(least), f"the product: {product(least)}", f"the second:  {opinion(least)}"])


@pytest.mark.parametrize("first", range(0, SETS, CHUNK))
def test_the_second_opinion_agrees_from_seed(first: int) -> None:
    for seed in range(first, min(first + CHUNK, SETS)):
        facts = random_facts(seed)
        if differ(facts):
            pytest.fail(f"seed {seed}\n{shown(facts)}")


def golden() -> Iterator[Any]:
    if not GOLDEN.exists():
        yield pytest.param({}, marks=pytest.mark.skip(f"the worked cases are not here: {GOLDEN.name}"), id="absent")
        return
    for line in GOLDEN.read_text("utf-8").splitlines():
        case = json.loads(line)
        yield pytest.param(case, id=case["id"])


@pytest.mark.parametrize("case", list(golden()))
def test_the_second_opinion_knows_the_worked_cases(case: Facts) -> None:
    expected, second = case["expect"], opinion(case["facts"])
    assert (second.decision, second.next_permitted) == (expected["decision"], expected["next_permitted"])
    assert second.rules >= set(expected["rules"])


@cache
def mixed() -> tuple[Counter[str], Counter[str]]:
    """How often each verdict and each rule is met."""
    verdicts, rules = Counter[str](), Counter[str]()
    for seed in range(MIXED):
        decided = product(random_facts(seed))
        verdicts[decided.decision] += 1
        rules.update(decided.rules)
    return verdicts, rules


def test_the_random_facts_reach_every_rule_of_every_pack() -> None:
    known = {rule.id for rule in compliance.rule_book().rules}
    assert known - set(mixed()[1]) == NEVER_DECISIVE


def test_most_random_facts_are_close_to_being_allowed() -> None:
    shares = {verdict: count / MIXED for verdict, count in mixed()[0].items()}
    assert shares["ALLOW"] > 0.3
    assert shares["BLOCK_UNTIL"] > 0.2
    assert shares["BLOCK_UNTIL_CLEARED"] > 0.1
    assert shares["HUMAN"] > 0.05


def test_random_facts_lie_on_every_day_on_which_clocks_or_laws_change() -> None:
    instants = [seconds(random_facts(seed)["at"]) for seed in range(2_000)]
    assert {calendar_date(local(at, "Etc/UTC") // 86_400).isoformat() for at in instants} >= set(DAYS_OF_CHANGE)


@cache
def bearing_on() -> dict[str, list[int]]:
    """Seeds by the rules that may speak about their facts."""
    seeds: dict[str, list[int]] = {}
    for seed in range(MIXED):
        judge = Judge(random_facts(seed))
        for name in {rule.id for rule in judge.bench(judge.docket.at).rules}:
            seeds.setdefault(name, []).append(seed)
    return seeds


def bent() -> Iterator[Any]:
    """Every figure of the second opinion, off by one."""
    for name, (most, days) in COUNTS.items():
        yield pytest.param(name, Figures(counts={**COUNTS, name: Count(most + 1, days)}), id=f"{name}: one more")
        yield pytest.param(name, Figures(counts={**COUNTS, name: Count(most, days + 1)}), id=f"{name}: a day more")
    for name, days in PAUSES.items():
        yield pytest.param(name, Figures(pauses={**PAUSES, name: days + 1}), id=f"{name}: a day more")
    for name, days in NOTICE_DAYS.items():
        yield pytest.param(name, Figures(notice_days={**NOTICE_DAYS, name: days + 1}), id=f"{name}: a day more")


@pytest.mark.parametrize(("rule", "figures"), list(bent()))
def test_a_figure_that_is_off_by_one_is_found_out(rule: str, figures: Figures) -> None:
    concerned = map(random_facts, bearing_on()[rule])
    assert any(not agree(product(facts), opinion(facts, figures)) for facts in concerned)
