"""Who wrote: stops and starts hold for the number whoever it is; several people, nobody, twice, out of order, at night, too late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from outreach.accounts.addresses import Address
from outreach.accounts.standing import OptOut
from outreach.agreements.promises import Promise
from outreach.contacts import payments
from outreach.contacts.attempts import Attempt
from outreach.contacts.attention import Attention
from outreach.contacts.carrier_events import InboundMessage
from outreach.contacts.claim import Blocked, Gone, Postponed
from outreach.contacts.enrolments import Enrolment
from tests.support.accounts import Agency, Debtor
from tests.support.talking import DEBT_WORDS, shares_number
from tests.support.texting import Phone, phone

NIGHT = datetime(2026, 12, 2, 3, 30, tzinfo=UTC)  # half past ten in the evening in Atlanta
MORNING = datetime(2026, 12, 2, 13, 1, tzinfo=UTC)


@pytest.mark.parametrize("word", ["STOP", "stop", "Unsubscribe", "CANCEL", "END", "QUIT"])
def test_a_keyword_is_answered_by_the_carrier_and_not_again(
    office: Agency, pat: Debtor, known: Phone, word: str
) -> None:
    queued = [office.planned(pat, channel) for channel in ("call", "sms", "email")]
    assert known.answered(word) == ""
    assert {office.attempt(attempt).state for attempt in queued} == {"cancelled"}
    assert [row.form for row in office.rows(OptOut)] == ["keyword"]


@pytest.mark.parametrize(
    "body", ["please stop texting me", "ya no me escriban", "ALTO", "lose my number", "don't text me, email me"]
)
def test_a_no_in_words_is_confirmed_once(office: Agency, known: Phone, body: str) -> None:
    said = known.answered(body)
    assert "no more texts" in said
    assert not DEBT_WORDS.search(said)
    assert known.answered(body) == "", "said again it is no news"
    assert office.count(OptOut) == 1


def test_said_twice_before_the_confirmation_left_it_is_confirmed_once(known: Phone) -> None:
    known.writes("please stop texting me")
    known.writes("stop texting me please")
    assert len(known.reads()) == 1


def test_a_confirmation_that_is_late_is_left_out(office: Agency, known: Phone) -> None:
    known.writes("please stop texting me")
    office.clock.at += timedelta(minutes=5, seconds=1)
    assert known.reads() == []


def test_a_stop_wins_over_a_promise_and_over_a_code(office: Agency, hers: Phone) -> None:
    hers.gets("reminder")
    hers.writes("30303 I'll pay 120 on friday, now stop texting me")
    assert (office.count(Promise), office.count(OptOut)) == (0, 1)


def test_start_opens_what_a_keyword_closed(office: Agency, pat: Debtor, known: Phone) -> None:
    known.writes("STOP")
    office.clock.at += timedelta(days=1)
    assert isinstance(_tried(known, pat), Blocked)
    known.writes("START")
    assert "$120.00" in known.gets("reminder")


def test_start_leaves_a_no_in_words_alone_and_somebody_looks(office: Agency, pat: Debtor, known: Phone) -> None:
    known.answered("please stop texting me")
    known.writes("START")
    office.clock.at += timedelta(days=1)
    assert isinstance(_tried(known, pat), Blocked)
    assert [row.why for row in office.rows(Attention)] == [
        "START from a number at which a no was said in words: that no stands"
    ]


def test_a_number_of_several_people_rests_and_gets_one_neutral_answer(
    office: Agency, client: UUID, pat: Debtor, known: Phone
) -> None:
    sam = office.debtor(client, line="mobile")
    shares_number(office, pat, sam)
    queued = [office.planned(pat), office.planned(sam)]
    said = known.answered("I'll pay 120 on friday")
    assert "A person will read" in said
    assert office.count(Promise) == 0
    assert {office.attempt(attempt).state for attempt in queued} == {"cancelled"}
    assert {row.person_id for row in office.rows(Attention)} == {pat.person, sam.person}
    assert [row.person_id for row in office.rows(InboundMessage)][-1:] in ([None], [pat.person])


def test_an_unknown_number_is_kept_for_a_person_and_not_answered(office: Agency, client: UUID, pat: Debtor) -> None:
    stranger = phone(office, pat, client, "+14045550199")
    assert stranger.answered("who is this?") == ""
    (item,) = office.rows(Attention)
    assert (item.person_id, item.kind) == (None, "reply")
    assert item.message_id is not None


def test_somebody_who_owes_that_client_nothing_is_for_a_person(office: Agency, pat: Debtor) -> None:
    other = phone(office, pat, office.client("Cove"))
    assert other.answered("WHY") == ""
    assert len(other.waiting()) == 1


def test_a_text_delivered_twice_is_one(office: Agency, known: Phone) -> None:
    known.answered("call me tomorrow at 3pm", sid="SM" + "e" * 32)
    assert known.stored("call me tomorrow at 3pm", "SM" + "e" * 32) is None
    event = office.rows(InboundMessage, carrier_sid="SM" + "e" * 32)[0].event_id
    known.applied(event)
    assert office.count(InboundMessage, carrier_sid="SM" + "e" * 32) == 1
    assert known.reads() == []


def test_texts_applied_in_another_order_come_to_the_same(office: Agency, pat: Debtor, known: Phone) -> None:
    office.clock.wait(60)
    first, second = known.stored("120 on friday"), known.stored("please stop texting me")
    assert first is not None
    assert second is not None
    known.applied(second)
    known.applied(first)
    known.reads()
    assert office.count(OptOut) == 1
    assert known.templates()[-1] == "opt_out_confirmation", "after a stop nothing but its confirmation leaves"


def test_every_text_has_one_answer(office: Agency, known: Phone) -> None:
    for body in ("WHY", "HELP", "the thing with the dog", "call me", "2", "only text me"):
        known.writes(body)
        known.reads()
    answered = [row.answers_id for row in office.rows(Attempt, purpose="reply")]
    assert len(answered) == len(set(answered))


def test_an_answer_that_only_talks_gives_way_to_the_answer_of_what_was_written_after_it(
    office: Agency, known: Phone
) -> None:
    known.writes("WHY")
    known.writes("HELP")
    said = known.reads()
    assert len(said) == 1
    assert known.templates()[-1] == "help"


def test_an_answer_that_confirms_does_not_give_way(known: Phone) -> None:
    known.writes("call me tomorrow at 3pm")
    known.writes("HELP")
    known.reads()
    assert known.templates()[-2:] == ["callback_booked", "help"]


def test_what_somebody_writes_at_night_has_one_answer_then(office: Agency, known: Phone) -> None:
    office.clock.at = NIGHT
    assert "$120.00 principal" in known.answered("WHY"), "she asked at that hour"
    assert known.answered("HELP") == ""
    assert isinstance(known.claims[-1], Postponed)
    office.clock.at = MORNING
    (said,) = known.reads()
    assert "(212) 555-0100" in said


def test_doubt_at_night_is_told_when_the_answer_comes_and_once(office: Agency, known: Phone) -> None:
    office.clock.at = NIGHT
    said = known.answered("the thing with the dog")
    assert "Wednesday, December 2, at 8:01 AM" in said
    assert known.answered("and the cat") == ""
    assert len(known.waiting()) == 2


def test_she_may_want_the_answer_at_night(office: Agency, known: Phone) -> None:
    office.clock.at = NIGHT
    known.answered("the thing with the dog")
    known.writes("yes")
    assert known.waiting()[-1] == "wants the answer at this hour (sms)"


@pytest.mark.parametrize(("body", "hours"), [("WHY", 25), ("call me tomorrow at 3pm", 73)])
def test_an_answer_whose_occasion_has_passed_is_left_out(office: Agency, known: Phone, body: str, hours: int) -> None:
    known.writes(body)
    office.clock.at += timedelta(hours=hours)
    assert known.reads() == []
    assert isinstance(known.claims[-1], Blocked)


def test_a_confirmation_outlives_the_day(office: Agency, known: Phone) -> None:
    known.writes("call me on thursday at 3pm")
    office.clock.at += timedelta(hours=25)
    assert len(known.reads()) == 1


def test_a_text_does_not_stay_with_the_carrier_past_the_closing_hour(office: Agency, known: Phone) -> None:
    office.clock.at = datetime(2026, 12, 2, 1, 45, tzinfo=UTC)  # a quarter to nine
    known.writes("WHY")
    known.reads()
    assert 1 <= known.claims[-1].validity <= 900  # type: ignore[union-attr]


def test_a_part_payment_does_not_wake_what_rests_for_an_unread_text(office: Agency, pat: Debtor, known: Phone) -> None:
    row, _ = office.enrolled(pat)
    known.writes("the thing with the dog")
    with office.store.sessions.begin() as session:
        payments.receive(session, office.store, pat.debt, 2_000, "part", office.clock.now())
    (enrolment,) = office.rows(Enrolment, id=row)
    assert enrolment.state == "held"
    assert "waits to be read" in enrolment.why
    assert enrolment.next_at == office.clock.now() + payments.REST, "read, it goes on a week after the payment"


def test_a_part_payment_of_somebody_about_whom_nothing_waits_puts_her_off_for_a_week(
    office: Agency, pat: Debtor
) -> None:
    row, _ = office.enrolled(pat)
    with office.store.sessions.begin() as session:
        payments.receive(session, office.store, pat.debt, 2_000, "part", office.clock.now())
    (enrolment,) = office.rows(Enrolment, id=row)
    assert (enrolment.state, enrolment.next_at) == ("waiting", office.clock.now() + payments.REST)


def test_wrong_number_is_answered_with_sorry_and_then_never_again(office: Agency, pat: Debtor, known: Phone) -> None:
    said = known.answered("wrong number")
    assert not DEBT_WORDS.search(said)
    assert "Pat" not in said
    assert office.rows(Address, id=pat.phone)[0].state == "wrong_person"
    assert known.answered("ok") == ""
    assert not isinstance(_tried(known, pat), Gone)


def _tried(one: Phone, debtor: Debtor) -> object:
    one.tried(one.office.planned(debtor, "sms"))
    return one.claims[-1]
