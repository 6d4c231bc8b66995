"""A caller is connected with a collector, over the wire: who hears what, whose phone rings, and what a key does."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import timedelta
from uuid import UUID

import pytest

from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt
from outreach.conversations.handover import consulting
from outreach.conversations.voice.call_sessions import CallSession
from outreach.errors import NotAllowed
from outreach.transfers import collectors
from outreach.transfers.collectors import Collector, Profile
from outreach.transfers.rings import Ring
from outreach.transfers.transfers import Transfer
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.web.line import SID, Call, Carrier

DEBT_WORDS = ("Pat", "Example", "$", "120", "debt", "owe")


@pytest.fixture
def pat(office: Agency) -> Debtor:
    client = office.client("Northgate Recovery", role="third_party")
    return office.debtor(client, line="mobile")


@pytest.fixture
def attempt(office: Agency, pat: Debtor) -> UUID:
    return office.planned(pat, state="in_progress", wired_at=NOON, contact_outcome="dialling", carrier_sid=SID)


@pytest.fixture
def call(carrier: Carrier, attempt: UUID) -> Call:
    return Call(carrier, attempt).answer()


def collector(office: Agency, number: int, *languages: str, skills: tuple[str, ...] = ()) -> UUID:
    with office.store.sessions.begin() as session:
        profile = Profile(f"collector {number}", f"+1212555{3000 + number}", languages or ("en",), skills)
        made = collectors.add(session, office.store, profile, NOON)
        collectors.sign_on(made, NOON + timedelta(seconds=number))
        return made.id


def leg(number: int) -> str:
    return f"CA{number:032d}"


def whisper(carrier: Carrier, ring: UUID, sid: str) -> str:
    return carrier.post(f"/voice/whisper/{ring}", CallSid=sid).text


def press(carrier: Carrier, ring: UUID, sid: str, keys: str) -> str:
    return carrier.post(f"/voice/whisper/{ring}/key", CallSid=sid, Digits=keys).text


def state(office: Agency, row: UUID) -> str:
    return office.rows(Collector, id=row)[0].state


def test_a_person_is_offered_only_while_a_collector_is_kept_free(office: Agency, call: Call) -> None:
    call.press("1", ZIP)
    assert "call you back, press 0" in call.last
    free = collector(office, 1)
    call.press("*")
    assert "speak with a person, press 0" in call.last
    assert state(office, free) == "reserved"
    call.press("4")  # a state that offers nobody
    assert state(office, free) == "available"


def test_a_caller_is_connected_with_the_collector_who_takes_the_call(
    office: Agency, carrier: Carrier, call: Call, attempt: UUID
) -> None:
    free = collector(office, 1)
    call.press("1", ZIP, "0")
    assert "stay on the line" in call.last
    (ring,) = call.ringing
    assert call.dial is not None
    assert call.dial.attrib["answerOnBridge"] == "true"
    assert state(office, free) == "ringing"
    said = whisper(carrier, ring, leg(1))
    assert "press 1" in said
    assert not any(word in said for word in DEBT_WORDS), said
    told = press(carrier, ring, leg(1), "1")
    assert "Pat Example" in told
    assert "confirmed by ZIP code" in told
    assert ET.fromstring(told).find("Hangup") is None
    assert state(office, free) == "on_call"
    call.told("completed", DialBridged="true", DialCallSid=leg(1))
    assert "Goodbye" in call.last
    assert call.action is None
    assert state(office, free) == "wrap_up"
    assert (office.rows(Transfer)[0].state, office.rows(Ring)[0].outcome) == ("ended", "talked")
    assert office.attempt(attempt).disposition == "transferred"
    assert office.rows(CallSession)[0].outcome == "transfer"


@pytest.mark.parametrize(("status", "key", "then"), [
    ("completed", "5", "declined"), ("completed", "", "no_key"), ("no-answer", None, "no_answer"), ("busy", None, "busy"),
    ("failed", None, "failed"),
])  # fmt: skip
def test_who_does_not_take_the_call_is_followed_by_the_next(
    office: Agency, carrier: Carrier, call: Call, status: str, key: str | None, then: str
) -> None:
    first, second = collector(office, 1), collector(office, 2)
    call.press("1", ZIP, "0")
    (ring,) = call.ringing
    if key is not None:
        whisper(carrier, ring, leg(1))
        assert ET.fromstring(press(carrier, ring, leg(1), key)).find("Hangup") is not None
    call.told(status, DialBridged="false", DialCallSid=leg(1))
    assert "still connecting" in call.last
    (following,) = call.ringing
    rung = {row.id: row for row in office.rows(Ring)}
    assert (rung[ring].collector_id, rung[ring].outcome) == (first, then)
    assert rung[following].collector_id == second
    assert state(office, first) == ("available" if then == "declined" else "away")


def test_when_nobody_takes_the_call_a_time_is_booked(office: Agency, carrier: Carrier, call: Call) -> None:
    collector(office, 1)
    call.press("1", ZIP, "0")
    call.told("no-answer", DialBridged="false")
    assert "could not take your call" in call.last
    assert "press 1" in call.last
    call.press("1")
    assert "will call you" in call.last
    assert office.rows(Transfer)[0].state == "unmet"


def test_whoever_hangs_up_while_it_rings_frees_the_collector(office: Agency, carrier: Carrier, call: Call) -> None:
    free = collector(office, 1)
    call.press("1", ZIP, "0")
    call.told("canceled", CallStatus="completed")
    assert call.action is None
    assert state(office, free) == "available"
    assert office.rows(Transfer)[0].state == "abandoned"


def rules(office: Agency, debtor: Debtor, **given: object) -> None:
    with office.store.sessions.begin() as session:
        client = session.get_one(Client, session.get_one(Debt, debtor.debt).client_id)
        client.transfer_rules = dict(given)


def on_call(office: Agency, carrier: Carrier, call: Call, number: int) -> UUID:
    """The caller talks with collector ``number``, whose leg is ``leg(number)``. The ring."""
    call.press("1", ZIP, "0")
    (ring,) = call.ringing
    whisper(carrier, ring, leg(number))
    press(carrier, ring, leg(number), "1")
    return ring


def test_a_talk_is_handed_on_cold(office: Agency, carrier: Carrier, call: Call) -> None:
    first, second = collector(office, 1), collector(office, 2)
    ring = on_call(office, carrier, call, 1)
    with office.store.sessions.begin() as session:
        move = consulting.hand_on(session, ring, NOON)
    assert (move.sid, move.path) == (leg(1), "")
    call.told("completed", DialBridged="true", DialCallSid=leg(1))
    assert "still connecting" in call.last
    (following,) = call.ringing
    assert {row.id: row.collector_id for row in office.rows(Ring)}[following] == second
    assert state(office, first) == "wrap_up"
    whisper(carrier, following, leg(2))
    press(carrier, following, leg(2), "1")
    call.told("completed", DialBridged="true", DialCallSid=leg(2))
    assert (call.action, office.rows(Transfer)[0].state) == (None, "ended")


def test_a_talk_that_nobody_can_take_over_is_not_handed_on(office: Agency, carrier: Carrier, call: Call) -> None:
    collector(office, 1)
    ring = on_call(office, carrier, call, 1)
    with office.store.sessions.begin() as session, pytest.raises(NotAllowed, match="free"):
        consulting.hand_on(session, ring, NOON)
    assert office.rows(Transfer)[0].state == "talking"


def waits_outside(carrier: Carrier, ring: UUID, number: int = 2) -> str:
    """The room has ended around a collector's leg: she hears words, and where she is asked for next."""
    news = {"CallSid": leg(number), "DialCallStatus": "answered", "CallStatus": "in-progress"}
    document = ET.fromstring(carrier.post(f"/voice/room/{ring}", None, **news).text)
    assert [verb.tag for verb in document] == ["Say", "Redirect"]
    return (document[1].text or "").partition("#")[0]


