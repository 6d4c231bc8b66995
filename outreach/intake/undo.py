"""Undo: taking a placement back, while nothing was built on it.

All in one transaction, and with attempts and postings held still meanwhile, so that nobody is dialled half way through:

1. Refuse when the placement's debts were contacted, paid, promised about, put on hold, or named by a later file.
2. Put back what its rows changed, newest first.
3. Remove its consents and ledger entries, its debts with whatever enrolments they had, and the roles it gave.
4. Remove the numbers, mailboxes, addresses and keys it added, unless another file names them too, or something was
   recorded about their person (an opt-out, a message from her): such a person must be recognised again.
5. Remove the people it added, when nothing refers to them any more.

The rows of the placement stay as the account of what it had done, until the same file is imported again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from psycopg.errors import LockNotAvailable
from sqlalchemy import Column, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session, sessionmaker

from outreach.accounts.placements import Placement, PlacementRow
from outreach.db import Base
from outreach.intake.errors import UndoRefused
from outreach.intake.importing import placement_by, take_turn

# What stands in the way, in the words of the refusal. Of debts known before, only what came after the file counts.
_BLOCKERS = {
    "attempts to contact": """
        SELECT count(DISTINCT a.id) FROM attempts a CROSS JOIN unnest(a.debt_ids) AS d(debt_id) JOIN touched USING (debt_id)
        WHERE action = 'created' OR coalesce(a.wired_at, a.planned_at) >= :since""",
    "payments or other postings": """
        SELECT count(*) FROM ledger_entries JOIN touched USING (debt_id)
        WHERE kind NOT IN ('placement', 'adjustment') AND (action = 'created' OR recorded_at >= :since)""",
    "promises": "SELECT count(*) FROM promises JOIN touched USING (debt_id) WHERE action = 'created'",
    "offers": "SELECT count(*) FROM offer_sets JOIN touched USING (debt_id) WHERE action = 'created'",
    "authorities of their own": "SELECT count(*) FROM authorities JOIN touched USING (debt_id) WHERE action = 'created'",
    "holds, opt-outs, statements or consents recorded since": """
        SELECT count(*) FROM (
            SELECT debt_id, source FROM holds UNION ALL SELECT debt_id, source FROM opt_outs
            UNION ALL SELECT debt_id, source FROM statements UNION ALL SELECT debt_id, source FROM consents
        ) AS standing JOIN touched USING (debt_id) WHERE action = 'created' AND source <> :source""",
    "rows of later files": """
        SELECT count(*) FROM placement_rows o JOIN touched t ON t.debt_id = o.debt_id JOIN placements p ON p.id = o.placement_id
        WHERE p.state <> 'undone' AND p.id <> :placement AND (t.action = 'created' OR p.created_at > :since)""",
}
_PREPARE = (
    "SET LOCAL outreach.undoing_placement = 'yes'",
    "SET LOCAL statement_timeout = 0",
    "LOCK TABLE attempts, ledger_entries IN SHARE ROW EXCLUSIVE MODE",
    """CREATE TEMPORARY TABLE touched ON COMMIT DROP AS
       SELECT debt_id, action FROM placement_rows WHERE placement_id = :placement""",
    """CREATE TEMPORARY TABLE made ON COMMIT DROP AS
       SELECT DISTINCT part.key AS kind, name FROM placement_rows, jsonb_each(created) AS part, jsonb_array_elements_text(part.value) AS name
       WHERE placement_id = :placement""",
    """DELETE FROM made USING placement_rows o JOIN placements p ON p.id = o.placement_id,
           jsonb_each(o.before -> 'met') AS part, jsonb_array_elements_text(part.value) AS spoken_of
       WHERE p.id <> :placement AND p.state <> 'undone' AND made.kind = part.key AND made.name = spoken_of
         AND o.debt_id IN (SELECT other.debt_id FROM touched JOIN debt_parties USING (debt_id)
                           JOIN debt_parties other ON other.person_id = debt_parties.person_id)""",
    "ANALYZE touched",
    "ANALYZE made",
)
_REMOVE_DEBTS = (
    "DELETE FROM consents WHERE id IN (SELECT name::uuid FROM made WHERE kind = 'consents')",
    "DELETE FROM ledger_entries WHERE id IN (SELECT name::uuid FROM made WHERE kind = 'ledger_entries')",
    """DELETE FROM debt_parties WHERE (debt_id, person_id) IN
       (SELECT split_part(name, ':', 1)::uuid, split_part(name, ':', 2)::uuid FROM made WHERE kind = 'debt_parties')""",
    "DELETE FROM enrolments WHERE debt_id IN (SELECT debt_id FROM touched WHERE action = 'created')",
    "DELETE FROM debts WHERE id IN (SELECT debt_id FROM touched WHERE action = 'created')",
)
_REMOVE_POINTS = (
    "DELETE FROM addresses row WHERE id IN (SELECT name::uuid FROM made WHERE kind = 'addresses')",
    "DELETE FROM postal_addresses row WHERE id IN (SELECT name::uuid FROM made WHERE kind = 'postal_addresses')",
    """DELETE FROM person_keys row WHERE (kind, value) IN
       (SELECT split_part(name, ':', 1), decode(split_part(name, ':', 2), 'hex') FROM made WHERE made.kind = 'person_keys')""",
)
_REMOVE_PEOPLE = "DELETE FROM people row WHERE id IN (SELECT name::uuid FROM made WHERE kind = 'people')"
_POINTS = ("addresses", "postal_addresses", "person_keys")
_OF_DEBTS = ("debt_parties", "enrolments", "consents")
_REFERENCES = text("""
    SELECT c.conrelid::regclass::text AS place, a.attname AS name FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY(c.conkey)
    WHERE c.contype = 'f' AND c.confrelid = 'people'::regclass ORDER BY 1
