"""Two people and the steps of an override, for the tests about them; and rows that came past the service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from outreach.accounts.overrides import Override
from outreach.contacts import override_list, overriding
from outreach.contacts.overriding import Wish
from outreach.ids import new_id
from tests.support.accounts import NOON, Agency, Debtor

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULE = "US-F-7IN7"
WHY = "she asked to be called back today"


def wish(pat: Debtor, **changes: Any) -> Wish:
    return replace(Wish(RULE, pat.person, pat.debt, NOON, NOON + 4 * HOUR, WHY), **changes)


def ask(office: Agency, wished: Wish, by: str = "ann") -> UUID:
    with office.store.sessions.begin() as session:
        return overriding.ask(session, office.store.vault, wished, by, office.clock.now()).id


def act(office: Agency, step: Callable[..., Any], override: UUID, by: str) -> Any:
    with office.store.sessions.begin() as session:
        return step(session, override, by, office.clock.now())


def approved(office: Agency, wished: Wish) -> UUID:
    override = ask(office, wished)
    act(office, overriding.approve, override, "bea")
    return override


def state(office: Agency, override: UUID) -> str:
    with office.store.sessions() as session:
        found = override_list.rows(session, office.store.vault, office.clock.now())
        return next(str(row["state"]) for row in found if row["id"] == override)


def smuggled(office: Agency, pat: Debtor, rule: str) -> UUID:
    override = new_id(NOON)
    row = {"rule": rule, "person_id": pat.person, "debt_id": None, "starts_at": NOON, "until": NOON + DAY}
    with office.store.sessions.begin() as session:
        session.add(Override(id=override, reason_sealed=b"", asked_by="ann", asked_at=NOON, **row))
    return override


def event(office: Agency, override: UUID, kind: str, by: str, at: datetime = NOON, asked_by: str = "ann") -> None:
    values = {"id": new_id(at), "override": override, "kind": kind, "asked_by": asked_by, "by": by, "at": at}
    with office.store.sessions.begin() as session:
        session.execute(
            text(
                "INSERT INTO override_events (id, override_id, kind, asked_by, by, at) "
                "VALUES (:id, :override, :kind, :asked_by, :by, :at)"
            ),
            values,
        )
