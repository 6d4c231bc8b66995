"""Wrap-ups: the form a collector fills in about a talk before the next one.

``wrap_ups`` (append-only)
    one row per ring that was a talk. ``disposition`` is what it came to, in the words of the form (`conversations.handover.wrap_up`),
    ``identified`` whether the collector made sure who spoke. ``note`` is sealed. ``detail`` names what was agreed, by id.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from outreach.db import Base
from outreach.transfers import collectors, rings, transfers  # noqa: F401 - the tables its keys point at


class WrapUp(Base):
    __tablename__ = "wrap_ups"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ring_id: Mapped[UUID] = mapped_column(ForeignKey("transfer_rings.id"), unique=True)
    transfer_id: Mapped[UUID] = mapped_column(ForeignKey("transfers.id"), index=True)
    collector_id: Mapped[UUID] = mapped_column(ForeignKey("collectors.id"))
    disposition: Mapped[str]
    identified: Mapped[bool]
    note_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    detail: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
