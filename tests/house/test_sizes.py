from __future__ import annotations

import ast
from pathlib import Path

from tests.house.sources import PACKAGES, ROOT, files

LONGEST_FUNCTION = 60
LONGEST_FILE = 400


def test_no_function_is_longer_than_sixty_lines() -> None:
    product = [path for path in files(*PACKAGES, "bench", suffix=".py") if "migrations" not in path.parts]
    assert not [entry for path in product for entry in _long_functions(path)]


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    everything = files(*PACKAGES, "bench", "tests", suffix=".py")
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in everything}
    assert not {name: size for name, size in sizes.items() if size > LONGEST_FILE and "migrations" not in name}


def _long_functions(path: Path) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
