"""The report of an import: what the file held and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from outreach.intake.rejects import Reject

SHOWN = 10  # rejects kept for showing


@dataclass(slots=True)
class Report:
    """Counts are rows of the file, except those of people.

    ``rows = loaded + adjusted + unchanged + other_clients + rejected``. ``repeated`` is set when this very file had
    been loaded before and was not read again. ``people_known`` counts those the file speaks of who were on file before.
    """

    file: str
    client: str
    placement: UUID
    rows: int = 0
    loaded: int = 0
    adjusted: int = 0
    unchanged: int = 0
    other_clients: int = 0
    rejected: int = 0
    people_new: int = 0
    people_known: int = 0
    rejects: list[Reject] = field(default_factory=list)
    rejects_path: Path | None = None
    unknown_columns: tuple[str, ...] = ()
    repeated: bool = False
    dry_run: bool = False

    def count(self, row: dict[str, Any]) -> None:
        """Add one placement row."""
        self.loaded += row["action"] == "created"
        self.adjusted += row["action"] == "adjusted"
        self.unchanged += row["action"] == "unchanged"
        self.people_new += len(row["created"].get("people", ()))

    def reject(self, found: Reject) -> None:
        """Add one rejected row."""
        self.rejected += 1
        if len(self.rejects) < SHOWN:
            self.rejects.append(found)
