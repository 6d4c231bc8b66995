from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(out: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", "--out", str(out), *words],
        cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip


def figures(out: Path, subject: str) -> list[dict[str, Any]]:
    ran = run(out, subject, "--quick")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    report = json.loads((out / "bench.json").read_text())
    assert report["quick"]
    assert report["machine"]["processor"]
    found: list[dict[str, Any]] = report["figures"][subject]
    return found


@pytest.mark.parametrize("subject", ["decisions", "selection"])
def test_a_quick_run_gives_figures_beside_their_baselines(subject: str, tmp_path: Path) -> None:
    found = figures(tmp_path, subject)
    assert all(figure["value"] > 0 for figure in found)
    assert any(figure["ratio"] for figure in found)


@pytest.mark.slow
@pytest.mark.parametrize("subject", ["claims", "actors", "silence", "memory"])
def test_a_quick_run_of_real_processes_gives_figures_beside_their_baselines(subject: str, tmp_path: Path) -> None:
    found = figures(tmp_path, subject)
    assert all(figure["value"] >= 0 for figure in found)
    assert any(figure["ratio"] for figure in found)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_quick_afternoon_loses_nobody(tmp_path: Path) -> None:
    found = {figure["what"]: figure["value"] for figure in figures(tmp_path, "transfers")}
    assert found["requests for a person"] > 0
    assert found["lost"] == found["collectors rung twice at once"] == found["steps of a call answered late"] == 0


def test_nothing_is_left_behind_but_the_report(tmp_path: Path) -> None:
    figures(tmp_path, "decisions")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["bench.json"]


def test_an_unknown_subject_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    ran = run(tmp_path, "colour")
    assert ran.returncode == 2
    assert "decisions, selection, claims, actors, silence, sandbox, memory, transfers" in ran.stderr