""")


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a placement back removed (``debts``, ``people``) and put back (``restored`` rows)."""

    placement: UUID
    file: str
    debts: int
    people: int
    restored: int


def undo(sessions: sessionmaker[Session], placement: str, actor: str, at: datetime) -> Undone:
    """Take back the placement with this id.

    Raises:
        NotFound: no such placement.
        UndoRefused: it was undone before, or something was built on it; the text counts what.
        ImportBusy: an import did not finish its batch in time.
    """
    with _refusing(), sessions.begin() as session:
        take_turn(session)
        found = placement_by(session, placement)
        if found.state == "undone":
            raise UndoRefused(f"placement {found.id} ({found.file_name}) was undone before")
        _run(session, _PREPARE, found)
        _refuse_if_built_on(session, found)
        restored = _restore(session, found.id)
        debts = _run(session, _REMOVE_DEBTS, found)
        people = _remove_people(session, found)
        found.state, found.ended_at, found.actor = "undone", at, f"{found.actor}, undone by {actor}"
        return Undone(found.id, found.file_name, debts, people, restored)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        name = getattr(getattr(error.orig, "diag", None), "table_name", None) or "the account store"
        raise UndoRefused(f"the placement cannot be undone: {name} refers to something that came with it") from None
    except OperationalError as error:
        if not isinstance(error.orig, LockNotAvailable):
            raise
        raise UndoRefused(
            "contacts are being made and did not pause for the undo: pause the campaigns, try again"
        ) from None


def _refuse_if_built_on(session: Session, placement: Placement) -> None:
    known = _parameters(placement) | {"since": placement.created_at, "source": f"import:{placement.id}"}
    counts = {what: session.scalar(text(query), known) for what, query in _BLOCKERS.items()}
    if standing := [f"{what}: {count}" for what, count in counts.items() if count]:
        raise UndoRefused(
            f"placement {placement.id} ({placement.file_name}) cannot be undone any more. Its debts have "
            f"{'; '.join(standing)}. Correct the accounts themselves, or import a corrected file"
        )


def _restore(session: Session, placement: UUID) -> int:
    row = PlacementRow
    query = select(row.before["changed"]).where(row.placement_id == placement, row.before.has_key("changed"))
    count = 0
    for (changed,) in session.execute(query.order_by(row.row_number.desc())).all():
        for name, rows in changed.items():
            table = Base.metadata.tables[name]
            for key, columns in rows.items():
                values = {column: _value(table.c[column], value) for column, value in columns.items()}
                session.execute(update(table).where(table.c.id == UUID(key)).values(values))
                count += 1
    return count


def _value(column: Column[Any], value: Any) -> Any:
    kind = column.type.python_type
    return kind.fromisoformat(value) if value is not None and issubclass(kind, date) else value


def _remove_people(session: Session, placement: Placement) -> int:
    references = [(row.place, row.name) for row in session.execute(_REFERENCES)]
    recorded = [(place, name) for place, name in references if place not in (*_POINTS, *_OF_DEBTS)]
    _run(session, [f"{statement} AND {_nobody(recorded, 'row.person_id')}" for statement in _REMOVE_POINTS], placement)
    return _run(session, [f"{_REMOVE_PEOPLE} AND {_nobody(references, 'row.id')}"], placement)


def _nobody(references: list[tuple[str, str]], person: str) -> str:
    """The condition that none of the referring columns holds ``person``; names come from the catalogue."""
    return " AND ".join(f"NOT EXISTS (SELECT 1 FROM {place} r WHERE r.{name} = {person})" for place, name in references)


def _run(session: Session, statements: Iterable[str], placement: Placement) -> int:
    """Run the statements; returns how many rows the last one touched."""
    count = 0
    for statement in statements:
        result = session.execute(text(statement), _parameters(placement) if ":placement" in statement else {})
        count = result.rowcount  # type: ignore[attr-defined]
    return count


def _parameters(placement: Placement) -> dict[str, object]:
    return {"placement": placement.id}
