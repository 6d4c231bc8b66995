"""``outreach compliance due``: what must be done by a day, waited for, renewed or kept."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table
from rich.text import Text
from sqlalchemy.orm import Session

from console.cli.context import plain, screen
from console.cli.rule_diff import counting, exported, opened
from outreach.accounts.account_ref import find_account
from outreach.accounts.clients import client_named
from outreach.contacts.due import COLUMNS, Scope, items

SHOWN = 200  # lines on the screen; all of them go into the file
_STATES = ("met", "open", "overdue", "running", "over", "held", "unknown")


@plain
def due(
    account: Annotated[str | None, typer.Argument(help="Only this account, by the client's number.")] = None,
    *,
    days: Annotated[int, typer.Option(min=0, help="What fell due, or does within so many days.")] = 30,
    client: Annotated[str | None, typer.Option(help="Only this client's.")] = None,
    state: Annotated[list[str] | None, typer.Option(help=f"Only {', '.join(_STATES)}; may be repeated.")] = None,
    csv_file: Annotated[Path | None, typer.Option("--csv", help="Write every item to this file.")] = None,
) -> None:
    """List what must be done by a day, waited for, renewed or kept."""
    if not set(_STATES).issuperset(state or ()):
        raise typer.BadParameter(f"the states are {', '.join(_STATES)}", param_hint="--state")
    with opened() as (store, session), exported(csv_file, COLUMNS) as export, counting("debts") as count:
        at = store.clock.now()
        debt, owner = _whose(session, account, client)
        scope = Scope((at + timedelta(days=days)).date(), owner, debt, frozenset(state or ()))
        table, number = Table("on", "state", "client", "account", "what", "about", "rule", "source"), 0
        for row in items(session, store.vault, scope, at):
            if row is None:
                count()
                continue
            export(row)
            number += 1
            if number <= SHOWN:
                shown = ("on", "state", "client", "account_ref", "what", "about", "rule", "citation")
                table.add_row(*(Text(row[name]) for name in shown))
    screen.print(table)
    rest = f"; the first {SHOWN} are shown" if number > SHOWN else ""
    screen.print(f"{number:,} items until {scope.until}{rest}.")


def _whose(session: Session, account: str | None, client: str | None) -> tuple[UUID | None, UUID | None]:
    if account is not None:
        return find_account(session, account, client).debt_id, None
    return None, client_named(session, client).id if client else None
