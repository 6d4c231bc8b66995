"""Facts back into their public JSON form, one way only: defaults left out, rows and sets sorted, keys sorted.

Row order has no meaning and an absent key means its default, so facts that mean the same have the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
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
# For each type its fields: name, JSON key, default.
_COLUMNS: dict[type, list[tuple[str, str, Any]]] = {
    kind: [(field.name, shape.keys[field.name], field.default) for field in fields(kind)]
    for kind, shape in _SHAPES.items()
}
_DAY_NAMES = {number: name for name, number in values.DAYS.items()}


def write_facts(facts: f.Facts) -> dict[str, Any]:
    """The facts in their canonical JSON form; `read_facts` gives the same facts back, rows sorted."""
    return dict(_written(facts))


def canonical_bytes(facts: f.Facts) -> bytes:
    """The canonical form as compact UTF-8 JSON, for digests."""
    return json.dumps(write_facts(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return spoken(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        return sorted((_written(item) for item in value), key=_sort_key)
    columns = _COLUMNS.get(type(value))
    if columns is not None:
        return {
            key: _field(key, getattr(value, name))
            for name, key, default in columns
            if default is MISSING or getattr(value, name) != default
        }
    return value


def _field(key: str, value: Any) -> Any:
    if key == "days":
        return [_DAY_NAMES[number] for number in sorted(value)]
    if key in ("from", "to") and isinstance(value, int):
        return f"{value // 3600:02d}:{value // 60 % 60:02d}"
    return _written(value)


def _sort_key(item: Any) -> str:
    return item if isinstance(item, str) else json.dumps(item, sort_keys=True)
