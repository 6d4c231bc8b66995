"""Offers are kept as they were spoken or sent, with the terms they were made under."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from outreach.agreements import offer_sets, offering
from outreach.agreements.authority import default_authority, read_authority
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.plans import AlreadyAgreed
from outreach.errors import NotFound
from tests.support.accounts import NOON
from tests.support.agreements import FRIDAYS, PLANS, SETTLED, TODAY, Desk

DAY = timedelta(days=1)


def newest(desk: Desk, channel: str = "sms") -> OfferSet | None:
    with desk.office.store.sessions() as session:
        return offer_sets.newest(session, desk.pat.person, channel, desk.now())


def test_a_set_is_kept_with_all_that_made_it(desk: Desk) -> None:
    authority, attempt = desk.allow(SETTLED), uuid4()
    desk.offer(attempt=attempt, words_key="offers/sms.en", pay_days=FRIDAYS)
    (kept,) = desk.office.rows(OfferSet)
    assert (kept.debt_id, kept.person_id, kept.channel) == (desk.pat.debt, desk.pat.person, "sms")
    assert (kept.attempt_id, kept.words_key) == (attempt, "offers/sms.en")
    assert (kept.balance, kept.currency, kept.made_on, kept.made_at) == (12_000, "USD", TODAY, NOON)
    assert (kept.authority_id, read_authority(kept.terms)) == (authority, read_authority(SETTLED))
    assert kept.facts == {"age_days": 61, "pay_days": {"rhythm": "every_two_weeks", "anchor": "2026-12-04"}}
    assert kept.expires_at == NOON + 3 * DAY
    assert [(offer.number, offer.kind, offer.total, offer.waived) for offer in kept.all()] == [
        (1, "in_full", 12_000, 0),
        (2, "settlement", 6_000, 6_000),
        (3, "plan", 12_000, 0),
    ]
    assert [str(payment.due_on) for payment in kept.all()[2].payments] == [
        "2026-12-04", "2026-12-18", "2027-01-01", "2027-01-15",
    ]  # fmt: skip


def test_old_offers_show_the_terms_they_were_made_under(desk: Desk) -> None:
    by_default = desk.offer()
    desk.allow(PLANS)
    assert (by_default.authority_id, read_authority(by_default.terms)) == (None, default_authority("USD"))
    assert len(desk.offer().all()) == 3
    assert len(desk.office.rows(OfferSet, id=by_default.id)[0].all()) == 1


def test_an_answer_is_about_the_newest_set_of_its_channel_until_it_expires(desk: Desk) -> None:
    assert newest(desk) is None
    desk.offer()
    desk.office.clock.wait(60)
    second = desk.offer()
    desk.offer("call")
    assert newest(desk) is not None
    assert getattr(newest(desk), "id", None) == second.id
    desk.office.clock.at = second.expires_at - timedelta(seconds=1)
    assert newest(desk) is not None
    desk.office.clock.at = second.expires_at
    assert newest(desk) is None


def test_nothing_is_offered_on_a_debt_that_is_not_open(desk: Desk) -> None:
    with desk.office.store.sessions.begin() as session:
        session.execute(text("UPDATE debts SET status = 'recalled'"))
    with pytest.raises(offering.NothingToOffer, match="it is recalled, 12000 are owed"):
        desk.offer()


def test_nothing_is_offered_where_nothing_is_owed(desk: Desk) -> None:
    desk.posted("adjustment", -12_000, "written off")
    with pytest.raises(offering.NothingToOffer, match="it is open, 0 are owed"):
        desk.offer()


def test_nothing_is_offered_while_a_plan_runs(desk: Desk) -> None:
    plan = desk.plan()
    with pytest.raises(AlreadyAgreed, match=f"plan {plan.code} is agreed"):
        desk.offer()


def test_an_unknown_set_is_named(desk: Desk) -> None:
    with desk.office.store.sessions() as session, pytest.raises(NotFound, match="there is no offer set"):
        offer_sets.find(session, uuid4())


def test_days_count_where_she_is(desk: Desk) -> None:
    assert desk.offer(today=date(2026, 11, 30)).all()[0].payments[0].due_on == date(2026, 12, 28)
