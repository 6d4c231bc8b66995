"""What the figures were measured on."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

import psutil

from console.running.postgres_programs import program

_LIBRARIES = ("SQLAlchemy", "psycopg", "dramatiq", "redis", "fakeredis", "twilio", "urllib3")


def facts() -> dict[str, str]:
    """The machine and the software that matter, by name."""
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "load before": f"{os.getloadavg()[0]:.2f} (one minute)",
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": _says([program("postgres"), "--version"]),
        "redis-server": _says(["redis-server", "--version"]),
        "libraries": ", ".join(f"{name} {version(name)}" for name in _LIBRARIES),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _says(command: list[str]) -> str:
    if shutil.which(command[0]) is None:
        return "not installed"
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
