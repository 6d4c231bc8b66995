"""``outreach log``: export the contact log, export and verify its chain."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated

import typer

from console.cli.context import errors, open_store, plain, screen
from outreach.contacts import book, chain_check

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
