"""Texts as people name them at the keyboard, and how lists of them are written."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

import templates
from console.cli.context import screen
from outreach.errors import NotFound, OutreachError
from templates import Key, Library, TemplatesError

Names = Annotated[
    list[str],
    typer.Argument(help="An id like reminder/sms.en, its beginning like reminder, or a pattern: 'keypad/*.es'."),
]
Places = Annotated[
    list[str] | None, typer.Option("--place", help="As decisions name it, like US-CA; may be given again.")
]
Folder = Annotated[
    Path | None, typer.Option(help="Texts in this folder instead of the installed ones.", file_okay=False)
]


class Form(StrEnum):
    """Ways to write a list down."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


As = Annotated[Form, typer.Option("--format", help="How to write it.")]


class BrokenTexts(OutreachError):
    """Texts that cannot be read, or a text that does not exist."""


@contextmanager
def reading() -> Iterator[None]:
    """What the texts say of themselves is told plainly."""
    try:
        yield
    except TemplatesError as error:
        raise BrokenTexts(str(error)) from None


def library(folder: Path | None) -> Library:
    """The installed texts, or those in a folder."""
    return Library.read(folder) if folder else templates.SHIPPED


def chosen(texts: Library, names: Sequence[str]) -> list[Key]:
    """The texts that any of the names means, ordered by id; all of them when none is given.

    Raises NotFound for a name that means none.
    """
    known = [info.key for info in texts.catalogue()]
    if not names:
        return known
    found: dict[Key, None] = {}
    for name in names:
        meant = [key for key in known if _means(name, key.id)]
        if not meant:
            raise NotFound(f"no text is called {name!r}, or begins so; `outreach templates list` shows them all")
        found.update(dict.fromkeys(meant))
    return sorted(found, key=lambda key: key.id)


def one(texts: Library, name: str) -> Key:
    """The only text that the name means. Raises NotFound when it means none, or several."""
    found = chosen(texts, [name])
    if len(found) > 1:
        raise NotFound(f"{name!r} means several texts: {', '.join(key.id for key in found)}")
    return found[0]


def write(form: Form, heads: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """A list of rows with these keys: a table on the screen, one JSON array, or CSV with a header."""
    plain = [{head: _plain(row[head]) for head in heads} for row in rows]
    if form is Form.JSON:
        sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
    elif form is Form.CSV:
        table = csv.DictWriter(sys.stdout, heads)
        table.writeheader()
        table.writerows(plain)
    else:
        screen.print(_table(heads, plain))


def say(words: str) -> None:
    """A sentence as it is: a bracket in it is no mark-up, and a long line stays one."""
    screen.print(words, markup=False, highlight=False, soft_wrap=True)


def _means(name: str, template_id: str) -> bool:
    return template_id.startswith((f"{name}/", f"{name}.")) or fnmatchcase(template_id, name)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _table(heads: Sequence[str], rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(*(head.replace("_", " ") for head in heads))
    for row in rows:
        table.add_row(*(Text("" if row[head] is None else str(row[head])) for head in heads))
    return table
