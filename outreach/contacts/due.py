"""Due items of the whole store: what must be done by a day, waited for, renewed or kept, debt by debt.

The engine computes them from the same packs and the same facts as a decision; here every debt is put to it, once for each
way to reach whom owes it, because consent to texts grows stale number by number. An item that several ways give is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from compliance import DueItem, FactsError, due_items
from outreach.contacts import facts
from outreach.contacts.explaining import CHANNELS, TEMPLATE
from outreach.crypto import Vault

BATCH = 500
KEPT = 4 * 366  # days of history: records are kept for three years after the last activity
COLUMNS = (
    "client",
    "account_ref",
    "on",
    "plan_on",
    "state",
    "nature",
    "what",
    "about",
    "since",
    "rule",
    "part",
    "citation",
)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose items: everybody's, or one client's, or one debt's; until which day; in which states, all when none."""

    until: date
    client: UUID | None = None
    debt: UUID | None = None
    states: frozenset[str] = frozenset()

    def holds(self, item: DueItem) -> bool:
        return item.on <= self.until and (not self.states or item.state in self.states)


class _Debt(NamedTuple):
    id: UUID
    client_id: UUID
    account_ref: str
    client: str


def items(session: Session, vault: Vault, scope: Scope, at: datetime) -> Iterator[Row | None]:
    """The due items of the scope as plain values under ``COLUMNS``, and None after each debt that was looked at.

    A debt whose facts cannot be judged is an item of its own: nobody knows what is due in it.
    """
    asked = {"client": scope.client, "debt": scope.debt}
    for row in session.execute(_DEBTS, asked, execution_options={"yield_per": BATCH}):
        debt = _Debt(*row)
        try:
            found = set(_of(session, vault, debt, at))
        except FactsError as error:
            yield _unknown(debt, at, error)
        else:
            chosen = sorted(filter(scope.holds, found), key=lambda item: (item.on, item.rule, item.about))
            yield from (_row(debt, item) for item in chosen)
        yield None


def _of(session: Session, vault: Vault, debt: _Debt, at: datetime) -> Iterator[DueItem]:
    for way in session.execute(_WAYS, {"debt": debt.id}):
        for channel in CHANNELS[way.kind]:
            subject = facts.Subject(way.person_id, way.id, (debt.id,), debt.client_id, channel, TEMPLATE)
            yield from due_items(facts.load(session, vault, subject, at, KEPT).facts)


def _row(debt: _Debt, item: DueItem) -> Row:
    values = {"client": debt.client, "account_ref": debt.account_ref} | item.to_json()
    # The facts call the debt asked about D1; people know it by its number.
    return {name: values[name] for name in COLUMNS} | {"about": debt.account_ref if item.about == "D1" else item.about}


def _unknown(debt: _Debt, at: datetime, error: FactsError) -> Row:
    today = at.date().isoformat()
    known = {"client": debt.client, "account_ref": debt.account_ref, "what": str(error)}
    return dict.fromkeys(COLUMNS, "") | known | {"on": today, "plan_on": today, "state": "unknown", "nature": "act_by"}


_DEBTS = text("""
SELECT d.id, d.client_id, d.account_ref, c.name AS client
FROM debts d JOIN clients c ON c.id = d.client_id
WHERE (CAST(:client AS uuid) IS NULL OR d.client_id = :client) AND (CAST(:debt AS uuid) IS NULL OR d.id = :debt)
ORDER BY c.name, d.account_ref
""")

_WAYS = text("""
SELECT a.id, a.person_id, a.kind
FROM debt_parties party JOIN addresses a ON a.person_id = party.person_id
WHERE party.debt_id = :debt AND party.role IN ('debtor', 'co_obligor') AND a.state = 'active'
ORDER BY a.person_id, a.rank, a.id
""")
