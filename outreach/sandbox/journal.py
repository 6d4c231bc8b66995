"""What happened: an append-only file of JSON Lines, the oracle that tests read.

One line per fact: `at` (virtual time, ISO 8601 UTC), `kind`, `sid`, `from`, `to`, `attempt`, and what belongs to
the kind (words spoken, digits, status, error). Absent values are left out. Lines stand in the order in which
things happened to the sandbox; `at` is the instant people lived them. Whoever watches live is told each line too.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from outreach.sandbox.clock import iso

FLUSH_AFTER: Final = 0.05  # real seconds
UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)

Line = dict[str, Any]


def attempt_in(*texts: str | None) -> str | None:
    """The first UUID found in the texts, in order: the mark a client leaves in its callback URLs."""
    for text in texts:
        found = UUID.search(text) if text else None
        if found:
            return found.group().lower()
    return None


class Journal:
    """Writes lines, counts them by kind, and shows them to watchers."""

    def __init__(self, path: Path, loop: asyncio.AbstractEventLoop) -> None:
        self.counts: Counter[str] = Counter()
        self.watchers: set[Callable[[Line], object]] = set()
        self._file = path.open("a", encoding="utf-8", buffering=1 << 16)
        self._loop = loop
        self._flush_planned: asyncio.TimerHandle | None = None

    def record(
        self,
        kind: str,
        at: float,
        *,
        sid: str | None = None,
        from_: str | None = None,
        to: str | None = None,
        attempt: str | None = None,
        **more: object,
    ) -> None:
        line = {"at": iso(at), "kind": kind, "sid": sid, "from": from_, "to": to, "attempt": attempt, **more}
        kept = {name: value for name, value in line.items() if value is not None}
        self._file.write(json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n")
        self.counts[kind] += 1
        for watcher in self.watchers:
            watcher(kept)
        if self._flush_planned is None:
            self._flush_planned = self._loop.call_later(FLUSH_AFTER, self.flush)

    @property
    def closed(self) -> bool:
        """Whether the sandbox that wrote it is gone."""
        return self._file.closed

    def flush(self) -> None:
        self._flush_planned = None
        if not self._file.closed:
            self._file.flush()

    def close(self) -> None:
        if self._flush_planned is not None:
            self._flush_planned.cancel()
        self._file.close()
