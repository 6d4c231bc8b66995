"""The wire: one order per claim, through the real SDK, and what each kind of answer means for the row."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from outreach.accounts.clients import Client
from outreach.accounts.onboarding import change_client
from outreach.accounts.standing import OptOut
from outreach.channels.opening import open_carriers
from outreach.contacts import callbacks, chain_check, wire
from outreach.contacts.attempts import AttemptEvent
from outreach.contacts.claim import Wired, claim
from outreach.contacts.log import LogEntry
from outreach.contacts.stop_links import stop_link
from outreach.store import Store
from tests.support.accounts import ACCOUNT_SID, AUTH_TOKEN, NOON, PUBLIC, Agency, Debtor
from tests.support.tiny_carrier import TinyCarrier

CALL, TEXT = "CA" + "1" * 32, "SM" + "1" * 32
TAKEN = {
    "call": (201, {"sid": CALL, "status": "queued"}),
    "sms": (201, {"sid": TEXT, "status": "queued"}),
    "email": (202, {"operationId": "comms_operation_1", "operationLocation": "https://comms.twilio.com/v1/x"}),
}
CHANNELS = pytest.mark.parametrize("channel", ["call", "sms", "email"])


def wired(office: Agency, channel: str = "call", **policy: Any) -> tuple[Debtor, UUID, Wired]:
    pat = office.debtor(office.client(**policy), line="mobile")
    attempt = office.planned(pat, channel)
    with office.store.sessions.begin() as session:
        result = claim(session, office.store, attempt, office.clock.now())
    assert isinstance(result, Wired)
    return pat, attempt, result


def send(office: Agency, order: Wired) -> bool:
    return wire.send(office.store, open_carriers(office.store.settings, office.clock), order)


@CHANNELS
def test_what_the_carrier_takes_is_queued_under_its_id(
    wired_office: Agency, other_end: TinyCarrier, channel: str
) -> None:
    other_end.manner = TAKEN[channel]
    _, attempt, order = wired(wired_office, channel)
    assert not send(wired_office, order)
    row = wired_office.attempt(attempt)
    assert (row.state, row.ended_at) == ("queued", None)
    assert row.carrier_sid in (CALL, TEXT, "comms_operation_1")
    assert len(other_end.orders()) == 1


def test_a_call_is_ordered_with_the_attempts_id_in_every_url(wired_office: Agency, other_end: TinyCarrier) -> None:
    other_end.manner = TAKEN["call"]
    pat, attempt, order = wired(wired_office)
    send(wired_office, order)
    asked = other_end.orders()[0]
    assert (asked.host, asked.path) == ("api.twilio.com", f"/2010-04-01/Accounts/{ACCOUNT_SID}/Calls.json")
    assert asked.authorization == "Basic " + base64.b64encode(f"{ACCOUNT_SID}:{AUTH_TOKEN}".encode()).decode()
    assert asked.fields["To"] == pat.number
    assert asked.fields["Url"].startswith(f"{PUBLIC}/voice/{attempt}#")
    assert asked.fields["StatusCallback"] == f"{PUBLIC}/webhooks/twilio/call/{attempt}#rc=5&rp=all"
    assert (asked.fields["MachineDetection"], asked.fields["AsyncAmd"]) == ("DetectMessageEnd", "true")
    assert asked.fields["AsyncAmdStatusCallback"] == f"{PUBLIC}/webhooks/twilio/machine/{attempt}#rc=5&rp=all"
    assert asked.fields["FallbackUrl"] == f"{PUBLIC}/voice/{attempt}"


@pytest.mark.parametrize(("guard", "validity"), [(0, 1), (600, 570), (7200, 3600)])
def test_a_text_that_the_carrier_holds_back_dies_before_the_closing_hour(
    wired_office: Agency, other_end: TinyCarrier, guard: int, validity: int
) -> None:
    other_end.manner = TAKEN["sms"]
    _, attempt, order = wired(wired_office, "sms", close_guard_seconds=guard)
    send(wired_office, order)
    asked = other_end.orders()[0]
    assert asked.fields["ValidityPeriod"] == str(validity)
    assert asked.fields["StatusCallback"] == f"{PUBLIC}/webhooks/twilio/message/{attempt}#rc=5&rp=all"


def test_an_email_carries_the_attempts_id_as_a_tag(wired_office: Agency, other_end: TinyCarrier) -> None:
    other_end.manner = TAKEN["email"]
    pat, attempt, order = wired(wired_office, "email")
    send(wired_office, order)
    asked = other_end.orders()[0]
    body = json.loads(asked.fields["json"])
    assert (asked.host, asked.path) == ("comms.twilio.com", "/v1/Emails")
    assert body["to"] == [{"address": pat.email}]
    assert body["tags"] == {"attempt": str(attempt)}


def with_sendgrid(office: Agency, **knobs: Any) -> Store:
    """The same store, whose e-mail SendGrid carries."""
    known = {"email_carrier": "sendgrid", "sendgrid_api_key": SecretStr("SG.x"), "sendgrid_webhook_keys": "x"}
    return replace(office.store, settings=office.store.settings.model_copy(update=known | knobs))


@pytest.mark.parametrize("carrier", ["twilio", "sendgrid"])
def test_every_email_leaves_with_its_way_out_in_foot_and_headers(
    wired_office: Agency, other_end: TinyCarrier, carrier: str
) -> None:
    other_end.manner, other_end.headers = TAKEN["email"], {"X-Message-Id": "LRzXl_NHStOGhQ4kofSm_A"}
    store = with_sendgrid(wired_office) if carrier == "sendgrid" else wired_office.store
    _, attempt, order = wired(wired_office, "email")
    wire.send(store, open_carriers(store.settings, wired_office.clock), order)
    (asked,) = other_end.orders()
    said = json.loads(asked.fields["json"])
    link = stop_link(wired_office.store, attempt)
    assert said["headers"] == {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    assert asked.fields["json"].count(link) == 3  # in both bodies and the header
    assert wired_office.attempt(attempt).carrier_sid in ("comms_operation_1", "LRzXl_NHStOGhQ4kofSm_A")


def test_where_somebody_reads_it_a_mailbox_is_a_way_out_too(wired_office: Agency, other_end: TinyCarrier) -> None:
    other_end.manner = TAKEN["email"]
    _, attempt, order = wired(wired_office, "email")
    settings = wired_office.store.settings.model_copy(update={"unsubscribe_mailbox": "stop@example.org"})
    store = replace(wired_office.store, settings=settings)
    wire.send(store, open_carriers(settings, wired_office.clock), order)
    link = stop_link(store, attempt)
    header = json.loads(other_end.orders()[0].fields["json"])["headers"]["List-Unsubscribe"]
    assert header == f"<{link}>, <mailto:stop@example.org?subject={link.rpartition('/')[2]}>"


def test_answers_to_an_email_go_to_the_clients_mailbox(wired_office: Agency, other_end: TinyCarrier) -> None:
    other_end.manner = TAKEN["email"]
    pat = wired_office.debtor(wired_office.client(), line="mobile")
    with wired_office.store.sessions.begin() as session:
        change_client(session.scalars(select(Client)).one(), reply_to="desk@example.org")
        result = claim(session, wired_office.store, wired_office.planned(pat, "email"), NOON)
    assert isinstance(result, Wired)
    send(wired_office, result)
    assert json.loads(other_end.orders()[0].fields["json"])["replyTo"] == {"address": "desk@example.org"}


def test_a_text_without_html_is_sent_as_both(wired_office: Agency, other_end: TinyCarrier) -> None:
    other_end.manner = TAKEN["email"]
    _, _, order = wired(wired_office, "email")
    plain = replace(order, words=replace(order.words, text="Hello <Pat>,\n\nbye & thanks", html=None))
    send(wired_office, plain)
    content = json.loads(other_end.orders()[0].fields["json"])["content"]
    assert content["html"] == '<p style="white-space: pre-line">Hello &lt;Pat&gt;,\n\nbye &amp; thanks</p>'
    assert content["text"] == "Hello <Pat>,\n\nbye & thanks"


@CHANNELS
def test_a_carrier_that_cannot_be_reached_gives_the_attempt_back(wired_office: Agency, channel: str) -> None:
    pat, attempt, order = wired(wired_office, channel)
    nowhere = wired_office.store.settings.model_copy(update={"carrier_base_url": "http://127.0.0.1:1"})
    assert not wire.send(wired_office.store, open_carriers(nowhere, wired_office.clock), order)
    row = wired_office.attempt(attempt)
    assert (row.state, row.wired_at, row.contact_outcome, row.decision_id) == ("planned", None, None, None)
    assert row.due_at > NOON
    wired_office.clock.at = row.due_at
    with wired_office.store.sessions.begin() as session:
        assert isinstance(claim(session, wired_office.store, attempt, row.due_at), Wired)
    assert wired_office.story(pat.person) == ["wired", "released", "wired"]


def test_the_log_says_why_an_attempt_was_released_and_its_chain_is_whole(
    wired_office: Agency, other_end: TinyCarrier
) -> None:
    other_end.manner = (429, {"code": 20429})
    pat, attempt, order = wired(wired_office)
    send(wired_office, order)
    with wired_office.store.sessions() as session:
        assert list(chain_check.faults(chain_check.lines(session))) == []
    entry = wired_office.rows(LogEntry, person_id=pat.person, kind="released")[0]
    assert (entry.attempt_id, json.loads(entry.payload)["detail"]) == (
        attempt,
        {"due": (NOON + timedelta(seconds=5)).isoformat(), "why": "the carrier asks to slow down (429)"},
    )


def test_what_was_not_released_is_not_in_the_log_as_released(wired_office: Agency) -> None:
    pat, attempt, _ = wired(wired_office)
    with wired_office.store.sessions.begin() as session:
        callbacks.apply(session, wired_office.store, attempt, {"CallSid": CALL, "CallStatus": "ringing"}, NOON)
        wire.release(session, attempt, "too late", NOON, 0.0)
    assert (wired_office.attempt(attempt).state, wired_office.story(pat.person)) == ("ringing", ["wired"])


@CHANNELS
def test_a_carrier_that_asks_to_slow_down_gives_the_attempt_back_for_later(
    wired_office: Agency, other_end: TinyCarrier, channel: str
) -> None:
    other_end.manner = (429, {"code": 20429, "message": "Too Many Requests"})
    _, attempt, order = wired(wired_office, channel)
    assert not send(wired_office, order)
    row = wired_office.attempt(attempt)
    assert (row.state, row.contact_outcome) == ("planned", None)
    assert row.due_at >= NOON + timedelta(seconds=5)
    assert len(other_end.orders()) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("Wed, 02 Dec 2026 07:28:00 GMT", 5),
        ("soon", 5),
        ("-1", 5),
        ("", 5),
        ("nan", 5),
        ("9" * 400, 3600),
    ],
)
def test_how_long_to_wait_may_be_said_in_any_words(
    wired_office: Agency, other_end: TinyCarrier, said: str, seconds: int
) -> None:
    other_end.manner, other_end.headers = (429, {"code": 20429}), {"Retry-After": said}
    _, attempt, order = wired(wired_office, "email")  # the SDK keeps the headers of calls and texts to itself
    assert not send(wired_office, order)
    row = wired_office.attempt(attempt)
    assert (row.state, row.due_at) == ("planned", NOON + timedelta(seconds=seconds))


@CHANNELS
@pytest.mark.parametrize("manner", ["reset", "hang", "half", (500, {}), (503, {"code": 20503})])
def test_when_nobody_knows_whether_it_was_taken_it_is_unknown_and_never_sent_again(
    wired_office: Agency, other_end: TinyCarrier, channel: str, manner: object
) -> None:
    other_end.manner = manner  # type: ignore[assignment]
    _, attempt, order = wired(wired_office, channel)
    assert not send(wired_office, order)
    row = wired_office.attempt(attempt)
    assert (row.state, row.carrier_sid) == ("unknown", None)
    assert row.contact_outcome in ("dialling", "sent")
    with wired_office.store.sessions.begin() as session:
        assert not isinstance(claim(session, wired_office.store, attempt, NOON), Wired)
    assert len(other_end.orders()) == 1


@CHANNELS
def test_what_the_carrier_refuses_has_failed_and_reached_nobody(
    wired_office: Agency, other_end: TinyCarrier, channel: str
) -> None:
    other_end.manner = (400, {"code": 21211, "message": "not a number"})
    pat, attempt, order = wired(wired_office, channel)
    assert send(wired_office, order)
    row = wired_office.attempt(attempt)
    assert (row.state, row.disposition, row.contact_outcome, row.error_code) == ("failed", "not_sent", None, "21211")
    assert wired_office.story(pat.person) == ["wired", "ended"]


def test_a_text_to_somebody_who_told_the_carrier_to_stop_silences_her_here_too(
    wired_office: Agency, other_end: TinyCarrier
) -> None:
    other_end.manner = (400, {"code": 21610, "message": "unsubscribed"})
    pat, _, order = wired(wired_office, "sms")
    waiting = wired_office.planned(pat)
    assert send(wired_office, order)
    opt_out = wired_office.rows(OptOut, person_id=pat.person)[0]
    assert (opt_out.source, opt_out.channels) == ("carrier:21610", ["call", "sms"])
    assert wired_office.attempt(waiting).state == "cancelled"


def test_a_decision_that_grew_old_is_not_acted_on(wired_office: Agency, other_end: TinyCarrier) -> None:
    other_end.manner = TAKEN["call"]
    _, attempt, order = wired(wired_office)
    wired_office.clock.at += timedelta(seconds=wired_office.store.settings.decision_good_for + 1)
    assert not send(wired_office, order)
    assert wired_office.attempt(attempt).state == "planned"
    assert other_end.orders() == []


def test_a_callback_that_came_before_the_answer_is_not_overwritten(
    wired_office: Agency, other_end: TinyCarrier
) -> None:
    _, attempt, order = wired(wired_office)

    def ring_first(_: object) -> tuple[int, dict[str, str]]:
        with wired_office.store.sessions.begin() as session:
            said = {"CallSid": CALL, "CallStatus": "ringing", "SequenceNumber": "1"}
            callbacks.apply(session, wired_office.store, attempt, said, NOON)
        return TAKEN["call"]

    other_end.manner = ring_first
    send(wired_office, order)
    row = wired_office.attempt(attempt)
    assert (row.state, row.carrier_sid) == ("ringing", CALL)


def test_a_callback_settles_an_order_whose_answer_was_lost(wired_office: Agency, other_end: TinyCarrier) -> None:
    other_end.manner = "reset"
    _, attempt, order = wired(wired_office)
    send(wired_office, order)
    with wired_office.store.sessions.begin() as session:
        said = {"CallSid": CALL, "CallStatus": "no-answer"}
        assert callbacks.apply(session, wired_office.store, attempt, said, NOON) is not None
    row = wired_office.attempt(attempt)
    assert (row.state, row.carrier_sid, row.disposition) == ("no_answer", CALL, "no_answer")


def test_every_change_of_state_has_its_event(wired_office: Agency, other_end: TinyCarrier) -> None:
    other_end.manner = TAKEN["call"]
    _, attempt, order = wired(wired_office)
    send(wired_office, order)
    events = wired_office.rows(AttemptEvent, attempt_id=attempt)
    assert {(event.from_state, event.to_state) for event in events} == {("planned", "wired"), ("wired", "queued")}
