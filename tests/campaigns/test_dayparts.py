from __future__ import annotations

from datetime import UTC, datetime

import pytest

from campaigns.dayparts import ZONES, not_before


@pytest.mark.parametrize(
    ("part", "region", "at", "expected"),
    [
        ("afternoon", "NY", "2026-11-03T15:00", "2026-11-03T17:00"),  # 10:00 there: waits for noon
        ("afternoon", "US-NY", "2026-11-03T18:00", "2026-11-03T18:00"),  # 13:00: it has begun
        ("morning", "NY", "2026-11-03T23:00", "2026-11-03T23:00"),  # 18:00: it has passed, no say any more
        ("evening", "HI", "2026-11-03T20:00", "2026-11-04T03:00"),  # 10:00 in Honolulu: the same local day
        ("morning", "CA", "2026-11-01T08:30", "2026-11-01T16:00"),  # the night the clocks go back
        ("morning", None, "2026-11-03T05:00", "2026-11-03T05:00"),
        ("morning", "ZZ", "2026-11-03T05:00", "2026-11-03T05:00"),
        (None, "NY", "2026-11-03T05:00", "2026-11-03T05:00"),
    ],
)
def test_a_wish_postpones_within_the_local_day(part: str | None, region: str | None, at: str, expected: str) -> None:
    instant, wanted = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (at, expected))
    assert not_before(part, region, instant) == wanted


def test_every_state_and_territory_has_a_clock() -> None:
    assert len(ZONES) == 50 + 1 + 5  # states, the District, Puerto Rico, Virgin Islands, Guam, Marianas, Samoa
