"""``outreach compliance rules`` and ``upcoming``: which rules there are, and what changes. Needs no database."""

from __future__ import annotations

import csv
import json
import sys
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.table import Table

from compliance import rule_book
from compliance.listing import Row, markdown, rows
from compliance.upcoming import ClockChange, RuleChange, clock_changes, rule_changes
from console.cli.compliance import judging
from console.cli.context import screen
from outreach.clock import RealClock


class Form(StrEnum):
    """Ways to write rules down."""

    TABLE = "table"
    MARKDOWN = "markdown"
    CSV = "csv"
    JSONL = "jsonl"


def rules(
    form: Annotated[Form, typer.Option("--format", help="How to write them.")] = Form.TABLE,
    rule: Annotated[str | None, typer.Option(help="Only this rule, like US-F-7IN7.")] = None,
    place: Annotated[str | None, typer.Option(help="Only what is law there, like US-NY: its country's too.")] = None,
    confidence: Annotated[str | None, typer.Option(help="Only confirmed, memory, unconfirmed or policy.")] = None,
) -> None:
    """List every rule with its parameters, source, dates and confidence."""
    with judging():
        if form is Form.MARKDOWN:
            typer.echo(markdown(rule_book()), nl=False)
            return
        chosen = [row for row in rows(rule_book()) if _is_wanted(row, rule, place, confidence)]
        if form is Form.TABLE:
            screen.print(_table(chosen))
        else:
            _write(form, Row._fields, [row._asdict() for row in chosen])


def upcoming(
    days: Annotated[int, typer.Option(min=1, max=3650, help="How many days to look ahead.")] = 90,
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="From this day; else today.")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="How to write them.")] = Form.TABLE,
) -> None:
    """List the rules that begin, end or change, and the clocks that are moved, in the days to come."""
    with judging():
        today = (since or RealClock().now()).date()
        until = today + timedelta(days=days)
        law, clocks = rule_changes(rule_book(), today, until), clock_changes(today, until)
        if form is Form.TABLE:
            screen.print(_changes(law, clocks))
            screen.print(f"{len(law)} changes of rules and {len(clocks)} of clocks from {today} to {until}.")
        else:
            _write(form, _COLUMNS, _in_order(law, clocks))


_COLUMNS = ("at", "what", "rule", "part", "jurisdiction", "confidence", "citation", "zones")


def _is_wanted(row: Row, rule: str | None, place: str | None, confidence: str | None) -> bool:
    if rule is not None and row.rule != rule:
        return False
    if place is not None and row.jurisdiction != "*" and not f"{place}-".startswith(f"{row.jurisdiction}-"):
        return False
    return confidence is None or row.confidence == confidence


def _table(chosen: list[Row]) -> Table:
    table = Table("rule", "where", "kind", "about", "parameters", "from", "to", "source", "confidence")
    for row in chosen:
        name = f"{row.rule} {row.part}".strip()
        table.add_row(
            name, row.jurisdiction, row.kind, row.about, row.parameters, row.since, row.to, row.citation, row.confidence
        )
    return table


def _changes(law: list[RuleChange], clocks: list[ClockChange]) -> Table:
    table = Table("when", "what", "where", "source")
    for change in _in_order(law, clocks):
        what = " ".join(filter(None, (change["rule"], change["part"], change["what"])))
        table.add_row(change["at"], what, change["jurisdiction"] or change["zones"], change["citation"])
    return table


def _in_order(law: list[RuleChange], clocks: list[ClockChange]) -> list[dict[str, Any]]:
    changes: list[RuleChange | ClockChange] = [*law, *clocks]
    return sorted((_change(change) for change in changes), key=lambda row: str(row["at"]))


def _change(change: RuleChange | ClockChange) -> dict[str, Any]:
    row = dict.fromkeys(_COLUMNS, "")
    if isinstance(change, RuleChange):
        return row | {key: value for key, value in change._asdict().items() if key != "on"} | {"at": str(change.on)}
    moved = f"clocks move from UTC{_offset(change.before)} to UTC{_offset(change.after)}"
    return row | {
        "at": f"{change.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "what": moved,
        "zones": ", ".join(change.zones),
    }


def _offset(seconds: int) -> str:
    return f"{'-' if seconds < 0 else '+'}{abs(seconds) // 3600:02d}:{abs(seconds) // 60 % 60:02d}"


def _write(form: Form, columns: tuple[str, ...], found: list[dict[str, Any]]) -> None:
    if form is Form.JSONL:
        for row in found:
            typer.echo(json.dumps(row, ensure_ascii=False))
        return
    table = csv.DictWriter(sys.stdout, columns)
    table.writeheader()
    table.writerows(found)
