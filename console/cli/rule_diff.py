"""``outreach compliance diff``: what a change of rules would have done, and does to what is planned.

Also what ``replay`` needs as well: a session that only reads, a progress line, the tables and files of what differs.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group
from rich.progress import Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from campaigns import rule_diff
from console.cli.compliance import CANNOT_JUDGE, judging
from console.cli.context import errors, open_store, plain, screen
from outreach.contacts import replay
from outreach.contacts.book import flat
from outreach.contacts.rule_diff import COLUMNS, Tally, Unjudged
from outreach.contacts.rule_sets import named
from outreach.store import Store

PACE = 100  # contacts between two looks of the progress line
SHOWN = 5  # contacts that cannot be judged are told one by one up to this many
Rules = Annotated[
    str,
    typer.Argument(
        help="shipped, today, a date, the version of kept rules or its beginning, a pack (.toml), a folder of packs."
    ),
]


@plain
def diff(
    old: Rules,
    new: Rules,
    days: Annotated[int, typer.Option(min=0, help="How many days of decisions to judge again.")] = 30,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write every change to this file.")] = None,
) -> None:
    """Say what a change of rules would have done to past decisions and does to planned contacts."""
    with opened() as (store, session):
        now = store.clock.now()
        before, after = (named(session, name, now.date()) for name in (old, new))
        span = replay.Span(since=now - timedelta(days=days))
        past, planned = Tally(), Tally()
        with exported(csv_file, COLUMNS) as export:
            for what, tally, found in (
                ("decisions", past, replay.rejudged(session, store.vault, span, after, before)),
                ("planned contacts", planned, rule_diff.rejudged(session, store.vault, before, after, now)),
            ):
                with counting(what) as count:
                    for one in found:
                        tally.add(one)
                        count()
                        if isinstance(one, Unjudged):
                            _tell(one, tally)
                        elif one.differs:
                            export(one.row())
    typer.echo(f"old rules: {before.version}\nnew rules: {after.version}")
    typer.echo(f"{planned.changed:,} of {planned.looked:,} planned contacts change.")
    typer.echo(f"{past.changed:,} of {past.looked:,} decisions of the last {days} days would have been other.")
    if unjudged := planned.unjudged + past.unjudged:
        typer.echo(f"{unjudged:,} could not be judged.")
    screen.print(tables({"planned contacts": planned, "past decisions": past}))


def _tell(one: Unjudged, tally: Tally) -> None:
    if tally.unjudged <= SHOWN:
        typer.echo(f"{one.what} {one.id} cannot be judged: {one.why}", err=True)


@contextmanager
def opened() -> Iterator[tuple[Store, Session]]:
    """A store and a session that can only read, once clocks and rules are sound; refusals are told plainly."""
    with judging():
        store = open_store()
        try:
            with replay.reading(store) as session:
                yield store, session
        except DBAPIError as error:
            typer.echo(f"The database failed: {error.orig}", err=True)
            raise typer.Exit(CANNOT_JUDGE) from None


@contextmanager
def exported(file: Path | None, columns: Sequence[str]) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Takes rows and writes them to a CSV file, when one is asked for."""
    if file is None:
        yield lambda _: None
        return
    with file.open("w", encoding="utf-8", newline="") as target:
        table = csv.DictWriter(target, columns)
        table.writeheader()
        yield lambda row: table.writerow(flat(dict(row)))


@contextmanager
def counting(what: str, *, silent: bool = False) -> Iterator[Callable[[], None]]:
    """Shows on standard error how many there have been, while they come."""
    looks = (TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn())
    with Progress(*looks, console=errors, transient=True, redirect_stdout=False, disable=silent) as bar:
        task, done = bar.add_task(what, total=None), 0

        def count() -> None:
            nonlocal done
            done += 1
            if done % PACE == 0:
                bar.update(task, completed=done)

        yield count


def tables(tallies: Mapping[str, Tally]) -> Group:
    """What differs, by kind of change, by rule and by place, with a column for each tally."""
    found = (
        _table("change", {what: tally.kinds for what, tally in tallies.items()}),
        _table(
            "rule",
            {f"{what}, gained": tally.gained for what, tally in tallies.items()}
            | {f"{what}, lost": tally.lost for what, tally in tallies.items()},
        ),
        _table("state or city", {what: tally.places for what, tally in tallies.items()}),
    )
    return Group(*(table for table in found if table.row_count))


def _table(title: str, columns: Mapping[str, Counter[str]]) -> Table:
    table = Table(title)
    for column in columns:
        table.add_column(column, justify="right")
    total = sum(columns.values(), Counter[str]())
    for what in sorted(total, key=lambda what: (-total[what], what)):
        table.add_row(Text(what), *(f"{counts[what]:,}" for counts in columns.values()))
    return table
