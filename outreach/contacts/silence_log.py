"""How long it took to fall silent: one row per person and cause, read from the log's ``silence`` entries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from outreach.masking import mask_name
from outreach.store import Store

COLUMNS = ("since (UTC)", "cause", "person", "name", "seconds", "cancelled", "why")


@dataclass(frozen=True, slots=True)
class Silenced:
    """``since`` is when the cause reached us, ``seconds`` how long until the last of ``cancelled`` items was.

    Both are None in entries of before they were measured.
    """

    person: str
    name: str
    cause: str
    why: str
    since: datetime | None
    seconds: float | None
    cancelled: int

    def cells(self) -> list[str]:
        """The row under ``COLUMNS``."""
        since = f"{self.since:%Y-%m-%d %H:%M:%S}" if self.since else "-"
        took = "-" if self.seconds is None else f"{self.seconds:.3f}"
        return [since, self.cause, self.person, self.name, took, str(self.cancelled), self.why]


def rows(
    session: Session,
    store: Store,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    cause: str | None = None,
) -> Iterator[Silenced]:
    """Every silence between two instants, oldest first; names are masked."""
    values = {"since": since, "until": until}
    for row in session.execute(_ROWS, values, execution_options={"yield_per": 500}):
        found = _read(store, row)
        if cause in (None, found.cause):
            yield found


def _read(store: Store, row: Row[Any]) -> Silenced:
    detail = json.loads(row.payload)["detail"]
    began, ended = _instant(detail.get("since")), _instant(detail.get("silenced"))
    return Silenced(
        str(row.person_id),
        mask_name(store.vault.open("people.name", row.person_id, row.name_sealed)),
        detail.get("cause", "-"),
        detail.get("why", ""),
        began,
        max(0.0, (ended - began).total_seconds()) if began and ended else None,
        int(detail.get("cancelled", 0)),
    )


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


_ROWS = text("""
SELECT l.person_id, l.payload, p.name_sealed
FROM contact_log l JOIN people p ON p.id = l.person_id
WHERE l.kind = 'silence'
  AND (CAST(:since AS timestamptz) IS NULL OR l.at >= :since)
  AND (CAST(:until AS timestamptz) IS NULL OR l.at < :until)
ORDER BY l.at, l.person_id, l.seq
""")
