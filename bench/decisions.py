"""Decisions on one core, the search for the next permitted instant included.

The facts are read before the watch starts. Beside a decision stand reading the same facts from their JSON form, and a
bare conversion of the same instants to local time with ``zoneinfo``, which any answer to "what time is it there?" needs.
Rates are per second of this process's CPU: a busy neighbour slows the wall clock and not these.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

from bench import cases
from bench.figures import Figure, rate_per_core
from compliance import Facts, Verdict, decide, prepare, read_facts

_UNIT = "per second of one core"


def measure(folder: Path, quick: bool) -> list[Figure]:
    count, repeats = (50, 1) if quick else (2_000, 5)
    prepare()
    conversions = _conversions(count, repeats)
    mixes = (("simple", cases.simple(count), "≥ 50,000"), ("realistic", cases.realistic(count), "≥ 10,000"))
    found = [figure for mix in mixes for figure in _mix(*mix, conversions, repeats)]
    return [*found, _growth(max(count // 10, 5), repeats)]


def _growth(count: int, repeats: int) -> Figure:
    """What ten times the history costs: ten times as much when the cost is linear, a hundred times when it is not."""
    short, long = (_microseconds([read_facts(one) for one in cases.long(count, rows)], repeats) for rows in (100, 1000))
    return Figure("decide on 1,000 rows of history", long, "µs", "on 100 rows", short, "ratio about 10")


def _microseconds(facts: list[Facts], repeats: int) -> float:
    return 1e6 / rate_per_core(lambda: _decide_all(facts), len(facts), repeats)


def _mix(mix: str, questions: list[cases.Facts], aim: str, conversions: float, repeats: int) -> list[Figure]:
    facts = [read_facts(question) for question in questions]
    verdicts = Counter(decide(one).verdict for one in facts)  # also warms what a process keeps
    decisions = rate_per_core(lambda: _decide_all(facts), len(facts), repeats)
    reading = rate_per_core(lambda: [read_facts(question) for question in questions], len(facts), repeats)
    proofs = rate_per_core(lambda: [decide(one).to_json() for one in facts], len(facts), repeats)
    blocked = 100 * (1 - verdicts[Verdict.ALLOW] / len(facts))
    return [
        Figure(f"decide, {mix} mix", decisions, _UNIT, "reading the same facts", reading, aim),
        Figure(f"decide, {mix} mix", decisions, _UNIT, "a bare zoneinfo conversion", conversions, aim),
        Figure(f"decide and write the proof, {mix} mix", proofs, _UNIT, "deciding alone", decisions),
        Figure(f"blocked in the {mix} mix", blocked, "% of the questions"),
    ]


def _decide_all(facts: list[Facts]) -> None:
    for one in facts:
        decide(one)


def _conversions(count: int, repeats: int) -> float:
    instants, zone = [read_facts(question).at for question in cases.simple(count)], ZoneInfo("America/New_York")
    return rate_per_core(lambda: [at.astimezone(zone) for at in instants], count, repeats)
