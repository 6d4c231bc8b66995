"""A pack of rules: a TOML text, read into rules and checked.

A pack file holds `[pack]` (jurisdiction, checked_on) and a list of `[[rule]]`. Each rule has an id, a kind, dates,
a citation, a confidence (`confirmed`, `memory`, `unconfirmed`, `policy`), conditions (the gate) and the parameters
of its kind. `part` tells apart rules that share an id; `overridable` says that two people of ours may answer for an
exception. Rows with the same id, part and jurisdiction are versions: each must begin on the day the one before ends.
A pack with any fault does not load, and nothing is decided.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, Field, fields
from datetime import date
from itertools import pairwise
from typing import Any, get_type_hints

from compliance.decision import Verdict
from compliance.errors import PackError
from compliance.facts import Policy
from compliance.rules import consents, deadlines, frequency, holds, opt_outs, standing, windows, wording
from compliance.rules.kind import Gate, Kind, Rule
from compliance.values import time_of_day

CONFIDENCES = frozenset({"confirmed", "memory", "unconfirmed", "policy"})
EVERYWHERE = "*"

KINDS: dict[str, type[Kind]] = {
    kind.name: kind
    for module in (windows, frequency, holds, opt_outs, consents, standing, wording, deadlines)
    for kind in module.KINDS
}

_PACK_KEYS = frozenset({"pack", "rule"})
_HEAD_KEYS = frozenset({"jurisdiction", "checked_on"})
_RULE_KEYS = frozenset(
    {
        "id",
        "part",
        "kind",
        "jurisdiction",
        "effective_from",
        "effective_to",
        "citation",
        "checked_on",
        "confidence",
        "note",
        "overridable",
    }
)
_GATE_KEYS = frozenset(field.name for field in fields(Gate))
_GATE_WORDS: dict[str, frozenset[str]] = {
    "channels": frozenset({"call", "sms", "email"}),
    "roles": frozenset({"third_party", "debt_buyer", "first_party"}),
    "voices": frozenset({"live", "artificial"}),
    "lines": frozenset({"mobile", "landline", "voip", "toll_free", "unknown"}),
    "places": frozenset({"home", "work"}),
    "carriers": frozenset({"twilio", "other"}),
    "debts": frozenset({"consumer", "commercial"}),
    "programs": frozenset({"collection", "other"}),
    "policies": frozenset(field.name for field in fields(Policy)),
    "purposes": frozenset(
        {"collection", "reply", "consent_request", "opt_out_confirmation", "voicemail", "location", "statutory_notice"}
    ),
    "people": frozenset(
        {"debtor", "co_obligor", "spouse", "executor", "parent", "attorney", "third_party", "commanding_officer"}
    ),
}


def read_packs(sources: Mapping[str, str]) -> list[Rule]:
    """Every rule of the pack texts, which are given by file name; sorted by id, part, jurisdiction and date.

    Raises:
        PackError: a pack has an unknown key, lacks a citation, leaves a gap between versions, or the like.
    """
    rules: list[Rule] = []
    for name, text in sources.items():
        try:
            rules.extend(_pack(name, tomllib.loads(text)))
        except tomllib.TOMLDecodeError as error:
            raise PackError(name, f"is not TOML ({error})") from None
    rules.sort(key=_order)
    _check_versions(rules)
    return rules


def _order(rule: Rule) -> tuple[str, str, str, int]:
    return rule.id, rule.part, rule.jurisdiction, rule.from_day


def _pack(name: str, data: Mapping[str, Any]) -> Iterable[Rule]:
    _known(name, data, _PACK_KEYS)
    head = data.get("pack", {})
    _known(name, head, _HEAD_KEYS)
    for key in _HEAD_KEYS:
        if key not in head:
            raise PackError(name, f"has no {key} in [pack]")
    return [_rule(f"{name}: {row.get('id', 'a rule without id')}", head, row) for row in data.get("rule", [])]


def _rule(where: str, head: Mapping[str, Any], row: Mapping[str, Any]) -> Rule:
    for key in ("id", "kind", "citation", "effective_from", "confidence"):
        if not row.get(key):
            raise PackError(where, f"has no {key}")
    if row["confidence"] not in CONFIDENCES:
        raise PackError(where, f"has a confidence other than {', '.join(sorted(CONFIDENCES))}")
    kind = KINDS.get(row["kind"])
    if kind is None:
        raise PackError(where, f"is of no known kind; the kinds are {', '.join(sorted(KINDS))}")
    _known(where, row, _RULE_KEYS | _GATE_KEYS | kind.parameters())
    gate = {key: row[key] for key in _GATE_KEYS if key in row}
    values = {key: row[key] for key in kind.parameters() if key in row}
    first, last = _day(where, row["effective_from"]), _day(where, row.get("effective_to"))
    if first is None or (last is not None and last <= first):
        raise PackError(where, "ends before it begins")
    jurisdiction = row.get("jurisdiction", head["jurisdiction"])
    checked_on = row.get("checked_on", head["checked_on"])
    if not isinstance(checked_on, date):
        raise PackError(where, "has a checked_on that is no date")
    if not isinstance(row.get("overridable", False), bool) or not isinstance(row.get("note", ""), str):
        raise PackError(where, "has an overridable that is not true or false, or a note that is no text")
    if head["jurisdiction"] != EVERYWHERE and not f"{jurisdiction}-".startswith(f"{head['jurisdiction']}-"):
        raise PackError(where, "lies outside the jurisdiction of its pack")
    return Rule(
        row["id"],
        row.get("part", ""),
        jurisdiction,
        first,
        last,
        row["citation"],
        row["confidence"],
        _gate(where, gate),
        _kind(where, kind, values),
        checked_on,
        row.get("note", ""),
        row.get("overridable", False),
    )


def _known(where: str, data: Mapping[str, Any], keys: frozenset[str]) -> None:
    unknown = sorted(data.keys() - keys)
    if unknown:
        raise PackError(where, f"has the unknown key {unknown[0]!r}")


def _day(where: str, value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, date):
        raise PackError(where, "has an effective date that is no date")
    return value.toordinal() - date(1970, 1, 1).toordinal()


def _gate(where: str, values: Mapping[str, Any]) -> Gate:
    read = {}
    for key, listed in values.items():
        words = _GATE_WORDS[key.removeprefix("not_")]
        if not isinstance(listed, list) or not words.issuperset(listed):
            raise PackError(where, f"has a word in {key} that is none of {', '.join(sorted(words))}")
        read[key] = frozenset(listed)
    return Gate(**read)


def _kind(where: str, kind: type[Kind], values: Mapping[str, Any]) -> Kind:
    hints = get_type_hints(kind)
    for field in fields(kind):
        if field.name not in values and _is_required(field):
            raise PackError(where, f"has no {field.name}")
    try:
        return kind(**{key: _parameter(str(hints[key]), value) for key, value in values.items()})
    except (TypeError, ValueError, KeyError) as error:
        raise PackError(where, f"has a parameter that cannot be read ({error})") from None


def _is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _parameter(hint: str, value: Any) -> Any:
    if "Verdict" in hint:
        return Verdict(value)
    if "frozenset" in hint:
        return frozenset(value)
    if "tuple[tuple[int" in hint:
        return _spans(value)
    if "tuple[str" in hint:
        return tuple(value)
    if type(value).__name__ not in hint:
        raise TypeError(f"{value!r} is not {hint}")
    return value


def _spans(value: str) -> tuple[tuple[int, int], ...]:
    """`08:00-21:00`, or `closed`."""
    if value == "closed":
        return ()
    opens, closes = (time_of_day(part) for part in value.split("-"))
    if opens >= closes:
        raise ValueError("hours end before they begin")
    return ((opens, closes),)


def _check_versions(rules: list[Rule]) -> None:
    """Versions of one rule follow each other without gap or overlap."""
    by_key: dict[tuple[str, str, str], list[Rule]] = {}
    for rule in rules:
        by_key.setdefault((rule.id, rule.part, rule.jurisdiction), []).append(rule)
    for (name, part, _), versions in by_key.items():
        for before, after in pairwise(versions):
            if before.to_day != after.from_day:
                raise PackError(f"{name} {part}".strip(), "has a gap or an overlap between the dates of its versions")
