"""Words that must not be in the product: it speaks of itself only, and knows no machine but the one it runs on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, files

FORBIDDEN = {
    "a package index": r"pypi\.org|pythonhosted|--index-url|--extra-index-url|--find-links|--trusted-host",
    "a path of some machine": r"(?<![\w.-])/(root|home|opt|Users|mnt|work/main|work/shared)/\w",
    "a work item": r"\bissues? #?\d+\b",
    "a neighbour of the repository": r"\.\./shared",
    "somebody who is not part of the product": r"\b(claude|anthropic|openai|chatgpt|gpt-\d|copilot|llm|ai-generated)\b",
    "work left undone": r"\b(TODO|FIXME)\b",
}
ALLOWED = {
    "tests/house/test_words.py": set(FORBIDDEN),
    ".gitignore": set(FORBIDDEN),
}
READS_NEIGHBOURS = "tests/"  # tests may read a neighbour's data, and skip where it is absent
IN_BINARY = b"\0"


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_mentions(kind: str) -> None:
    pattern = re.compile(FORBIDDEN[kind], re.IGNORECASE if kind.startswith("somebody") else 0)
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for path in files()
        if _is_text(path) and kind not in _allowed(name := path.relative_to(ROOT).as_posix())
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert not found, "\n".join(found)


def _is_text(path: Path) -> bool:
    with path.open("rb") as file:
        return IN_BINARY not in file.read(1024)


def _allowed(name: str) -> set[str]:
    if name.startswith(READS_NEIGHBOURS):
        return ALLOWED.get(name, set()) | {"a neighbour of the repository"}
    return ALLOWED.get(name, set())
