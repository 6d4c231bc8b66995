"""The inbox: what a person of ours must look at (`attention.py`), with the words it is about and what rests because of it.

An item is open until somebody closes it. While one about a person is open, what is held of hers stays held, also when she pays
or a promise of hers is over; the close of the last one lets it go on, unless it is to rest on. What goes on is judged anew at every
contact: a close lifts no hold and no opt-out, and a debt about which something is agreed rests on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.contacts import silence
from outreach.contacts.attention import Attention
from outreach.crypto import Vault
from outreach.db import lock_budgets, person_key
from outreach.errors import NotFound
from outreach.masking import mask_name, mask_phone, mask_words

FIELDS: Final = (
    "id", "since", "kind", "client", "accounts", "person", "number", "words", "reading", "why", "held", "cancelled",
    "closed_at", "closed_by", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which items: open ones, closed ones (``closed``), or both (None); the rest narrows them where it is given."""

    closed: bool | None = False
    kind: str | None = None
    client: str | None = None
    account: str | None = None
    reading: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Closed:
    """How many of her accounts go on, and how many other items about her are still open."""

    resumed: int
    open: int


def rows(
    session: Session, vault: Vault, wanted: Wanted = Wanted(), *, item: UUID | None = None, reveal: bool = False
) -> Iterator[dict[str, Any]]:
    """Items, oldest first, in the fields ``FIELDS`` (docs/texts.md), or the one ``item``.

    Name, number and words are masked unless ``reveal``. ``held`` is what of hers is held now, ``cancelled`` how many queued
    contacts the words took away. Instants are aware datetimes.
    """
    asked = {
        "closed": wanted.closed,
        "kind": wanted.kind,
        "client": wanted.client,
        "account": wanted.account,
        "reading": wanted.reading,
        "since": wanted.since,
        "item": item,
    }
    for row in session.execute(_ROWS, asked).mappings():
        yield _row(vault, dict(row), reveal=reveal)


def one(session: Session, vault: Vault, item: UUID, *, reveal: bool = False) -> dict[str, Any]:
    """One item, open or closed. Raises NotFound."""
    found = next(rows(session, vault, Wanted(closed=None), item=item, reveal=reveal), None)
    if found is None:
        raise NotFound(f"nothing in the inbox has the id {item}; see `outreach inbox list --state all`")
    return found


def take(session: Session, item: UUID) -> Attention:
    """An open item, with the person it is about locked, and the row. Raises NotFound when nothing open has that id."""
    person = session.scalar(select(Attention.person_id).where(Attention.id == item))
    if person is not None:
        lock_budgets(session, [person_key(person)])
    query = select(Attention).where(Attention.id == item, Attention.closed_at.is_(None))
    found = session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()
    if found is None:
        raise nothing_open(item)
    return found


def nothing_open(item: UUID) -> NotFound:
    """What is said of an id that is none, or of an item that was closed."""
    return NotFound(f"nothing open has the id {item}; see `outreach inbox list`")


def close(session: Session, item: UUID, by: str, note: str, at: datetime, *, rest: bool = False) -> Closed:
    """Close an item with a note. What is held of hers goes on, unless it is to ``rest`` or something else is open about her.

    Raises NotFound when nothing open has that id.
    """
    found = take(session, item)
    found.closed_at, found.closed_by, found.note = at, by, note
    session.flush()
    if found.person_id is None:
        return Closed(0, 0)
    others = len(session.scalars(_open_about(found.person_id)).all())
    if rest or others:
        return Closed(0, others)
    return Closed(silence.resume(session, found.person_id, note, at), 0)


def _open_about(person: UUID) -> Any:
    return select(Attention.id).where(Attention.person_id == person, Attention.closed_at.is_(None))


def _row(vault: Vault, row: dict[str, Any], *, reveal: bool) -> dict[str, Any]:
    name = vault.open("people.name", row["person_id"], row["name_sealed"]) if row["name_sealed"] else ""
    number, words = _heard(vault, row)
    told = row | {"person": name if reveal or not name else mask_name(name)}
    told |= {"number": number if reveal or not number else mask_phone(number)}
    told |= {"words": words if reveal or not words else mask_words(words)}
    return {field: told[field] for field in FIELDS}


def _heard(vault: Vault, row: dict[str, Any]) -> tuple[str, str]:
    """The number that a text came from, and its words."""
    if row["message_id"] is None:
        return "", ""
    fields = json.loads(vault.open("carrier_events.params", row["event_id"], row["params_sealed"]))
    return fields.get("From", ""), vault.open("inbound_messages.words", row["message_id"], row["words_sealed"])


_ROWS = text("""
SELECT a.id, a.opened_at AS since, a.kind, a.why, a.closed_at, a.closed_by, a.note, a.person_id, p.name_sealed,
       i.id AS message_id, i.words_sealed, i.reading, e.id AS event_id, e.params_sealed, c.name AS client,
       coalesce((SELECT string_agg(DISTINCT d.account_ref, ', ') FROM debt_parties o JOIN debts d ON d.id = o.debt_id
                 WHERE o.person_id = a.person_id AND (c.id IS NULL OR d.client_id = c.id)), '') AS accounts,
       coalesce((SELECT string_agg(d.account_ref || ' in ' || k.name || ': ' || n.why, '; ' ORDER BY d.account_ref, k.name)
                 FROM enrolments n JOIN debts d ON d.id = n.debt_id JOIN campaigns k ON k.id = n.campaign_id
                 WHERE n.person_id = a.person_id AND n.state = 'held'), '') AS held,
       (SELECT count(*) FROM attempts x
        WHERE x.person_id = a.person_id AND x.state = 'cancelled' AND x.ended_at = a.opened_at) AS cancelled
FROM attention a
LEFT JOIN people p ON p.id = a.person_id
LEFT JOIN inbound_messages i ON i.id = a.message_id
LEFT JOIN carrier_events e ON e.id = i.event_id
LEFT JOIN attempts t ON t.id = a.attempt_id
LEFT JOIN clients c ON c.id = coalesce(i.client_id, t.client_id)
WHERE (CAST(:item AS uuid) IS NULL OR a.id = :item)
  AND (CAST(:closed AS boolean) IS NULL OR (a.closed_at IS NOT NULL) = :closed)
  AND (CAST(:kind AS text) IS NULL OR a.kind = :kind)
  AND (CAST(:client AS text) IS NULL OR c.name = :client)
  AND (CAST(:account AS text) IS NULL OR EXISTS (
        SELECT 1 FROM debt_parties o JOIN debts d ON d.id = o.debt_id
        WHERE o.person_id = a.person_id AND d.account_ref = :account))
  AND (CAST(:reading AS text) IS NULL OR i.reading = :reading)
  AND (CAST(:since AS timestamptz) IS NULL OR a.opened_at >= :since)
ORDER BY a.opened_at, a.id
""")
