"""A pytest plug-in for mutation runs: makes sure that a mutant is really run, and by every test that rests on it.

mutmut forks a process per mutant from one that has run all tests already. What that one remembers (`@cache`, tables
made when a module is imported) hides the mutant, so it is forgotten here, as far as the mutant may have had a hand
in it. And where the work is done once and remembered, mutmut sees only the first test that asked: here all that ask count.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Collection
from typing import Any

import pytest
from mutmut.state import state

# Costly to read again (the places of a country: two seconds), and nothing above these rooms has a hand in them.
GROUND = {"compliance.zones", "compliance.places", "compliance.rules.calendar"}
# What reads the packs into a book of rules, and so has to read it again (a quarter of a second).
BOOK = ("compliance.pack", "compliance.rulebook", "compliance.rules.kind", "compliance.rules.deadlines")
# These make readers and writers while they are imported: with a mutant in one of them everything above is imported anew.
MAKERS = ("compliance.values", "compliance.shapes", "compliance.reading", "compliance.canonical", "compliance.cases")
BELOW_MAKERS = {*GROUND, "compliance.errors", "compliance.facts", "compliance.decision"}


def pytest_configure() -> None:
    mutant = os.environ.get("MUTANT_UNDER_TEST", "")
    if "__mutmut_" not in mutant:
        return
    room = mutant.partition(".x")[0]
    _forget(room in GROUND, room in (*BOOK, *MAKERS, "compliance.decision", "compliance.errors"))
    if room in MAKERS:
        for name in [name for name in sys.modules if _is_above_makers(name)]:
            del sys.modules[name]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first."""
    times = state().duration_by_test
    items.sort(key=lambda item: times.get(item.nodeid, 0))


def pytest_runtest_setup() -> None:
    if _is_counting():
        _forget(ground=False, book=False)


def pytest_sessionfinish() -> None:
    if _is_counting():
        reading = _reaching(MAKERS)
        seen = state().tests_by_mangled_function_name
        # Who only asks what is remembered reaches nothing; who only reads facts has no use for a clock or a rule.
        deciding = set(state().duration_by_test) - (reading - _reaching((*GROUND, *BOOK)))
        for function in list(seen):
            room = function.partition(".x")[0]
            if room in (*GROUND, *BOOK, *MAKERS):
                seen[function] = reading if room in MAKERS else deciding


def _reaching(rooms: Collection[str]) -> set[str]:
    """The tests that reach any function of these rooms."""
    seen = state().tests_by_mangled_function_name
    return set[str]().union(*(tests for function, tests in seen.items() if function.partition(".x")[0] in rooms))


def _is_counting() -> bool:
    """Is this the run in which mutmut sees which tests reach which function?"""
    return os.environ.get("MUTANT_UNDER_TEST") == "stats"


def _is_above_makers(name: str) -> bool:
    if name.startswith("tests.compliance.") and name != __name__:
        return True
    return name.partition(".")[0] == "compliance" and name not in BELOW_MAKERS


def _forget(ground: bool, book: bool) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "compliance"]:
        for value in list(vars(sys.modules[name]).values()):
            if hasattr(value, "cache_clear") and (ground or value.__module__ not in GROUND):
                if value.__name__ != "rule_book" or book:
                    value.cache_clear()
                else:
                    value()._select.cache_clear()
    if ground and "compliance.zones" in sys.modules:
        clocks: dict[Any, Any] = vars(sys.modules["compliance.zones"])["_CLOCKS"]
        clocks.clear()
