"""Rule sets: every set of rules a decision was ever made with, kept so that the decision can be made again.

``rule_sets`` (append-only)
    ``version`` is the digest in the decisions; ``packs`` the texts by file name; ``data`` the versions of what else
    decides (place data, holidays, telephone numbers). A decision can only be written when its rule set is here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from weakref import WeakSet

from sqlalchemy import Engine
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from compliance import data_versions, rule_book
from outreach.db import Base
from outreach.store import Store

_KEPT: WeakSet[Engine] = WeakSet()


class RuleSet(Base):
    __tablename__ = "rule_sets"

    version: Mapped[str] = mapped_column(primary_key=True)
    packs: Mapped[dict[str, Any]]
    data: Mapped[dict[str, Any]]
    archived_at: Mapped[datetime]


def keep(store: Store) -> None:
    """Keep the rules this process decides by, once per process, in a transaction of its own."""
    if store.engine in _KEPT:
        return
    book = rule_book()
    row = {"version": book.version, "packs": book.sources, "data": data_versions(), "archived_at": store.clock.now()}
    with store.engine.begin() as connection:
        connection.execute(insert(RuleSet).values(row).on_conflict_do_nothing())
    _KEPT.add(store.engine)
