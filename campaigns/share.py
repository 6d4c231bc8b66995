"""Fair share: how the free places of a tick are dealt to the campaigns that want them.

A campaign of a smaller priority number goes first, always. Among equals every place goes to the campaign whose planned
attempts on that channel are fewest for its share, so that the queue before the workers holds, and the carrier
gets, a mixture in the proportion of the shares, also when only one place a tick is free. What a campaign cannot use
the others get. Inside a campaign the first priority level goes first, and in it the later step: who was begun is
finished before somebody new is begun.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Demand:
    """``waiting`` enrolments of a campaign are due at ``step`` (of ``channel``) and priority ``level``."""

    campaign_id: UUID
    channel: str
    step: int
    level: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Weight:
    """A campaign's say."""

    priority: int
    share: int


def deal(
    demands: Iterable[Demand],
    weights: Mapping[UUID, Weight],
    planned: Mapping[tuple[UUID, str], int],
    room: Mapping[str, int],
    batch: int,
) -> Counter[Demand]:
    """How many places each demand gets: at most ``room`` per channel, ``batch`` in all.

    ``planned`` counts the attempts that wait for a worker already, by campaign and channel.
    """
    tables = {channel: _Table(channel, weights, planned) for channel, free in room.items() if free > 0}
    for demand in sorted(demands, key=lambda demand: (demand.level, -demand.step)):
        if demand.channel in tables:
            tables[demand.channel].sit_down(demand)
    dealt: Counter[Demand] = Counter()
    while tables and dealt.total() < batch:
        for channel in list(tables):
            served = tables[channel].serve() if tables[channel].served < room[channel] else None
            if served is None:
                del tables[channel]
            elif dealt.total() < batch:
                dealt[served] += 1
    return dealt


class _Table:
    """One channel's campaigns, the next to be served on top of the heap."""

    def __init__(self, channel: str, weights: Mapping[UUID, Weight], planned: Mapping[tuple[UUID, str], int]) -> None:
        self.served = 0
        self._weights = weights
        self._load = {campaign: planned.get((campaign, channel), 0) for campaign in weights}
        self._demands: dict[UUID, list[Demand]] = defaultdict(list)
        self._left: Counter[Demand] = Counter()
        self._heap: list[tuple[int, float, UUID]] = []

    def sit_down(self, demand: Demand) -> None:
        if not self._demands[demand.campaign_id]:
            self._queue(demand.campaign_id)
        self._demands[demand.campaign_id].append(demand)
        self._left[demand] = demand.waiting

    def serve(self) -> Demand | None:
        if not self._heap:
            return None
        campaign = heapq.heappop(self._heap)[2]
        demand = self._demands[campaign][0]
        self._left[demand] -= 1
        self._load[campaign] += 1
        self.served += 1
        if not self._left[demand]:
            self._demands[campaign].pop(0)
        if self._demands[campaign]:
            self._queue(campaign)
        return demand

    def _queue(self, campaign: UUID) -> None:
        weight = self._weights[campaign]
        heapq.heappush(self._heap, (weight.priority, self._load[campaign] / weight.share, campaign))
