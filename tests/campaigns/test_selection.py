from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from campaigns import selection
from campaigns.ladder import Ask, rungs
from outreach.agreements import making
from outreach.agreements.making import Promised
from outreach.contacts.attempts import Attempt
from outreach.contacts.enrolments import Campaign, Enrolment
from outreach.ids import new_id
from outreach.ledger.entries import post
from tests.campaigns.world import EMAIL, LANDLINE, MOBILE, NOON, STEPS, World, file, ids, settings

SMS_THEN_CALL = '[[steps]]\nchannel = "sms"\ntemplate = "reminder"\n' + STEPS


def plan(session: Session, at: Any = NOON, **knobs: int) -> int:
    planned = selection.plan_due(session, settings(**knobs), at, new_id)
    session.expire_all()
    return planned


def planned(session: Session) -> list[Attempt]:
    return list(session.scalars(select(Attempt).where(Attempt.state == "planned")))


def only(session: Session) -> Enrolment:
    return session.scalars(select(Enrolment)).one()


def test_what_is_due_becomes_planned_and_in_flight(session: Session, world: World) -> None:
    debt = world.debts(world.client(), 1)[0]
    campaign = world.running(file())
    assert plan(session) == 1
    attempt, enrolment = planned(session)[0], only(session)
    assert (attempt.enrolment_id, attempt.campaign_id, attempt.debt_ids) == (enrolment.id, campaign.id, [debt.id])
    assert (attempt.client_id, attempt.person_id) == (debt.client_id, enrolment.person_id)
    assert (attempt.channel, attempt.step, attempt.template, attempt.voice) == ("call", 0, "keypad", "artificial")
    assert (attempt.planned_at, attempt.due_at, attempt.purpose) == (NOON, NOON, "collection")
    assert (enrolment.state, enrolment.why) == ("in_flight", "step 1 (call) is on its way")
    assert plan(session) == 0


def test_nothing_is_planned_before_its_time_outside_the_window_or_unless_running(
    session: Session, world: World
) -> None:
    world.debts(world.client(), 1)
    campaign = world.running(file(head="starts_at = 2026-11-04T00:00:00Z\nends_at = 2026-11-06T00:00:00Z"))
    assert [plan(session, NOON + timedelta(days=days)) for days in (0, 3)] == [0, 0]
    campaign.state = "paused"
    session.flush()
    assert plan(session, NOON + timedelta(days=1)) == 0
    campaign.state = "running"
    session.flush()
    assert plan(session, NOON + timedelta(days=1)) == 1


def test_a_batch_and_a_channels_room_bound_a_tick(session: Session, world: World) -> None:
    world.debts(world.client(), 9)
    world.running(file())
    assert [plan(session, selection_batch=4, in_flight_per_queue=6) for _ in range(3)] == [4, 2, 0]


def test_campaigns_share_the_room_of_a_channel(session: Session, world: World) -> None:
    for name, share in (("big", 3), ("small", 1)):
        world.debts(world.client(name), 20)
        world.running(file(name, f"share = {share}").replace("Harbor", name))
    assert plan(session, in_flight_per_queue=16) == 16
    names = session.scalars(select(Campaign.name).join(Attempt, Attempt.campaign_id == Campaign.id))
    assert Counter(names) == {"big": 12, "small": 4}


def test_a_full_call_queue_does_not_keep_letters_waiting(session: Session, world: World) -> None:
    world.debts(world.client(), 6)
    world.running(file())
    session.execute(text("UPDATE enrolments SET step = 1 WHERE id IN (SELECT id FROM enrolments LIMIT 2)"))
    assert plan(session, in_flight_per_queue=3) == 5
    assert Counter(attempt.channel for attempt in planned(session)) == {"call": 3, "email": 2}
    assert plan(session, in_flight_per_queue=3) == 0


def test_priority_levels_go_first(session: Session, world: World) -> None:
    client, pat = world.client(), world.person(MOBILE)
    for _ in range(3):
        world.debt(client, pat, 5_000)
    large = world.debt(client, pat, 500_000)
    world.running(file() + '[[first]]\npriority = 1\nmin_balance = "1,000.00"\n')
    assert plan(session, selection_batch=1) == 1
    assert planned(session)[0].debt_ids == [large.id]


