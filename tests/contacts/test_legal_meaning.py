"""What the carrier says of an order, what it means in law, and what the next decision counts because of it.

The table is the law's: 12 CFR 1006.14(b)(2)-(3) with its commentary. A call counts unless a busy signal or a number not
in service proves that it did not connect; only a conversation starts the pause.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from compliance import decide
from outreach.channels.statuses import TWILIO_EMAIL
from outreach.contacts import callbacks, facts, outcomes
from outreach.contacts.attempts import Attempt
from outreach.contacts.claim import Wired, claim
from tests.support.accounts import NOON, Agency, Debtor

SID = "CA" + "0" * 32
LATER = NOON + timedelta(hours=2)
Said = dict[str, str]


def completed(answered_by: str) -> Said:
    return {"CallStatus": "completed", "AnsweredBy": answered_by}


def ended(status: str, sip: int | None = None) -> Said:
    return {"CallStatus": status} | ({"SipResponseCode": str(sip)} if sip else {})


@pytest.mark.parametrize(
    ("said", "exchange", "outcome", "counts", "pauses"),
    [
        (completed("human"), {"identity": "verified"}, "conversation", True, True),
        (completed("human"), {"identity": "claimed"}, "conversation", True, True),
        (completed("human"), {"disposition": "refused"}, "conversation", True, True),
        (completed("human"), {"disposition": "wrong_person"}, "conversation", True, True),
        (completed("unknown"), {"identity": "claimed"}, "conversation", True, True),
        (completed("machine_start"), {"identity": "verified"}, "conversation", True, True),
        (completed("human"), {}, "dropped_after_answer", True, False),
        (completed("unknown"), {}, "dropped_after_answer", True, False),
        (ended("completed"), {}, "dropped_after_answer", True, False),
        (completed("machine_start"), {}, "voicemail_reached_no_message", True, False),
        (completed("machine_end_beep"), {}, "voicemail_reached_no_message", True, False),
        (completed("machine_end_silence"), {}, "voicemail_reached_no_message", True, False),
        (completed("machine_end_other"), {}, "voicemail_reached_no_message", True, False),
        (completed("fax"), {}, "voicemail_reached_no_message", True, False),
        (ended("no-answer"), {}, "no_answer", True, False),
        (ended("no-answer", 480), {}, "no_answer", True, False),
        (ended("busy"), {}, "busy", False, False),
        (ended("busy", 486), {}, "busy", False, False),
        (ended("busy", 600), {}, "busy", False, False),
        (ended("busy", 603), {}, "busy", True, False),
        (ended("failed", 404), {}, "not_in_service", False, False),
        (ended("failed", 410), {}, "not_in_service", False, False),
        (ended("failed", 484), {}, "not_in_service", False, False),
        (ended("failed", 604), {}, "not_in_service", False, False),
        (ended("failed", 408), {}, "failed", True, False),
        (ended("failed", 500), {}, "failed", True, False),
        (ended("failed", 503), {}, "failed", True, False),
        (ended("failed"), {}, "failed", True, False),
        (ended("canceled"), {}, "cancelled", True, False),
    ],
)
def test_a_call_means_to_the_law_what_its_result_proves(
    office: Agency, said: Said, exchange: dict[str, str], outcome: str, counts: bool, pauses: bool
) -> None:
    pat = office.debtor(office.client(role="third_party"))
    attempt = wired(office, pat, "call", exchange)
    hear(office, attempt, {"CallSid": SID} | said)
    assert attempt.id == office.rows(Attempt, contact_outcome=outcome)[0].id
    assert counted(office, pat, "US-F-7IN7") == counts
    assert counted(office, pat, "US-F-CONV7") == pauses


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("sent", None),
        ("delivered", "delivered"),
        ("read", "delivered"),
        ("undelivered", "failed"),
        ("failed", "failed"),
    ],
)
def test_a_text_reached_the_person_when_the_carrier_says_so(office: Agency, status: str, outcome: str | None) -> None:
    attempt = wired(office, office.debtor(office.client(), line="mobile"), "sms", {})
    hear(office, attempt, {"MessageSid": SID, "MessageStatus": status})
    assert office.attempt(attempt.id).contact_outcome == (outcome or "sent")  # what is under way stays reserved


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("DELIVERED", "delivered"), ("OPENED", "delivered"), ("UNDELIVERED", "bounced"), ("FAILED", "bounced")],
)
def test_an_email_that_came_back_never_arrived(office: Agency, status: str, outcome: str) -> None:
    attempt = wired(office, office.debtor(office.client()), "email", {})
    with office.store.sessions.begin() as session:
        row = session.get_one(Attempt, attempt.id)
        outcomes.progress(session, row, TWILIO_EMAIL[status], "asked", LATER)
    assert office.attempt(attempt.id).contact_outcome == outcome


def wired(office: Agency, debtor: Debtor, channel: str, exchange: dict[str, Any]) -> Attempt:
    """An attempt the carrier has, after what was pressed on the keypad."""
    attempt = office.planned(debtor, channel)
    with office.store.sessions.begin() as session:
        assert isinstance(claim(session, office.store, attempt, NOON), Wired)
    with office.store.sessions.begin() as session:
        session.execute(update(Attempt).where(Attempt.id == attempt).values(state="queued", **exchange))
    return office.attempt(attempt)


def hear(office: Agency, attempt: Attempt, said: Said) -> None:
    with office.store.sessions.begin() as session:
        callbacks.apply(session, office.store, attempt.id, said, LATER)


def counted(office: Agency, debtor: Debtor, rule: str) -> bool:
    """Whether the rule counts the only contact on record against the next call."""
    address = (debtor.person, debtor.phone, (debtor.debt,), office.rows(Attempt)[0].client_id)
    subject = facts.Subject(*address, "call", "keypad", voice="artificial")
    with office.store.sessions() as session:
        proof = decide(facts.load(session, office.store.vault, subject, LATER).facts).proof
    rows = [row["counted"] for row in (*proof.counted, *proof.excluded) if row["rule"] == rule]
    assert len(rows) == 1 or rule == "US-F-CONV7"  # a pause is silent where nobody ever spoke
    return any(rows)
