"""A worker's whole turn: claim, order, and what the campaign makes of the result."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from outreach.contacts.claim import Blocked, Gone, Snoozed, Wired
from outreach.contacts.enrolments import Enrolment
from tests.support.accounts import NOON, Agency
from tests.support.tiny_carrier import TinyCarrier
from workers.contact import contact
from workers.maintenance import ask_carrier
from workers.office import Office

SID = "CA" + "1" * 32


def enrolment(office: Agency, row: UUID) -> Enrolment:
    return office.rows(Enrolment, id=row)[0]


def test_a_message_delivered_to_many_workers_at_once_is_one_order(
    office: Agency, desk: Office, other_end: TinyCarrier
) -> None:
    other_end.manner = (201, {"sid": SID, "status": "queued"})
    attempt = office.planned(office.debtor(office.client()))
    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda _: contact(desk, attempt), range(8)))
    assert sum(isinstance(result, Wired) for result in results) == 1
    assert len(other_end.orders()) == 1


def test_a_message_delivered_again_after_everything_is_no_order(
    office: Agency, desk: Office, other_end: TinyCarrier
) -> None:
    other_end.manner = (201, {"sid": SID, "status": "queued"})
    attempt = office.planned(office.debtor(office.client()))
    contact(desk, attempt)
    assert isinstance(contact(desk, attempt), Gone)
    assert isinstance(contact(desk, UUID(int=7)), Gone)
    assert len(other_end.orders()) == 1


def test_what_may_not_be_said_now_waits_for_its_hour(office: Agency, desk: Office, other_end: TinyCarrier) -> None:
    pat = office.debtor(office.client(role="third_party"))
    row, attempt = office.enrolled(pat)
    office.clock.at = NOON + timedelta(hours=10)
    assert isinstance(contact(desk, attempt), Snoozed)
    waiting = enrolment(office, row)
    assert (waiting.state, waiting.step, waiting.next_at) == ("waiting", 0, NOON + timedelta(hours=20))
    assert "US-F-TIME" in waiting.why
    assert other_end.asked == []


def test_what_may_never_be_said_on_this_channel_goes_on_with_the_next_step(
    office: Agency, desk: Office, other_end: TinyCarrier
) -> None:
    pat = office.debtor(office.client(role="third_party"), line="mobile")
    row, attempt = office.enrolled(pat, "sms")
    assert isinstance(contact(desk, attempt), Blocked)
    going_on = enrolment(office, row)
    assert (going_on.state, going_on.step) == ("waiting", 1)
    assert "US-TWILIO-3P-SMS" in going_on.why
    assert other_end.asked == []


def test_what_the_carrier_refuses_is_given_to_the_matrix(office: Agency, desk: Office, other_end: TinyCarrier) -> None:
    other_end.manner = (400, {"code": 21211})
    row, attempt = office.enrolled(office.debtor(office.client()))
    contact(desk, attempt)
    assert office.attempt(attempt).disposition == "not_sent"
    assert enrolment(office, row).state == "waiting"


def test_what_is_on_its_way_keeps_its_enrolment_in_flight(office: Agency, desk: Office, other_end: TinyCarrier) -> None:
    other_end.manner = (201, {"sid": SID, "status": "queued"})
    row, attempt = office.enrolled(office.debtor(office.client()))
    contact(desk, attempt)
    assert enrolment(office, row).state == "in_flight"


def test_what_the_carrier_is_asked_about_and_has_ended_goes_on(
    office: Agency, desk: Office, other_end: TinyCarrier
) -> None:
    other_end.manner = (201, {"sid": SID, "status": "queued"})
    row, attempt = office.enrolled(office.debtor(office.client()))
    contact(desk, attempt)
    other_end.manner = (200, {"sid": SID, "status": "completed"})
    ask_carrier(desk, attempt)
    assert office.attempt(attempt).state == "completed"
    assert enrolment(office, row).state == "waiting"


@pytest.mark.parametrize("manner", ["reset", (503, {})])
def test_when_nobody_knows_the_campaign_waits_for_the_truth(
    office: Agency, desk: Office, other_end: TinyCarrier, manner: object
) -> None:
    other_end.manner = manner  # type: ignore[assignment]
    row, attempt = office.enrolled(office.debtor(office.client()))
    contact(desk, attempt)
    assert office.attempt(attempt).state == "unknown"
    assert enrolment(office, row).state == "in_flight"
