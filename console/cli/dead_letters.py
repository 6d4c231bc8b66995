"""``outreach dead-letters``: work that failed after all its retries."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from console.cli.context import open_store, plain, screen
from workers import dead
from workers.broker import make_broker, post

app = typer.Typer(help="Work that failed after all its retries.", no_args_is_help=True)


@app.command("list")
@plain
def list_() -> None:
    """Every letter nobody has replayed."""
    store = open_store()
    table = Table("id", "at (UTC)", "queue", "work", "about", "error")
    with store.sessions() as session:
        for letter in dead.waiting(session):
            about = ", ".join(map(str, letter.arguments))
            when = f"{letter.at:%Y-%m-%d %H:%M:%S}"
            table.add_row(str(letter.id), when, letter.queue, letter.actor, about, letter.error)
    screen.print(table)


@app.command()
@plain
def replay(letter: Annotated[UUID, typer.Argument(help="Id from the list.")]) -> None:
    """Put the work back on its queue. A contact is judged anew when it is claimed."""
    store = open_store()
    with store.sessions.begin() as session:
        found = dead.revive(session, letter, store.clock.now())
        message = (found.queue, found.actor, *map(str, found.arguments))
    sent = post(make_broker(store.settings), *message)
    screen.print("replayed" if sent else "the broker does not answer; the sweep will hand the work out")
