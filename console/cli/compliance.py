"""``outreach compliance``: judge facts on any machine, without database, broker, settings or keys.

``check`` writes one line for every line it reads, in the same order and at once, so that a stream of any length passes
through. What is wrong with a line goes to standard error. Exit codes: 0 all is well, 1 a decision is not as expected,
2 a line, or everything, could not be judged.
"""

from __future__ import annotations

import json
import os
import sys
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from compliance import ComplianceError, Decision, UnknownZone, decide, prepare, require_sound_tzdata
from compliance.cases import LONGEST_LINE, Fault, Question, read_cases
from compliance.decision import spoken

DIFFERS, CANNOT_JUDGE = 1, 2
NOBODY_READS = 141  # what shells show for a program that wrote into a pipe after its reader had left

app = typer.Typer(help="Judge facts by the rules.", no_args_is_help=True)
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@app.command()
def check(
    file: Annotated[Path | None, typer.Argument(help="JSON Lines; standard input when absent or -.")] = None,
    expect: Annotated[bool, typer.Option("--expect", help="Compare with what each case expects.")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="Leave findings and proof out.")] = False,
) -> None:
    """May these contacts be made? One line of facts in, one decision out; docs/facts.md describes both."""
    score = Score(expecting=expect, brief=brief)
    with judging(), _opened(file) as given:
        for found in read_cases(_lines(given), expecting=expect):
            sys.stdout.buffer.write(_encode(score.answer(found)).encode() + b"\n")
            sys.stdout.buffer.flush()
        if expect:
            typer.echo(score, err=True)
    raise typer.Exit(score.code)


@app.command()
def schema() -> None:
    """Print the JSON Schema (draft 2020-12) of a line that `check` reads."""
    typer.echo(files("compliance").joinpath("facts.schema.json").read_text("utf-8"), nl=False)


@dataclass
class Score:
    """Answers lines and counts what came of them. `doubtful` are those of `differing` that rest on unsettled law."""

    expecting: bool
    brief: bool
    lines: int = 0
    faulty: int = 0
    differing: int = 0
    doubtful: int = 0

    @property
    def code(self) -> int:
        """The exit code. To expect something and be given nothing is a fault too."""
        if self.faulty or (self.expecting and not self.lines):
            return CANNOT_JUDGE
        return DIFFERS if self.differing else 0

    def __str__(self) -> str:
        parts = [f"{self.lines - self.differing - self.faulty} as expected"]
        if self.differing:
            parts.append(f"{self.differing} not" + (f" ({self.doubtful} of them doubtful)" if self.doubtful else ""))
        if self.faulty:
            parts.append(f"{self.faulty} could not be judged")
        return f"{self.lines} case{'s' * (self.lines != 1)}: {', '.join(parts)}"

    def answer(self, found: Question | Fault) -> dict[str, Any]:
        """What is written for a line."""
        self.lines += 1
        if isinstance(found, Question):
            try:
                return {"id": found.id, "line": found.line} | self._judged(found)
            except UnknownZone as error:
                found = Fault(found.line, found.id, "", f"cannot be judged: {error}")
        self.faulty += 1
        typer.echo(found, err=True)
        return {"id": found.id, "line": found.line, "error": found.text}

    def _judged(self, case: Question) -> dict[str, Any]:
        decision = decide(case.facts)
        if self.expecting and case.expect:
            differences = case.expect.differences(decision)
            self.differing += bool(differences)
            self.doubtful += bool(differences) and case.doubtful
            where = f"line {case.line}, case {_encode(case.id)}"
            doubt = " (doubtful)" if case.doubtful else ""
            for field, wanted, got in differences:
                typer.echo(f"{where}, {field}{doubt}: wanted {_encode(wanted)}, got {_encode(got)}", err=True)
        return _in_brief(decision) if self.brief else decision.to_json()


def _in_brief(decision: Decision) -> dict[str, Any]:
    return {
        "decision": decision.verdict.value,
        "rules": list(decision.rules),
        "next_permitted": spoken(decision.next_permitted),
    }


@contextmanager
def _opened(file: Path | None) -> Iterator[IO[bytes]]:
    if file is None or file == Path("-"):
        yield sys.stdin.buffer
    else:
        with file.open("rb") as opened:
            yield opened


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file, of those that are too long only as much as shows it."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


@contextmanager
def judging() -> Iterator[None]:
    """What every command starts with that decides: a sound clock, the rules read, refusals told plainly.

    Local times come from the tzdata wheel. A stale one is refused, and so is another database that PYTHONTZPATH names.
    A command whose output nobody reads any more ends in silence.
    """
    if "PYTHONTZPATH" not in os.environ:
        zoneinfo.reset_tzpath(to=())
    try:
        require_sound_tzdata()
        prepare()
        yield
    except BrokenPipeError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # what is still buffered goes there when Python ends
        os.dup2(nowhere, sys.stderr.fileno())
        raise typer.Exit(NOBODY_READS) from None
    except (ComplianceError, OSError) as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        raise typer.Exit(CANNOT_JUDGE) from None
