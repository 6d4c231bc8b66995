"""``outreach keys``: make and rotate the keys of personal data."""

from __future__ import annotations

import typer
from rich.progress import Progress

from console.cli.context import open_store, plain, screen
from outreach.accounts.rotation import rotate as rotate_all
from outreach.accounts.rotation import under_old_keys
from outreach.crypto import new_key

app = typer.Typer(help="Keys of personal data.", no_args_is_help=True)


@app.command()
def new() -> None:
    """Print a fresh key for OUTREACH_ENCRYPTION_KEYS or OUTREACH_INDEX_KEY."""
    screen.print(new_key())


@app.command()
@plain
def rotate() -> None:
    """Seal everything anew with the first key of OUTREACH_ENCRYPTION_KEYS."""
    store = open_store()
    with Progress(console=screen) as progress:
        task = progress.add_task("sealing", total=None)
        counts = rotate_all(store.sessions, store.vault, lambda done: progress.update(task, completed=done))
    for column, count in sorted(counts.items()):
        if count:
            screen.print(f"{column}: {count}")
    with store.sessions() as session:
        left = under_old_keys(session, store.vault)
    screen.print(f"still under other keys: {left}" if left else "everything is under the current key; others may go")
