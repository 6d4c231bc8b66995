"""What every command starts with: the store, errors told plainly, and who is at the keyboard."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar

import typer
from rich.console import Console

from outreach.errors import OutreachError
from outreach.store import Store
from outreach.store import open_store as _open_store

P = ParamSpec("P")
R = TypeVar("R")
screen = Console()
errors = Console(stderr=True)
_opened: list[Store] = []


def open_store() -> Store:
    """The store the environment describes; ends the command with a plain text when it cannot be opened."""
    with told_plainly():
        store = _open_store(pool_size=4)
    _opened.append(store)
    return store


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn a named refusal into its text and exit code 2."""
    try:
        yield
    except OutreachError as error:
        errors.print(f"{type(error).__name__}: {error}", style="red", highlight=False, markup=False)
        raise typer.Exit(2) from None


def plain(command: Callable[P, R]) -> Callable[P, R]:
    """Decorates a command so that refusals are told plainly and what it opened is closed."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with told_plainly():
                return command(*args, **kwargs)
        finally:
            while _opened:
                _opened.pop().engine.dispose()

    return run


def whoami() -> str:
    """The name written into events when none is given."""
    return getpass.getuser()
