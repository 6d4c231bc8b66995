"""``outreach templates``: what we say, whether it is fit, and who answers for it."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Annotated

import typer

import templates
from console.cli.chosen_texts import As, Folder, Form, Names, Places, chosen, library, one, reading, say, write
from console.cli.context import open_store, plain, whoami
from outreach.contacts import approving
from outreach.contacts.approving import Stand
from outreach.errors import NotAllowed
from templates import Complaint

app = typer.Typer(help="Texts: what we say, whether it is fit, and who answers for it.", no_args_is_help=True)
AllNames = Annotated[list[str] | None, Names.__metadata__[0]]
By = Annotated[str, typer.Option(help="Who answers for it; not who wrote it.")]
Note = Annotated[str, typer.Option(help="Why; kept with it.")]
STATES = ("new", "submitted", "approved", "revoked")


@app.command("list")
@plain
def list_(
    names: AllNames = None,
    state: Annotated[str | None, typer.Option(help=f"Only those that are {', '.join(STATES)}.")] = None,
    form: As = Form.TABLE,
) -> None:
    """Every text as it is, and where that version stands: only approved ones are used for contact."""
    if state is not None and state not in STATES:
        raise NotAllowed(f"no text is ever {state!r}: {', '.join(STATES)}")
    store = open_store()
    with reading(), store.sessions() as session:
        wanted = {key.id for key in chosen(templates.SHIPPED, names or [])}
        found = [row for row in approving.stands(session, templates.SHIPPED) if row.template_id in wanted]
    write(form, Stand._fields, [row._asdict() for row in found if state in (None, row.state)])


@app.command()
@plain
def lint(
    names: AllNames = None,
    places: Places = None,
    folder: Folder = None,
    as_json: Annotated[bool, typer.Option("--json", help="As --format json.")] = False,
    form: As = Form.TABLE,
) -> None:
    """What makes texts unfit to send: in each role, first and later, and in every place that wants more. Exit 1 if any."""
    with reading():
        texts = library(folder)
        keys = chosen(texts, names or [])
        told = tuple(places) if places else templates.PLACES
        found = [complaint for key in keys for complaint in templates.lint_text(texts, key, told)]
        if not names:
            found += templates.lint_translations(texts)
    if as_json or form is not Form.TABLE:
        heads = [field.name for field in fields(Complaint)]
        write(Form.JSON if as_json else form, heads, [asdict(complaint) for complaint in found])
    else:
        for complaint in found:
            say(str(complaint))
        say(f"{len(keys)} texts looked at; {len(found)} complaints")
    if found:
        raise typer.Exit(1)


@app.command()
@plain
def submit(
    names: Names,
    author: Annotated[str | None, typer.Option(help="Who wrote it; else the user of this machine.")] = None,
) -> None:
    """Say who wrote a text as it is, and keep its source; somebody else may then approve it."""
    store = open_store()
    with reading(), store.sessions.begin() as session:
        for key in chosen(templates.SHIPPED, names):
            kept = approving.submit(session, templates.SHIPPED, key, author or whoami(), store.clock.now())
            say(f"{key.id} version {kept.version} by {kept.author} waits for approval by somebody else")


@app.command()
@plain
def approve(names: Names, by: By, note: Note) -> None:
    """Answer for texts as they are; refuses who wrote one, and a text with complaints. All of them, or none."""
    store = open_store()
    with reading(), store.sessions.begin() as session:
        waiting = {row.template_id for row in approving.stands(session, templates.SHIPPED) if row.state != "approved"}
        keys = [key for key in chosen(templates.SHIPPED, names) if key.id in waiting]
        if not keys:
            raise NotAllowed("there is nothing to approve: every text that was named is approved as it is")
        for key in keys:
            resumed = approving.approve(session, templates.SHIPPED, key, by, note, store.clock.now())
            say(f"{key.id} version {templates.SHIPPED.info(key).version} is approved; {resumed} held accounts go on")


@app.command()
@plain
def revoke(
    name: Annotated[str, typer.Argument(help="The id of one text, like reminder/sms.en.")],
    by: Annotated[str, typer.Option(help="Who takes it back.")],
    note: Note,
    version: Annotated[
        str | None, typer.Option(help="Which version, or its beginning; else the installed one.")
    ] = None,
) -> None:
    """Take an approval back: nobody is contacted with that version any more."""
    store = open_store()
    with reading(), store.sessions.begin() as session:
        key = one(templates.SHIPPED, name)
        wanted = version or templates.SHIPPED.info(key).version
        kept = approving.revoke(session, key.id, wanted, by, note, store.clock.now())
    say(f"{key.id} version {kept.version} is revoked: nobody is contacted with it from now on")
