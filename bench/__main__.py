"""``python -m bench [NAME …] [--quick]``: measure, print a table per subject, write ``.run/bench.json``.

Subjects: decisions, selection, claims, actors, silence, sandbox, memory, transfers; all of them when none is named.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import zoneinfo
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import Figure
from outreach.clock import stopwatch

SUBJECTS = ("decisions", "selection", "claims", "actors", "silence", "sandbox", "memory", "transfers")
RUN = Path(".run")
Measure = Callable[[Path, bool], list[Figure]]


def main() -> None:
    arguments = _arguments()
    # As every process of the house: local time comes from the tzdata wheel alone.
    os.environ["PYTHONTZPATH"] = ""
    zoneinfo.reset_tzpath(())
    screen = Console(width=None if os.isatty(1) else 150)
    machine = import_module("bench.machine").facts()
    screen.print(*(f"{name}: {value}" for name, value in machine.items()), sep="\n", highlight=False)
    found: dict[str, list[Figure]] = {}
    for subject in arguments.subjects or SUBJECTS:
        found[subject] = _measure(subject, arguments.out, arguments.quick, screen)
    report = {"quick": arguments.quick, "machine": machine, "figures": _as_json(found)}
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "bench.json").write_text(json.dumps(report, indent=1) + "\n")
    screen.print(f"written to {arguments.out / 'bench.json'}", highlight=False)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure speed and memory beside baselines.")
    parser.add_argument("subjects", nargs="*", metavar="NAME", help=f"any of {', '.join(SUBJECTS)}; all when none")
    parser.add_argument("--quick", action="store_true", help="small amounts: does it run, not how fast is it")
    parser.add_argument("--out", type=Path, default=RUN, help="folder of bench.json and of what runs meanwhile")
    arguments = parser.parse_args()
    if unknown := set(arguments.subjects) - set(SUBJECTS):
        parser.error(f"there is no subject {', '.join(sorted(unknown))}; there are {', '.join(SUBJECTS)}")
    return arguments


def _measure(subject: str, out: Path, quick: bool, screen: Console) -> list[Figure]:
    folder = out / "bench" / subject
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    measure: Measure = import_module(f"bench.{subject}").measure
    started = stopwatch()
    figures = measure(folder, quick)
    screen.print(_table(f"{subject} ({stopwatch() - started:.0f} s)", figures))
    shutil.rmtree(folder, ignore_errors=True)
    return figures


def _table(title: str, figures: list[Figure]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold")
    for column, justify in (("what", "left"), ("figure", "right"), ("beside", "right"), ("ratio", "right")):
        table.add_column(column, justify=justify)  # type: ignore[arg-type]
    table.add_column("the baseline")
    table.add_column("aim")
    for one in figures:
        beside = "" if one.beside is None else _spoken(one.beside)
        ratio = "" if one.ratio is None else f"{one.ratio:.3g}"
        table.add_row(one.what, f"{_spoken(one.value)} {one.unit}", beside, ratio, one.against, one.aim)
    return table


def _spoken(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _as_json(found: dict[str, list[Figure]]) -> dict[str, list[dict[str, object]]]:
    return {subject: [figure.to_json() for figure in figures] for subject, figures in found.items()}


if __name__ == "__main__":
    main()
