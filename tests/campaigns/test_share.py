from __future__ import annotations

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from campaigns.share import Demand, Weight, deal

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
EQUALS = {A: Weight(5, 1), B: Weight(5, 1), C: Weight(5, 1)}


def want(campaign: UUID, waiting: int, channel: str = "call", step: int = 0, level: int = 5) -> Demand:
    return Demand(campaign, channel, step, level, waiting)


def by_campaign(dealt: Counter[Demand]) -> dict[UUID, int]:
    total: Counter[UUID] = Counter()
    for demand, places in dealt.items():
        total[demand.campaign_id] += places
    return dict(total)


def test_places_follow_the_shares() -> None:
    weights = {A: Weight(5, 3), B: Weight(5, 1)}
    dealt = deal([want(A, 500), want(B, 500)], weights, {}, {"call": 400}, 100)
    assert by_campaign(dealt) == {A: 75, B: 25}


def test_what_one_cannot_use_the_others_get() -> None:
    dealt = deal([want(A, 10), want(B, 500), want(C, 500)], EQUALS, {}, {"call": 400}, 100)
    assert by_campaign(dealt) == {A: 10, B: 45, C: 45}


def test_a_smaller_priority_number_goes_first_always() -> None:
    weights = {A: Weight(5, 100), B: Weight(1, 1)}
    assert by_campaign(deal([want(A, 500), want(B, 70)], weights, {}, {"call": 400}, 100)) == {B: 70, A: 30}


def test_shares_hold_when_only_one_place_a_tick_is_free() -> None:
    weights = {A: Weight(5, 3), B: Weight(5, 1)}
    planned: Counter[tuple[UUID, str]] = Counter()
    for _ in range(40):
        for demand in deal([want(A, 500), want(B, 500)], weights, planned, {"call": 1}, 100):
            planned[demand.campaign_id, "call"] += 1
    assert planned == {(A, "call"): 30, (B, "call"): 10}


def test_a_full_channel_does_not_stop_another() -> None:
    dealt = deal([want(A, 500), want(A, 500, "sms", step=1)], EQUALS, {}, {"call": 0, "sms": 30}, 100)
    assert {demand.channel: places for demand, places in dealt.items()} == {"sms": 30}


def test_levels_go_first_and_later_steps_before_new_beginnings() -> None:
    new, begun, urgent = want(A, 50), want(A, 50, step=2), want(A, 5, level=1)
    assert deal([new, begun, urgent], EQUALS, {}, {"call": 400}, 60) == {urgent: 5, begun: 50, new: 5}


@given(
    st.lists(
        st.builds(
            want, st.sampled_from([A, B, C]), st.integers(1, 60), st.sampled_from(["call", "sms"]), st.integers(0, 2)
        ),
        unique_by=lambda demand: (demand.campaign_id, demand.step),
    ),
    st.integers(0, 80),
    st.integers(0, 40),
    st.integers(0, 40),
)
def test_every_bound_is_kept_and_nothing_is_left_lying(
    demands: list[Demand], batch: int, calls: int, texts: int
) -> None:
    room = {"call": calls, "sms": texts}
    dealt = deal(demands, EQUALS, {}, room, batch)
    wanted = {channel: sum(demand.waiting for demand in demands if demand.channel == channel) for channel in room}
    given_out = {channel: sum(n for demand, n in dealt.items() if demand.channel == channel) for channel in room}
    assert all(places <= demand.waiting for demand, places in dealt.items())
    assert all(given_out[channel] <= room[channel] for channel in room)
    assert dealt.total() == min(batch, sum(min(wanted[channel], room[channel]) for channel in room))