def test_a_step_without_an_address_is_skipped_and_the_last_one_ends_it(session: Session, world: World) -> None:
    world.debt(world.client(), world.person(LANDLINE))
    world.running(file(steps=SMS_THEN_CALL))
    assert plan(session) == 0
    assert (only(session).step, only(session).why) == (1, "step 1 (sms) skipped: no address: step 2 at once")
    assert plan(session) == 1
    session.execute(text("UPDATE enrolments SET step = 2, state = 'waiting'"))
    assert plan(session) == 0
    assert (only(session).state, only(session).why) == (
        "done",
        "step 3 (email) skipped: no address; that was the last step",
    )


@pytest.mark.parametrize(
    ("condition", "why"),
    [
        ('min_balance = "500.00"', "step 1 (call) skipped: balance under the step's minimum: step 2 at once"),
        ('languages = ["es"]', "step 1 (call) skipped: the step does not speak en: step 2 at once"),
    ],
)
def test_a_condition_of_a_step_skips_it(session: Session, world: World, condition: str, why: str) -> None:
    world.debts(world.client(), 1)
    world.running(file(steps=STEPS.replace('wait = "2 hours"', condition)))
    assert (plan(session), only(session).step, only(session).why) == (0, 1, why)


def test_a_preferred_day_part_postpones_within_the_day(session: Session, world: World) -> None:
    world.debts(world.client(), 1)
    world.running(file(steps=STEPS.replace('wait = "2 hours"', 'prefer = "evening"')))
    assert plan(session) == 0
    evening = NOON + timedelta(hours=5)
    assert (only(session).state, only(session).next_at, only(session).why) == (
        "waiting",
        evening,
        "step 1 prefers the evening",
    )
    assert plan(session, evening) == 1


def test_a_debt_paid_or_recalled_meanwhile_is_left_alone(session: Session, world: World) -> None:
    paid, recalled = world.debts(world.client(), 2)
    world.running(file())
    post(session, paid.id, "payment", -10_000, "p1", NOON)
    recalled.status = "recalled"
    session.flush()
    assert plan(session) == 0
    assert {(row.state, row.why) for row in session.scalars(select(Enrolment))} == {
        ("done", "nothing owed"),
        ("done", "debt is recalled"),
    }


def test_a_debt_agreed_about_while_the_campaign_started_is_held(session: Session, world: World) -> None:
    debt = world.debts(world.client(), 1)[0]
    world.running(file())
    person = only(session).person_id
    making.promise(session, person, debt.id, None, Promised(10_000, "USD", NOON.date(), "sms"), NOON)
    assert plan(session) == 0
    assert (only(session).state, only(session).why) == ("held", "what was agreed is open")


def test_the_ladder_goes_round_the_persons_numbers(session: Session, world: World) -> None:
    pat = world.person()
    second, first = world.address(pat, MOBILE, 2), world.address(pat, LANDLINE, 1)
    mail = world.address(pat, EMAIL, 0)
    world.address(pat, MOBILE, 0, state="dead")
    calls = rungs(session, [Ask(pat.id, "call", made) for made in range(3)])
    assert calls == [first.id, second.id, first.id]
    assert rungs(session, [Ask(pat.id, "sms"), Ask(pat.id, "email"), Ask(new_id(NOON), "call")]) == [
        second.id,
        mail.id,
        None,
    ]
    assert rungs(session, []) == []


def test_each_contact_made_moves_a_rung_on_and_one_that_never_left_us_does_not(session: Session, world: World) -> None:
    pat = world.person()
    numbers = [world.address(pat, MOBILE, rank).id for rank in range(2)]
    world.debt(world.client(), pat)
    world.running(file())
    used = []
    for wired_at in (None, NOON, NOON):
        plan(session)
        attempt = planned(session)[0]
        used.append(attempt.address_id)
        attempt.state, attempt.wired_at = "no_answer", wired_at
        only(session).state = "waiting"
        session.flush()
    assert used == [numbers[0], numbers[0], numbers[1]]


