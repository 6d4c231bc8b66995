"""The overrides as people read and export them: what was asked for, by whom, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.accounts.overrides import state_at
from outreach.crypto import Vault
from outreach.masking import mask_name

OPEN, ACTIVE, EVERY = ("asked",), ("approved",), ("asked", "approved", "refused", "withdrawn", "expired")
FIELDS = (
    "id", "rule", "client", "account", "person", "from", "until", "state", "asked_by", "asked_at",
    "approved_by", "approved_at", "refused_by", "refused_at", "withdrawn_by", "withdrawn_at",
)  # fmt: skip
REVEALED = (*FIELDS, "reason")


def rows(
    session: Session, vault: Vault, at: datetime, states: Collection[str] = EVERY, *, reveal: bool = False
) -> Iterator[dict[str, Any]]:
    """Overrides that are in one of ``states`` at ``at``, oldest first, in the fields ``FIELDS`` (see docs/overrides.md).

    ``reveal`` shows the person's name in clear and adds ``reason``. Client and account are absent from an override that
    is not bound to one debt. Instants are aware datetimes.
    """
    for row in session.execute(_ROWS).mappings():
        state = state_at(row["until"], row["events"], at)
        if state in states:
            yield _row(vault, dict(row), state, reveal)


def _row(vault: Vault, row: dict[str, Any], state: str, reveal: bool) -> dict[str, Any]:
    name = vault.open("people.name", row["person_id"], row["name_sealed"])
    told = row | {"state": state, "person": name if reveal else mask_name(name)}
    for kind in ("approved", "refused", "withdrawn"):
        event = row["events"].get(kind, {})
        told[f"{kind}_by"] = event.get("by")
        told[f"{kind}_at"] = datetime.fromisoformat(event["at"]) if event else None
    if reveal:
        told["reason"] = vault.open("overrides.reason", row["id"], row["reason_sealed"])
    return {field: told[field] for field in (REVEALED if reveal else FIELDS)}


_ROWS = text("""
SELECT o.id, o.rule, o.person_id, o.starts_at AS "from", o.until, o.reason_sealed, o.asked_by, o.asked_at,
       p.name_sealed, d.account_ref AS account, c.name AS client,
       coalesce((SELECT jsonb_object_agg(e.kind, jsonb_build_object('by', e.by, 'at', e.at))
                 FROM override_events e WHERE e.override_id = o.id), '{}') AS events
FROM overrides o
JOIN people p ON p.id = o.person_id
LEFT JOIN debts d ON d.id = o.debt_id
LEFT JOIN clients c ON c.id = d.client_id
ORDER BY o.id
""")
