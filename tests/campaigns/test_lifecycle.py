from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import lifecycle, selection
from campaigns.lifecycle import MOVES
from outreach.contacts.attempts import Attempt
from outreach.contacts.enrolments import Campaign, CampaignEvent, Enrolment
from outreach.errors import NotAllowed, NotFound
from outreach.ids import new_id
from tests.campaigns.world import DAY, NOON, World, file, settings

STATES = ("draft", "approved", "running", "paused", "finished", "cancelled")
LEGAL = {
    ("draft", "approved"),
    ("draft", "cancelled"),
    ("approved", "running"),
    ("approved", "cancelled"),
    ("running", "paused"),
    ("running", "finished"),
    ("running", "cancelled"),
    ("paused", "running"),
    ("paused", "cancelled"),
}


def reach(session: Session, campaign: Campaign, state: str) -> None:
    """Try everything that leads to ``state``, as its own person."""
    name = campaign.name
    if state == "approved":
        lifecycle.approve(session, name, "bea", NOON)
    elif state == "running" and campaign.state == "paused":
        lifecycle.resume(session, name, "ann", NOON)
    elif state == "running":
        lifecycle.start(session, name, "ann", NOON)
    elif state == "paused":
        lifecycle.pause(session, name, "ann", NOON)
    elif state == "cancelled":
        lifecycle.cancel(session, name, "ann", NOON)
    elif not lifecycle.finish_if_done(session, campaign.id, NOON):
        raise NotAllowed("not finished")


def test_only_the_drawn_transitions_happen(session: Session, world: World) -> None:
    world.debts(world.client(), 1)
    campaign = world.draft(file())
    for before in STATES:
        for after in STATES:
            campaign.state = before
            session.query(Enrolment).delete()
            session.flush()
            legal = (before, after) in LEGAL
            if after == "draft":
                assert "draft" not in MOVES[before].values()
            elif legal:
                reach(session, campaign, after)
                assert campaign.state == after
            else:
                with pytest.raises(NotAllowed):
                    reach(session, campaign, after)
                assert campaign.state == before


def test_a_refusal_names_what_is_possible(session: Session, world: World) -> None:
    world.client()
    world.draft(file())
    with pytest.raises(NotAllowed, match=r"cannot start campaign 'autumn': it is draft \(possible: approve, cancel\)"):
        lifecycle.start(session, "autumn", "ann", NOON)


def test_every_move_is_written_down_with_who_and_why(session: Session, world: World) -> None:
    world.debts(world.client(), 1)
    campaign = world.running(file())
    lifecycle.pause(session, "autumn", "cai", NOON + DAY, "the letter shop is late")
    session.flush()
    events = session.scalars(select(CampaignEvent).order_by(CampaignEvent.at, CampaignEvent.id)).all()
    moves = {(event.from_state, event.to_state, event.actor, event.reason) for event in events}
    assert moves == {
        ("draft", "approved", "bea", "approved"),
        ("approved", "running", "ann", "started"),
        ("running", "paused", "cai", "the letter shop is late"),
    }
    assert campaign.approver == "bea"


@pytest.mark.parametrize("author", ["ann", "Ann ", "ANN"])
def test_the_author_may_not_approve(session: Session, world: World, author: str) -> None:
    world.client()
    campaign = world.draft(file())
    with pytest.raises(NotAllowed, match="somebody else must approve"):
        lifecycle.approve(session, "autumn", author, NOON)
    assert campaign.state == "draft"


def test_pausing_keeps_nothing_planned_and_resuming_repeats_and_skips_nobody(session: Session, world: World) -> None:
    debts = world.debts(world.client(), 5)
    world.running(file())
    assert selection.plan_due(session, settings(selection_batch=3), NOON, new_id) == 3
    lifecycle.pause(session, "autumn", "ann", NOON)
    session.expire_all()
    assert set(session.scalars(select(Attempt.state))) == {"cancelled"}
    assert set(session.scalars(select(Enrolment.state))) == {"waiting"}
    assert selection.plan_due(session, settings(), NOON, new_id) == 0
    lifecycle.resume(session, "autumn", "ann", NOON)
    assert selection.plan_due(session, settings(), NOON, new_id) == 5
    session.expire_all()
    planned = session.scalars(select(Attempt).where(Attempt.state == "planned")).all()
    assert sorted(attempt.debt_ids[0] for attempt in planned) == sorted(debt.id for debt in debts)


def test_a_campaign_finishes_when_nobody_waits_and_nothing_is_on_its_way(session: Session, world: World) -> None:
    world.debts(world.client(), 2)
    campaign = world.running(file())
    selection.plan_due(session, settings(), NOON, new_id)
    assert not lifecycle.finish_if_done(session, campaign.id, NOON)
    session.query(Attempt).update({"state": "completed"})
    assert not lifecycle.finish_if_done(session, campaign.id, NOON)
    session.query(Enrolment).update({"state": "done"})
    assert lifecycle.finish_if_done(session, campaign.id, NOON)
    assert campaign.state == "finished"


def test_a_held_enrolment_does_not_keep_a_campaign_alive(session: Session, world: World) -> None:
    world.debts(world.client(), 1)
    campaign = world.running(file())
    session.query(Enrolment).update({"state": "held"})
    assert lifecycle.finish_if_done(session, campaign.id, NOON)


def test_a_campaign_whose_window_is_over_finishes_with_people_waiting(session: Session, world: World) -> None:
    world.debts(world.client(), 1)
    campaign = world.running(file(head="ends_at = 2026-11-04T00:00:00Z"))
    assert not lifecycle.finish_if_done(session, campaign.id, NOON)
    assert lifecycle.finish_if_done(session, campaign.id, NOON + DAY)


def test_a_campaign_over_before_it_starts_or_with_nobody_in_it_does_not_start(session: Session, world: World) -> None:
    world.client()
    for name, head in (("late", "ends_at = 2026-11-03T12:00:00Z"), ("empty", "")):
        world.draft(file(name, head))
        lifecycle.approve(session, name, "bea", NOON)
        with pytest.raises(NotAllowed):
            lifecycle.start(session, name, "ann", NOON + timedelta(hours=1))


def test_a_name_is_used_once_and_clients_must_exist(session: Session, world: World) -> None:
    with pytest.raises(NotFound, match="no client is called"):
        world.draft(file())
    world.client()
    world.draft(file())
    with pytest.raises(NotAllowed, match="exists"):
        world.draft(file())
    with pytest.raises(NotFound, match="the newest: autumn"):
        lifecycle.named(session, "spring")
