"""``outreach templates preview``, ``show`` and ``diff``: a text as it reads, as it was written, and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import unified_diff
from typing import Annotated, Any

import typer
from rich.text import Text
from sqlalchemy.orm import Session

import templates
from console.cli.chosen_texts import Folder, Names, Places, chosen, library, one, reading, say
from console.cli.context import open_store, plain, screen
from outreach.accounts.account_ref import find_account
from outreach.contacts import approving, previewing
from outreach.contacts.approvals import TextApproval
from outreach.contacts.previewing import Preview
from outreach.errors import NotAllowed
from templates import Key

Name = Annotated[str, typer.Argument(help="The id of one text, like reminder/sms.en.")]
CURRENT = "current"


@plain
def preview(
    names: Names,
    account: Annotated[
        str | None, typer.Option(help="A client's number of a real account; else sample values.")
    ] = None,
    client: Annotated[str | None, typer.Option(help="Which client, when several use the number.")] = None,
    language: Annotated[str | None, typer.Option(help="Only in this language, like es.")] = None,
    places: Places = None,
    folder: Folder = None,
    reveal: Annotated[bool, typer.Option(help="Names in clear.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per preview.")] = False,
) -> None:
    """How texts read, what an SMS costs and how long a prompt takes, in each language and role."""
    if account and folder:
        raise NotAllowed("a real account is only written to with the installed texts: leave --account or --folder out")
    with reading():
        texts, told = library(folder), places or []
        keys = [key for key in chosen(texts, names) if language in (None, key.language)]
        if account:
            store = open_store()
            with store.sessions() as session:
                owed = find_account(session, account, client)
                found = [previewing.of_account(session, store, owed, key, told, reveal=reveal) for key in keys]
        else:
            found = [said for key in keys for said in _different(previewing.samples(texts, key, told))]
    for shown in found:
        _show(shown, as_json)


@plain
def show(
    name: Name,
    version: Annotated[
        str | None, typer.Option(help="A kept version, or its beginning, as logs name it; else the installed one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """The exact source of a version, who wrote it, and all that was said about the text's versions."""
    store = open_store()
    with reading(), store.sessions() as session:
        template_id = _id(name)
        known, parts = _parts(session, template_id, version or CURRENT)
        history = [_event(row) for row in approving.history(session, template_id)]
    if as_json:
        typer.echo(
            json.dumps({"template_id": template_id, **known, "parts": parts, "history": history}, ensure_ascii=False)
        )
        return
    screen.print(
        Text(f"{template_id} version {known['version']}, by {known['author'] or 'nobody who said so'}", style="bold")
    )
    for part, source in parts.items():
        say(f"--- {part}\n{source.rstrip()}")
    for event in history:
        say(f"{event['at'][:16]} UTC version {event['version']} {event['kind']} by {event['by']}: {event['note']}")


@plain
def diff(
    name: Name,
    old: Annotated[str, typer.Argument(help="A kept version, or its beginning.")],
    new: Annotated[str, typer.Argument(help="Another one; else the installed one.")] = CURRENT,
) -> None:
    """What changed between two versions of a text, line by line."""
    store = open_store()
    with reading(), store.sessions() as session:
        template_id = _id(name)
        (was, before), (is_, after) = (_parts(session, template_id, version) for version in (old, new))
    lines = [
        line
        for part in sorted(before.keys() | after.keys())
        for line in unified_diff(
            before.get(part, "").splitlines(),
            after.get(part, "").splitlines(),
            f"{template_id} {part} {was['version']}",
            f"{template_id} {part} {is_['version']}",
            lineterm="",
        )
    ]
    say("\n".join(lines) or f"{template_id}: the two versions are the same")


def _id(name: str) -> str:
    """The id of an installed text, or as it was given: what is no longer installed may still be kept."""
    return name if Key.parse(name).language else one(templates.SHIPPED, name).id


def _parts(session: Session, template_id: str, version: str) -> tuple[dict[str, Any], dict[str, str]]:
    """Version and author, and the sources by part, of the installed text or of a kept version."""
    if version == CURRENT:
        key = one(templates.SHIPPED, template_id)
        info = templates.SHIPPED.info(key)
        kept = next((row for row in approving.versions(session, key.id) if row.digest == info.digest), None)
        return {"version": info.version, "author": kept and kept.author}, dict(templates.SHIPPED.source(key))
    found = approving.version_of(session, template_id, version)
    return {"version": found.version, "author": found.author}, dict(found.parts)


def _event(row: TextApproval) -> dict[str, str]:
    return {"at": row.at.isoformat(), "version": row.version, "kind": row.kind, "by": row.by, "note": row.note}


def _different(found: Iterator[Preview]) -> Iterator[Preview]:
    """Only those that read differently: many texts say the same in every role."""
    said: set[tuple[str, str | None]] = set()
    for shown in found:
        if (shown.text, shown.html) not in said:
            said.add((shown.text, shown.html))
            yield shown


def _show(shown: Preview, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(shown.to_json(), ensure_ascii=False))
        return
    screen.print(
        Text(f"{shown.template_id} version {shown.version}: {shown.role}{_cost(shown)}", style="bold"), soft_wrap=True
    )
    for line in filter(None, (shown.subject and f"Subject: {shown.subject}", shown.text)):
        say(line)
    if shown.spoken and shown.spoken != shown.text:
        say(f"spoken: {shown.spoken}")
    if shown.sampled:
        say(f"(sample values of: {', '.join(shown.sampled)})")
    for complaint in shown.complaints:
        screen.print(Text(f"unfit: {complaint}", style="red"), soft_wrap=True)
    screen.print()


def _cost(shown: Preview) -> str:
    if shown.segments:
        count, units = shown.segments.count, shown.segments.units
        odd = f", because of {' '.join(shown.beyond_gsm7)}" if shown.beyond_gsm7 else ""
        return f", {count} segment{'s' * (count > 1)} ({units} units of {shown.segments.encoding}{odd})"
    return f", about {shown.seconds} s" if shown.seconds else ""
