"""A step of a campaign that offers plans by text: the offers are made when the text leaves, and a number means what was sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from campaigns import lifecycle, selection, strategy
from campaigns.explain import explain
from outreach.accounts.debts import Debt
from outreach.agreements import authorities
from outreach.agreements.authorities import Span
from outreach.agreements.authority import read_authority
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.plans import Plan
from outreach.contacts import book
from outreach.contacts.attempts import Attempt
from outreach.contacts.enrolments import Enrolment
from outreach.ids import new_id
from tests.conversations.texts.test_thread import TERMS
from tests.support.accounts import Agency, Debtor
from tests.support.texting import Phone

STRATEGY = """
[campaign]
name = "plans"
[population]
clients = ["Harbor"]
[[steps]]
channel = "sms"
template = "plan_offer"
"""


def running(office: Agency, client: UUID) -> None:
    """The campaign runs and its one step is planned."""
    at = office.clock.now()
    with office.store.sessions.begin() as session:
        authorities.record(session, client, read_authority(TERMS), Span(at.date()), "ann", at)
        campaign = lifecycle.create(session, strategy.read(STRATEGY), STRATEGY, "ann", at)
        lifecycle.approve(session, campaign.name, "bea", at)
        lifecycle.start(session, campaign.name, "ann", at)
    tick(office)


def tick(office: Agency) -> None:
    with office.store.sessions.begin() as session:
        selection.plan_due(session, office.store.settings, office.clock.now(), new_id)


def test_the_offers_are_made_when_the_text_leaves_and_a_number_means_what_was_sent(
    office: Agency, client: UUID, pat: Debtor, known: Phone
) -> None:
    office.clock.at += timedelta(days=1)
    running(office, client)
    assert office.count(OfferSet) == 0, "made when it was planned, not when it was sent"
    (sent,) = known.reads()
    (step,) = office.rows(Attempt, template="plan_offer")
    (offers,) = office.rows(OfferSet)
    assert (offers.attempt_id, offers.channel, offers.balance) == (step.id, "sms", 12_000)
    assert "2) 6 payments of $20.00" in sent
    said = known.answered("2")
    (plan,) = office.rows(Plan)
    assert (plan.offer_set_id, plan.offer_number, plan.attempt_id) == (offers.id, 2, step.id)
    assert plan.code is not None
    assert plan.code in said
    (enrolment,) = office.rows(Enrolment)
    assert enrolment.state == "held"


def test_to_somebody_unknown_the_step_asks_who_reads_and_the_offers_follow_as_an_answer(
    office: Agency, client: UUID, hers: Phone
) -> None:
    running(office, client)
    (asked,) = hers.reads()
    assert "we have a message for Pat" in asked
    assert office.count(OfferSet) == 0, "offers that nobody was told of"
    assert "2) 6 payments of $20.00" in hers.answered("30303")
    hers.answered("2")
    assert office.count(Plan, offer_number=2) == 1


def test_a_text_is_left_out_where_nothing_can_be_offered(
    office: Agency, client: UUID, pat: Debtor, known: Phone
) -> None:
    office.clock.at += timedelta(days=1)
    running(office, client)
    with office.store.sessions.begin() as session:
        session.get_one(Debt, pat.debt).status = "recalled"
    assert known.reads() == []
    (step,) = office.rows(Attempt, template="plan_offer")
    assert step.state == "blocked"


def test_what_a_text_cost_is_told_by_the_log_and_by_the_explanation(
    office: Agency, client: UUID, pat: Debtor, known: Phone
) -> None:
    office.clock.at += timedelta(days=1)
    running(office, client)
    known.reads()
    with office.store.sessions() as session:
        ref = session.get_one(Debt, pat.debt).account_ref
        told = explain(session, office.store.vault, ref, office.clock.now())
        logged = list(book.rows(session, office.store))
    assert [past.segments for past in told.attempts] == [3, 2, 1]  # newest first: offers, reminder, who reads
    assert [row["segments"] for row in logged] == [1, 2, 3]
