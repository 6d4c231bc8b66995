"""Settling and sweeping: what crashes, lost messages and silent carriers left behind is found and ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from outreach.channels.opening import open_carriers
from outreach.contacts import settle, sweep
from outreach.contacts.attempts import AttemptEvent
from outreach.contacts.attention import Attention
from outreach.contacts.enrolments import Campaign, Enrolment
from outreach.store import Store
from tests.support.accounts import ACCOUNT_SID, NOON, Agency, Debtor
from tests.support.tiny_carrier import Asked, TinyCarrier

SID, OTHER = "CA" + "1" * 32, "CA" + "2" * 32
LONG_AGO = "1 day"


@pytest.fixture
def pat(wired_office: Agency) -> Debtor:
    return wired_office.debtor(wired_office.client(), line="mobile")


def open_attempt(office: Agency, pat: Debtor, channel: str = "call", **columns: Any) -> UUID:
    """An attempt that was wired a day ago by the database's clock and has heard nothing since."""
    known: dict[str, Any] = {
        "state": "unknown",
        "wired_at": NOON,
        "contact_outcome": "dialling",
        "from_value": "+12125550100",
    }
    attempt = office.planned(pat, channel, **known | columns)
    age(office, attempt)
    return attempt


def age(office: Agency, attempt: UUID, by: str = LONG_AGO) -> None:
    with office.store.sessions.begin() as session:
        statement = text("UPDATE attempts SET heard_at = now() - CAST(:by AS interval), asked_at = NULL WHERE id = :id")
        session.execute(statement, {"id": attempt, "by": by})


def ask(office: Agency, attempt: UUID) -> UUID | None:
    return settle.settle(office.store, open_carriers(office.store.settings, office.clock), attempt)


def calls(*statuses: str, created: datetime | None = NOON) -> tuple[int, dict[str, object]]:
    """The carrier's list of calls: as many as statuses, under different ids, all made at the same instant."""
    date = format_datetime(created, usegmt=True) if created else None
    found = [
        {"sid": f"CA{number:032d}", "status": status, "date_created": date} for number, status in enumerate(statuses, 1)
    ]
    return 200, {"calls": found, "page_size": 50, "next_page_uri": None}


def test_a_silent_call_is_asked_for_by_its_id(wired_office: Agency, other_end: TinyCarrier, pat: Debtor) -> None:
    other_end.manner = (200, {"sid": SID, "status": "no-answer"})
    attempt = open_attempt(wired_office, pat, state="ringing", carrier_sid=SID)
    assert ask(wired_office, attempt) == attempt
    row = wired_office.attempt(attempt)
    assert (row.state, row.disposition) == ("no_answer", "no_answer")
    assert other_end.asked[0].path == f"/2010-04-01/Accounts/{ACCOUNT_SID}/Calls/{SID}.json"


def test_an_unknown_call_is_looked_for_and_adopted(wired_office: Agency, other_end: TinyCarrier, pat: Debtor) -> None:
    other_end.manner = calls("completed")
    attempt = open_attempt(wired_office, pat)
    assert ask(wired_office, attempt) == attempt
    assert wired_office.attempt(attempt).carrier_sid == "CA" + "1".zfill(32)


