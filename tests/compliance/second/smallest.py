"""Makes facts smaller while something stays true of them: for showing a disagreement and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Facts = dict[str, Any]
Step = tuple[Any, ...]


def smallest(facts: Facts, still: Callable[[Facts], bool]) -> Facts:
    """Leave out every key and every row without which `still` holds."""
    kept = deepcopy(facts)
    shrinking = True
    while shrinking:
        shrinking = False
        for path in sorted(_paths(kept), key=len):
            smaller = _without(kept, path)
            if smaller is not None and still(smaller):
                kept, shrinking = smaller, True
                break
    return kept


def _paths(value: Any, so_far: Step = ()) -> Iterator[Step]:
    if isinstance(value, dict):
        inside: list[tuple[Any, Any]] = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    else:
        return
    for key, held in inside:
        yield (*so_far, key)
        yield from _paths(held, (*so_far, key))


def _without(facts: Facts, path: Step) -> Facts | None:
    smaller = deepcopy(facts)
    holder: Any = smaller
    for key in path[:-1]:
        holder = holder[key]
    if len(holder) == 1 and len(path) > 2:
        return None
    del holder[path[-1]]
    return smaller
