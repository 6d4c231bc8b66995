"""``outreach compliance explain``: a decision in plain English, and what is due in the case."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

import typer
from rich.text import Text

from compliance.telling import tell
from console.cli.compliance import judging
from console.cli.context import open_store, plain, screen
from outreach.accounts.account_ref import find_account
from outreach.contacts import explaining
from outreach.contacts.explaining import Explained

Client = Annotated[str | None, typer.Option(help="Whose account, where several clients have one of that number.")]


@plain
def explain(
    what: Annotated[str, typer.Argument(help="Id of an attempt or a decision, or the client's account number.")],
    client: Client = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per contact.")] = False,
) -> None:
    """Tell in plain English what was decided about an attempt, or would be about an account now, and why."""
    store = open_store()
    with judging(), store.sessions() as session:
        identity = _identity(what)
        if identity:
            found: Iterable[Explained] = explaining.decided(session, store.vault, identity)
        else:
            account = find_account(session, what, client)
            found = explaining.asked_now(session, store.vault, account, store.clock.now())
        count = sum(1 for one in found if _show(one, as_json))
    if not count:
        screen.print("There is nobody to reach: the account has no active address of anybody who owes it.")


def _identity(what: str) -> UUID | None:
    try:
        return UUID(what)
    except ValueError:
        return None


def _show(one: Explained, as_json: bool) -> bool:
    due = [item.to_json() for item in one.due]
    if as_json:
        row = {"contact": one.heading, "decision": one.decision, "hindrance": one.hindrance, "due": due}
        typer.echo(json.dumps(row, ensure_ascii=False))
        return True
    screen.print(Text(one.heading, style="bold"))
    for line in tell(one.decision) if one.decision else [f"It cannot be: {one.hindrance}"]:
        screen.print(Text(f"  {line}"), soft_wrap=True)
    for item in one.due:
        told = f"  due {item.on}: {item.what} ({item.about}; {item.rule}, {item.state})"
        screen.print(Text(told), soft_wrap=True)
    screen.print()
    return True
