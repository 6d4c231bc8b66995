"""Placing: whose file is being loaded, as which placement, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from outreach.accounts.clients import Client
from outreach.crypto import Vault
from outreach.intake.columns import Layout
from outreach.intake.errors import RowError


@dataclass(frozen=True, slots=True)
class Placing:
    """What every part of loading needs to know about the file."""

    vault: Vault
    client: Client
    placement: UUID
    layout: Layout
    at: datetime
    dry_run: bool = False

    @property
    def source(self) -> str:
        """What facts from this file name as their source."""
        return f"import:{self.placement}"

    def seal(self, column: str, row: UUID, text: str) -> bytes | None:
        """The sealed text, or None when there is none."""
        return self.vault.seal(column, row, text) if text else None

    def error(self, field: str, value: str, reason: str) -> RowError:
        """Why a row is rejected although each of its cells can be read."""
        return RowError(self.layout.column(field), value, reason)
