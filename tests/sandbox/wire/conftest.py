"""The grand tour, lived once for all tests of the wire, and what was overheard of it."""

from __future__ import annotations

import pytest

from tests.sandbox.stage import ClientApp, open_stage
from tests.sandbox.wire import tour_calls, tour_holdings, tour_rooms, tour_texts
from tests.sandbox.wire.exchanges import Run, read_run
from tests.sandbox.wire.guide import Guide

CHAPTERS = (tour_calls, tour_rooms, tour_texts, tour_holdings)


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder, app = tmp_path_factory.mktemp("tour"), ClientApp()
    app.start()
    stage = open_stage(folder, app, "--speed", "manual", "--tap", str(folder / "tap"))
    guide = Guide(stage, app)
    try:
        for chapter in CHAPTERS:
            chapter.tour(guide)
    finally:
        ended = stage.stop()
        app.stop()
    assert ended == 0
    return read_run(folder / "tap", folder / "journal")
