"""Where the product's text files are, for the gates that read them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("outreach", "campaigns", "templates", "workers", "compliance", "console")
NOT_OURS = {"build", "dist", "__pycache__", "node_modules"}


def files(*folders: str, suffix: str = "") -> Iterator[Path]:
    """Every file below these folders of the repository (all when none is named), without what was built or installed."""
    for folder in folders or (".",):
        for place, names, found in os.walk(ROOT / folder):
            names[:] = [name for name in names if _ours(name)]
            yield from (Path(place, name) for name in sorted(found) if name.endswith(suffix))


def _ours(folder: str) -> bool:
    hidden = folder.startswith(".") and folder != ".ci"
    return not hidden and folder not in NOT_OURS and not folder.endswith(".egg-info")
