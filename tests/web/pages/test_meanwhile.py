"""Meanwhile: what has changed since she looked is not agreed over her head."""

from __future__ import annotations

from datetime import timedelta

import pytest

from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.plans import Plan
from outreach.agreements.promises import Promise
from outreach.contacts import silence
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.support.agreements import PLANS, Desk
from tests.web.pages.conftest import Later
from tests.web.pages.visitor import Visitor
from tests.web.pages.walking import PAY, PLAN, YES, Way, to_plan, to_promise


def test_a_plan_in_one_window_and_a_promise_in_the_other(office: Agency, agent: Desk, visitor: Visitor) -> None:
    agent.allow(PLANS)
    promise = visitor.open("/debts/1/pay").press("Continue", day="2026-12-15").form(YES)
    visitor.open("/debts/1/plans").press("Continue", offer="2").press("Yes, I agree to this")
    visitor.send(promise)
    assert "Something was agreed about this account already." in visitor.text
    assert (office.count(Plan), office.count(Promise)) == (1, 0)


def test_a_payment_meanwhile_is_not_promised_again(office: Agency, agent: Desk, visitor: Visitor) -> None:
    form = visitor.click(PAY).press("Continue", day="2026-12-15").form(YES)
    agent.pay(2_000, "meanwhile")
    visitor.send(form)
    assert "What we have on record has changed since you looked." in visitor.text
    assert "$100.00" in visitor.text
    assert office.count(Promise) == 0


def test_a_debt_paid_meanwhile_asks_for_nothing(office: Agency, agent: Desk, visitor: Visitor) -> None:
    forms = [
        visitor.open("/debts/1/pay").press("Continue", day="2026-12-15").form(YES),
        visitor.open("/debts/1/plans").press("Continue", offer="1").form("Yes, I agree to this"),
    ]
    agent.pay(12_000, "meanwhile")
    for form in forms:
        assert "Nothing is owed on this account any more." in visitor.send(form).text
    assert (office.count(Promise), office.count(Plan)) == (0, 0)
    for path in ("/debts/1/pay", "/debts/1/plans", "/debts/1/pay-site"):
        assert visitor.open(path).title == "Your account"


@pytest.mark.parametrize("way", [to_promise, to_plan])
def test_a_plan_made_meanwhile_by_telephone_stands(office: Agency, agent: Desk, visitor: Visitor, way: Way) -> None:
    agent.allow(PLANS)
    shown, button = way(visitor)
    form = shown.form(button)
    plan = agent.plan(channel="call")
    visitor.send(form)
    assert "Something was agreed about this account already." in visitor.text
    assert plan.code in visitor.text
    assert [row.id for row in office.rows(Plan)] == [plan.id]
    assert office.count(Promise) == 0


def test_offers_that_are_over_are_made_anew(office: Agency, agent: Desk, visitor: Visitor) -> None:
    agent.allow(PLANS)
    form = visitor.open("/account").click(PLAN).form("Continue")
    agent.pay(2_000, "meanwhile")
    visitor.send(form, offer="2")
    assert visitor.title == "There is a problem: What you can choose from"
    assert "What is owed is $100.00." in visitor.text
    assert office.count(OfferSet) == 2


def test_the_day_goes_on_between_choosing_and_saying_yes(office: Agency, holder: Visitor, later: Later) -> None:
    later(timedelta(hours=11, minutes=59))  # one minute to midnight where she is
    holder.know(ZIP)
    form = holder.click(PAY).press("Continue", day="2026-12-02").form(YES)
    later(timedelta(minutes=5))
    assert "has changed since you looked" in holder.send(form).text
    assert office.count(Promise) == 0


def test_a_dispute_meanwhile_stops_what_was_chosen(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    form = visitor.click(PAY).press("Continue", day="2026-12-15").form(YES)
    with office.store.sessions.begin() as session:
        silence.hold(session, office.store, pat.person, pat.debt, "dispute", "user:ann", NOON)
    assert "has changed since you looked" in visitor.send(form).text
    assert office.count(Promise) == 0
