"""Facts back into their public JSON form, one way only: defaults left out, rows and sets sorted, keys sorted.

Row order has no meaning and an absent key means its default, so facts that mean the same have the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from compliance import facts as f
from compliance import reading, shapes, values
from compliance.decision import spoken

_SHAPES: Mapping[type, values.Shape[Any]] = {
    f.Facts: reading.facts,
    f.Collector: shapes.collector,
    f.Provenance: shapes.provenance,
    f.ReassignedCheck: shapes.reassigned_check,
    f.Address: shapes.address,
    f.Content: shapes.content,
    f.Attempt: shapes.attempt,
    f.StatedLocation: shapes.stated_location,
    f.Person: shapes.person,
    f.Debt: shapes.debt,
    f.Event: shapes.event,
    f.Consent: shapes.consent,
    f.OptOut: shapes.opt_out,
    f.Statement: shapes.statement,
    f.Hold: shapes.hold,
    f.Override: shapes.override,
    f.Policy: shapes.policy,
    f.Hours: values.hours,
}
_DAY_NAMES = {number: name for name, number in values.DAYS.items()}
_compact = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_by_text = json.JSONEncoder(sort_keys=True).encode

_Write = Callable[[Any], Any]


def write_facts(facts: f.Facts) -> dict[str, Any]:
    """The facts in their canonical JSON form; `read_facts` gives the same facts back, rows sorted."""
    return dict(_written(facts))


def canonical_bytes(facts: f.Facts) -> bytes:
    """The canonical form as compact UTF-8 JSON, for digests."""
    return _compact(write_facts(facts)).encode()


def _written(value: Any) -> Any:
    write = _WRITERS.get(type(value))
    return value if write is None else write(value)


def _rows(items: tuple[Any, ...] | frozenset[Any]) -> list[Any]:
    written = [_written(item) for item in items]
    return written if len(written) < 2 else sorted(written, key=_sort_key)


def _sort_key(item: Any) -> str:
    return item if isinstance(item, str) else _by_text(item)


def _days(numbers: frozenset[int]) -> list[str]:
    return [_DAY_NAMES[number] for number in sorted(numbers)]


def _time_of_day(value: Any) -> Any:
    return f"{value // 3600:02d}:{value // 60 % 60:02d}" if isinstance(value, int) else _written(value)


_BY_KEY: dict[str, _Write] = {"days": _days, "from": _time_of_day, "to": _time_of_day}


def _object(kind: type, shape: values.Shape[Any]) -> _Write:
    """A writer for one type of object."""
    columns = [
        (shape.keys[field.name], field.default, _BY_KEY.get(shape.keys[field.name], _written)) for field in fields(kind)
    ]
    look = attrgetter(*(field.name for field in fields(kind)))

    def write(value: Any) -> dict[str, Any]:
        return {
            key: put(one)
            for (key, default, put), one in zip(columns, look(value), strict=True)
            if one is not default and (default is MISSING or one != default)
        }

    return write


_WRITERS: dict[type, _Write] = {
    datetime: spoken,
    date: date.isoformat,
    tuple: _rows,
    frozenset: _rows,
    **{kind: _object(kind, shape) for kind, shape in _SHAPES.items()},
}
