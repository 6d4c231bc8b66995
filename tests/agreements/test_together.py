"""Two channels at once: one agreement comes of it, and nobody waits crosswise."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from outreach.accounts.debts import DebtParty
from outreach.agreements.making import Answer, OfferOver, Promised
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.plans import AlreadyAgreed, Instalment, Plan
from outreach.agreements.promises import Promise
from outreach.contacts import agreeing, payments
from tests.support.accounts import Agency
from tests.support.agreements import PLANS, TODAY, Desk

ROUNDS = 6
FRIDAY = date(2026, 12, 4)
Act = Callable[[Session], object]


def together(office: Agency, *acts: Act) -> list[object]:
    """Run each act in a transaction of its own, all beginning at the same moment; what it returned, or refused with."""
    start = threading.Barrier(len(acts))

    def run(act: Act) -> object:
        try:
            with office.store.sessions.begin() as session:
                start.wait()
                return act(session)
        except (AlreadyAgreed, OfferOver) as refused:
            return refused

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def taking(desk: Desk, offered: OfferSet, number: int) -> Act:
    return lambda session: agreeing.agree(session, offered.id, Answer(number, offered.channel, TODAY), desk.now())


def promising(desk: Desk) -> Act:
    said = Promised(12_000, "USD", FRIDAY, "sms", TODAY)
    return lambda session: agreeing.promise(session, desk.pat.person, desk.pat.debt, None, said, desk.now())


def paying(desk: Desk) -> Act:
    """A payment whose instant was read before it waited for its turn."""
    at = desk.now() - timedelta(seconds=1)
    return lambda session: payments.receive(session, desk.pat.debt, 6_000, "p1", at)


def judging(desk: Desk) -> Act:
    return lambda session: agreeing.judge_due(session, desk.now())


def a_debtor(desk: Desk, client: UUID) -> Desk:
    return Desk(desk.office, desk.office.debtor(client))


def test_two_channels_agreeing_at_once_make_one_plan(desk: Desk) -> None:
    client = desk.office.client("Bay")
    for _ in range(ROUNDS):
        one = a_debtor(desk, client)
        one.allow(PLANS)
        texted, spoken = one.offer("sms"), one.offer("call")
        results = together(one.office, taking(one, texted, 2), taking(one, spoken, 3))
        assert sorted(type(result).__name__ for result in results) == ["AlreadyAgreed", "Plan"]
        (plan,) = one.office.rows(Plan, debt_id=one.pat.debt)
        assert sum(row.amount for row in one.office.rows(Instalment, plan_id=plan.id)) == 12_000
        assert one.office.story(one.pat.person) == ["plan", "silence"]


def test_the_same_answer_twice_at_once_is_one_plan(desk: Desk) -> None:
    client = desk.office.client("Bay")
    for _ in range(ROUNDS):
        one = a_debtor(desk, client)
        one.allow(PLANS)
        act = taking(one, one.offer(), 2)
        results = together(one.office, act, act)
        assert {result.id for result in results if isinstance(result, Plan)} == {
            plan.id for plan in one.office.rows(Plan, debt_id=one.pat.debt)
        }
        assert one.office.story(one.pat.person) == ["plan", "silence"]


def test_two_who_owe_the_same_debt_agreeing_at_once_make_one_plan(desk: Desk) -> None:
    client = desk.office.client("Bay")
    for _ in range(ROUNDS):
        one, other = a_debtor(desk, client), a_debtor(desk, client)
        with one.office.store.sessions.begin() as session:
            session.add(DebtParty(debt_id=one.pat.debt, person_id=other.pat.person, role="co_obligor"))
        one.allow(PLANS)
        hers, his = one.offer(), one.offer(person=other.pat.person)
        results = together(one.office, taking(one, hers, 2), taking(one, his, 3))
        assert sorted(type(result).__name__ for result in results) == ["AlreadyAgreed", "Plan"]
        assert one.office.count(Plan, debt_id=one.pat.debt) == 1


def test_a_plan_and_a_promise_at_once_leave_the_plan_and_at_most_a_promise_to_look_at(desk: Desk) -> None:
    client = desk.office.client("Bay")
    for _ in range(ROUNDS):
        one = a_debtor(desk, client)
        one.allow(PLANS)
        together(one.office, taking(one, one.offer(), 2), promising(one))
        (promise,) = one.office.rows(Promise, debt_id=one.pat.debt)
        assert one.office.count(Plan, debt_id=one.pat.debt, state="agreed") == 1
        assert (promise.state, promise.outside_authority is not None) in {("cancelled", False), ("open", True)}


def test_a_payment_and_an_agreement_at_once_never_agree_on_more_than_is_owed(desk: Desk) -> None:
    client = desk.office.client("Bay")
    for _ in range(ROUNDS):
        one = a_debtor(desk, client)
        one.allow(PLANS)
        agreed, _ = together(one.office, taking(one, one.offer(), 2), paying(one))
        if isinstance(agreed, Plan):  # the payment came after, and counts for it
            assert one.instalments(agreed) == ["kept", "kept", "open", "open"]
        else:
            assert isinstance(agreed, OfferOver)
            assert one.office.count(Plan, debt_id=one.pat.debt) == 0


def test_judging_twice_at_once_judges_once(desk: Desk) -> None:
    desk.promise(12_000, FRIDAY)
    desk.at(date(2026, 12, 8))
    assert sorted(map(str, together(desk.office, judging(desk), judging(desk)))) == ["0", "1"]
    assert desk.office.story(desk.pat.person).count("promise_judged") == 1
