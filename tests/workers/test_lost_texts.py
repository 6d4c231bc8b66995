"""Texts whose webhook was lost are found by asking the carrier, number by number, and are kept once."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from outreach.accounts.clients import SenderNumber
from outreach.channels.carrier import Doubtful
from outreach.contacts import inbound_check, reception
from outreach.contacts.carrier_events import CarrierEvent, InboundMessage
from tests.support.accounts import NOON, Agency, Debtor
from tests.support.tiny_carrier import Answer, Asked, TinyCarrier
from workers.callbacks import apply_event
from workers.maintenance import ask_for_texts
from workers.office import Office

SID, OTHER = "SM" + "1" * 32, "SM" + "2" * 32


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client(), line="mobile")


def ours(office: Agency) -> list[str]:
    """Our numbers."""
    return sorted({row.value for row in office.rows(SenderNumber) if row.channel != "email"})


def said(number: str, body: str = "STOP", sid: str = SID, direction: str = "inbound") -> dict[str, Any]:
    return {"sid": sid, "from": number, "to": "+12125550100", "body": body, "direction": direction}


def listing(*texts: dict[str, Any]) -> Answer:
    return 200, {"messages": list(texts), "page_size": 1000, "next_page_uri": None}


def webhook(office: Agency, number: str, token: str | None = None) -> object:
    with office.store.sessions.begin() as session:
        fields = {"MessageSid": SID, "From": number, "To": "+12125550100", "Body": "STOP", "SmsStatus": "received"}
        return reception.keep(session, office.store, "sms_in", None, fields, token)


def test_a_stop_whose_webhook_was_lost_is_found_and_obeyed(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    other_end.manner, queued = listing(said(pat.number)), office.planned(pat)
    ask_for_texts(desk)
    (event,) = office.rows(CarrierEvent)
    assert (event.kind, event.state) == ("sms_in", "new")
    apply_event(desk, event.id)
    assert office.attempt(queued).state == "cancelled"
    (message,) = office.rows(InboundMessage)
    assert (message.carrier_sid, message.reading, message.person_id) == (SID, "stop", pat.person)


def test_the_carrier_is_asked_for_the_last_day_of_every_number_of_ours_used_or_not(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    office.client("Other")
    with office.store.sessions.begin() as session:
        session.execute(
            update(SenderNumber).where(SenderNumber.client_id != office.client("Third")).values(active=False)
        )
    other_end.manner = listing()
    ask_for_texts(desk)
    queries = [parse_qs(urlsplit(asked.path).query) for asked in other_end.asked]
    assert [query["To"] for query in queries] == [[number] for number in ours(office)]
    assert {query["DateSent>"][0] for query in queries} == {"2026-11-30T17:00:00Z"}


def test_looking_again_finds_nothing_new_whether_it_was_applied_or_not(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    other_end.manner = listing(said(pat.number), said(pat.number, "hello", OTHER))
    assert inbound_check.keep_lost(office.store, desk.carriers.phone) == 2
    apply_event(desk, office.rows(CarrierEvent)[0].id)
    assert inbound_check.keep_lost(office.store, desk.carriers.phone) == 0
    assert office.count(CarrierEvent) == 2


@pytest.mark.parametrize("token", [None, "token"])
def test_webhook_and_look_up_of_one_text_are_one_whichever_comes_first(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, token: str | None
) -> None:
    other_end.manner = listing(said(pat.number))
    assert webhook(office, pat.number, token) is not None
    assert inbound_check.keep_lost(office.store, desk.carriers.phone) == 0
    apply_event(desk, office.rows(CarrierEvent)[0].id)
    assert webhook(office, pat.number, "another token") is None
    assert office.count(CarrierEvent) == office.count(InboundMessage) == 1


def test_what_we_said_ourselves_is_not_taken_for_an_answer(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    sent = [said(pat.number, direction=kind) for kind in ("outbound-api", "outbound-reply", "outbound-call")]
    other_end.manner = listing(*sent)
    ask_for_texts(desk)
    assert office.count(CarrierEvent) == 0


@pytest.mark.parametrize("manner", ["reset", (503, {}), (429, {}), (401, {"code": 20003})])
def test_a_carrier_that_cannot_say_is_asked_again_at_the_next_look(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, manner: Any
) -> None:
    other_end.manner = manner
    ask_for_texts(desk)
    assert office.count(CarrierEvent) == 0


def test_what_was_found_before_the_carrier_fell_silent_is_kept(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    office.client("Other")

    def first_only(_: Asked) -> Answer:
        return listing(said(pat.number)) if len(other_end.asked) == 1 else (503, {})

    other_end.manner = first_only
    with pytest.raises(Doubtful):
        inbound_check.keep_lost(office.store, desk.carriers.phone)
    assert office.count(CarrierEvent, received_at=NOON) == 1