def test_of_several_calls_to_the_number_none_is_adopted(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    other_end.manner = calls("completed", "completed")
    attempt = open_attempt(wired_office, pat)
    ask(wired_office, attempt)
    assert wired_office.attempt(attempt).carrier_sid is None
    assert wired_office.count(Attention, attempt_id=attempt) == 1


def test_a_call_that_belongs_to_another_attempt_is_not_adopted(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    other_end.manner = calls("completed", "completed")
    open_attempt(wired_office, pat, carrier_sid="CA" + "2".zfill(32), state="completed")
    attempt = open_attempt(wired_office, pat)
    ask(wired_office, attempt)
    assert wired_office.attempt(attempt).carrier_sid == "CA" + "1".zfill(32)


@pytest.mark.parametrize(
    ("created", "status", "adopted"),
    [
        (NOON - timedelta(seconds=61), "completed", False),
        (NOON - timedelta(seconds=60), "completed", True),
        (NOON + timedelta(minutes=5), "completed", True),
        (None, "completed", False),
        (None, "queued", True),
    ],
)
def test_only_an_order_not_made_before_ours_is_adopted(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor, created: datetime | None, status: str, adopted: bool
) -> None:
    other_end.manner = calls(status, created=created)
    attempt = open_attempt(wired_office, pat)
    ask(wired_office, attempt)
    assert (wired_office.attempt(attempt).carrier_sid is not None) is adopted


def test_an_older_call_to_the_number_does_not_hide_ours(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    (_, before), (_, ours) = calls("completed", created=NOON - timedelta(hours=3)), calls("busy", "busy")
    other_end.manner = (200, {**ours, "calls": [ours["calls"][1], before["calls"][0]]})  # type: ignore[index]
    attempt = open_attempt(wired_office, pat)
    assert ask(wired_office, attempt) == attempt
    assert wired_office.attempt(attempt).carrier_sid == "CA" + "2".zfill(32)


def test_an_order_the_carrier_does_not_know_has_ended_and_stays_counted(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    other_end.manner = calls()
    attempt = open_attempt(wired_office, pat)
    assert ask(wired_office, attempt) == attempt
    row = wired_office.attempt(attempt)
    assert (row.state, row.disposition, row.contact_outcome) == ("failed", "not_sent", "failed")
    assert wired_office.count(Attention, attempt_id=attempt, kind="unsettled") == 1


def test_an_order_the_carrier_does_not_know_yet_is_waited_for(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    other_end.manner = calls()
    attempt = open_attempt(wired_office, pat)
    age(wired_office, attempt, "3 minutes")
    assert ask(wired_office, attempt) is None
    assert wired_office.attempt(attempt).state == "unknown"


@pytest.mark.parametrize("manner", ["reset", (503, {}), (429, {})])
def test_a_carrier_that_cannot_say_is_asked_again_later(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor, manner: object
) -> None:
    other_end.manner = manner  # type: ignore[assignment]
    attempt = open_attempt(wired_office, pat, state="ringing", carrier_sid=SID)
    assert ask(wired_office, attempt) is None
    assert wired_office.attempt(attempt).state == "ringing"


def test_what_has_ended_is_not_asked_for(wired_office: Agency, other_end: TinyCarrier, pat: Debtor) -> None:
    attempt = open_attempt(wired_office, pat, state="completed", carrier_sid=SID)
    assert ask(wired_office, attempt) is None
    assert other_end.asked == []


def test_a_text_without_a_receipt_is_over_after_a_while(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    text_sid = "SM" + "1" * 32
    other_end.manner = (200, {"sid": text_sid, "status": "sent", "error_code": None})
    attempt = open_attempt(wired_office, pat, "sms", state="sent", carrier_sid=text_sid, contact_outcome="sent")
    assert ask(wired_office, attempt) == attempt
    row = wired_office.attempt(attempt)
    assert (row.disposition, row.ended_at) == ("sent", NOON)


def test_a_call_that_never_ends_is_shown_to_a_person_once(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    other_end.manner = (200, {"sid": SID, "status": "in-progress"})
    attempt = open_attempt(wired_office, pat, state="in_progress", carrier_sid=SID)
    for _ in range(3):
        assert ask(wired_office, attempt) is None
    assert wired_office.count(Attention, attempt_id=attempt) == 1


def test_a_callback_that_arrives_while_the_carrier_is_asked_wins(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    attempt = open_attempt(wired_office, pat, state="ringing", carrier_sid=SID)

    def answer(_: Asked) -> tuple[int, dict[str, str]]:
        with wired_office.store.sessions.begin() as session:
            row = session.get_one(type(wired_office.attempt(attempt)), attempt)
            row.state, row.ended_at, row.disposition = "completed", NOON, "promise"
        return 200, {"sid": SID, "status": "no-answer"}

    other_end.manner = answer
    assert ask(wired_office, attempt) is None
    assert wired_office.attempt(attempt).disposition == "promise"


def test_due_attempts_are_handed_out_once_and_again_when_the_message_was_lost(
    wired_office: Agency, pat: Debtor
) -> None:
    attempt, later = wired_office.planned(pat), wired_office.planned(pat, due=NOON + timedelta(hours=1))
    settings = wired_office.store.settings

    def handed_out() -> list[UUID]:
        with wired_office.store.sessions.begin() as session:
            return [due.id for due in sweep.due(session, settings, NOON, 10)]

    assert handed_out() == [attempt]
    assert handed_out() == []
    with wired_office.store.sessions.begin() as session:
        session.execute(text("UPDATE attempts SET dispatched_at = dispatched_at - interval '2 minutes'"))
    assert handed_out() == [attempt]
    assert wired_office.attempt(later).dispatched_at is None


def test_an_order_whose_sender_died_becomes_unknown(wired_office: Agency, pat: Debtor) -> None:
    fresh = wired_office.planned(pat, state="wired", wired_at=NOON)
    stale = open_attempt(wired_office, pat, state="wired")
    with wired_office.store.sessions.begin() as session:
        session.execute(text("UPDATE attempts SET heard_at = now() WHERE id = :id"), {"id": fresh})
        assert sweep.lost_on_the_wire(session, wired_office.store.settings) == 1
    assert (wired_office.attempt(fresh).state, wired_office.attempt(stale).state) == ("wired", "unknown")
    assert wired_office.count(AttemptEvent, attempt_id=stale, to_state="unknown") == 1


def test_the_silent_are_asked_about_one_at_a_time(wired_office: Agency, pat: Debtor) -> None:
    attempt = open_attempt(wired_office, pat)
    with wired_office.store.sessions.begin() as session:
        assert sweep.silent(session, wired_office.store.settings, 10) == [attempt]
    with wired_office.store.sessions.begin() as session:
        assert sweep.silent(session, wired_office.store.settings, 10) == []


def test_when_a_campaigns_window_has_passed_its_plans_expire(wired_office: Agency, pat: Debtor) -> None:
    enrolment, attempt = wired_office.enrolled(pat)
    with wired_office.store.sessions.begin() as session:
        campaign = session.get_one(Campaign, wired_office.attempt(attempt).campaign_id)
        campaign.ends_at = NOON
        session.flush()
        assert sweep.expire(session, NOON) == 1
    assert wired_office.attempt(attempt).state == "expired"
    assert wired_office.rows(Enrolment, id=enrolment)[0].state == "done"


# --- e-mail


def through_sendgrid(office: Agency, **knobs: Any) -> Store:
    known = {"email_carrier": "sendgrid", "sendgrid_api_key": SecretStr("SG.x"), "sendgrid_webhook_keys": "x"}
    return replace(office.store, settings=office.store.settings.model_copy(update=known | knobs))


def ask_through(store: Store, office: Agency, attempt: UUID) -> UUID | None:
    return settle.settle(store, open_carriers(store.settings, office.clock), attempt)


def test_an_email_no_event_told_of_is_put_before_a_person_once(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    store = through_sendgrid(wired_office)
    attempt = open_attempt(wired_office, pat, "email", contact_outcome="sent")
    for _ in range(2):
        assert ask_through(store, wired_office, attempt) is None
        age(wired_office, attempt)
    row = wired_office.attempt(attempt)
    assert (row.state, row.contact_outcome, other_end.asked) == ("unknown", "sent", [])
    (item,) = wired_office.rows(Attention, attempt_id=attempt)
    assert "keeps no messages to look up" in item.why


def test_an_email_whose_events_are_only_late_is_left_alone(wired_office: Agency, pat: Debtor) -> None:
    attempt = open_attempt(wired_office, pat, "email", state="queued", carrier_sid="LRzXl", contact_outcome="sent")
    age(wired_office, attempt, "2 minutes")
    assert ask_through(through_sendgrid(wired_office), wired_office, attempt) is None
    assert wired_office.count(Attention) == 0


def test_where_sendgrid_keeps_messages_a_lost_answer_is_found_by_the_attempt(
    wired_office: Agency, other_end: TinyCarrier, pat: Debtor
) -> None:
    other_end.manner = (200, {"messages": [{"msg_id": "LRzXl.recvd-1", "status": "delivered"}]})
    store = through_sendgrid(wired_office, sendgrid_activity=True)
    attempt = open_attempt(wired_office, pat, "email", contact_outcome="sent")
    assert ask_through(store, wired_office, attempt) == attempt
    row = wired_office.attempt(attempt)
    assert (row.state, row.carrier_sid) == ("delivered", "LRzXl")


@pytest.mark.parametrize(("carrier", "asked"), [("twilio", True), ("sendgrid", False)])
def test_only_twilios_emails_are_asked_for_every_few_seconds(
    wired_office: Agency, pat: Debtor, carrier: str, asked: bool
) -> None:
    attempt = open_attempt(wired_office, pat, "email", state="queued", carrier_sid="x", contact_outcome="sent")
    age(wired_office, attempt, "30 seconds")
    settings = wired_office.store.settings.model_copy(update={"email_carrier": carrier})
    with wired_office.store.sessions.begin() as session:
        assert (attempt in sweep.silent(session, settings, 10)) is asked
