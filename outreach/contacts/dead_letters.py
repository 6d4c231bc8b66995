"""Dead letters: work that failed after all its retries, kept where people look and can replay it.

``dead_letters``
    ``actor`` and ``arguments`` are the message (ids only), ``error`` the last reason without personal data.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from outreach.db import Base


class DeadLetter(Base):
    __tablename__ = "dead_letters"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    queue: Mapped[str]
    actor: Mapped[str]
    arguments: Mapped[list[Any]]
    error: Mapped[str]
    at: Mapped[datetime]
    replayed_at: Mapped[datetime | None]
