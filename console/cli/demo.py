"""``outreach demo``: a simulated business day, start to finish."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from console.cli.context import plain, screen
from console.demo import report

EXAMPLE = Path(__file__).parents[2] / "examples" / "placement.csv"


@plain
def demo(
    queue: Annotated[Path, typer.Option(help="A placement file.", exists=True)] = EXAMPLE,
    data: Annotated[Path, typer.Option(help="Folder for the day; emptied first.")] = Path(".run/demo"),
    seed: Annotated[int, typer.Option(help="The same seed lives the same day.")] = 7,
    tap: Annotated[Path | None, typer.Option(help="File for everything that is said to the carrier and by it.")] = None,
) -> None:
    """Run a whole business day on embedded parts against the sandbox, in about a minute."""
    from console.demo.day import run

    if data.exists() and (data / "clock").exists():
        shutil.rmtree(data)
    found = run(queue, data.resolve(), seed, screen, tap.resolve() if tap else None)
    report.show(found, screen)
    sys.stdout.write(found.line() + "\n")
