"""Stages for the sandbox's tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.stage import ClientApp, Stage, open_stage


@pytest.fixture
def app() -> Iterator[ClientApp]:
    """The client's web application."""
    application = ClientApp()
    application.start()
    yield application
    application.stop()


@pytest.fixture
def stage(tmp_path: Path, app: ClientApp) -> Iterator[Callable[..., Stage]]:
    """Opens sandboxes, each with its own people and options, and stops them."""
    opened: list[Stage] = []

    def open_one(people: Any = (), *options: str, rate: float = 600.0) -> Stage:
        folder = tmp_path / str(len(opened))
        folder.mkdir()
        opened.append(open_stage(folder, app, people, *options, rate=rate))
        return opened[-1]

    yield open_one
    for one in opened:
        if one.process.poll() is None:
            one.stop()
