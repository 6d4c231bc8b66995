"""``outreach db``: the schema."""

from __future__ import annotations

import typer

from console.cli.context import open_store, plain, screen
from outreach.accounts import onboarding
from outreach.contacts import approving
from outreach.db import upgrade as upgrade_schema
from outreach.settings import load_settings

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def database() -> None:
    """The database."""


@app.command()
@plain
def upgrade() -> None:
    """Bring the schema to this release, write the carrier accounts' pace from the settings, approve what is shipped.

    Texts as they are shipped are approved in the release's name, unless OUTREACH_RELEASE_APPROVES_TEXTS says no.
    """
    settings = load_settings()
    upgrade_schema(settings.database_url)
    store = open_store()
    with store.sessions.begin() as session:
        onboarding.set_pace(session, settings, store.clock.now())
        approved = approving.record_release(session, store.clock.now()) if settings.release_approves_texts else 0
    screen.print(f"the database is up to date; {approved} texts approved by this release")
