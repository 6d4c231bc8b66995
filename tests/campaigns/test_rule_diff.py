"""What a change of rules does to planned contacts: the ones selection would make, judged by both rule books."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from campaigns import lifecycle, rule_diff, selection
from campaigns.rule_diff import Planned, planned, rejudged
from compliance import RuleBook, rule_book
from outreach.accounts.debts import Debt
from outreach.contacts.attempts import Attempt
from outreach.contacts.enrolments import Enrolment
from outreach.contacts.rule_diff import Judged, Tally, Unjudged
from outreach.ids import new_id
from tests.campaigns.world import DAY, EMAIL, LANDLINE, NOON, STEPS, VAULT, World, file, settings
from tests.support import drafts

AFTERNOONS = drafts.afternoons("US-NY", "US-NY-AFTERNOON", "2020-01-01")
HOUR = timedelta(hours=1)
CALL, LETTER = STEPS.strip().split("\n\n")


def afternoons() -> RuleBook:
    """The shipped rules, and in New York no call before 13:00."""
    return rule_book().with_packs({"draft.toml": AFTERNOONS})


def judged(session: Session, at: datetime = NOON) -> list[Judged]:
    found = list(rejudged(session, VAULT, rule_book(), afternoons(), at))
    assert all(isinstance(one, Judged) for one in found)
    return [one for one in found if isinstance(one, Judged)]


def contacts(session: Session, at: datetime = NOON) -> list[tuple[str, str, datetime]]:
    return [(one.account_ref, one.subject.channel, one.at) for one in planned(session, at)]


@pytest.fixture
def debt(world: World) -> Debt:
    """Of somebody with a telephone and a mailbox, for a third party."""
    return world.debt(world.client(role="third_party"), world.person(LANDLINE, EMAIL))


def test_a_waiting_enrolment_is_judged_now_when_its_time_has_come(session: Session, world: World, debt: Debt) -> None:
    world.running(file(), NOON - DAY)
    (found,) = judged(session)
    enrolment = session.scalars(select(Enrolment)).one()
    assert (found.what, found.id, found.account_ref, found.at) == ("enrolment", enrolment.id, debt.account_ref, NOON)
    assert found.kind == "ALLOW -> BLOCK_UNTIL"
    assert (found.new.rules, found.new.next_permitted) == (("US-NY-AFTERNOON",), NOON + HOUR)
    assert {"US-NY", "US-NY-NYC"} <= set(found.places)


def test_one_that_is_still_to_come_is_judged_at_its_own_time(session: Session, world: World, debt: Debt) -> None:
    world.running(file())
    session.scalars(select(Enrolment)).one().next_at = NOON + 2 * HOUR
    (found,) = judged(session)
    assert (found.at, found.differs) == (NOON + 2 * HOUR, False)


def test_planned_attempts_are_judged_at_their_due_time_and_their_enrolments_not_again(
    session: Session, world: World, debt: Debt
) -> None:
    world.running(file())
    selection.plan_due(session, settings(), NOON, new_id)
    attempt = session.scalars(select(Attempt)).one()
    (found,) = judged(session)
    assert (found.what, found.id, found.at, found.differs) == ("attempt", attempt.id, NOON, True)
    attempt.due_at = NOON + 3 * HOUR
    (found,) = judged(session)
    assert (found.at, found.differs) == (NOON + 3 * HOUR, False)
    attempt.state = "cancelled"
    assert judged(session) == []


def test_a_step_without_an_address_leads_to_the_next(session: Session, world: World) -> None:
    only_mail = world.debt(world.client(), world.person(EMAIL))
    world.running(file())
    assert contacts(session) == [(only_mail.account_ref, "email", NOON)]
    assert not judged(session)[0].differs


def test_a_step_under_its_minimum_leads_to_the_next_and_the_last_one_to_nothing(
    session: Session, world: World, debt: Debt
) -> None:
    dear = CALL + '\nmin_balance = "999.00"'
    world.running(file(steps=f"{dear}\n\n{LETTER}"))
    assert contacts(session) == [(debt.account_ref, "email", NOON)]
    lifecycle.cancel(session, "autumn", "ann", NOON, "over")
    world.running(file("winter", steps=dear))
    assert contacts(session) == []


def test_a_preferred_part_of_the_day_is_waited_for(session: Session, world: World, debt: Debt) -> None:
    world.running(file(steps=f'{CALL}\nprefer = "evening"'))
    assert contacts(session) == [(debt.account_ref, "call", NOON + 5 * HOUR)]
    assert not judged(session)[0].differs


def test_each_contact_made_moves_one_address_on(session: Session, world: World) -> None:
    person = world.person(LANDLINE, LANDLINE)
    world.debt(world.client(), person)
    world.running(file())
    (first,) = planned(session, NOON)
    selection.plan_due(session, settings(), NOON, new_id)
    attempt, enrolment = session.scalars(select(Attempt)).one(), session.scalars(select(Enrolment)).one()
    attempt.state, attempt.wired_at, enrolment.state = "no_answer", NOON, "waiting"
    (second,) = planned(session, NOON + DAY)
    assert {first.subject.address_id, second.subject.address_id} == {row.id for row in _addresses(session)}


@pytest.mark.parametrize(
    ("change", "left"),
    [
        (lambda session: lifecycle.pause(session, "autumn", "ann", NOON), 1),
        (lambda session: lifecycle.cancel(session, "autumn", "ann", NOON, "over"), 0),
        (lambda session: session.execute(text("UPDATE enrolments SET state = 'held'")), 0),
        (lambda session: session.execute(text("UPDATE enrolments SET state = 'done'")), 0),
        (lambda session: session.execute(text("UPDATE debts SET status = 'paid'")), 0),
        (lambda session: session.execute(text("UPDATE campaigns SET ends_at = '2026-11-03T17:00:00Z'")), 0),
        (lambda session: session.execute(text("UPDATE campaigns SET ends_at = '2026-11-03T17:00:01Z'")), 1),
    ],
    ids=["paused", "cancelled", "held", "done", "paid", "over", "not over yet"],
)
def test_only_what_will_be_made_is_planned(
    session: Session, world: World, debt: Debt, change: Callable[[Session], object], left: int
) -> None:
    world.running(file())
    session.flush()
    change(session)
    session.flush()
    assert len(contacts(session)) == left


def test_what_is_planned_is_what_selection_plans(session: Session, world: World) -> None:
    client = world.client(role="third_party")
    for lines in ((LANDLINE,), (EMAIL,), (LANDLINE, EMAIL), (EMAIL, LANDLINE, LANDLINE)):
        world.debt(client, world.person(*lines))
    world.running(file())
    foreseen = {_contact(one) for one in planned(session, NOON)}
    for _ in range(2):  # a step that is skipped waits for the next tick
        selection.plan_due(session, settings(), NOON, new_id)
    attempts = session.scalars(select(Attempt)).all()
    assert len(attempts) == 4
    assert foreseen == {
        (row.enrolment_id, row.person_id, row.address_id, row.channel, row.template, row.purpose, row.voice)
        for row in attempts
    }


def test_facts_that_cannot_be_judged_are_told(session: Session, world: World, debt: Debt) -> None:
    world.running(file())
    session.execute(text("""UPDATE clients SET policy = '{"no_such_policy": 1}'"""))
    (found,) = rejudged(session, VAULT, rule_book(), afternoons(), NOON)
    assert isinstance(found, Unjudged)
    assert "no_such_policy" in found.why


def test_many_are_read_in_batches_and_counted_by_rule_and_place(
    session: Session, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_diff, "BATCH", 2)
    client = world.client(role="third_party")
    for region, code in (("NY", "10001"), ("NY", "12207"), ("GA", "30303"), ("NY", "10002"), ("NY", "14604")):
        world.debt(client, world.person(LANDLINE, region=region, postal_code=code))
    world.running(file())
    tally = Tally()
    for one in judged(session):
        tally.add(one)
    assert (tally.looked, tally.changed) == (5, 4)
    assert tally.gained == {"US-NY-AFTERNOON": 4}
    assert tally.kinds == {"ALLOW -> BLOCK_UNTIL": 4}
    assert (tally.places["US-NY"], tally.places["US-NY-NYC"]) == (4, 2)


def test_a_transaction_that_only_reads_is_enough(session: Session, world: World, debt: Debt) -> None:
    world.running(file())
    session.flush()
    session.execute(text("SET TRANSACTION READ ONLY"))
    assert len(judged(session)) == 1
    with pytest.raises(DBAPIError, match="read-only transaction"):
        session.execute(text("UPDATE enrolments SET state = 'done'"))


def _addresses(session: Session) -> list[Row[Any]]:
    return list(session.execute(text("SELECT id FROM addresses")))


def _contact(one: Planned) -> tuple[object, ...]:
    subject = one.subject
    return (
        one.id, subject.person_id, subject.address_id, subject.channel, subject.template, subject.purpose, subject.voice,
    )  # fmt: skip
