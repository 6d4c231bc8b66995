"""The contact log as people read and export it: one row per attempt, sent or blocked, with its whole story.

Local times and zones come from the decision's proof: the zones believed in when it was made, not those of today.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.masking import mask_address, mask_name
from outreach.store import Store

Row = dict[str, Any]
FIELDS = (
    "attempt", "person", "person_name", "debts", "client", "campaign", "step", "channel", "purpose", "address", "from",
    "utc", "local", "decision", "rules", "why", "next_permitted", "carrier_sid", "state", "answered_by", "error_code",
    "contact_outcome", "disposition", "promise_amount", "promise_due_on", "template", "template_version", "segments", "ruleset",
    "engine", "tzdata", "facts_digest", "planned_utc", "ended_utc", "log_seq", "log_hash",
)  # fmt: skip


def rows(
    session: Session,
    store: Store,
    *,
    client: str | None = None,
    campaign: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    reveal: bool = False,
) -> Iterator[Row]:
    """Every attempt that was decided on, oldest first, in the fields of ``docs/contact-log.md``.

    Names and addresses are masked unless ``reveal``. Read in batches: the log may be longer than memory.
    """
    values = {"client": client, "campaign": campaign, "since": since, "until": until}
    found = session.execute(_ROWS, values, execution_options={"yield_per": 500})
    for row in found.mappings():
        yield _row(store, dict(row), reveal)


def _row(store: Store, row: Row, reveal: bool) -> Row:
    address = store.vault.open("addresses.value", row["address_id"], row.pop("value_sealed"))
    name = store.vault.open("people.name", row["person"], row.pop("name_sealed"))
    proof = row.pop("proof") or {}
    row["address"] = address if reveal else mask_address(address)
    row["person_name"] = name if reveal else mask_name(name)
    row["local"] = [f"{zone['local_time']} {zone['zone']}" for zone in proof.get("proof", {}).get("zones", [])]
    row["why"] = [finding["why"] for finding in proof.get("findings", [])]
    return {field: _plain(row[field]) for field in FIELDS}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, str | int | float | bool | dict) else str(value)


def write_jsonl(found: Iterable[Row], target: IO[str]) -> int:
    """Write rows as JSON Lines; returns how many."""
    return sum(1 for row in found if target.write(json.dumps(row, ensure_ascii=False) + "\n"))


def write_csv(found: Iterable[Row], target: IO[str]) -> int:
    """Write rows as a table with a header; returns how many."""
    table = csv.DictWriter(target, FIELDS)
    table.writeheader()
    return sum(1 for row in found if table.writerow(flat(row)))


def flat(row: Row) -> dict[str, str]:
    """The row for CSV: lists joined by `` | ``, absent values empty."""
    return {key: " | ".join(map(str, value)) if isinstance(value, list) else _cell(value) for key, value in row.items()}


def _cell(value: Any) -> str:
    return "" if value is None else json.dumps(value) if isinstance(value, dict) else str(value)


_ROWS = text("""
SELECT a.id AS attempt, a.person_id AS person, p.name_sealed, a.debt_ids AS debts, c.name AS client, m.name AS campaign,
       a.step, a.channel, a.purpose, a.address_id, d.value_sealed, a.from_value AS "from",
       coalesce(a.wired_at, a.ended_at) AS utc, x.verdict AS decision, x.rules, x.proof, x.next_permitted, a.carrier_sid,
       a.state, a.answered_by, a.error_code, a.contact_outcome, a.disposition, r.amount AS promise_amount,
       r.due_on AS promise_due_on, a.template, a.template_version, a.segments, x.ruleset, x.engine, x.tzdata, x.facts_digest,
       a.planned_at AS planned_utc, a.ended_at AS ended_utc, l.seq AS log_seq, l.hash AS log_hash
FROM attempts a
JOIN people p ON p.id = a.person_id
JOIN addresses d ON d.id = a.address_id
JOIN clients c ON c.id = a.client_id
LEFT JOIN campaigns m ON m.id = a.campaign_id
LEFT JOIN decisions x ON x.id = a.decision_id
LEFT JOIN promises r ON r.attempt_id = a.id
LEFT JOIN LATERAL (
    SELECT seq, hash FROM contact_log WHERE attempt_id = a.id AND kind IN ('wired', 'snoozed', 'blocked')
    ORDER BY seq DESC LIMIT 1
) l ON true
WHERE a.state NOT IN ('planned', 'cancelled', 'expired')
  AND (CAST(:client AS text) IS NULL OR c.name = :client)
  AND (CAST(:campaign AS text) IS NULL OR m.name = :campaign)
  AND (CAST(:since AS timestamptz) IS NULL OR coalesce(a.wired_at, a.ended_at) >= :since)
  AND (CAST(:until AS timestamptz) IS NULL OR coalesce(a.wired_at, a.ended_at) < :until)
ORDER BY coalesce(a.wired_at, a.ended_at), a.id
""")
