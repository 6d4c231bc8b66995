"""``outreach log``: export the contact log, how fast it fell silent, export and verify its chain."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import IO, Annotated

import typer
from rich.table import Table

from console.cli.context import errors, open_store, plain, screen
from outreach.contacts import book, chain_check, silence_log

app = typer.Typer(help="The contact log: why each contact was lawful.", no_args_is_help=True)


class Format(StrEnum):
    """Ways to write the log down."""

    JSONL = "jsonl"
    CSV = "csv"


Out = Annotated[Path | None, typer.Option("--out", help="File to write; standard output when absent.")]


@app.command()
@plain
def export(
    format: Annotated[Format, typer.Option(help="One JSON object per line, or a table.")] = Format.JSONL,
    out: Out = None,
    client: Annotated[str | None, typer.Option(help="Only this client's.")] = None,
    campaign: Annotated[str | None, typer.Option(help="Only this campaign's.")] = None,
    since: Annotated[datetime | None, typer.Option(help="From this UTC instant.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this UTC instant.")] = None,
    reveal: Annotated[bool, typer.Option(help="Names and addresses in clear.")] = False,
) -> None:
    """Write every attempt, sent or blocked, with its decision."""
    store = open_store()
    with store.sessions() as session, _target(out) as target:
        found = book.rows(session, store, client=client, campaign=campaign, since=since, until=until, reveal=reveal)
        count = (book.write_csv if format is Format.CSV else book.write_jsonl)(found, target)
    if out:
        screen.print(f"{count} attempts written to {out}")


@app.command()
@plain
def chain(out: Out = None) -> None:
    """Write the hash chain of every person, for `outreach log verify`."""
    store = open_store()
    with store.sessions() as session, _target(out) as target:
        for line in chain_check.lines(session):
            target.write(json.dumps(line, ensure_ascii=False) + "\n")


@app.command()
@plain
def silence(
    since: Annotated[datetime | None, typer.Option(help="From this UTC instant.")] = None,
    until: Annotated[datetime | None, typer.Option(help="Before this UTC instant.")] = None,
    cause: Annotated[
        str | None, typer.Option(help="Only stop, payment, promise, dispute, hold or unread (words to be read).")
    ] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write the rows to this file instead.")] = None,
) -> None:
    """How long it took from each no, payment or hold to the last queued item it cancelled."""
    store, took = open_store(), []
    table = Table(*silence_log.COLUMNS)
    with store.sessions() as session, _rows_of(csv_file, table) as write:
        for row in silence_log.rows(session, store, since=_utc(since), until=_utc(until), cause=cause):
            write(row.cells())
            took += [row.seconds] if row.seconds is not None else []
    if csv_file is None:
        screen.print(table)
    if took:
        screen.print(f"{len(took)} measured: median {median(took):.3f} s, longest {max(took):.3f} s")


@contextmanager
def _rows_of(csv_file: Path | None, table: Table) -> Iterator[Callable[[list[str]], object]]:
    """Where rows go: a file with a header, or the table on the screen."""
    if csv_file is None:
        yield lambda cells: table.add_row(*cells)
        return
    with csv_file.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(silence_log.COLUMNS)
        yield lines.writerow


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None


@app.command()
def verify(file: Annotated[Path, typer.Argument(exists=True, help="A file written by `outreach log chain`.")]) -> None:
    """Check an exported chain offline; exit 1 when anything was changed, removed or put in between."""
    with file.open() as lines:
        found = list(chain_check.faults(json.loads(line) for line in lines))
    for fault in found:
        errors.print(fault)
    screen.print("the chain is whole" if not found else f"{len(found)} faults")
    raise typer.Exit(bool(found))


def _target(out: Path | None) -> IO[str]:
    if out:
        return out.open("w", encoding="utf-8", newline="")
    return open(sys.stdout.fileno(), "w", encoding="utf-8", newline="", closefd=False)
