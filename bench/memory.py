"""Memory of each process of a house that runs and waits, beside a bare Python interpreter.

Resident memory counts what processes share in each of them; where a part is a family of processes (PostgreSQL, a worker
with the parent that watches it) the sum therefore says too much, and the proportional size, which counts shared pages
once, stands on a line of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

from bench.figures import Figure
from bench.processes import child, resident
from console.running.house import House
from console.running.output import LogFile
from console.running.process import Process
from outreach.clock import pause

_SETTLED = 5.0  # seconds until what is read at start has been read
_PARTS = {
    "web": "console.cli web",
    "worker": "console.cli worker",
    "scheduler": "console.cli scheduler",
    "embedded broker": "embedded_broker",
    "sandbox carrier": "outreach.sandbox",
    "PostgreSQL": "postgres",
}


def measure(folder: Path, quick: bool) -> list[Figure]:
    with House(folder):
        pause(1.0 if quick else _SETTLED)
        found = {name: resident(child(word)) for name, word in _PARTS.items()}
    bare = _interpreter(folder)
    against = "a bare Python interpreter"
    resident_sizes = [Figure(name, size, "MB resident", against, bare) for name, (size, _) in found.items()]
    total = sum(proportional for _, proportional in found.values())
    return [*resident_sizes, Figure("the whole house, shared pages once", total, "MB proportional", against, bare)]


def _interpreter(folder: Path) -> float:
    """Megabytes resident in an interpreter that imported nothing."""
    command = [sys.executable, "-c", "import signal; signal.pause()"]
    process = Process("interpreter", command, LogFile(folder / "interpreter.log"))
    process.start()
    pause(0.5)
    assert process.pid is not None
    size, _ = resident(psutil.Process(process.pid))
    process.kill()
    return size
