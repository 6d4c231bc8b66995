"""The timetable: what the keys of ``call_days`` and ``call_times`` mean, as terms of a contact contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Final

from outreach.contacts.contact_contract import Terms

DAYS: Final[Mapping[str, frozenset[str]]] = {
    "1": frozenset(),
    "2": frozenset(("mon", "tue", "wed", "thu", "fri")),
    "3": frozenset(("sat", "sun")),
}
HOURS: Final[Mapping[str, tuple[time, time] | None]] = {
    "1": (time(8), time(12)),
    "2": (time(12), time(17)),
    "3": (time(17), time(21)),
    "4": None,
}


def terms(days: str, times: str) -> Terms:
    """The terms that two keys chose."""
    hours = HOURS[times]
    return Terms(days=DAYS[days], opens=hours[0] if hours else None, closes=hours[1] if hours else None)
