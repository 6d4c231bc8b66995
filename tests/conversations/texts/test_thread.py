"""What is pending in a thread follows from our newest text that asks something, and ends by an answer, by time, by a payment."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from outreach.accounts.debts import Debt
from outreach.agreements import authorities
from outreach.agreements.authorities import Span
from outreach.agreements.authority import read_authority
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.plans import Plan
from outreach.agreements.promises import Promise
from outreach.contacts import payments
from outreach.contacts.attempts import Attempt
from outreach.contacts.text_questions import TextQuestion
from outreach.contacts.text_threads import Line
from outreach.conversations.texts import thread
from outreach.conversations.texts.thread import Asked, Offered, Pending, WhoReads
from tests.support.accounts import Agency, Debtor
from tests.support.talking import speaks
from tests.support.texting import Phone

TERMS = {"currency": "USD", "most_instalments": 6, "least_instalment": 1000, "longest_plan_months": 6}


def pending(hers: Phone) -> Pending:
    """What is pending on her telephone at this instant."""
    office, pat = hers.office, hers.debtor
    with office.store.sessions.begin() as session:
        client = session.get_one(Debt, pat.debt).client_id
        line = Line(pat.person, pat.phone, client)
        found = thread.find(session, office.store, line, pat.number, office.clock.now())
        assert found is not None
        return found.pending


def allow_plans(office: Agency, client: UUID) -> None:
    with office.store.sessions.begin() as session:
        at = office.clock.now()
        authorities.record(session, client, read_authority(TERMS), Span(at.date()), "ann", at)


def test_nothing_is_pending_before_anything_was_asked(hers: Phone) -> None:
    assert pending(hers) is None
    assert hers.writes("2") == "unclear"


def test_the_first_text_asks_who_reads(hers: Phone) -> None:
    hers.gets("reminder")
    assert pending(hers) == WhoReads("zip")


def test_who_reads_is_not_pending_any_more_when_it_is_known(known: Phone) -> None:
    assert known.templates() == ["right_party", "reminder"]
    assert pending(known) is None


def test_a_question_who_reads_is_forgotten_after_two_weeks(office: Agency, hers: Phone) -> None:
    hers.gets("reminder")
    office.clock.at += timedelta(days=14, minutes=1)
    assert pending(hers) is None


def test_a_number_means_what_was_sent(office: Agency, client: UUID, pat: Debtor, known: Phone) -> None:
    allow_plans(office, client)
    sent = known.answered("PLAN")
    found = pending(known)
    assert isinstance(found, Offered)
    assert not found.taken
    second = sent.splitlines()[2]
    assert second.startswith("2) 6 payments of $20.00")
    said = known.answered("2")
    (plan,) = office.rows(Plan)
    assert (plan.offer_set_id, plan.offer_number, plan.amount, plan.state) == (found.offers.id, 2, 12_000, "agreed")
    assert "6 payments of $20.00" in said
    assert plan.code is not None
    assert plan.code in said
    assert known.templates()[-1] == "plan_confirmation"


def test_number_one_is_payment_in_full_and_becomes_a_promise(office: Agency, known: Phone) -> None:
    known.answered("PLAN")
    said = known.answered("1")
    (promise,) = office.rows(Promise)
    assert (promise.amount, promise.offer_number) == (12_000, 1)
    assert promise.code is not None
    assert promise.code in said


def test_a_yes_takes_the_only_offer(office: Agency, known: Phone) -> None:
    known.answered("PLAN")
    known.answered("yes")
    assert office.count(Promise, offer_number=1) == 1


def test_a_yes_to_several_offers_takes_none_and_says_them_again(office: Agency, client: UUID, known: Phone) -> None:
    allow_plans(office, client)
    known.answered("PLAN")
    said = known.answered("yes")
    assert "2) 6 payments" in said
    assert (office.count(Promise), office.count(Plan)) == (0, 0)


def test_a_number_that_was_not_sent_is_for_a_person(office: Agency, known: Phone) -> None:
    known.answered("PLAN")
    assert known.writes("3") == "unclear"
    assert office.count(Promise) == 0
    assert known.waiting() == ["said: unclear (sms)"]


def test_the_same_number_again_is_the_same_agreement_confirmed_again(
    office: Agency, client: UUID, known: Phone
) -> None:
    allow_plans(office, client)
    known.answered("PLAN")
    first, again = known.answered("2"), known.answered("2")
    assert first == again
    assert office.count(Plan) == 1


def test_another_number_after_that_is_for_a_person(office: Agency, client: UUID, known: Phone) -> None:
    allow_plans(office, client)
    known.answered("PLAN")
    known.answered("2")
    known.answered("1")
    assert (office.count(Plan), office.count(Promise)) == (1, 0)
    assert len(known.waiting()) == 1


def test_only_the_newest_offers_count(office: Agency, client: UUID, known: Phone) -> None:
    known.answered("PLAN")
    allow_plans(office, client)
    known.answered("PLANS")
    known.answered("2")
    (plan,) = office.rows(Plan)
    sets = sorted(office.rows(OfferSet), key=lambda row: row.made_at)
    assert plan.offer_set_id == sets[-1].id


def test_a_number_after_a_payment_brings_offers_about_what_is_left(office: Agency, pat: Debtor, known: Phone) -> None:
    known.answered("PLAN")
    with office.store.sessions.begin() as session:
        payments.receive(session, office.store, pat.debt, 2_000, "part", office.clock.now())
    said = known.answered("1")
    assert "1) $100.00 by" in said
    assert office.count(Promise) == 0
    known.answered("1")
    assert [row.amount for row in office.rows(Promise)] == [10_000]


def test_a_number_after_three_days_brings_fresh_offers_and_after_two_weeks_means_nothing(
    office: Agency, known: Phone
) -> None:
    known.answered("PLAN")
    office.clock.at += timedelta(days=3)
    assert "1) $120.00 by" in known.answered("1")
    assert office.count(Promise) == 0
    office.clock.at += timedelta(days=14, minutes=5)
    assert known.writes("1") == "unclear"


def test_a_question_ends_with_its_answer(office: Agency, known: Phone) -> None:
    known.answered("I'll pay 500 on friday")
    assert isinstance(pending(known), Asked)
    known.answered("no")
    assert [row.answer for row in office.rows(TextQuestion)] == ["no"]
    assert isinstance(pending(known), Offered), "what can be agreed was sent, and that is asked now"


def test_a_question_ends_after_three_days(office: Agency, known: Phone) -> None:
    known.answered("I'll pay 500 on friday")
    office.clock.at += timedelta(days=3, minutes=1)
    assert pending(known) is None
    assert known.writes("yes") == "unclear"
    assert office.count(Promise) == 0


def test_times_for_a_call_are_pending_until_the_last_has_passed(office: Agency, known: Phone) -> None:
    known.answered("call me")
    assert isinstance(pending(known), Asked)
    office.clock.at += timedelta(days=1)  # the last was at ten in the morning of the next day
    assert pending(known) is None


def test_what_did_not_arrive_asks_nothing(office: Agency, pat: Debtor, known: Phone) -> None:
    attempt = office.planned(pat, "sms", template="plan_offer", purpose="reply")
    assert known.tried(attempt)
    with office.store.sessions.begin() as session:
        session.get_one(Attempt, attempt).state = "failed"
    assert pending(known) is None


def test_offers_by_text_in_spanish(office: Agency, client: UUID, pat: Debtor, known: Phone) -> None:
    allow_plans(office, client)
    speaks(office, pat, "es")
    assert "2) 6 pagos de $20.00" in known.answered("planes")
    assert "6 pagos de $20.00" in known.answered("la segunda")
    assert office.count(Plan, offer_number=2) == 1
