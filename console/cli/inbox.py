"""``outreach inbox``: what a person of ours must look at, above all texts that nobody could read for sure."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.table import Table
from rich.text import Text

from console.cli.context import open_store, plain, screen, whoami
from outreach.contacts import inbox
from outreach.contacts.inbox import Closed, Wanted
from outreach.conversations.reader.reply import Kind
from outreach.conversations.texts import by_hand
from outreach.conversations.texts.by_hand import Meant
from outreach.errors import OutreachError
from outreach.intake.amounts import read_amount
from outreach.intake.errors import ValueUnread

app = typer.Typer(help="What a person must look at.", no_args_is_help=True)
Item = Annotated[UUID, typer.Argument(help="Id from the list.")]
Reveal = Annotated[bool, typer.Option(help="Names, numbers and words in clear.")]
By = Annotated[str | None, typer.Option(help="Who does this; else the user of this machine.")]


class State(StrEnum):
    """Which items are shown."""

    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


STATES = {State.OPEN: False, State.CLOSED: True, State.ALL: None}
SHOWN = ("id", "since", "kind", "client", "accounts", "person", "words", "reading", "why", "held")


class BadMeaning(OutreachError):
    """An amount or a day that cannot be read."""


@app.command("list")
@plain
def list_(
    kind: Annotated[
        str | None,
        typer.Option(
            help="decision, reply, unsettled, wrong_person, agreement, text, identity, message, transfer or wrap_up."
        ),
    ] = None,
    client: Annotated[str | None, typer.Option(help="Only this client's.")] = None,
    account: Annotated[str | None, typer.Option(help="Only who owes this account.")] = None,
    reading: Annotated[str | None, typer.Option(help="Only texts that were read as this, like unclear.")] = None,
    since: Annotated[datetime | None, typer.Option(help="From this UTC instant.")] = None,
    state: Annotated[State, typer.Option(help="Open ones, closed ones, or all.")] = State.OPEN,
    as_csv: Annotated[bool | None, typer.Option("--csv/--jsonl", help="A file's text instead of a screen's.")] = None,
    reveal: Reveal = False,
) -> None:
    """Everything open, oldest first."""
    store = open_store()
    wanted = Wanted(STATES[state], kind, client, account, reading, _utc(since))
    with store.sessions() as session:
        found = inbox.rows(session, store.vault, wanted, reveal=reveal)
        if as_csv is None:
            screen.print(_table(found))
        else:
            _write(found, as_csv=as_csv)


@app.command()
@plain
def show(item: Item, reveal: Reveal = False) -> None:
    """One item: the words, how they were read, what rests because of them."""
    store = open_store()
    with store.sessions() as session:
        found = inbox.one(session, store.vault, item, reveal=reveal)
    grid = Table.grid(padding=(0, 2))
    for name, value in found.items():
        if value not in (None, ""):
            grid.add_row(name, Text(_cell(value)))
    screen.print(grid)


@app.command()
@plain
def answer(
    item: Item,
    meaning: Annotated[str, typer.Option("--as", help=f"What it means: {', '.join(by_hand.MEANINGS)}.")],
    amount: Annotated[str | None, typer.Option(help="Of a promise, like 50.00.")] = None,
    full: Annotated[bool, typer.Option("--full", help="A promise of all that is owed.")] = False,
    day: Annotated[str | None, typer.Option("--on", help="The day of a promise, like 2026-12-18.")] = None,
    choice: Annotated[int | None, typer.Option(help="The number that was chosen.")] = None,
    by: By = None,
) -> None:
    """Say what a text means: what follows from it is done and said as if it had been read so, and the item is closed."""
    store = open_store()
    meant = Meant(_kind(meaning), _minor(amount), full, _day(day), choice)
    with store.sessions.begin() as session:
        came = by_hand.answer(session, store, item, meant, by or whoami(), store.clock.now())
    _say(f"read as {meaning}; {_went_on(came)}")


@app.command()
@plain
def close(
    item: Item,
    note: Annotated[str, typer.Option(help="What was done about it.")],
    rest: Annotated[bool, typer.Option("--rest", help="Let the person's held accounts rest on.")] = False,
    by: By = None,
) -> None:
    """Close an item; what was held because of it goes on where that is lawful."""
    store = open_store()
    with store.sessions.begin() as session:
        came = inbox.close(session, item, by or whoami(), note, store.clock.now(), rest=rest)
    _say(f"closed; {_went_on(came)}")


def _went_on(came: Closed) -> str:
    others = f"; {came.open} other items about the person are open" if came.open else ""
    return f"{came.resumed} accounts go on{others}"


def _kind(meaning: str) -> Kind:
    try:
        return Kind(meaning)
    except ValueError:
        raise BadMeaning(f"{meaning!r} is no meaning: use one of {', '.join(by_hand.MEANINGS)}") from None


def _minor(amount: str | None) -> int | None:
    try:
        return read_amount(amount) if amount is not None else None
    except ValueUnread as error:
        raise BadMeaning(f"--amount: {error}") from None


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written is not None else None
    except ValueError:
        raise BadMeaning(f"--on: {written!r} is no day: write it like 2026-12-18") from None


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None


def _table(found: Iterable[dict[str, Any]]) -> Table:
    table = Table(*("since (UTC)" if name == "since" else name for name in SHOWN))
    for row in found:
        table.add_row(*(Text(_cell(row[name])) for name in SHOWN))
    return table


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def _write(found: Iterable[dict[str, Any]], *, as_csv: bool) -> None:
    table = csv.DictWriter(sys.stdout, inbox.FIELDS)
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
