"""``outreach page``: the links to account pages, and what happened on them."""

from __future__ import annotations

import json
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from console.cli.context import open_store, plain, screen, whoami
from outreach.accounts.account_ref import find_account
from outreach.contacts import log, page_links
from outreach.contacts.page_links import PageLink
from outreach.conversations.pages import recalling
from outreach.db import lock_budgets, person_key
from outreach.errors import NotFound

app = typer.Typer(help="The account page: its links, and what happened on it.", no_args_is_help=True)


@app.command()
@plain
def links(
    account: Annotated[str, typer.Argument(help="The client's own number for the account.")],
    client: Annotated[str | None, typer.Option(help="Whose account, when several clients have that number.")] = None,
) -> None:
    """Every link that was made for an account, and the visits through it."""
    store = open_store()
    table = Table("link", "made (UTC)", "sent to", "state", "visits")
    with store.sessions() as session:
        debt = find_account(session, account, client).debt_id
        for link in recalling.links(session, store, debt, store.clock.now()):
            visits = "\n".join(map(str, link.visits))
            table.add_row(str(link.id), f"{link.made_at:%Y-%m-%d %H:%M}", link.sent_to, link.state, visits)
    screen.print(table)


@app.command()
@plain
def revoke(
    link: Annotated[UUID, typer.Argument(help="Id from `outreach page links`.")],
    why: Annotated[str, typer.Option(help="Why nobody shall come in by it any more.")],
) -> None:
    """Close the page behind a link for good."""
    store = open_store()
    with store.sessions.begin() as session:
        found = session.get(PageLink, link)
        if found is None:
            raise NotFound(f"no link has the id {link}; see `outreach page links`")
        lock_budgets(session, [person_key(found.person_id)])
        session.refresh(found, with_for_update=True)
        page_links.revoke(found, f"{why} ({whoami()})", store.clock.now())
        log.append(session, found.person_id, "page_revoked", store.clock.now(), {"link": str(link)}, found.attempt_id)
    screen.print("the link works no more")


@app.command()
@plain
def story(
    visit: Annotated[UUID, typer.Argument(help="Id from `outreach page links`.")],
    reveal: Annotated[bool, typer.Option(help="What was shown and written, in clear.")] = False,
) -> None:
    """What was shown, chosen and done on a visit, and whether that is what the person's log says."""
    store = open_store()
    table = Table("at (UTC)", "what", "detail", *(("words",) if reveal else ()))
    with store.sessions() as session:
        for told in recalling.story(session, store, visit, reveal=reveal):
            detail = json.dumps(told.detail, ensure_ascii=False)
            table.add_row(f"{told.at:%Y-%m-%d %H:%M:%S}", told.kind, detail, *((told.words,) if reveal else ()))
        unchanged = recalling.is_unchanged(session, store, visit)
    screen.print(table)
    if unchanged is None:
        screen.print("the visit is not closed yet: nothing of it stands in the person's log")
    else:
        screen.print(
            "as the person's log says" if unchanged else "NOT as the person's log says",
            style="" if unchanged else "red",
        )
    raise typer.Exit(0 if unchanged is not False else 1)
