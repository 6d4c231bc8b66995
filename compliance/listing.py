"""Every rule with its parameters, source, dates and confidence, as people read it: rows, and a Markdown document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from compliance.decision import Verdict
from compliance.rulebook import RuleBook
from compliance.rules.kind import Rule

_FIRST_DAY = date(1970, 1, 1)
_CONFIDENCE = {
    "confirmed": "read in a source",
    "memory": "from memory, to be confirmed",
    "unconfirmed": "the reading or the date is unsettled",
    "policy": "a choice of the house, not law",
}


class Row(NamedTuple):
    """One version of a rule in words. `to` is the first day on which it no longer holds, or empty."""

    rule: str
    part: str
    jurisdiction: str
    kind: str
    about: str
    parameters: str
    since: str
    to: str
    citation: str
    confidence: str
    checked_on: str
    overridable: str
    note: str


def rows(book: RuleBook) -> list[Row]:
    """Every version of every rule, by jurisdiction, id, part and date."""
    rules = sorted(book.all, key=lambda rule: (rule.jurisdiction, rule.id, rule.part, rule.from_day))
    return [_row(rule) for rule in rules]


def markdown(book: RuleBook) -> str:
    """The rules as a Markdown document, one table per jurisdiction."""
    return "\n".join((*_head(), *_tables(book))) + "\n"


def day_of(number: int) -> date:
    """A day number as a date."""
    return _FIRST_DAY + timedelta(days=number)


def _head() -> Iterator[str]:
    yield "# The rules"
    yield ""
    yield "Written by `make rules` from `compliance/packs/*.toml`; the tests fail when it is stale. What the kinds do is"
    yield "told in [compliance.md](compliance.md). A rule is asked only about what its *about* column names; an empty one"
    yield "means every contact. Dates are local; *to* is the first day on which the row no longer holds."
    yield ""
    yield from (f"- **{name}**: {meaning}" for name, meaning in _CONFIDENCE.items())


def _tables(book: RuleBook) -> Iterator[str]:
    for jurisdiction, listed in groupby(rows(book), key=lambda row: row.jurisdiction):
        yield ""
        yield f"## {'House policy, everywhere' if jurisdiction == '*' else jurisdiction}"
        yield ""
        yield "| rule | kind | about | parameters | from | to | source | confidence, checked on |"
        yield "|---|---|---|---|---|---|---|---|"
        for row in listed:
            name = f"**{row.rule}**" + (f" {row.part}" if row.part else "")
            extra = ". Overridable by two people" if row.overridable else ""
            source = _escaped(row.citation + (f". {row.note}" if row.note else "") + extra)
            cells = (name, row.kind, row.about, row.parameters, row.since, row.to, source)
            yield f"| {' | '.join(cells)} | {row.confidence}, {row.checked_on} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


def _row(rule: Rule) -> Row:
    return Row(
        rule.id,
        rule.part,
        rule.jurisdiction,
        rule.kind.name,
        _settings(rule.gate),
        _settings(rule.kind),
        day_of(rule.from_day).isoformat(),
        "" if rule.to_day is None else day_of(rule.to_day).isoformat(),
        rule.citation,
        rule.confidence,
        rule.checked_on.isoformat(),
        "yes" if rule.overridable else "",
        rule.note,
    )


def _settings(part: Any) -> str:
    """The fields of a gate or a kind that say anything, in words."""
    said = ((field, getattr(part, field.name)) for field in fields(part))
    return "; ".join(f"{field.name.replace('_', ' ')} {_word(value)}" for field, value in said if _says(field, value))


def _says(field: Any, value: Any) -> bool:
    return field.default is MISSING or value != field.default


def _word(value: Any) -> str:
    if value is True:
        return "yes"
    if isinstance(value, Verdict):
        return value.value
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    if isinstance(value, tuple):
        return ", ".join(_span(one) if isinstance(one, tuple) else str(one) for one in value) or "closed"
    return str(value)


def _span(hours: tuple[int, int]) -> str:
    return "–".join(f"{second // 3600:02d}:{second // 60 % 60:02d}" for second in hours)
