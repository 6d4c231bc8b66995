"""Twilio's library for Node and its counter of segments, as programs a test runs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "wire-node"


def run_node(script: str, *arguments: str, given: str = "") -> str:
    """What a script of `tests/wire-node` prints. Fails, with what it said, when it does not end well."""
    assert (FOLDER / "node_modules" / "twilio").is_dir(), "Node's packages are not installed: run `make node-packages`"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")}
    done = subprocess.run(
        ["node", script, *arguments], cwd=FOLDER, env=kept, input=given, capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-5000:]
    return done.stdout
