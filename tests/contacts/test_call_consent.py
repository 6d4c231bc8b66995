"""Who chooses a time to be called at has consented to that call, so soon after a talk and beyond the count, and to no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from outreach.accounts.debts import Debt
from outreach.accounts.standing import Consent
from outreach.contacts import appointments, slots
from outreach.contacts.claim import Wired, claim
from outreach.contacts.facts import Subject
from tests.support.accounts import NOON, Agency, Debtor

THURSDAY = NOON + timedelta(days=2, hours=5)  # 17:00 in Atlanta
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def pat(office: Agency) -> Debtor:
    """Somebody with whom a third-party collector spoke a moment ago."""
    debtor = office.debtor(office.client(role="third_party"))
    before = NOON - timedelta(minutes=5)
    known: dict[str, Any] = {
        "state": "completed",
        "wired_at": before,
        "ended_at": NOON,
        "contact_outcome": "conversation",
    }
    office.planned(debtor, **known)
    return debtor


def called(office: Agency, pat: Debtor, at: datetime) -> object:
    office.clock.at = at
    attempt = office.planned(pat)
    with office.store.sessions.begin() as session:
        return claim(session, office.store, attempt, at)


def asked(pat: Debtor, office: Agency) -> Subject:
    (debt,) = office.rows(Debt, id=pat.debt)
    return Subject(pat.person, pat.phone, (pat.debt,), debt.client_id, "call", "keypad", voice="artificial")


def booked(office: Agency, pat: Debtor, begins: datetime = THURSDAY) -> None:
    with office.store.sessions.begin() as session:
        appointments.book(session, office.store, asked(pat, office), begins, "keypad:1", NOON)


def test_within_seven_days_of_a_talk_only_times_she_chooses_are_open(office: Agency, pat: Debtor) -> None:
    with office.store.sessions() as session:
        found = slots.slots(session, office.store, asked(pat, office), NOON)
    assert len(found) == 3
    assert not isinstance(called(office, pat, found[0]), Wired)


@pytest.mark.parametrize(
    ("moment", "lawful"),
    [
        (lambda: THURSDAY - timedelta(seconds=1), False),
        (lambda: THURSDAY, True),
        (lambda: THURSDAY + AN_HOUR - timedelta(seconds=1), True),
        (lambda: THURSDAY + AN_HOUR + timedelta(seconds=1), False),
        (lambda: THURSDAY - timedelta(days=1), False),
    ],
)
def test_the_consent_is_to_that_call_and_to_none_before_or_after(
    office: Agency, pat: Debtor, moment: Callable[[], datetime], lawful: bool
) -> None:
    booked(office, pat)
    assert isinstance(called(office, pat, moment()), Wired) is lawful


def test_a_time_given_up_takes_the_consent_with_it(office: Agency, pat: Debtor) -> None:
    booked(office, pat)
    with office.store.sessions.begin() as session:
        assert appointments.cancel(session, pat.person, "another time was chosen", NOON) == 1
    rows = office.rows(Consent, kind="direct_prior", debt_id=pat.debt)
    assert {row.id for row in rows if row.ends_id is None} == {row.ends_id for row in rows if row.ends_id is not None}
    assert not isinstance(called(office, pat, THURSDAY), Wired)


def test_how_it_was_said_is_kept(office: Agency, pat: Debtor) -> None:
    booked(office, pat)
    (consent,) = office.rows(Consent, debt_id=pat.debt)
    assert (consent.form, consent.from_at, consent.until) == ("oral", THURSDAY, THURSDAY + AN_HOUR)
    assert consent.source == "keypad:1"
