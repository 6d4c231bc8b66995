"""Writes: what one batch adds to and changes in the account store, gathered and sent in bulk.

Every row of a file leaves a trace: ``created`` lists the rows it made, by table; ``met`` those it spoke of and found;
``changed`` what columns were before it changed them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Column, Table, bindparam, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from outreach.db import Base

Values = dict[str, Any]


@dataclass(slots=True)
class Trace:
    """What one row of a file did."""

    created: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    met: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    changed: dict[str, dict[str, Values]] = field(default_factory=lambda: defaultdict(dict))


class Writes:
    """Rows to add, by table, and columns to change, by table and row."""

    def __init__(self) -> None:
        self._rows: dict[str, list[Values]] = defaultdict(list)
        self._changes: dict[tuple[str, tuple[str, ...]], list[Values]] = defaultdict(list)

    def add(self, table: str, trace: Trace | None, name: str = "", **values: Any) -> None:
        """Add a row. The trace calls it by its id, or by ``name`` where it has none."""
        self._rows[table].append(values)
        if trace is not None:
            trace.created[table].append(name or str(values["id"]))

    def change(self, table: str, trace: Trace, row: UUID, new: Mapping[str, Any], old: Mapping[str, Any]) -> None:
        """Set columns of a row that exists; ``old`` is what they were, in values that JSON knows or dates."""
        self._changes[table, tuple(sorted(new))].append(
            {"b_id": row, **{f"b_{key}": value for key, value in new.items()}}
        )
        before = {key: value.isoformat() if isinstance(value, date | datetime) else value for key, value in old.items()}
        trace.changed[table].setdefault(str(row), {}).update(before)

    def add_rows(self, session: Session) -> None:
        """Send the new rows, in the order that references between the tables need."""
        for table in Base.metadata.sorted_tables:
            if rows := self._rows.pop(table.name, None):
                copy_rows(session, table, rows)

    def change_rows(self, session: Session) -> None:
        """Send the changes, after the rows they may concern."""
        for (name, columns), changes in self._changes.items():
            table = Base.metadata.tables[name]
            statement = update(table).where(table.c.id == bindparam("b_id"))
            session.execute(statement.values({column: bindparam(f"b_{column}") for column in columns}), changes)
        self._changes.clear()


def copy_rows(session: Session, table: Table, rows: Iterable[Values]) -> None:
    """COPY rows into a table; a column a row does not name gets the column's own default."""
    plan = _plan(table)
    connection: Any = session.connection().connection.driver_connection
    with connection.cursor() as cursor, cursor.copy(plan.statement) as copy:
        for row in rows:
            values = [row.get(name, default) for name, default in plan.columns]
            for position in plan.json:
                values[position] = Jsonb(values[position])
            copy.write_row(values)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of a table are copied: names and defaults of its columns, and which of them are JSON."""

    statement: sql.Composed
    columns: list[tuple[str, Any]]
    json: list[int]


@cache
def _plan(table: Table) -> _Plan:
    columns = list(table.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    )
    json = [position for position, column in enumerate(columns) if isinstance(column.type, JSONB)]
    return _Plan(statement, [(column.name, _default(column)) for column in columns], json)


def _default(column: Column[Any]) -> Any:
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None
