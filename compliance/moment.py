"""One instant of a case: the clocks that count then and the local days they show.

The search for the next permitted instant asks the same case at several moments. Days are local calendar dates as
numbers since 1970-01-01; where candidate zones differ, what blocks takes the latest and what permits the earliest.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from compliance.case import NEVER, Case
from compliance.facts import DAY, Hours
from compliance.zones import Zone

if TYPE_CHECKING:
    from compliance.rules.kind import Ruling


class OpenHours(Protocol):
    """A window of law as the house's guards see it: its clocks, and the open hours of a local day."""

    def clocks(self, now: Moment) -> tuple[Zone, ...]: ...

    def hours(self, now: Moment) -> Callable[[int], tuple[tuple[int, int], ...]]: ...

    def is_wider(self, hours: Hours) -> bool: ...

    def judge(self, now: Moment) -> Ruling | None: ...


class Moment:
    """One instant of a case: the clocks that count then, and the local days they show."""

    __slots__ = ("at", "case", "clocks", "earliest_day", "law_changes", "today", "windows")

    def __init__(self, case: Case, at: int) -> None:
        self.case = case
        self.at = at
        self.clocks: tuple[Zone, ...] = case.location.clocks(at)
        if len(self.clocks) == 1:
            self.today = self.earliest_day = self.clocks[0].wall(at) // DAY
        else:
            days = [clock.wall(at) // DAY for clock in self.clocks] or [at // DAY]
            self.today, self.earliest_day = max(days), min(days)
        # Set when the rules are selected: the windows among them, and the days on which the selection changes.
        self.windows: tuple[OpenHours, ...] = ()
        self.law_changes: tuple[int, ...] = ()

    def next_change(self) -> int:
        """The next instant at which a row of the facts begins or ends, or NEVER."""
        return min([at for at in self.case.changes() if at > self.at], default=NEVER)

    def latest_day(self, at: int) -> int:
        """The local date of an event: the latest of the candidate zones."""
        clocks = self.clocks
        if len(clocks) == 1:
            return clocks[0].wall(at) // DAY
        return max([clock.wall(at) // DAY for clock in clocks], default=at // DAY + 1)

    def first_day(self, at: int) -> int:
        """The earliest local date of an event, for counting what runs out."""
        return min([clock.wall(at) // DAY for clock in self.clocks], default=at // DAY - 1)

    def begun(self, day: int) -> int:
        """The instant by which the local day has begun in every candidate zone."""
        clocks = self.clocks
        if len(clocks) == 1:
            return clocks[0].midnight(day)
        return max([clock.midnight(day) for clock in clocks], default=(day + 1) * DAY)

    def begins(self, day: int) -> int:
        """The instant at which the local day begins in the first candidate zone."""
        return min([clock.midnight(day) for clock in self.clocks], default=(day - 1) * DAY)
