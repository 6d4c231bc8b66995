"""Python imports this at the start of every process that has this folder on its path."""

from __future__ import annotations

import importlib.util
from pathlib import Path

spec = importlib.util.spec_from_file_location("tests_network", Path(__file__).parents[1] / "network.py")
assert spec is not None
assert spec.loader is not None
network = importlib.util.module_from_spec(spec)
spec.loader.exec_module(network)
network.guard()