def test_two_selections_at_once_never_plan_the_same_enrolment(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        world = World(session)
        debts = world.debts(world.client(), 60)
        world.running(file())
    totals: list[int] = []

    def tick(barrier: threading.Barrier) -> None:
        for _ in range(5):
            barrier.wait(20)
            with sessions.begin() as session:
                totals.append(selection.plan_due(session, settings(selection_batch=15), NOON, new_id))

    barrier = threading.Barrier(4)
    threads = [threading.Thread(target=tick, args=(barrier,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with sessions() as session:
        taken = [attempt.debt_ids[0] for attempt in planned(session)]
    assert sum(totals) == len(taken) == 60
    assert set(taken) == ids(debts)


def test_selections_side_by_side_take_different_ones(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        World(session).debts(World(session).client(), 10)
        World(session).running(file())
    with sessions() as one, sessions() as other:
        assert selection.plan_due(one, settings(selection_batch=6), NOON, new_id) == 6
        assert selection.plan_due(other, settings(selection_batch=6), NOON, new_id) == 4
        one.commit()
        other.commit()


def test_a_campaign_being_paused_sits_the_tick_out(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        World(session).debts(World(session).client(), 1)
        campaign = World(session).running(file())
    with sessions() as pausing, sessions() as ticking:
        pausing.get(Campaign, campaign.id, with_for_update={"key_share": True})
        assert selection.plan_due(ticking, settings(), NOON, new_id) == 0


@pytest.mark.parametrize("statement", ["DEMAND", "TAKE"])
def test_the_queue_is_read_through_its_index(session: Session, world: World, statement: str) -> None:
    campaign = queue_of(session, world, 20_000, due=50)
    asked = {"campaigns": [campaign.id], "steps": [0], "levels": [5], "quotas": [30], "batch": 200, "now": NOON}
    plan = session.execute(text(f"EXPLAIN (ANALYZE, COSTS OFF) {getattr(selection, statement).text}"), asked)
    lines = list(plan.scalars())
    assert any("Index" in line and "ix_enrolments_due" in line for line in lines), lines
    assert not any("Seq Scan" in line for line in lines), lines


def test_a_tick_reads_no_more_of_a_long_queue_than_of_a_short_one(session: Session, world: World) -> None:
    campaign = queue_of(session, world, 2_000, due=50)
    short = pages_of_a_tick(session, campaign)
    lengthen(session, campaign, 40_000)
    assert pages_of_a_tick(session, campaign) <= short + 20


def queue_of(session: Session, world: World, length: int, due: int) -> Campaign:
    """A running campaign with ``due`` enrolments due and the rest of ``length`` a day away."""
    world.debts(world.client(), 1)
    campaign = world.running(file())
    lengthen(session, campaign, length)
    front = f"SELECT id FROM enrolments ORDER BY id LIMIT {due}"
    session.execute(text(f"UPDATE enrolments SET next_at = :now WHERE id IN ({front})"), {"now": NOON})
    session.execute(text("ANALYZE enrolments"))
    return campaign


def lengthen(session: Session, campaign: Campaign, by: int) -> None:
    session.execute(
        text("""
        WITH d AS (INSERT INTO debts (id, client_id, account_ref, purpose, kind, status, currency, placed_on, created_at)
            SELECT gen_random_uuid(), (SELECT client_id FROM debts LIMIT 1), 'B' || gen_random_uuid(), 'consumer',
                   'other', 'open', 'USD', '2026-10-01', :now FROM generate_series(1, :by) RETURNING id)
        INSERT INTO enrolments (id, campaign_id, debt_id, person_id, state, step, tries, priority, next_at, why, created_at)
        SELECT gen_random_uuid(), :campaign, d.id, (SELECT id FROM people LIMIT 1), 'waiting', 0, '{}', 5,
               :now + interval '1 day' * (1 + random()), '', :now FROM d"""),
        {"campaign": campaign.id, "by": by, "now": NOON},
    )
    session.execute(text("ANALYZE enrolments"))


def pages_of_a_tick(session: Session, campaign: Campaign) -> int:
    """Pages the two statements on the queue touch."""
    asked = {"campaigns": [campaign.id], "steps": [0], "levels": [5], "quotas": [30], "batch": 200, "now": NOON}
    total = 0
    for statement in (selection.DEMAND, selection.TAKE):
        plan = session.execute(text(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement.text}"), asked).scalar_one()
        total += plan[0]["Plan"]["Shared Hit Blocks"] + plan[0]["Plan"]["Shared Read Blocks"]
    return int(total)