def test_a_colleague_is_brought_in_warm(office: Agency, pat: Debtor, carrier: Carrier, call: Call) -> None:
    rules(office, pat, handover="warm")
    first, second = collector(office, 1), collector(office, 2)
    ring = on_call(office, carrier, call, 1)
    with office.store.sessions.begin() as session:
        move = consulting.hand_on(session, ring, NOON)
    call.told("completed", DialBridged="true", DialCallSid=leg(1))
    assert "still connecting" in call.last
    assert call.dial is None
    call.waits().waits()
    dial = ET.fromstring(carrier.post(move.path, CallSid=leg(1)).text).find("Dial")
    assert dial is not None
    colleague = UUID(move.path.rsplit("/", 1)[-1])
    whisper(carrier, colleague, leg(2))
    assert "Pat Example" in press(carrier, colleague, leg(2), "1")
    with office.store.sessions.begin() as session:
        together = consulting.put_together(session, ring)
    assert together.sid == leg(2)
    entered = carrier.post(together.path, CallSid=leg(2)).text
    assert f"transfer-{office.rows(Transfer)[0].id}" in entered
    consulted = dial.attrib["action"].partition("#")[0]
    entered = carrier.post(consulted, CallSid=leg(1), DialCallStatus="completed", CallStatus="in-progress").text
    assert f"transfer-{office.rows(Transfer)[0].id}" in entered
    call.waits()
    assert call.dial is not None
    room = call.dial.find("Conference")
    assert room is not None
    assert room.attrib["waitUrl"].startswith("/voice/wait/")
    # The first leaves: the room ends, and the caller and the second meet again.
    carrier.post(f"/voice/room/{ring}", CallSid=leg(1), DialCallStatus="answered", CallStatus="completed")
    assert (state(office, first), state(office, second)) == ("wrap_up", "on_call")
    onward = waits_outside(carrier, colleague)
    call.told("answered", DialBridged="true").waits()
    assert call.dial is None  # nobody is in the room yet
    assert "Conference" in carrier.post(onward, CallSid=leg(2)).text
    call.waits()
    assert call.dial is not None
    call.told("answered", DialBridged="true", CallStatus="completed")
    assert office.rows(Transfer)[0].state == "ended"
    assert state(office, second) == "wrap_up"


