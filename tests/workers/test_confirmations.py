"""A no in words of the person's own is confirmed once, in time, by text; START takes back what STOP set, and nothing else.

47 CFR 64.1200(a)(12): one confirmation, presumed fine within five minutes, without anything to sell. The carrier answers its
own keywords. Whoever opted out is written to again when she herself asks for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from outreach.accounts.people import Person
from outreach.accounts.standing import OptOut
from outreach.contacts import reception, silence
from outreach.contacts.attempts import Attempt
from outreach.contacts.attention import Attention
from outreach.contacts.claim import Wired
from outreach.contacts.decisions import Decision
from outreach.contacts.log import LogEntry
from tests.support.accounts import FROM, NOON, Agency, Debtor
from tests.support.tiny_carrier import TinyCarrier
from workers.callbacks import apply_event
from workers.contact import contact
from workers.office import Office

SIDS = count(1)
FREE = ["please stop texting me", "leave me alone", "quiten mi número de su lista", "ALTO por favor ya"]
# Twilio's default keywords; the whole message, in any case.
KEYWORDS = ["STOP", "stop", " Stop ", "StopAll", "UNSUBSCRIBE", "cancel", "END", "quit", "REVOKE", "optout"]


@pytest.fixture
def pat(office: Agency, other_end: TinyCarrier) -> Debtor:
    other_end.manner = (201, {"sid": "SM" + "f" * 32, "status": "queued"})
    return office.debtor(office.client(), line="mobile")


@pytest.fixture
def asked(office: Agency, pat: Debtor) -> UUID:
    """A text of ours that she answers."""
    known: dict[str, Any] = {"state": "delivered", "contact_outcome": "delivered", "carrier_sid": "SM" + "9" * 32}
    return office.planned(pat, "sms", wired_at=NOON - timedelta(hours=2), **known)


def text_in(office: Agency, desk: Office, number: str, body: str, applied: datetime = NOON, **more: str) -> None:
    with office.store.sessions.begin() as session:
        fields = {"MessageSid": f"SM{next(SIDS):032d}", "From": number, "To": FROM, "Body": body} | more
        event = reception.keep(session, office.store, "sms_in", None, fields, None)
    assert event is not None
    office.clock.at = applied
    apply_event(desk, event)


def confirmations(office: Agency) -> list[Attempt]:
    with office.store.sessions() as session:
        query = select(Attempt).where(Attempt.purpose == "opt_out_confirmation").order_by(Attempt.id)
        return list(session.scalars(query))


@pytest.mark.parametrize("words", FREE)
def test_a_no_in_words_of_her_own_is_confirmed_by_one_text(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, asked: UUID, words: str
) -> None:
    text_in(office, desk, pat.number, words)
    (planned,) = confirmations(office)
    assert (planned.person_id, planned.address_id, planned.state) == (pat.person, pat.phone, "planned")
    assert isinstance(contact(desk, planned.id), Wired)
    (order,) = other_end.orders()
    assert order.fields["To"] == pat.number
    assert (
        order.fields["Body"]
        == "Harbor: you will get no more texts from us at this number. Questions? Call (212) 555-0100."
    )


def test_the_confirmation_speaks_her_language(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, asked: UUID
) -> None:
    with office.store.sessions.begin() as session:
        session.execute(update(Person).values(language="es"))
    text_in(office, desk, pat.number, "ya no me manden mensajes")
    contact(desk, confirmations(office)[0].id)
    assert "no recibir" in other_end.orders()[0].fields["Body"]


@pytest.mark.parametrize("words", KEYWORDS)
def test_a_keyword_has_been_answered_by_the_carrier(
    office: Agency, desk: Office, pat: Debtor, asked: UUID, words: str
) -> None:
    text_in(office, desk, pat.number, words)
    assert confirmations(office) == []
    assert office.rows(OptOut)[0].form == "keyword"


def test_where_the_carrier_says_that_it_answered_we_do_not(
    office: Agency, desk: Office, pat: Debtor, asked: UUID
) -> None:
    text_in(office, desk, pat.number, "arrêt, please stop", OptOutType="STOP")
    assert office.count(OptOut) == 1
    assert confirmations(office) == []


def test_the_same_no_again_is_not_confirmed_again(office: Agency, desk: Office, pat: Debtor, asked: UUID) -> None:
    for _ in range(3):
        text_in(office, desk, pat.number, "please stop texting me")
    assert len(confirmations(office)) == 1
    assert office.count(OptOut) == 1


def test_whom_we_never_texted_is_not_texted_now(office: Agency, desk: Office, pat: Debtor) -> None:
    text_in(office, desk, pat.number, "please stop texting me")
    assert confirmations(office) == []


def test_a_confirmation_is_sent_once_even_if_two_were_planned(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, asked: UUID
) -> None:
    text_in(office, desk, pat.number, "please stop texting me")
    second = office.planned(pat, "sms", purpose="opt_out_confirmation", template="opt_out_confirmation")
    results = [contact(desk, planned.id) for planned in (confirmations(office)[0], office.attempt(second))]
    assert [isinstance(result, Wired) for result in results] == [True, False]
    assert len(other_end.orders()) == 1


@pytest.mark.parametrize(("waited", "sent"), [(timedelta(minutes=5), True), (timedelta(minutes=5, seconds=1), False)])
def test_five_minutes_count_from_when_the_no_reached_us(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, asked: UUID, waited: timedelta, sent: bool
) -> None:
    text_in(office, desk, pat.number, "please stop texting me", applied=NOON + waited)
    contact(desk, confirmations(office)[0].id)
    assert len(other_end.orders()) == sent
    assert office.count(Attention) == 0  # too late is left out, not put before anybody


def test_who_writes_at_night_is_answered_at_night(
    office: Agency, desk: Office, other_end: TinyCarrier, pat: Debtor, asked: UUID
) -> None:
    """Comment 6(b)(1)-2 to 12 CFR 1006.6: whoever writes at an hour that is closed to us gets one answer."""
    office.clock.at = NOON + timedelta(hours=12)
    text_in(office, desk, pat.number, "please stop texting me", applied=office.clock.at)
    assert isinstance(contact(desk, confirmations(office)[0].id), Wired)


def test_the_confirmation_is_decided_on_like_any_other_contact(
    office: Agency, desk: Office, pat: Debtor, asked: UUID
) -> None:
    text_in(office, desk, pat.number, "please stop texting me")
    (planned,) = confirmations(office)
    contact(desk, planned.id)
    (decision,) = office.rows(Decision, attempt_id=planned.id)
    assert decision.verdict == "ALLOW"


# --- START


def standing(office: Agency) -> list[tuple[list[str], str]]:
    """The opt-outs nobody has ended: channels and form."""
    rows = office.rows(OptOut)
    ended = {row.ends_id for row in rows if row.ends_id}
    return sorted((row.channels, row.form) for row in rows if row.ends_id is None and row.id not in ended)


def claimed(office: Agency, desk: Office, pat: Debtor, channel: str) -> bool:
    return isinstance(contact(desk, office.planned(pat, channel)), Wired)


@pytest.mark.parametrize("word", ["START", "start", " Unstop"])
def test_start_opens_for_texts_what_stop_closed_and_calls_stay_closed(
    office: Agency, desk: Office, pat: Debtor, asked: UUID, word: str
) -> None:
    text_in(office, desk, pat.number, "STOP")
    assert not claimed(office, desk, pat, "sms")
    office.clock.at = NOON + timedelta(minutes=1)
    text_in(office, desk, pat.number, word, applied=office.clock.at)
    assert standing(office) == [(["call"], "keyword")]
    assert claimed(office, desk, pat, "sms")
    assert not claimed(office, desk, pat, "call")
    assert office.count(LogEntry, person_id=pat.person, kind="lifted") == 1


def test_what_only_the_carrier_knew_of_is_lifted_too(office: Agency, desk: Office, pat: Debtor) -> None:
    with office.store.sessions.begin() as session:
        silence.no_from(session, office.store, pat.number, "carrier:21610", NOON)
    text_in(office, desk, pat.number, "START")
    assert standing(office) == [(["call"], "keyword")]


def test_the_carriers_own_word_for_a_start_counts(office: Agency, desk: Office, pat: Debtor) -> None:
    text_in(office, desk, pat.number, "STOP")
    text_in(office, desk, pat.number, "YES", OptOutType="START")
    assert standing(office) == [(["call"], "keyword")]


OTHER_NOES: list[tuple[str, str, str]] = [
    ("in words", "sms:1", "written"),
    ("by a key", "keypad:1", "oral"),
    ("to one of ours", "user:ann", "oral"),
]


@pytest.mark.parametrize(("how", "source", "form"), OTHER_NOES)
def test_start_takes_back_nothing_that_was_said_otherwise(
    office: Agency, desk: Office, pat: Debtor, how: str, source: str, form: str
) -> None:
    with office.store.sessions.begin() as session:
        silence.no_from(session, office.store, pat.number, source, NOON, how, form)
    text_in(office, desk, pat.number, "START")
    assert standing(office) == [(["call", "sms"], form)]
    assert office.count(Attention, kind="reply") == 1
    assert not claimed(office, desk, pat, "sms")


def test_start_takes_back_no_no_to_emails_and_no_hold(office: Agency, desk: Office, pat: Debtor) -> None:
    with office.store.sessions.begin() as session:
        silence.no_from(session, office.store, pat.email, "email_link:1", NOON, "one-click", "written")
        silence.hold(session, office.store, pat.person, None, "manual", "user:ann", NOON)
    text_in(office, desk, pat.number, "START")
    assert standing(office) == [(["email"], "written")]
    assert not claimed(office, desk, pat, "sms")


def test_start_from_somebody_else_changes_nothing(office: Agency, desk: Office, pat: Debtor) -> None:
    text_in(office, desk, pat.number, "STOP")
    text_in(office, desk, "+14045550199", "START")
    assert standing(office) == [(["call", "sms"], "keyword")]


def test_a_start_without_a_stop_changes_nothing_and_nobody_has_to_read_it(
    office: Agency, desk: Office, pat: Debtor
) -> None:
    queued = office.planned(pat)
    text_in(office, desk, pat.number, "START")
    assert (office.count(OptOut), office.count(Attention), office.attempt(queued).state) == (0, 0, "planned")


def test_a_no_after_a_start_is_a_no_and_is_confirmed(office: Agency, desk: Office, pat: Debtor, asked: UUID) -> None:
    text_in(office, desk, pat.number, "STOP")
    text_in(office, desk, pat.number, "START")
    text_in(office, desk, pat.number, "please stop texting me")
    assert (["call", "sms"], "written") in standing(office)
    assert len(confirmations(office)) == 1


def test_yes_answers_what_was_asked_and_starts_nothing(office: Agency, desk: Office, pat: Debtor, asked: UUID) -> None:
    text_in(office, desk, pat.number, "STOP")
    text_in(office, desk, pat.number, "YES")
    assert standing(office) == [(["call", "sms"], "keyword")]
