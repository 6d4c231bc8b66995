from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.intake.office import Office, open_office


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    with open_office(database_url, tmp_path) as office:
        yield office
