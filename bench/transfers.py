"""An afternoon of live transfers: twenty collectors, five hundred requests for a person, and how callers fared.

The figures are business time: how long callers waited and heard nothing, counted from the sandbox's journal. The machine's own
slowness is not in them (`afternoon/clockwork.py`); that the web process answered in time is counted beside.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bench.afternoon.day import Afternoon, Papers, Size
from bench.figures import Figure
from outreach.clock import stopwatch

QUICK = Size(calling=24, called=10, collectors=10, lasts=timedelta(minutes=20))


def measure(folder: Path, quick: bool) -> list[Figure]:
    began = stopwatch()
    papers = Afternoon(folder, QUICK if quick else Size()).live()
    return [*_figures(papers), Figure("real time", stopwatch() - began, "s")]


def _figures(papers: Papers) -> list[Figure]:
    asked, fates = papers.requests, papers.fates()
    return [
        Figure("requests for a person", len(asked), "calls"),
        Figure("spoke with one", len(fates["talk"]), "calls"),
        Figure("were given a time", len(fates["slot"]), "calls"),
        Figure("hung up before", len(fates["hung up"]), "calls"),
        Figure("lost", len(fates["lost"]), "calls", aim="none"),
        Figure("longest silence", papers.longest_silence, "s", aim="under 5 s"),
        Figure("collectors rung twice at once", len(papers.twice), "times", aim="none"),
        Figure("waited, median", papers.callers.wait_median or 0, "s"),
        Figure("waited, 9 of 10", papers.callers.wait_90 or 0, "s"),
        Figure("abandoned of those who asked", 100 * papers.callers.abandoned_rate, "%", aim="none"),
        Figure("steps of a call answered late", papers.late, "steps", aim="none"),
    ]
