"""Scenes for the sandbox's tests."""

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


@pytest.fixture(scope="session")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One sandbox process for all scenes."""
    house = open_stage(tmp_path_factory.mktemp("sandbox"), ClientApp(), "--speed", "manual")
    yield house
    assert house.stop() == 0


@pytest.fixture
def stage(theatre: Stage, app: ClientApp) -> Iterator[Callable[..., Stage]]:
    """Sets a scene: these people, these options, and nothing from before. Its clock stands until it is moved."""

    def set_scene(people: Any = (), **options: Any) -> Stage:
        theatre.set(app, people, options)
        return theatre

    yield set_scene
    theatre.set(app, (), {})  # nothing of this scene may knock at an application that is gone


@pytest.fixture
def process(tmp_path: Path, app: ClientApp) -> Iterator[Callable[..., Stage]]:
    """Starts a sandbox process of the test's own."""
    opened: list[Stage] = []

    def start(*options: str) -> Stage:
        opened.append(open_stage(tmp_path, app, *options))
        return opened[-1]

    yield start
    for one in opened:
        if one.process.poll() is None:
            one.stop()
