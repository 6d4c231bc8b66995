"""The first permitted instant, found by trying: every quarter hour, every instant named in the facts, then halving.

No rule is asked when it will let go. Whatever stands in the way at one tried instant and no more at the next has
changed in between, and halving finds the second.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.compliance.second.clocks import DAY, QUARTER, seconds, written
from tests.compliance.second.docket import Json
from tests.compliance.second.figures import Figures
from tests.compliance.second.judge import Judge
from tests.compliance.second.rule import ASK, FREE, NAMES, WAIT

PATIENCE = 12 * DAY
LONGEST = 75 * DAY  # the longest wait is sixty days after a notice, then twelve


class Opinion(NamedTuple):
    """`rules` give the decision at the instant.

    Where no instant ever suits, `besides` may be named too; `hours` are those of `rules` that speak of hours only.
    """

    decision: str
    rules: frozenset[str]
    next_permitted: str | None
    besides: frozenset[str] = frozenset()
    hours: frozenset[str] = frozenset()


def opinion(facts: Json, figures: Figures | None = None) -> Opinion:
    judge = Judge(facts, figures)
    start = judge.docket.at
    verdict, rules = judge.verdict(start)
    waiting = frozenset(rule.id for rule in judge.bench(start).rules if rule.hours and rule.says(start))
    if verdict == ASK:
        return Opinion(NAMES[ASK], rules, None, waiting, frozenset())
    if verdict != WAIT:
        return Opinion(NAMES[verdict], rules, None)
    named = named_instants(facts)
    found = first_permitted(judge, named)
    if found is not None:
        return Opinion(NAMES[WAIT], rules, written(found))
    # Whatever is still to come may be named beside what stands in the way now.
    tried = sorted({*named, *range(start, max(start, *named) + LONGEST, DAY // 4)})
    later = {rule.id for at in tried if at > start for rule in judge.bench(at).rules if rule.says(at)}
    return Opinion(NAMES[ASK], rules, None, frozenset(later), waiting)


def named_instants(facts: Json) -> list[int]:
    """Every instant that stands anywhere in the facts, and when the house's gaps after each contact are over."""
    found: set[int] = set()
    stack: list[Any] = [facts]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
        elif isinstance(value, str) and len(value) == 20 and value[-1] == "Z" and value[10] == "T":
            found.add(seconds(value))
    gaps = [minutes * 60 for key, minutes in facts.get("policy", {}).items() if key.startswith("min_gap")]
    found |= {seconds(row["at"]) + gap for row in facts.get("history", ()) for gap in gaps}
    return sorted(found)


def _tried(start: int, named: list[int], last: int) -> Iterator[int]:
    """Quarter hours and named instants in order, after `start` and up to `last`."""
    later = [instant for instant in named if instant > start]
    for at in range((start // QUARTER + 1) * QUARTER, last + 1, QUARTER):
        while later and later[0] <= at:
            instant = later.pop(0)
            if instant < at:
                yield instant
        yield at


def first_permitted(judge: Judge, named: list[int]) -> int | None:
    """The first second at which nothing stands against the attempt.

    Nothing when only closed hours stand in the way for twelve days on end, or when something stands for good.
    """
    start = before = judge.docket.at
    for at in _tried(start, named, start + PATIENCE):
        if judge.objection(at) is None:
            return _second(judge, before, at)
        before = at
    return _with_patience(judge, named)


def _with_patience(judge: Judge, named: list[int]) -> int | None:
    start = before = judge.docket.at
    lifted: int | None = None
    for at in _tried(start, named, max([start, *named]) + LONGEST):
        objection = judge.objection(at)
        if objection is None:
            return _second(judge, before, at)
        if not objection.hours or judge.objects_beside_hours(at):
            lifted = None
        elif lifted is None:
            lifted = at
        elif at - lifted > PATIENCE:
            return None
        before = at
    return None


def _second(judge: Judge, closed: int, opened: int) -> int:
    while opened - closed > 1:
        middle = (closed + opened) // 2
        if judge.verdict(middle)[0] == FREE:
            opened = middle
        else:
            closed = middle
    return opened
