"""Agreed calls: planned while a collector is kept free, kept or missed, and never made behind a no."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.contacts import appointments, facts, payments
from outreach.contacts.appointments import Appointment
from outreach.contacts.attempts import Attempt
from outreach.contacts.attention import Attention
from outreach.contacts.call_consent import GRACE
from outreach.contacts.claim import Snoozed, Wired, claim
from outreach.conversations import consequences
from outreach.conversations.speaker import Speaker
from outreach.transfers import agreed_calls
from outreach.transfers.transfers import Transfer
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.support.talking import Line, our_number
from tests.transfers.staff import act, hire, one

BEGINS = NOON + timedelta(hours=2)


@pytest.fixture
def client(office: Agency) -> UUID:
    return office.client()


@pytest.fixture
def pat(office: Agency, client: UUID) -> Debtor:
    return office.debtor(client, line="mobile")


@pytest.fixture
def booked(office: Agency, client: UUID, pat: Debtor) -> UUID:
    subject = facts.Subject(pat.person, pat.phone, (pat.debt,), client, "call", "keypad", voice="artificial")
    return act(office, lambda s: appointments.book(s, office.store, subject, BEGINS, "keypad:1", NOON).id)


def tick(office: Agency, at: datetime) -> list[str | None]:
    due = act(office, lambda session: agreed_calls.due(session, at))
    return [act(office, lambda session, one=row: agreed_calls.attend(session, one, at)) for row in due]  # type: ignore[misc]


def the_attempt(office: Agency) -> Attempt:
    (found,) = [row for row in office.rows(Attempt) if row.channel == "call"]
    return found


def test_before_its_time_nothing_happens(office: Agency, booked: UUID) -> None:
    hire(office, 1)
    assert tick(office, BEGINS - timedelta(minutes=1)) == []


def test_at_its_time_a_collector_is_kept_free_and_the_call_planned(office: Agency, pat: Debtor, booked: UUID) -> None:
    free = hire(office, 1)
    assert tick(office, BEGINS - timedelta(seconds=15)) == ["planned"]
    attempt = the_attempt(office)
    assert (attempt.due_at, attempt.needs_person, attempt.voice, attempt.address_id) == (
        BEGINS,
        True,
        "artificial",
        pat.phone,
    )
    assert one(office, free).state == "reserved"
    assert tick(office, BEGINS) == []


def test_it_is_judged_and_wired_like_any_other_and_needs_no_line(office: Agency, booked: UUID) -> None:
    hire(office, 1)
    tick(office, BEGINS)
    office.clock.at = BEGINS
    claimed = act(office, lambda session: claim(session, office.store, the_attempt(office).id, BEGINS))
    assert isinstance(claimed, Wired)


def test_with_nobody_free_it_waits_and_is_missed_at_last(office: Agency, pat: Debtor, booked: UUID) -> None:
    assert tick(office, BEGINS) == [None]
    assert tick(office, BEGINS + GRACE) == ["missed"]
    (asked,) = office.rows(Attention)
    assert "no collector was free" in asked.why
    (told,) = office.rows(Attempt)
    assert (told.channel, told.template, told.purpose) == ("sms", "callback_missed", "reply")
    assert office.rows(Appointment)[0].state == "missed"
    assert office.story(pat.person)[-1] == "appointment_missed"


def test_who_has_paid_is_not_called(office: Agency, pat: Debtor, booked: UUID) -> None:
    hire(office, 1)
    act(office, lambda session: payments.receive(session, office.store, pat.debt, 12_000, "ref", NOON))
    assert tick(office, BEGINS) == ["cancelled"]
    assert office.count(Attempt) == 0


@pytest.mark.parametrize("before", [True, False])
def test_a_no_before_or_after_it_was_planned_cancels_it(
    office: Agency, client: UUID, pat: Debtor, booked: UUID, before: bool
) -> None:
    hire(office, 1)
    if not before:
        tick(office, BEGINS)
    speaker = Speaker(pat.person, client, (pat.debt,), "sms", "sms:1", NOON, NOON.date(), pat.number, pat.phone)

    def says_no(session: Session) -> None:
        consequences.begin(session, speaker)
        consequences.stop(session, office.store, speaker, NOON)

    act(office, says_no)
    if before:
        assert tick(office, BEGINS) == []
        return
    assert the_attempt(office).state == "cancelled"
    assert tick(office, BEGINS) == ["missed"]


@pytest.mark.parametrize(("state", "disposition", "then", "asked"), [
    ("no_answer", "no_answer", "missed", 0), ("completed", "voicemail", "missed", 0), ("blocked", "blocked", "missed", 1),
    ("snoozed", "blocked", "missed", 1), ("failed", "not_sent", "missed", 1),
])  # fmt: skip
def test_a_call_that_reached_nobody_is_missed_and_lets_the_collector_go(
    office: Agency, booked: UUID, state: str, disposition: str, then: str, asked: int
) -> None:
    free = hire(office, 1)
    tick(office, BEGINS)
    ended = update(Attempt).values(state=state, disposition=disposition, ended_at=BEGINS)
    act(office, lambda session: session.execute(ended))
    assert tick(office, BEGINS + timedelta(minutes=1)) == [then]
    assert (one(office, free).state, office.count(Attention)) == ("available", asked)


def test_a_call_in_which_she_spoke_with_a_collector_is_kept(office: Agency, booked: UUID) -> None:
    hire(office, 1)
    tick(office, BEGINS)
    act(office, lambda s: s.execute(update(Transfer).values(connected_at=BEGINS, ended_at=BEGINS, state="ended")))
    act(office, lambda s: s.execute(update(Attempt).values(state="completed", ended_at=BEGINS)))
    assert tick(office, BEGINS) == ["kept"]


def test_while_the_call_goes_on_nothing_is_judged(office: Agency, booked: UUID) -> None:
    hire(office, 1)
    tick(office, BEGINS)
    act(office, lambda s: s.execute(update(Attempt).values(state="in_progress")))
    assert tick(office, BEGINS + timedelta(hours=3)) == []


def test_whoever_agrees_to_a_time_consents_to_that_call_alone(office: Agency) -> None:
    """12 CFR 1006.14(b)(2)(i)(B): seven days of silence after a talk; (b)(3)(i): not for the call she asked for."""
    third = office.client("Northgate", role="third_party")
    kim = office.debtor(third, line="mobile")
    line = Line(office).ring(our_number(office, third), kim.number).press("1", ZIP, "0")
    assert line.state == "slots"
    line.press("1").over()
    (agreed,) = office.rows(Appointment, person_id=kim.person)
    hire(office, 1, at=agreed.begins_at - timedelta(hours=1))
    office.clock.at = agreed.begins_at - timedelta(hours=2)
    sooner = office.planned(kim, voice="live")
    assert isinstance(act(office, lambda s: claim(s, office.store, sooner, office.clock.now())), Snoozed)
    office.clock.at = agreed.begins_at
    assert tick(office, agreed.begins_at) == ["planned"]
    (planned,) = office.rows(Attempt, subject_id=agreed.id, channel="call")
    assert isinstance(act(office, lambda s: claim(s, office.store, planned.id, agreed.begins_at)), Wired)
