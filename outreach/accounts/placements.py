"""Placements: files of debts a client hands over, what each row did, and how to take it back.

``placements``
    one row per imported file; ``digest`` (SHA-256 of the bytes) makes the same file twice a no-op.

    States::

        loading ──all rows done──► loaded ──undo, nothing contacted──► undone
           └──process died: rows so far stand, importing again continues
``placement_rows``
    what one row of the file did: ``created`` (new debt), ``adjusted`` (balance or dates changed), ``unchanged``.
    ``created`` lists the ids of rows it made, by table, so that undo removes exactly these; ``before`` holds what an adjusted debt was.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.accounts import clients  # noqa: F401 - the table its key points at
from outreach.db import Base


class Placement(Base):
    __tablename__ = "placements"
    __table_args__ = (UniqueConstraint("client_id", "digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id"))
    digest: Mapped[str]
    file_name: Mapped[str]
    state: Mapped[str] = mapped_column(default="loading")
    rows: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    actor: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PlacementRow(Base):
    __tablename__ = "placement_rows"
    __table_args__ = (Index("ix_placement_rows_debt_id", "debt_id"),)

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placements.id"), primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    debt_id: Mapped[UUID]
    action: Mapped[str]
    created: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any]]
