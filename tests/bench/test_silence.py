"""With a full queue and all processes at work, whoever said no, paid or was put on hold is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.silence import live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_nothing_leaves_for_somebody_who_was_silenced(tmp_path: Path) -> None:
    rush = live(tmp_path, queued=600, asked=100)
    assert len({one.number for one in rush.silenced}) == 100
    assert {one.cause for one in rush.silenced} == {"stop", "dispute", "payment", "hold"}
    assert rush.after == []
    # Each had two contacts queued; a few calls had left before.
    assert sum(one.cancelled for one in rush.silenced) > 150
