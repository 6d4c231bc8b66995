"""Where created resources stand: by id, by the address they went to, newest first.

What has ended is put away into a temporary database on disk, so that a day of ten thousand calls needs the memory of
those under way. SQLite makes the file, and removes it when the process ends.
"""

from __future__ import annotations

import heapq
import pickle
import sqlite3
from collections.abc import Iterator
from typing import Final, Generic, Protocol, TypeVar


class Resource(Protocol):
    """What every created thing has."""

    @property
    def sid(self) -> str: ...

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses a client may look it up by."""


Kept = TypeVar("Kept", bound=Resource)
Placed = tuple[int, Kept]  # place in the order of creation, resource

TABLES: Final = """
CREATE TABLE kept (sid TEXT PRIMARY KEY, place INTEGER, body BLOB) WITHOUT ROWID;
CREATE TABLE found (address TEXT, place INTEGER, sid TEXT, PRIMARY KEY (address, place)) WITHOUT ROWID;
CREATE INDEX in_order ON kept (place);
"""
EVERYTHING: Final = "SELECT place, body FROM kept WHERE place < ? ORDER BY place DESC"
ABOUT: Final = """
SELECT found.place, body FROM found JOIN kept USING (sid) WHERE address = ? AND found.place < ? ORDER BY found.place DESC
"""
BEYOND: Final = 2**62


class Shelf(Generic[Kept]):
    """All resources of one kind, in the order of their creation."""

    def __init__(self) -> None:
        self._live: dict[str, Placed[Kept]] = {}
        self._places = 0
        self._disk = sqlite3.connect("", isolation_level=None)
        self._disk.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {TABLES}")

    def add(self, resource: Kept) -> None:
        self._places += 1
        self._live[resource.sid] = (self._places, resource)

    def get(self, sid: str) -> Kept | None:
        if sid in self._live:
            return self._live[sid][1]
        row = self._disk.execute("SELECT body FROM kept WHERE sid = ?", (sid,)).fetchone()
        return None if row is None else self._opened(row[0])

    def put_away(self, resource: Kept) -> None:
        """To disk with what has ended, and again whenever it is changed after that."""
        place = self._place(resource.sid)
        if place is None:
            return
        self._live.pop(resource.sid, None)
        body = pickle.dumps(resource, pickle.HIGHEST_PROTOCOL)
        self._disk.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?)", (resource.sid, place, body))
        rows = [(address, place, resource.sid) for address in set(resource.addresses)]
        self._disk.executemany("INSERT OR REPLACE INTO found VALUES (?, ?, ?)", rows)

    def remove(self, sid: str) -> None:
        self._live.pop(sid, None)
        self._disk.execute("DELETE FROM found WHERE sid = ?", (sid,))
        self._disk.execute("DELETE FROM kept WHERE sid = ?", (sid,))

    def newest(self, address: str | None = None, before: str | None = None) -> Iterator[Kept]:
        """Newest first; only those about `address`, only those older than the resource `before`."""
        limit = BEYOND if before is None else self._place(before) or 0
        both = heapq.merge(self._in_memory(address, limit), self._on_disk(address, limit), key=lambda one: -one[0])
        return (resource for _, resource in both)

    def close(self) -> None:
        self._disk.close()

    def _place(self, sid: str) -> int | None:
        if sid in self._live:
            return self._live[sid][0]
        row = self._disk.execute("SELECT place FROM kept WHERE sid = ?", (sid,)).fetchone()
        return None if row is None else int(row[0])

    def _in_memory(self, address: str | None, limit: int) -> Iterator[Placed[Kept]]:
        for placed in reversed(list(self._live.values())):
            if placed[0] < limit and (address is None or address in placed[1].addresses):
                yield placed

    def _on_disk(self, address: str | None, limit: int) -> Iterator[Placed[Kept]]:
        query, values = (EVERYTHING, (limit,)) if address is None else (ABOUT, (address, limit))
        for place, body in self._disk.execute(query, values):
            yield place, self._opened(body)

    def _opened(self, body: bytes) -> Kept:
        found: Kept = pickle.loads(body)  # noqa: S301 - nothing but what this shelf wrote itself
        return found
