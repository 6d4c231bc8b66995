"""Facts back into their public JSON form, one way only: defaults left out, rows and sets sorted, keys sorted.

Row order has no meaning and an absent key means its default, so facts that mean the same have the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from functools import cache
from typing import Any

from compliance import facts as f
from compliance import reading, values
from compliance.decision import spoken

_SHAPES: Mapping[type, values.Shape[Any]] = {
    f.Facts: reading.facts,
    f.Collector: reading.collector,
    f.Provenance: reading.provenance,
    f.ReassignedCheck: reading.reassigned_check,
    f.Address: reading.address,
    f.Content: reading.content,
    f.Attempt: reading.attempt,
    f.StatedLocation: reading.stated_location,
    f.Person: reading.person,
    f.Debt: reading.debt,
    f.Event: reading.event,
    f.Consent: reading.consent,
    f.OptOut: reading.opt_out,
    f.Statement: reading.statement,
    f.Hold: reading.hold,
    f.Policy: reading.policy,
    f.Hours: values.hours,
}
_DAY_NAMES = {number: name for name, number in values.DAYS.items()}


def write_facts(facts: f.Facts) -> dict[str, Any]:
    """The facts in their canonical JSON form; `read_facts` gives the same facts back, rows sorted."""
    written = _written(facts)
    assert isinstance(written, dict)
    return written


def canonical_bytes(facts: f.Facts) -> bytes:
    """The canonical form as compact UTF-8 JSON, for digests."""
    return json.dumps(write_facts(facts), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@cache
def _columns(kind: type) -> tuple[tuple[str, str, Any], ...]:
    """For each field: its name, its JSON key and its default."""
    keys = _SHAPES[kind].keys
    return tuple((field.name, keys[field.name], field.default) for field in fields(kind))


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return spoken(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        return sorted((_written(item) for item in value), key=_sort_key)
    if type(value) in _SHAPES:
        return {
            key: _field(key, getattr(value, name))
            for name, key, default in _columns(type(value))
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
