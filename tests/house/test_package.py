"""What a wheel would contain: nothing the product reads may be left behind."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch

from tests.house.sources import PACKAGES, ROOT, files


def test_every_file_of_the_packages_is_in_the_wheel() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]["*"]
    left_behind = [
        str(path.relative_to(ROOT))
        for path in files(*PACKAGES)
        if path.suffix not in {".py", ".pyc"} and not any(fnmatch(path.name, pattern) for pattern in patterns)
    ]
    assert not left_behind
