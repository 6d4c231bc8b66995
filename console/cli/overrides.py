"""``outreach compliance override``: exceptions from a rule for which two people answer."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Table
from rich.text import Text

from campaigns.units import parse_span
from console.cli.context import open_store, plain, screen, whoami
from outreach.contacts import override_list, overriding
from outreach.errors import OutreachError

app = typer.Typer(help="Exceptions from a rule for which two people answer.", no_args_is_help=True)
Identity = Annotated[UUID, typer.Argument(help="Id from the list.")]
By = Annotated[str | None, typer.Option(help="Who does this; else the user of this machine.")]
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


class BadInstant(OutreachError):
    """An instant, or a span of time, that cannot be read."""


@app.command()
@plain
def ask(
    account: Annotated[str, typer.Argument(help="The client's own account number.")],
    rule: Annotated[str, typer.Option(help="The rule's id, like US-F-7IN7.")],
    until: Annotated[str, typer.Option(help="An instant like 2026-12-08T21:00Z, or a span like 4h, at most 7d.")],
    reason: Annotated[str, typer.Option(help="Why; kept sealed.")],
    from_: Annotated[str | None, typer.Option("--from", help="From this instant on; else from now.")] = None,
    client: Annotated[str | None, typer.Option(help="Which client, when several use the number.")] = None,
    whole_person: Annotated[
        bool, typer.Option("--person/--debt-only", help="For all contacts with the person, or only about this account.")
    ] = False,
    by: By = None,
) -> None:
    """Ask that a rule be set aside for an account; somebody else must approve it."""
    store = open_store()
    at = store.clock.now()
    starts_at = _instant(from_) if from_ else at
    with store.sessions.begin() as session:
        debt, person = overriding.account(session, account, client)
        about = None if whole_person else debt
        wish = overriding.Wish(rule, person, about, starts_at, _end(until, starts_at), reason)
        asked = overriding.ask(session, store.vault, wish, by or whoami(), at)
    _say(f"override {asked.id} of {rule} is asked for, until {asked.until:%Y-%m-%d %H:%M:%S} UTC")
    _say(f"somebody else than {asked.asked_by} must approve it: outreach compliance override approve {asked.id}")


@app.command()
@plain
def approve(override: Identity, by: By = None) -> None:
    """Answer for an override as the second person: from its beginning on, its rule is set aside."""
    store = open_store()
    with store.sessions.begin() as session:
        earlier = overriding.approve(session, override, by or whoami(), store.clock.now())
    _say(f"override {override} is approved; {earlier} waiting accounts will be looked at again when it begins")


@app.command()
@plain
def refuse(override: Identity, by: By = None) -> None:
    """Say no to an override that is asked for."""
    store = open_store()
    with store.sessions.begin() as session:
        overriding.refuse(session, override, by or whoami(), store.clock.now())
    _say(f"override {override} is refused")


@app.command()
@plain
def withdraw(override: Identity, by: By = None) -> None:
    """End an override at once, approved or not."""
    store = open_store()
    with store.sessions.begin() as session:
        overriding.withdraw(session, override, by or whoami(), store.clock.now())
    _say(f"override {override} is withdrawn; its rule holds again")


@app.command("list")
@plain
def list_(
    waiting: Annotated[bool, typer.Option("--open", help="Only those asked for.")] = False,
    active: Annotated[bool, typer.Option("--active", help="Only those approved and not over.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Those that are over, too.")] = False,
    as_csv: Annotated[bool | None, typer.Option("--csv/--jsonl", help="A file's text instead of a screen's.")] = None,
    reveal: Annotated[bool, typer.Option(help="Names in clear, and reasons.")] = False,
) -> None:
    """Overrides, oldest first: those asked for and those approved, unless told otherwise."""
    store = open_store()
    chosen = override_list.OPEN * waiting + override_list.ACTIVE * active
    states = override_list.EVERY if every else chosen or override_list.OPEN + override_list.ACTIVE
    with store.sessions() as session:
        found = override_list.rows(session, store.vault, store.clock.now(), states, reveal=reveal)
        if as_csv is None:
            screen.print(_table(found, reveal))
        else:
            _write(found, override_list.REVEALED if reveal else override_list.FIELDS, as_csv=as_csv)


def _instant(written: str) -> datetime:
    unread = BadInstant(
        f"{written!r} is no instant: write it with its zone, like 2026-12-08T21:00Z (or --until as a span: 4h)"
    )
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise unread from None
    if at.tzinfo is None:
        raise unread
    return at


def _end(written: str, starts_at: datetime) -> datetime:
    """An instant, or a span from the beginning on: ``4h``, ``2 days``."""
    try:
        span: timedelta = parse_span(re.sub(r"(?<=\d)[mhd]$", lambda unit: f" {UNITS[unit[0]]}", written))
        return starts_at + span
    except (ValueError, OverflowError):
        return _instant(written)


def _table(found: Iterator[dict[str, Any]], reveal: bool) -> Table:
    heads = ("id", "rule", "account", "person", "from (UTC)", "until (UTC)", "state", "asked by", "approved by")
    table = Table(*heads, *(["reason"] if reveal else []))
    for row in found:
        span = [f"{row[end]:%Y-%m-%d %H:%M}" for end in ("from", "until")]
        about = row["account"] or "all of the person's"
        cells = [str(row["id"]), row["rule"], about, row["person"], *span, row["state"], row["asked_by"]]
        table.add_row(*map(Text, [*cells, row["approved_by"] or "", *([row["reason"]] if reveal else [])]))
    return table


def _write(found: Iterator[dict[str, Any]], fields: tuple[str, ...], *, as_csv: bool) -> None:
    table = csv.DictWriter(sys.stdout, fields)
    if as_csv:
        table.writeheader()
    for row in found:
        told = {key: value.isoformat() if isinstance(value, datetime) else value for key, value in row.items()}
        if as_csv:
            table.writerow(told)
        else:
            sys.stdout.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")


def _say(words: str) -> None:
    screen.print(words, markup=False, highlight=False, soft_wrap=True)