def test_a_colleague_who_does_not_come_leaves_the_two_together(
    office: Agency, pat: Debtor, carrier: Carrier, call: Call
) -> None:
    rules(office, pat, handover="warm")
    first, second = collector(office, 1), collector(office, 2)
    ring = on_call(office, carrier, call, 1)
    with office.store.sessions.begin() as session:
        move = consulting.hand_on(session, ring, NOON)
    call.told("completed", DialBridged="true", DialCallSid=leg(1))
    carrier.post(move.path, CallSid=leg(1))
    consulted = move.path.replace("consult", "consulted")
    told = carrier.post(consulted, CallSid=leg(1), DialCallStatus="no-answer", CallStatus="in-progress").text
    assert "did not take the call" in told
    assert "Conference" in told
    call.waits()
    assert call.dial is not None
    assert call.dial.find("Conference") is not None
    assert (state(office, first), state(office, second)) == ("on_call", "away")


def test_a_collector_who_vanishes_while_she_consults_leaves_nobody_waiting(
    office: Agency, pat: Debtor, carrier: Carrier, call: Call
) -> None:
    rules(office, pat, handover="warm")
    for number in (1, 2, 3):
        collector(office, number)
    ring = on_call(office, carrier, call, 1)
    with office.store.sessions.begin() as session:
        move = consulting.hand_on(session, ring, NOON)
    call.told("completed", DialBridged="true", DialCallSid=leg(1))
    carrier.post(move.path, CallSid=leg(1))
    consulted = move.path.replace("consult", "consulted")
    carrier.post(consulted, CallSid=leg(1), DialCallStatus="canceled", CallStatus="completed")
    call.waits()
    assert len(call.ringing) == 1
    assert "still connecting" in call.last


def test_the_last_collector_does_not_wait_for_a_caller_who_has_left_the_room(
    office: Agency, pat: Debtor, carrier: Carrier, call: Call
) -> None:
    """The end of the room reaches us on her leg first, the caller's hanging up a moment later."""
    rules(office, pat, handover="warm")
    first, second = collector(office, 1), collector(office, 2)
    ring = on_call(office, carrier, call, 1)
    with office.store.sessions.begin() as session:
        move = consulting.hand_on(session, ring, NOON)
    call.told("completed", DialBridged="true", DialCallSid=leg(1))
    carrier.post(move.path, CallSid=leg(1))
    missed = {"CallSid": leg(1), "DialCallStatus": "no-answer", "CallStatus": "in-progress"}
    carrier.post(move.path.replace("consult", "consulted"), None, **missed)
    call.waits()
    onward = waits_outside(carrier, ring, 1)
    call.told("answered", DialBridged="true", CallStatus="completed")
    assert ET.fromstring(carrier.post(onward, CallSid=leg(1)).text).find("Hangup") is not None
    assert (state(office, first), state(office, second)) == ("wrap_up", "away")
    waiting = carrier.post(f"/voice/wait/{office.rows(Transfer)[0].id}", CallSid=leg(1)).text
    assert "no longer waiting" in waiting
