"""The wire tap: every request and its answer in full, both ways, as JSON Lines. For checking the sandbox itself.

`{"way": "in", …}` is a REST request of the client with our answer, `{"way": "out", …}` a webhook with the client's.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


class Tap:
    """Writes exchanges to a file, or nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._file = path.open("a", encoding="utf-8") if path else None

    def exchange(self, way: str, asked: dict[str, Any], answered: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps({"way": way, "asked": asked, "answered": answered}, ensure_ascii=False) + "\n")

    def flush(self) -> None:
        if self._file is not None:
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
