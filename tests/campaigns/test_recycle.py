from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import recycle, selection
from outreach.contacts.attempts import Attempt
from outreach.contacts.enrolments import Enrolment
from outreach.errors import NotAllowed
from outreach.ids import new_id
from tests.campaigns.world import DAY, NOON, World, file, settings

HOUR = timedelta(hours=1)


@pytest.fixture
def attempt(session: Session, world: World) -> Attempt:
    """One attempt on its way, at the first of two steps."""
    world.debts(world.client(), 1)
    world.running(file())
    return plan(session, NOON)


def plan(session: Session, at: object) -> Attempt:
    assert selection.plan_due(session, settings(), at, new_id) == 1  # type: ignore[arg-type]
    session.expire_all()
    return session.scalars(select(Attempt).where(Attempt.state == "planned")).one()


def end(attempt: Attempt, state: str, disposition: str) -> Attempt:
    attempt.state, attempt.disposition = state, disposition
    return attempt


def enrolment(session: Session) -> Enrolment:
    session.flush()
    session.expire_all()
    return session.scalars(select(Enrolment)).one()


def place(session: Session) -> tuple[object, ...]:
    row = enrolment(session)
    return row.state, row.step, row.next_at, row.tries, row.why


def test_an_ended_attempt_moves_its_enrolment_by_the_matrix(session: Session, attempt: Attempt) -> None:
    recycle.advance(session, end(attempt, "no_answer", "no_answer"), NOON + HOUR)
    again = NOON + HOUR + DAY
    assert place(session) == ("waiting", 0, again, {"no_answer": 1}, "no answer, try 1 of 3: again in 1 day")
    recycle.advance(session, end(plan(session, again), "completed", "voicemail"), again)
    assert place(session) == ("waiting", 1, again + 2 * HOUR, {}, "voicemail: step 2 in 2 hours")
    recycle.advance(session, end(plan(session, again + 2 * HOUR), "delivered", "delivered"), again + DAY)
    assert place(session)[0::4] == ("done", "delivered; that was the last step")


def test_a_promise_ends_it(session: Session, attempt: Attempt) -> None:
    recycle.advance(session, end(attempt, "completed", "promise"), NOON)
    assert place(session)[0::4] == ("done", "promise")


def test_said_twice_it_counts_once(session: Session, attempt: Attempt) -> None:
    for _ in range(3):
        recycle.advance(session, end(attempt, "no_answer", "no_answer"), NOON)
    assert enrolment(session).tries == {"no_answer": 1}


def test_an_attempt_that_was_followed_by_another_changes_nothing(session: Session, attempt: Attempt) -> None:
    recycle.advance(session, end(attempt, "busy", "busy"), NOON)
    later = plan(session, NOON + HOUR)
    before = place(session)
    recycle.advance(session, attempt, NOON + DAY)
    recycle.snooze(session, attempt, NOON + DAY, "late", NOON + DAY)
    recycle.block(session, attempt, "late", NOON + DAY)
    assert place(session) == before
    end(later, "busy", "busy")
    recycle.advance(session, attempt, NOON + DAY)
    assert place(session) == before


def test_an_enrolment_that_was_silenced_stays_so(session: Session, attempt: Attempt) -> None:
    row = enrolment(session)
    row.state, row.why = "done", "asked to stop (sms)"
    recycle.advance(session, end(attempt, "no_answer", "no_answer"), NOON)
    assert place(session)[0::4] == ("done", "asked to stop (sms)")


def test_a_snooze_keeps_the_step_and_the_tries(session: Session, attempt: Attempt) -> None:
    enrolment(session).tries = {"busy": 1}
    end(attempt, "snoozed", "blocked")
    recycle.snooze(session, attempt, NOON + 9 * HOUR, "US-F-TIME: closed there", NOON)
    recycle.snooze(session, attempt, NOON + 2 * DAY, "again", NOON)
    assert place(session) == ("waiting", 0, NOON + 9 * HOUR, {"busy": 1}, "US-F-TIME: closed there")


def test_blocked_goes_to_the_next_step_at_once_and_after_the_last_is_held(session: Session, attempt: Attempt) -> None:
    recycle.block(session, end(attempt, "blocked", "blocked"), "HOLD-ATTORNEY: represented", NOON)
    assert place(session) == ("waiting", 1, NOON, {}, "HOLD-ATTORNEY: represented (blocked: step 2 at once)")
    second = end(plan(session, NOON), "blocked", "blocked")
    recycle.block(session, second, "HOLD-ATTORNEY: represented", NOON)
    assert place(session)[0::4] == ("held", "HOLD-ATTORNEY: represented (blocked; that was the last step)")


def test_a_disposition_without_a_row_is_held(session: Session, attempt: Attempt) -> None:
    recycle.advance(session, end(attempt, "completed", "struck_by_lightning"), NOON)
    assert enrolment(session).state == "held"


def test_an_attempt_that_has_not_ended_is_refused(session: Session, attempt: Attempt) -> None:
    with pytest.raises(NotAllowed, match="has no disposition yet"):
        recycle.advance(session, attempt, NOON)


def test_an_attempt_made_by_hand_has_nothing_to_move(session: Session, attempt: Attempt) -> None:
    attempt.enrolment_id = None
    before = place(session)
    recycle.advance(session, end(attempt, "busy", "busy"), NOON)
    assert place(session) == before


@pytest.mark.parametrize(
    ("state", "disposition", "became"),
    [
        ("busy", "busy", ("waiting", "busy, try 1 of 3: again in 30 minutes")),
        ("cancelled", "cancelled", ("waiting", "its attempt was cancelled")),
        ("failed", None, ("held", "ended without an outcome: the recycle matrix has no row for this")),
    ],
)
def test_an_enrolment_left_behind_by_a_crash_is_picked_up(
    session: Session, attempt: Attempt, state: str, disposition: str | None, became: tuple[str, str]
) -> None:
    assert recycle.pick_up(session, NOON) == 0
    attempt.state, attempt.disposition = state, disposition
    assert recycle.pick_up(session, NOON) == 1
    assert place(session)[0::4] == became
    assert recycle.pick_up(session, NOON) == 0
