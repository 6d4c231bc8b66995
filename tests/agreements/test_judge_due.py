"""Judging on the store: payments in the ledger decide, once, and not before the last day of grace is over everywhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from outreach.accounts.debts import Debt
from outreach.agreements.plans import Instalment, Plan
from outreach.agreements.promises import Promise
from outreach.contacts import payments
from outreach.ledger.entries import LedgerEntry
from tests.support.agreements import PLANS, SETTLED, Desk

FRIDAY = date(2026, 12, 4)
OVER = date(2026, 12, 8)  # after three days of grace
DAY = timedelta(days=1)


@pytest.fixture
def promised(desk: Desk) -> Promise:
    made = desk.promise(12_000, FRIDAY)
    assert made is not None
    return made


def statuses(desk: Desk) -> set[str]:
    return {debt.status for debt in desk.office.rows(Debt)}


def test_a_promise_is_broken_when_the_last_day_of_grace_is_over_everywhere(desk: Desk, promised: Promise) -> None:
    desk.at(OVER, hour=11)  # still the 7th of December on Baker Island
    assert desk.judge() == 0
    desk.at(OVER, hour=12)
    assert desk.judge() == 1
    assert desk.state(promised) == ("broken", "the payment due on 2026-12-04 was not made")
    assert desk.office.rows(Promise)[0].ended_at == desk.now()


def test_judging_again_changes_nothing(desk: Desk, promised: Promise) -> None:
    desk.at(OVER)
    desk.judge()
    before = desk.office.story(desk.pat.person)
    desk.at(OVER + DAY)
    assert desk.judge() == 0
    desk.pay(12_000, "late")
    assert desk.state(promised) == ("broken", "the payment due on 2026-12-04 was not made")
    assert desk.office.story(desk.pat.person) == [*before, "silence"]


def test_a_promise_is_kept_at_once_when_it_is_paid(desk: Desk) -> None:
    part = desk.promise(5_000, FRIDAY)
    assert part is not None
    desk.pay(3_000, "p1")
    assert desk.state(part) == ("open", None)
    desk.pay(2_000, "p2")
    assert desk.state(part) == ("kept", "the payment due on 2026-12-04 was made")


def test_a_promise_paid_in_part_is_partial_at_its_end(desk: Desk, promised: Promise) -> None:
    desk.pay(5_000, "p1")
    desk.at(OVER)
    desk.judge()
    assert desk.state(promised) == ("partial", "the payment due on 2026-12-04 was made in part")


def test_a_payment_before_the_promise_does_not_count(desk: Desk) -> None:
    desk.pay(5_000, "p0")
    desk.office.clock.wait(1)
    promised = desk.promise(5_000, FRIDAY)
    assert promised is not None
    desk.at(OVER)
    desk.judge()
    assert desk.state(promised)[0] == "broken"


def test_a_payment_that_was_returned_does_not_count(desk: Desk) -> None:
    promised = desk.promise(5_000, FRIDAY)
    assert promised is not None
    desk.pay(3_000, "p1")
    desk.returned(3_000, "returned:p1")
    desk.pay(2_000, "p2")
    desk.at(OVER)
    desk.judge()
    assert desk.state(promised)[0] == "partial"


@pytest.mark.parametrize("kind", ["adjustment", "credit", "fee", "interest"])
def test_only_payments_count(desk: Desk, promised: Promise, kind: str) -> None:
    desk.posted(kind, -5_000, "x")
    desk.at(OVER)
    desk.judge()
    assert desk.state(promised)[0] == "broken"


def test_a_plan_is_active_from_its_first_payment_and_kept_with_its_last(desk: Desk) -> None:
    plan = desk.plan()
    desk.pay(3_000, "p1")
    assert (desk.state(plan)[0], desk.instalments(plan)) == ("active", ["kept", "open", "open", "open"])
    desk.pay(3_000, "p2")
    desk.at(date(2027, 2, 1))
    assert desk.judge() == 0
    desk.pay(6_000, "p3")
    assert desk.state(plan) == ("kept", "every payment was made")
    assert desk.instalments(plan) == ["kept"] * 4
    assert (desk.owed(), statuses(desk)) == (0, {"paid"})


@pytest.mark.parametrize(
    ("paid", "instalments", "why"),
    [
        (0, ["broken", "cancelled", "cancelled", "cancelled"], "the payment due on 2026-12-08 was not made"),
        (2_999, ["partial", "cancelled", "cancelled", "cancelled"], "the payment due on 2026-12-08 was made in part"),
    ],
)
def test_a_plan_is_broken_by_the_first_payment_that_is_missed(
    desk: Desk, paid: int, instalments: list[str], why: str
) -> None:
    plan = desk.plan()
    if paid:
        desk.pay(paid, "p1")
    desk.at(date(2026, 12, 12))
    assert desk.judge() == 1
    assert desk.state(plan) == ("broken", why)
    assert desk.instalments(plan) == instalments


def test_a_later_payment_that_is_missed_breaks_an_active_plan(desk: Desk) -> None:
    plan = desk.plan()
    desk.pay(3_000, "p1")
    desk.at(date(2027, 1, 12))
    desk.judge()
    assert desk.state(plan)[0] == "broken"
    assert desk.instalments(plan) == ["kept", "broken", "cancelled", "cancelled"]


@pytest.mark.parametrize("grace", [0, 10])
def test_the_days_of_grace_are_those_of_the_authority(desk: Desk, grace: int) -> None:
    desk.plan(SETTLED | {"grace_days": grace})  # its first payment is due on the 8th
    other = Desk(desk.office, desk.office.debtor(desk.office.client("Bay")))
    other.allow(PLANS | {"grace_days": grace})
    other.promise(12_000, date(2026, 12, 8))
    desk.at(date(2026, 12, 8) + grace * DAY)
    assert desk.judge() == 0
    desk.at(date(2026, 12, 9) + grace * DAY)
    assert desk.judge() == 2


def test_a_payment_that_was_kept_stays_so_and_one_returned_later_is_missing_at_the_next(desk: Desk) -> None:
    plan = desk.plan()
    desk.pay(3_000, "p1")
    kept_at = desk.now()
    desk.at(date(2026, 12, 20))
    desk.returned(3_000, "returned:p1")
    desk.pay(3_000, "p2")
    rows = sorted(desk.office.rows(Instalment, plan_id=plan.id), key=lambda row: row.number)
    assert [(row.state, row.ended_at) for row in rows[:2]] == [("kept", kept_at), ("open", None)]
    desk.at(date(2027, 1, 12))
    desk.judge()
    assert desk.instalments(plan) == ["kept", "broken", "cancelled", "cancelled"]


def test_a_payment_that_waited_while_something_was_agreed_counts_for_it(desk: Desk) -> None:
    plan = desk.plan()
    with desk.office.store.sessions.begin() as session:
        payments.receive(session, desk.pat.debt, 3_000, "p1", desk.now() - timedelta(seconds=1))
    assert desk.state(plan)[0] == "active"


def test_a_settlement_that_is_paid_lets_the_rest_go_and_closes_the_debt(desk: Desk) -> None:
    desk.allow(SETTLED)
    plan = desk.take(desk.offer(), 2)
    desk.pay(5_999, "p1")
    assert (desk.state(plan)[0], desk.owed()) == ("agreed", 6_001)
    received = desk.pay(1, "p2")
    assert received is not None
    assert received.balance == 0
    assert (desk.state(plan)[0], desk.owed(), statuses(desk)) == ("kept", 0, {"paid"})
    (credit,) = desk.office.rows(LedgerEntry, kind="credit")
    assert (credit.amount, credit.external_ref) == (-6_000, f"settlement:{plan.code}")


def test_a_settlement_lets_go_no_more_than_is_owed_and_no_more_than_was_agreed(desk: Desk) -> None:
    desk.allow(SETTLED)
    plan = desk.take(desk.offer(), 2)
    desk.pay(7_000, "p1")
    assert [-credit.amount for credit in desk.office.rows(LedgerEntry, kind="credit")] == [5_000]
    assert (desk.state(plan)[0], desk.owed(), statuses(desk)) == ("kept", 0, {"paid"})


def test_what_was_charged_after_a_settlement_stays_owed(desk: Desk) -> None:
    desk.allow(SETTLED)
    plan = desk.take(desk.offer(), 2)
    desk.posted("fee", 500, "fee")
    desk.pay(6_000, "p1")
    assert (desk.state(plan)[0], desk.owed(), statuses(desk)) == ("kept", 500, {"open"})


def test_a_settlement_that_is_missed_waives_nothing(desk: Desk) -> None:
    desk.allow(SETTLED)
    plan = desk.take(desk.offer(), 2)
    desk.pay(5_999, "p1")
    desk.at(date(2027, 1, 2))
    desk.judge()
    desk.pay(1, "late")
    assert (desk.state(plan)[0], desk.owed()) == ("broken", 6_000)


def test_where_nothing_is_owed_any_more_what_is_open_is_kept_or_cancelled(desk: Desk) -> None:
    plan = desk.plan()
    desk.pay(2_000, "p1")
    desk.posted("adjustment", -9_000, "file:2")
    desk.pay(1_000, "p2")
    assert desk.state(plan) == ("kept", "nothing is owed any more")
    assert desk.instalments(plan) == ["kept"] * 4


def test_a_debt_the_client_wrote_off_breaks_no_promise(desk: Desk, promised: Promise) -> None:
    desk.posted("adjustment", -12_000, "file:2")
    desk.at(OVER)
    assert desk.judge() == 1
    assert desk.state(promised) == ("cancelled", "nothing is owed any more")


@pytest.mark.parametrize("status", ["recalled", "legal"])
def test_a_debt_the_client_took_back_breaks_no_promise(desk: Desk, promised: Promise, status: str) -> None:
    with desk.office.store.sessions.begin() as session:
        session.execute(text("UPDATE debts SET status = :status"), {"status": status})
    desk.at(OVER)
    desk.judge()
    assert desk.state(promised) == ("cancelled", f"the debt is {status}")


def test_only_so_many_debts_are_judged_at_once_and_the_rest_the_next_time(desk: Desk) -> None:
    client = desk.office.client("Bay")
    desks = [Desk(desk.office, desk.office.debtor(client)) for _ in range(5)]
    for other in desks:
        other.promise(12_000, FRIDAY)
    desk.at(OVER)
    assert [desk.judge(most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_plans_and_promises_of_others_stay_as_they_are(desk: Desk, promised: Promise) -> None:
    other = Desk(desk.office, desk.office.debtor(desk.office.client("Bay")))
    plan = other.plan()
    desk.pay(12_000, "p1")
    desk.at(OVER)
    desk.judge()
    assert desk.state(promised)[0] == "kept"
    assert other.state(plan) == ("agreed", None)
    assert desk.office.count(Plan, state="agreed") == 1
