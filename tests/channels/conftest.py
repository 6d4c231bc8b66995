from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.tiny_carrier import TinyCarrier, tiny_carrier


@pytest.fixture
def other_end() -> Iterator[TinyCarrier]:
    """The other end of the wire."""
    with tiny_carrier() as carrier:
        yield carrier
