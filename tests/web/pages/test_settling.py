"""What a person does at her page, from the link in the message to the code in her hand."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update

from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.standing import Hold
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.plans import Instalment, Plan
from outreach.agreements.promises import Promise
from outreach.contacts.attempts import Attempt
from outreach.conversations.pages.page_events import PageEvent, words_of
from outreach.ids import new_id
from outreach.ledger.entries import post
from tests.support.accounts import NOON, ZIP, Agency, Debtor
from tests.support.agreements import PLANS, SETTLED, Desk
from tests.web.pages.visitor import Visitor, sent
from tests.web.pages.walking import DISPUTE, PAY, PLAN, YES, confirmations


def test_the_account_shows_what_the_balance_is_made_of(
    office: Agency, pat: Debtor, agent: Desk, holder: Visitor
) -> None:
    agent.posted("fee", 1_500, "late fee")
    with office.store.sessions.begin() as session:
        post(session, pat.debt, "interest", 325, "interest", NOON, "interest")
        post(session, pat.debt, "payment", -825, "paid before", NOON)
    holder.know(ZIP)
    assert "Northgate Recovery, account ending in" in holder.text
    assert "What is owed on Tuesday, December 1: $130.00" in holder.text
    assert "Principal $135.00 Interest $3.25 Paid so far -$8.25 Owed in all $130.00" in holder.text
    assert "Nothing is agreed yet." in holder.text
    assert "(212) 555-0100" in holder.text


@pytest.mark.parametrize(("role", "said"), [("third_party", True), ("debt_buyer", True), ("first_party", False)])
def test_who_collects_for_others_says_so_before_the_debt_is_named(
    office: Agency, holder: Visitor, role: str, said: bool
) -> None:
    with office.store.sessions.begin() as session:
        session.execute(update(Client).values(role=role, licence_number="GA 12345"))
    holder.know(ZIP)
    for path in ("/account", "/debts/1/pay", "/debts/1/dispute", "/preferences", "/quiet"):
        holder.open(path)
        assert ("This communication is from a debt collector." in holder.text) is said
        assert "License number: GA 12345" in holder.text
    holder.open("/account")
    if said:
        assert holder.text.index("debt collector") < holder.text.index("$120.00")


def test_a_promise_in_five_steps(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    queued = office.planned(pat, "sms")
    assert "$120.00" in visitor.text
    visitor.click(PAY).press("Continue", day="2026-12-15")
    assert "You will pay $120.00 to Northgate Recovery by Tuesday, December 15." in visitor.text
    assert office.count(Promise) == 0
    visitor.press(YES)
    (promise,) = office.rows(Promise)
    assert (promise.amount, promise.due_on, promise.channel, promise.state) == (
        12_000, date(2026, 12, 15), "page", "open",
    )  # fmt: skip
    assert promise.attempt_id == office.rows(Attempt, template="account_page")[0].id
    assert promise.words_key == "page/pay_check.en"
    assert promise.code
    assert promise.code in visitor.text
    assert "We confirm this to you by e-mail." in visitor.text
    assert office.attempt(queued).state == "cancelled"
    assert confirmations(office) == ["promise_confirmation"]
    assert promise.code in visitor.click("Back to your account").text


def test_a_plan_in_five_steps(office: Agency, agent: Desk, visitor: Visitor) -> None:
    agent.allow(PLANS)
    visitor.open("/account").click(PLAN)
    (offered,) = office.rows(OfferSet)
    offer = next(offer for offer in offered.all() if offer.kind == "plan")
    visitor.press("Continue", offer=str(offer.number))
    assert visitor.title == "Is this right?"
    for payment in offer.payments:
        assert f"{payment.due_on:%B} {payment.due_on.day} ${payment.amount / 100:.2f}" in visitor.text
    visitor.press("Yes, I agree to this")
    (plan,) = office.rows(Plan)
    assert (plan.channel, plan.amount, plan.state, plan.offer_set_id) == ("page", 12_000, "agreed", offered.id)
    assert len(office.rows(Instalment)) == len(offer.payments)
    assert plan.code in visitor.text
    assert confirmations(office) == ["plan_confirmation"]
    assert "The payments of your plan" in visitor.open("/account").text
    assert PAY not in visitor.links


def test_three_offers_at_most_and_a_settlement_says_what_it_is(office: Agency, agent: Desk, visitor: Visitor) -> None:
    agent.allow(SETTLED)
    visitor.open("/account").click(PLAN)
    assert "which settles the account; the rest is let go" in visitor.text
    visitor.press("Continue", offer="2")
    assert "$60.00 in all" in visitor.text
    visitor.press("Yes, I agree to this")
    (plan,) = office.rows(Plan)
    assert (plan.kind, plan.amount, plan.waived) == ("settlement", 6_000, 6_000)


def test_an_offer_of_payment_in_full_is_a_promise(office: Agency, agent: Desk, visitor: Visitor) -> None:
    agent.allow(PLANS)
    visitor.open("/account").click(PLAN).press("Continue", offer="1").press("Yes, I agree to this")
    assert (office.count(Promise), office.count(Plan)) == (1, 0)


def test_without_a_choice_nobody_is_sent_to_choose(visitor: Visitor) -> None:
    assert PLAN not in visitor.links
    assert "You can choose a day to pay, or tell us that something is wrong." in visitor.text


def test_she_may_change_her_mind(office: Agency, visitor: Visitor) -> None:
    visitor.click(PAY).press("Continue", day="2026-12-15").press(YES)
    visitor.open("/account").click("Choose another day").press("Continue", day="2026-12-20").press(YES)
    first, second = sorted(office.rows(Promise), key=lambda promise: promise.due_on)
    assert (first.state, second.state, second.due_on) == ("cancelled", "open", date(2026, 12, 20))
    assert second.attempt_id is None


def test_looking_twice_makes_no_second_set_of_offers(office: Agency, agent: Desk, visitor: Visitor) -> None:
    agent.allow(PLANS)
    for _ in range(3):
        visitor.open("/debts/1/plans")
    assert office.count(OfferSet) == 1


@pytest.mark.parametrize("day", ["2026-12-01", "2026-12-30", "tomorrow", ""])
def test_only_days_in_the_client_s_authority_are_taken(office: Agency, visitor: Visitor, day: str) -> None:
    visitor.click(PAY).press("Continue", day=day)
    assert visitor.title == "There is a problem: Choose a day to pay"
    assert office.count(PageEvent, kind="chosen") == 0


@pytest.mark.parametrize("offer", ["", "0", "9", "two"])
def test_only_offers_that_are_there_are_taken(office: Agency, agent: Desk, visitor: Visitor, offer: str) -> None:
    agent.allow(PLANS)
    visitor.open("/account").click(PLAN).press("Continue", **({"offer": offer} if offer else {}))
    assert visitor.title == "There is a problem: What you can choose from"
    assert office.count(PageEvent, kind="chosen") == 0


def test_several_debts_each_on_its_own(office: Agency, browser: httpx.Client, pat: Debtor) -> None:
    other = _second_debt(office, pat, 4_500)
    visitor = Visitor(browser, sent(office, pat, debt_ids=[pat.debt, other])[1]).know(ZIP)
    assert "$120.00" in visitor.text
    assert "$45.00" in visitor.text
    visitor.open("/debts/2/pay").press("Continue", day="2026-12-15").press(YES)
    (promise,) = office.rows(Promise)
    assert (promise.debt_id, promise.amount) == (other, 4_500)
    visitor.open("/debts/1/dispute").press("Tell us that this is wrong")
    assert office.rows(Hold)[0].debt_id == pat.debt
    assert visitor.open("/debts/3/pay").title == "Your account"
    with office.store.sessions.begin() as session:
        session.execute(update(Debt).where(Debt.id == pat.debt).values(status="recalled"))
    assert "$120.00" not in visitor.open("/account").text
    assert "$45.00" in visitor.text


def _second_debt(office: Agency, pat: Debtor, balance: int) -> UUID:
    with office.store.sessions.begin() as session:
        first = session.get_one(Debt, pat.debt)
        known = {"placed_on": first.placed_on, "validation_notice_sent_at": first.validation_notice_sent_at}
        second = Debt(id=new_id(NOON), client_id=first.client_id, account_ref="ACC-2", created_at=NOON, **known)
        session.add(second)
        session.flush()
        session.add(DebtParty(debt_id=second.id, person_id=pat.person, role="debtor"))
        post(session, second.id, "placement", balance, "placement", NOON)
        return second.id


def test_what_two_who_owe_the_same_debt_see(
    office: Agency, browser: httpx.Client, pat: Debtor, visitor: Visitor
) -> None:
    client = office.rows(Client)[0].id
    sam = office.debtor(client, zip_code="30305")
    with office.store.sessions.begin() as session:
        session.add(DebtParty(debt_id=pat.debt, person_id=sam.person, role="co_obligor"))
    other = Visitor(browser, sent(office, sam, debt_ids=[pat.debt])[1]).know("30305")
    visitor.click(PAY).press("Continue", day="2026-12-15").press(YES)
    assert "You said that you will pay $120.00" in other.open("/account").text
    other.click(DISPUTE).press("Tell us that this is wrong")
    assert "something is wrong with this account" in visitor.open("/account").text


def test_without_a_pay_site_there_is_no_way_to_one(visitor: Visitor) -> None:
    assert "Pay on the payment site" not in visitor.links
    assert visitor.open("/debts/1/pay-site").title == "Your account"


def test_the_way_to_the_pay_site_takes_what_it_needs(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    with office.store.sessions.begin() as session:
        session.execute(
            update(Client).values(
                pay_url="https://pay.example.com/{language}?a={account_ref}&m={amount}{currency}&c={code}"
            )
        )
        session.execute(update(Debt).values(account_ref="A/1 &x"))
    visitor.click(PAY).press("Continue", day="2026-12-15").press(YES).click("Pay on the payment site")
    code = office.rows(Promise)[0].code
    assert visitor.links["Go to pay.example.com"] == f"https://pay.example.com/en?a=A%2F1%20%26x&m=120.00USD&c={code}"
    assert "never ask for a card" in visitor.text
    assert not [form for form in visitor.forms if {"card", "iban", "cvc"} & form.names]


def test_what_a_visit_was_stands_in_the_log_as_one_digest(office: Agency, pat: Debtor, visitor: Visitor) -> None:
    visitor.click(PAY).press("Continue", day="2026-12-15").press(YES).press("Close this page")
    assert office.story(pat.person) == ["wired", "identified", "promise", "silence", "page_visit"]
    kinds = [event.kind for event in sorted(office.rows(PageEvent), key=lambda event: event.number or 0)]
    assert kinds == ["identified", "shown", "shown", "chosen", "shown", "done", "shown", "closed"]


def test_the_words_that_were_shown_are_kept_sealed(office: Agency, visitor: Visitor) -> None:
    visitor.click(PAY)
    shown = [event for event in office.rows(PageEvent) if event.detail.get("screen") == "account"]
    words = words_of(office.store.vault, shown[0])
    assert "$120.00" in words
    assert shown[0].words_sealed is not None
    assert b"$120.00" not in shown[0].words_sealed
    assert any(text.startswith("page/frame.en@") for text in shown[0].detail["texts"])
