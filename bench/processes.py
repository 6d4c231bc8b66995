"""Child processes of a measurement: finding them, what CPU they used, how large they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

import psutil

from console.running.errors import StartFailed
from outreach.clock import pause, stopwatch


def child(word: str) -> psutil.Process:
    """The child of this process with ``word`` in its command line. Raises StartFailed when there is none."""
    found: list[psutil.Process] = psutil.Process(os.getpid()).children()
    for process in found:
        if word in " ".join(process.cmdline()):
            return process
    raise StartFailed(f"no process runs {word!r}")


def family(root: psutil.Process) -> list[psutil.Process]:
    """A process and everything below it."""
    return [root, *root.children(recursive=True)]


def cpu_seconds(roots: Iterable[psutil.Process]) -> float:
    """CPU time used so far by the processes and everything they started, also by what has ended since."""
    times = [process.cpu_times() for root in roots for process in family(root)]
    return float(sum(one.user + one.system + one.children_user + one.children_system for one in times))


def resident(root: psutil.Process) -> tuple[float, float]:
    """Megabytes of a family: resident in each process added up, and proportionally, what is shared counted once."""
    found = [process.memory_full_info() for process in family(root)]
    return sum(one.rss for one in found) / 1e6, sum(one.pss for one in found) / 1e6


def wait_until(done: Callable[[], bool], what: str, seconds: float = 120.0) -> None:
    """Raises StartFailed when it is not so in time."""
    until = stopwatch() + seconds
    while not done():
        if stopwatch() > until:
            raise StartFailed(f"{what} took longer than {seconds:g} s")
        pause(0.02)
