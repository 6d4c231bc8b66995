"""Plays the table of a module once, for all its rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sandbox.behaviour.table import Played, Table
from tests.sandbox.stage import ClientApp, Stage, twiml


@pytest.fixture(scope="module")
def played(request: pytest.FixtureRequest, theatre: Stage) -> Iterator[Played]:
    """Needs a `TABLE` in the module."""
    table: Table = request.module.TABLE
    application = ClientApp()
    application.start()
    application.otherwise = twiml()  # an action without a document of its own ends the call
    yield Played(table, theatre, application)
    theatre.set(application, (), {})
    application.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that takes a `row` is made for each row of its module's table."""
    if "row" in metafunc.fixturenames:
        rows = metafunc.module.TABLE.rows
        metafunc.parametrize("row", rows, ids=[row.sentence for row in rows])
