"""``outreach import``: a client's placement file into the account store, and back out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from console.cli.context import open_store, plain, screen, whoami
from outreach.intake.columns import read_mapping
from outreach.intake.importing import import_file
from outreach.intake.report import Report
from outreach.intake.undo import undo as take_back


@plain
def import_(
    file: Annotated[Path | None, typer.Argument(help="The placement file: CSV as the client sent it.")] = None,
    client: Annotated[str, typer.Option("--client", help="Whose debts these are.")] = "",
    mapping: Annotated[Path | None, typer.Option("--map", help='TOML of lines like balance = "Amt Due".')] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report the same, write nothing.")] = False,
    undo: Annotated[str, typer.Option("--undo", help="Take back the placement with this id.")] = "",
) -> None:
    """Load a placement file, or take one back while nobody was contacted from it."""
    if undo:
        _undo(undo)
    elif file and client:
        _import(file, client, mapping, dry_run=dry_run)
    else:
        raise typer.BadParameter("give a FILE and its --client, or --undo with a placement's id")


def _import(file: Path, client: str, mapping: Path | None, *, dry_run: bool) -> None:
    columns = read_mapping(mapping) if mapping else None
    store = open_store()
    bar = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bar, console=screen, transient=True) as progress:
        task = progress.add_task("loading", total=None)
        report = import_file(
            store.sessions,
            store.vault,
            file,
            client,
            whoami(),
            store.clock.now(),
            mapping=columns,
            dry_run=dry_run,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )
    _show(report)


def _show(report: Report) -> None:
    screen.print(f"{report.file} of {report.client}" + (" (dry run: nothing was written)" if report.dry_run else ""))
    table = Table(show_header=False)
    for what in ("rows", "loaded", "adjusted", "unchanged", "other_clients", "rejected", "people_new", "people_known"):
        table.add_row(what.replace("_", " "), f"{getattr(report, what):,}")
    screen.print(table)
    for reject in report.rejects:
        where = f"row {reject.row}" + (f", {reject.column} {reject.value!r}" if reject.column else "")
        screen.print(f"  {where}: {reject.reason}", markup=False, highlight=False)
    if report.rejected > len(report.rejects) and report.rejects:
        screen.print(f"  … and {report.rejected - len(report.rejects):,} more")
    if report.unknown_columns:
        screen.print(f"columns not read: {', '.join(report.unknown_columns)}", markup=False)
    if report.rejects_path:
        screen.print(f"correct and import again: {report.rejects_path}", markup=False, soft_wrap=True)
    if report.repeated:
        screen.print("this file was loaded before; nothing changed")
    if not report.dry_run:
        screen.print(f"placement {report.placement}", highlight=False)


def _undo(placement: str) -> None:
    store = open_store()
    undone = take_back(store.sessions, placement, whoami(), store.clock.now())
    screen.print(
        f"{undone.file} is undone. Accounts removed: {undone.debts:,}; people removed: {undone.people:,}; "
        f"changes put back: {undone.restored:,}"
    )
