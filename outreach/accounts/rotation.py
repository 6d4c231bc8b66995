"""Rotation: every sealed value under the current key.

Which columns are sealed is read from the database itself (``bytea`` columns named ``…_sealed`` of tables with an ``id``),
so that no table can be forgotten. Rows are sealed anew in batches by id; each batch is a transaction, and a process that
dies in the middle leaves nothing to repair: run it again. Append-only tables allow it to a transaction that says it is
rotating and changes nothing else. An old key may leave the settings only when ``under_old_keys`` counts nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from outreach.crypto import Vault

BATCH = 500
_COLUMNS = text("""
    SELECT c.table_name, c.column_name FROM information_schema.columns c
    WHERE c.table_schema = current_schema() AND c.column_name LIKE '%\\_sealed' AND c.data_type = 'bytea'
    ORDER BY 1, 2
""")
_ROTATING = text("SET LOCAL outreach.rotating_keys = 'yes'")


def rotate(
    sessions: sessionmaker[Session], vault: Vault, progress: Callable[[int], None] | None = None
) -> dict[str, int]:
    """Seal everything anew that is not under ``vault.current``; returns how many values, by ``table.column``.

    ``progress`` is told how many values were sealed so far.

    Raises:
        SealBroken: a value does not open, because its key is missing from the settings; the batches before it stand.
    """
    with sessions() as session:
        columns = _sealed(session)
    counts = {f"{table}.{name}": 0 for table, names in columns.items() for name in names}
    for table, names in columns.items():
        for name in names:
            for done in _column(sessions, vault, table, name):
                counts[f"{table}.{name}"] += done
                if progress:
                    progress(sum(counts.values()))
    return counts


def under_old_keys(session: Session, vault: Vault) -> dict[str, int]:
    """How many values of each ``table.column`` are sealed with another key than the current one; none are left out."""
    found = {}
    for table, names in _sealed(session).items():
        for name in names:
            query = text(f"SELECT count(*) FROM {table} WHERE {_old(name)}")
            if count := session.scalar(query, {"current": vault.current.encode()}):
                found[f"{table}.{name}"] = count
    return found


def _sealed(session: Session) -> dict[str, list[str]]:
    columns: dict[str, list[str]] = defaultdict(list)
    for table, name in session.execute(_COLUMNS):
        columns[table].append(name)
    return columns


def _column(sessions: sessionmaker[Session], vault: Vault, table: str, name: str) -> Iterator[int]:
    context = f"{table}.{name.removesuffix('_sealed')}"
    batch = text(
        f"SELECT id, {name} FROM {table} WHERE id > :after AND {_old(name)} ORDER BY id LIMIT {BATCH} FOR UPDATE"
    )
    change = text(f"UPDATE {table} SET {name} = :value WHERE id = :id")
    after = UUID(int=0)
    while True:
        with sessions.begin() as session:
            rows = session.execute(batch, {"after": after, "current": vault.current.encode()}).all()
            if not rows:
                return
            fresh = [
                {"id": row, "value": vault.seal(context, row, vault.open(context, row, bytes(old)))}
                for row, old in rows
            ]
            session.execute(_ROTATING)
            session.execute(change, fresh)
        after = rows[-1][0]
        yield len(rows)


def _old(name: str) -> str:
    """The condition that a value is under another key; a sealed value begins with its key id and the length of that."""
    return f"{name} IS NOT NULL AND substring({name} FROM 2 FOR get_byte({name}, 0)) <> :current"
