"""``outreach db``: the schema."""

from __future__ import annotations

import typer

from console.cli.context import plain, screen
from outreach.accounts import onboarding
from outreach.db import upgrade as upgrade_schema
from outreach.settings import load_settings
from outreach.store import open_store

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def database() -> None:
    """The database."""


@app.command()
@plain
def upgrade() -> None:
    """Bring the schema to this release and write the carrier accounts' pace from the settings."""
    settings = load_settings()
    upgrade_schema(settings.database_url)
    store = open_store(settings)
    with store.sessions.begin() as session:
        onboarding.set_pace(session, settings, store.clock.now())
    screen.print("the database is up to date")
