"""``outreach attention``: what a person of ours must look at."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table
from sqlalchemy import select

from console.cli.context import open_store, plain, screen, whoami
from outreach.contacts import silence
from outreach.contacts.attention import Attention
from outreach.errors import NotFound

app = typer.Typer(help="What a person must look at.", no_args_is_help=True)


@app.command("list")
@plain
def list_(
    kind: Annotated[
        str | None, typer.Option(help="decision, reply, unsettled, wrong_person, agreement, text or wrap_up")
    ] = None,
) -> None:
    """Everything open, oldest first."""
    store = open_store()
    table = Table("id", "since (UTC)", "kind", "why")
    query = select(Attention).where(Attention.closed_at.is_(None)).order_by(Attention.opened_at)
    with store.sessions() as session:
        for item in session.scalars(query.where(Attention.kind == kind) if kind else query):
            table.add_row(str(item.id), f"{item.opened_at:%Y-%m-%d %H:%M}", item.kind, item.why)
    screen.print(table)


@app.command()
@plain
def close(
    item: Annotated[UUID, typer.Argument(help="Id from the list.")],
    note: Annotated[str, typer.Option(help="What was done about it.")],
    resume: Annotated[bool, typer.Option("--resume", help="Let the person's held accounts go on.")] = False,
) -> None:
    """Close an item with a note."""
    store = open_store()
    with store.sessions.begin() as session:
        found = session.get(Attention, item)
        if found is None or found.closed_at is not None:
            raise NotFound(f"nothing open has the id {item}; see `outreach attention list`")
        at = store.clock.now()
        found.closed_at, found.closed_by, found.note = at, whoami(), note
        resumed = silence.resume(session, found.person_id, note, at) if resume and found.person_id else 0
    screen.print(f"closed; {resumed} accounts go on")
