"""Every way in which a no reaches us ends in the same silence, in the transaction that records it, with its time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from outreach.accounts.clients import SenderNumber
from outreach.accounts.standing import OptOut
from outreach.contacts import email_events, reception, settle, silence
from outreach.contacts.claim import Wired, claim
from outreach.contacts.log import LogEntry
from outreach.conversations.voice import opening, turns
from outreach.conversations.voice.answers import Heard
from outreach.db import lock_budgets, person_key
from outreach.metrics import SILENCED, TIME_TO_SILENCE
from tests.support.accounts import NOON, Agency, Debtor
from tests.support.sendgrid import MESSAGE, event
from tests.support.tiny_carrier import TinyCarrier
from workers.callbacks import apply_event
from workers.contact import contact
from workers.office import Office

SMS, CALL = "SM" + "1" * 32, "CA" + "1" * 32
LATER = NOON + timedelta(seconds=7)


@pytest.fixture
def pat(office: Agency) -> Debtor:
    return office.debtor(office.client(), line="mobile")


def later(office: Agency, stored: list[UUID | None], desk: Office) -> None:
    """What came in at noon is applied seven seconds later."""
    office.clock.at = LATER
    for identity in stored:
        assert identity is not None
        apply_event(desk, identity)


def keep(office: Agency, kind: str, attempt: UUID | None, **params: str) -> list[UUID | None]:
    with office.store.sessions.begin() as session:
        return [reception.keep(session, office.store, kind, attempt, params, None)]


def by_text(words: str) -> Callable[..., None]:
    def said(office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor) -> None:
        (ours,) = office.rows(SenderNumber, channel="sms")
        text_in = keep(office, "sms_in", None, MessageSid=SMS, From=pat.number, To=ours.value, Body=words)
        later(office, text_in, desk)

    return said


def refused_at_create(office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor) -> None:
    other_end.manner = (400, {"code": 21610, "message": "unsubscribed"})
    contact(desk, office.planned(pat, "sms"))


def told_in_a_callback(office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor) -> None:
    attempt = with_carrier(office, pat, "sms")
    said = {"MessageSid": SMS, "MessageStatus": "failed", "ErrorCode": "21610"}
    later(office, keep(office, "message_status", attempt, **said), desk)


def told_too_late(office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor) -> None:
    """The attempt has ended already, for another reason."""
    attempt = with_carrier(office, pat, "sms", state="undelivered", ended_at=NOON)
    said = {"MessageSid": SMS, "MessageStatus": "failed", "ErrorCode": "21610"}
    later(office, keep(office, "message_status", attempt, **said), desk)


def found_by_asking(office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor) -> None:
    other_end.manner = (200, {"sid": SMS, "status": "failed", "error_code": 21610})
    settle.settle(office.store, desk.carriers, with_carrier(office, pat, "sms"))


def by_key(office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor) -> None:
    attempt = with_carrier(office, pat, "call", carrier_sid=CALL)
    with office.store.sessions.begin() as session:
        said = opening.answered(session, office.store, attempt, CALL, NOON)
        assert said is not None
        turns.answer(session, office.store, said.session, CALL, said.number, Heard("9"), NOON)


def by_complaint(office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor) -> None:
    attempt = with_carrier(office, pat, "email", carrier_sid=MESSAGE)
    with office.store.sessions.begin() as session:
        arrivals = email_events.arrivals(office.store, [event("spamreport", attempt, pat.email)])
        stored = reception.keep_all(session, office.store, arrivals)
    later(office, list(stored), desk)


def by_one_of_ours(office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor) -> None:
    with office.store.sessions.begin() as session:
        silence.opted_out(session, office.store, pat.person, pat.number, "user:ann", NOON, "leave me alone", "oral")


def with_carrier(office: Agency, pat: Debtor, channel: str, **columns: Any) -> UUID:
    known: dict[str, Any] = {"state": "queued", "wired_at": NOON, "contact_outcome": "sent", "carrier_sid": SMS}
    return office.planned(pat, channel, **known | columns)


PATHS: dict[str, tuple[Callable[..., None], list[str], str, str, datetime]] = {
    "keyword": (by_text("STOP"), ["call", "sms"], "keyword", "sms", LATER),
    "free text": (by_text("please stop texting me"), ["call", "sms"], "written", "sms", LATER),
    "Spanish": (by_text("ya no me manden mensajes"), ["call", "sms"], "written", "sms", LATER),
    "21610 at create": (refused_at_create, ["call", "sms"], "keyword", "carrier", NOON),
    "21610 in a callback": (told_in_a_callback, ["call", "sms"], "keyword", "carrier", LATER),
    "21610 after the end": (told_too_late, ["call", "sms"], "keyword", "carrier", LATER),
    "21610 by asking": (found_by_asking, ["call", "sms"], "keyword", "carrier", NOON),
    "voice key": (by_key, ["call", "sms"], "oral", "keypad", NOON),
    "complaint": (by_complaint, ["email"], "written", "email", LATER),
    "collector": (by_one_of_ours, ["call", "sms"], "oral", "user", NOON),
}
EVERY_PATH = pytest.mark.parametrize("path", PATHS)


@EVERY_PATH
def test_every_path_ends_in_the_same_silence(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, path: str
) -> None:
    say, channels, form, source, applied = PATHS[path]
    queued = [office.planned(pat, channel, due=LATER) for channel in ("call", "sms", "email")]
    before = _measured("stop")
    say(office, desk, other_end, pat)
    assert {office.attempt(attempt).state for attempt in queued} == {"cancelled"}
    (row,) = office.rows(OptOut)
    assert (row.person_id, row.channels, row.form) == (pat.person, channels, form)
    assert (row.source.partition(":")[0], row.at, row.recorded_at) == (source, NOON, applied)
    (entry,) = office.rows(LogEntry, person_id=pat.person, kind="silence")
    detail = json.loads(entry.payload)["detail"]
    assert (detail["cause"], detail["cancelled"]) == ("stop", 3)
    assert (detail["since"], detail["silenced"]) == (NOON.isoformat(), applied.isoformat())
    assert _measured("stop") == (before[0] + 1, before[1] + (applied - NOON).total_seconds(), before[2] + 3)


@pytest.fixture
def broken_log(office: Agency) -> Iterator[None]:
    """A database that takes no entry about silence."""
    with office.store.engine.begin() as connection:
        connection.execute(
            text("""
            CREATE FUNCTION refuse_silence() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'no room for silence'; END $$
        """)
        )
        connection.execute(
            text("""
            CREATE TRIGGER no_silence BEFORE INSERT ON contact_log
            FOR EACH ROW WHEN (NEW.kind = 'silence') EXECUTE FUNCTION refuse_silence()
        """)
        )
    yield
    with office.store.engine.begin() as connection:
        connection.execute(text("DROP FUNCTION refuse_silence CASCADE"))


@EVERY_PATH
def test_a_path_that_fails_half_way_records_and_silences_nothing(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, path: str, broken_log: None
) -> None:
    """The no and the silence are one transaction: without the one there is not the other."""
    queued, before = office.planned(pat, due=LATER), _measured("stop")
    with pytest.raises(DBAPIError, match="no room for silence"):
        PATHS[path][0](office, desk, other_end, pat)
    assert (office.count(OptOut), office.attempt(queued).state) == (0, "planned")
    assert _measured("stop") == before


@EVERY_PATH
def test_whatever_the_path_a_second_no_is_not_written_down_twice(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, path: str
) -> None:
    say, channels, form, *_ = PATHS[path]
    address = pat.email if channels == ["email"] else pat.number
    with office.store.sessions.begin() as session:
        assert silence.no_from(session, office.store, address, "user:ann", NOON, "no", form)
    if path == "21610 at create":
        return  # nothing is sent to her any more
    say(office, desk, other_end, pat)
    assert office.count(OptOut) == 1


def test_everybody_reached_at_a_number_is_silenced_by_what_the_carrier_tells(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    other = office.debtor(office.client("Other"), line="mobile")
    with office.store.sessions.begin() as session:
        office.address(session, other.person, "phone", pat.number, "mobile")
    queued = office.planned(other)
    told_in_a_callback(office, desk, other_end, pat)
    assert office.attempt(queued).state == "cancelled"
    assert {row.person_id for row in office.rows(OptOut)} == {pat.person, other.person}


@pytest.mark.parametrize("say", [told_in_a_callback, told_too_late, found_by_asking, by_complaint])
def test_who_will_silence_several_people_waits_for_the_first_before_it_holds_the_second(
    office: Agency, desk: Office, other_end: TinyCarrier, say: Callable[..., None]
) -> None:
    """Somebody holds the first and then wants the second: were the second held already, neither could go on."""
    both = [office.debtor(office.client(name), line="mobile") for name in ("One", "Two")]
    with office.store.sessions() as holder, ThreadPoolExecutor(1) as threads:
        keys = sorted(
            (person_key(debtor.person) for debtor in both), key=lambda key: holder.scalar(_ORDER, {"key": key})
        )
        both.sort(key=lambda debtor: keys.index(person_key(debtor.person)))
        with office.store.sessions.begin() as session:
            office.address(session, both[0].person, "phone", both[1].number, "mobile")
            office.address(session, both[0].person, "email", both[1].email, "unknown")
        lock_budgets(holder, keys[:1])
        said = threads.submit(say, office, desk, other_end, both[1])
        while not holder.scalar(_WAITING):
            assert not said.done(), "nobody waited for the first"
        holder.execute(text("SET LOCAL lock_timeout = '3s'"))
        lock_budgets(holder, keys[1:])
        holder.rollback()
        said.result(timeout=10)
    assert {row.person_id for row in office.rows(OptOut)} == {debtor.person for debtor in both}


def test_after_a_no_from_a_mailbox_no_email_leaves_and_after_one_from_a_number_no_call(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    by_complaint(office, desk, other_end, pat)
    attempt = office.planned(pat, "email")
    with office.store.sessions.begin() as session:
        result = claim(session, office.store, attempt, LATER)
    assert not isinstance(result, Wired)


def test_words_that_wait_to_be_read_are_measured_from_when_they_came(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    office.planned(pat)
    by_text("hmm, the thing with the dog")(office, desk, other_end, pat)
    (entry,) = office.rows(LogEntry, person_id=pat.person, kind="silence")
    detail = json.loads(entry.payload)["detail"]
    assert (detail["cause"], detail["cancelled"], detail["since"]) == ("unread", 1, NOON.isoformat())


def test_a_dispute_by_text_begins_when_it_came(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    by_text("I do not owe this")(office, desk, other_end, pat)
    with office.store.sessions() as session:
        assert session.execute(text("SELECT kind, since, recorded_at FROM holds")).one() == ("dispute", NOON, LATER)
    (entry,) = office.rows(LogEntry, person_id=pat.person, kind="silence")
    assert json.loads(entry.payload)["detail"]["cause"] == "dispute"


def test_a_stop_that_is_applied_late_does_not_answer_itself(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor
) -> None:
    """12 CFR 1006.14(h)(2): a message after the no may be answered. The no itself, read seconds later, is not one."""
    by_text("please stop texting me")(office, desk, other_end, pat)
    reply = office.planned(pat, "sms", purpose="reply")
    with office.store.sessions.begin() as session:
        assert not isinstance(claim(session, office.store, reply, LATER), Wired)


def _measured(cause: str) -> tuple[float, float, float]:
    """How many silences were measured, their seconds together, and what they cancelled."""
    samples = {
        sample.name: sample.value for metric in TIME_TO_SILENCE.labels(cause).collect() for sample in metric.samples
    }
    name = "outreach_time_to_silence_seconds"
    return samples[f"{name}_count"], samples[f"{name}_sum"], SILENCED.labels(cause)._value.get()


_ORDER = text("SELECT hashtextextended(:key, 0)")
_WAITING = text("""
SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database AND d.datname = current_database()
WHERE locktype = 'advisory' AND NOT granted
""")
