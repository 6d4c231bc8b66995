"""The debugger: what went wrong on the client's side, as Twilio's console would list it.

Only the newest thousand are kept; the journal has all of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Final

from outreach.sandbox.clock import iso

KEPT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One error or warning; `code` is Twilio's, `sid` the call or message it happened to."""

    at: str
    level: str
    code: int
    text: str
    sid: str
    url: str


class Debugger:
    """Takes notes, newest last. `noted` counts them all."""

    def __init__(self) -> None:
        self.noted = 0
        self._entries: deque[Entry] = deque(maxlen=KEPT)

    def note(self, at: float, code: int, text: str, sid: str, url: str, *, warning: bool = False) -> None:
        self.noted += 1
        self._entries.append(Entry(iso(at), "warning" if warning else "error", code, text, sid, url))

    def newest(self, count: int) -> list[dict[str, object]]:
        """At most `count` entries, oldest first."""
        return [asdict(entry) for entry in islice(reversed(self._entries), count)][::-1]

    def __iter__(self) -> Iterator[dict[str, object]]:
        return (asdict(entry) for entry in self._entries)

    def __len__(self) -> int:
        return len(self._entries)
