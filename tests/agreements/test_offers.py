"""Offers: by tables, and by what must be true of all of them; the expectations share no code with what makes offers."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.agreements.authority import Authority, Bracket, default_authority
from outreach.agreements.calendar import PayDays, Rhythm
from outreach.agreements.offers import NOTHING_KNOWN, Facts, Kind, Offer, OtherCurrency, from_json, offers, to_json
from outreach.money import Money

TODAY = date(2026, 12, 1)  # a Tuesday
PLANS = Authority(currency="USD", least_instalment=2_500, most_instalments=12, longest_plan_months=12)
HALF = Authority.model_validate(PLANS.model_dump() | {"settlements": [{"least_percent": 50}]})
FRIDAYS = Facts(pay_days=PayDays(Rhythm.EVERY_TWO_WEEKS, date(2026, 12, 4)))
FIRST_OF_MONTH = Facts(pay_days=PayDays(Rhythm.MONTHLY, date(2026, 11, 1)))


def told(balance: int, authority: Authority, facts: Facts = NOTHING_KNOWN, today: date = TODAY) -> list[Any]:
    """(kind, amounts with how often, first day, last day) of each offer."""
    made = offers(Money(balance, "USD"), authority, today, facts)
    assert [offer.number for offer in made] == list(range(1, len(made) + 1))
    return [_told(offer) for offer in made]


def _told(offer: Offer) -> Any:
    amounts = [payment.amount for payment in offer.payments]
    days = [str(payment.due_on) for payment in offer.payments]
    return offer.kind.value, amounts[0], amounts[1:], days[0], days[-1]


def test_without_an_authority_there_is_payment_in_full_within_four_weeks() -> None:
    assert told(12_000, default_authority("USD")) == [("in_full", 12_000, [], "2026-12-29", "2026-12-29")]


def test_a_long_and_a_short_plan_begin_in_a_week_and_are_monthly() -> None:
    assert told(30_000, PLANS) == [
        ("in_full", 30_000, [], "2026-12-29", "2026-12-29"),
        ("plan", 2_500, [2_500] * 11, "2026-12-08", "2027-11-08"),
        ("plan", 5_000, [5_000] * 5, "2026-12-08", "2027-05-08"),
    ]


def test_what_does_not_divide_is_paid_first() -> None:
    assert told(10_001, PLANS)[1:] == [
        ("plan", 2_501, [2_500] * 3, "2026-12-08", "2027-03-08"),
        ("plan", 5_001, [5_000], "2026-12-08", "2027-01-08"),
    ]


def test_a_down_payment_is_paid_first_and_the_rest_in_equal_parts() -> None:
    down = Authority.model_validate(PLANS.model_dump() | {"least_down_payment": 10_000})
    assert told(20_000, down)[1:] == [
        ("plan", 10_000, [2_500] * 4, "2026-12-08", "2027-04-08"),
        ("plan", 10_000, [5_000] * 2, "2026-12-08", "2027-02-08"),
    ]


def test_a_settlement_comes_second_and_leaves_room_for_the_long_plan() -> None:
    assert told(30_001, HALF) == [
        ("in_full", 30_001, [], "2026-12-29", "2026-12-29"),
        ("settlement", 15_001, [], "2026-12-29", "2026-12-29"),
        ("plan", 2_501, [2_500] * 11, "2026-12-08", "2027-11-08"),
    ]
    settlement = offers(Money(30_001, "USD"), HALF, TODAY)[1]
    assert (settlement.total, settlement.waived) == (15_001, 15_000)


def test_the_first_bracket_that_fits_counts() -> None:
    brackets = [
        {"least_percent": 40, "balance_from": 100_000},
        {"least_percent": 60, "age_from_days": 180},
        {"least_percent": 80},
    ]
    tiered = Authority.model_validate({"currency": "USD", "settlements": brackets})
    for balance, age, asked in ((100_000, 0, 40_000), (99_999, 180, 60_000), (1_000, 179, 800), (1_000, None, 800)):
        assert told(balance, tiered, Facts(age_days=age))[1][1] == asked


def test_payments_fall_on_the_days_she_is_paid() -> None:
    assert told(10_000, PLANS, FRIDAYS) == [
        ("in_full", 10_000, [], "2026-12-18", "2026-12-18"),
        ("plan", 2_500, [2_500] * 3, "2026-12-04", "2027-01-15"),
        ("plan", 5_000, [5_000], "2026-12-04", "2026-12-18"),
    ]


def test_no_plan_is_offered_when_no_pay_day_comes_in_time_and_full_payment_keeps_its_last_day() -> None:
    assert told(10_000, PLANS, FIRST_OF_MONTH) == [("in_full", 10_000, [], "2026-12-29", "2026-12-29")]
    assert told(10_000, PLANS, FIRST_OF_MONTH, date(2026, 12, 10))[1][3] == "2027-01-01"


def test_a_pay_day_today_is_not_asked_for() -> None:
    assert told(10_000, PLANS, FRIDAYS, date(2026, 12, 4))[1][3] == "2026-12-18"


@pytest.mark.parametrize("balance", [0, -1])
def test_who_owes_nothing_is_offered_nothing(balance: int) -> None:
    assert told(balance, HALF) == []


@pytest.mark.parametrize(("balance", "kinds"), [(4_999, ["in_full"]), (5_000, ["in_full", "plan"])])
def test_a_debt_too_small_for_two_payments_is_paid_in_one(balance: int, kinds: list[str]) -> None:
    assert [kind for kind, *_ in told(balance, PLANS)] == kinds


def test_one_cent_cannot_be_settled_for_less() -> None:
    assert told(1, HALF) == [("in_full", 1, [], "2026-12-29", "2026-12-29")]


def test_a_balance_in_another_currency_is_refused() -> None:
    with pytest.raises(OtherCurrency, match="the debt is in CAD, the authority in USD"):
        offers(Money(12_000, "CAD"), PLANS, TODAY)


# --- properties -----------------------------------------------------------------------------------------------------

DATES = st.dates(date(2024, 1, 1), date(2032, 12, 31))
AMOUNTS = st.integers(0, 20_000)
BOUNDS = st.none() | st.integers(0, 400)


@st.composite
def brackets(draw: st.DrawFn) -> Bracket:
    low, high = sorted((draw(st.integers(0, 90_000)), draw(st.integers(0, 90_000))))
    age = draw(BOUNDS)
    bounds = {"balance_from": low, "balance_to": high} if draw(st.booleans()) else {}
    return Bracket(least_percent=draw(st.integers(1, 99)), age_from_days=age, **bounds)


@st.composite
def authorities(draw: st.DrawFn) -> Authority:
    months = draw(st.booleans())
    return Authority(
        currency="USD",
        least_down_payment=draw(AMOUNTS),
        least_instalment=draw(st.integers(1, 20_000)),
        most_instalments=draw(st.integers(1, 40)),
        longest_plan_months=draw(st.integers(1, 36)) if months else None,
        longest_plan_days=None if months else draw(st.integers(1, 1000)),
        first_payment_within_days=draw(st.integers(0, 90)),
        settlements=tuple(draw(st.lists(brackets(), max_size=3))),
    )


FACTS = st.builds(
    Facts, st.none() | st.integers(0, 500), st.none() | st.builds(PayDays, st.sampled_from(Rhythm), DATES)
)
BALANCES = st.integers(-10, 200_000)
CASES = given(BALANCES, authorities(), DATES, FACTS)
THOROUGH = settings(max_examples=400, deadline=None)


@THOROUGH
@CASES
def test_money_is_neither_made_nor_lost(balance: int, authority: Authority, today: date, facts: Facts) -> None:
    for offer in offers(Money(balance, "USD"), authority, today, facts):
        assert sum(payment.amount for payment in offer.payments) + offer.waived == balance
        assert offer.waived == 0 or offer.kind is Kind.SETTLEMENT
        assert min(payment.amount for payment in offer.payments) > 0
        assert offer.currency == "USD"


@THOROUGH
@CASES
def test_at_most_three_in_order_and_always_the_same(
    balance: int, authority: Authority, today: date, facts: Facts
) -> None:
    made = offers(Money(balance, "USD"), authority, today, facts)
    assert made == offers(Money(balance, "USD"), authority, today, facts)
    assert [offer.number for offer in made] == [1, 2, 3][: len(made)]
    assert [offer.kind for offer in made[:1]] == ([Kind.IN_FULL] if balance > 0 else [])
    assert len({offer.payments for offer in made}) == len(made)
    assert [from_json(to_json(offer)) for offer in made] == list(made)


@THOROUGH
@CASES
def test_every_day_is_to_come_and_within_the_authority(
    balance: int, authority: Authority, today: date, facts: Facts
) -> None:
    for offer in offers(Money(balance, "USD"), authority, today, facts):
        days = [payment.due_on for payment in offer.payments]
        assert all(earlier < later for earlier, later in pairwise(days))
        assert today <= days[0] <= today + timedelta(days=authority.first_payment_within_days)
        if offer.kind is Kind.PLAN:
            assert within_length(authority, today, days[-1])


@THOROUGH
@CASES
def test_every_plan_is_within_the_authority(balance: int, authority: Authority, today: date, facts: Facts) -> None:
    for offer in offers(Money(balance, "USD"), authority, today, facts):
        if offer.kind is Kind.PLAN:
            first, *others = (payment.amount for payment in offer.payments)
            assert 1 <= len(others) < authority.most_instalments
            assert first >= max(authority.least_down_payment, authority.least_instalment)
            assert len(set(others)) == 1
            assert authority.least_instalment <= others[0] <= first


@THOROUGH
@CASES
def test_the_longest_possible_plan_is_among_them(balance: int, authority: Authority, today: date, facts: Facts) -> None:
    plans = [offer for offer in offers(Money(balance, "USD"), authority, today, facts) if offer.kind is Kind.PLAN]
    first_least = max(authority.least_down_payment, authority.least_instalment)
    days = possible_days(authority, today, facts)
    possible = [
        count
        for count in range(2, min(days, authority.most_instalments) + 1)
        if first_least + (count - 1) * authority.least_instalment <= balance
    ]
    assert max((len(plan.payments) for plan in plans), default=0) == max(possible, default=0)


@THOROUGH
@CASES
def test_a_settlement_is_the_least_that_the_first_fitting_bracket_accepts(
    balance: int, authority: Authority, today: date, facts: Facts
) -> None:
    made = offers(Money(balance, "USD"), authority, today, facts)
    asked = [offer.total for offer in made if offer.kind is Kind.SETTLEMENT]
    percents = [
        bracket.least_percent
        for bracket in authority.settlements
        if (bracket.balance_from is None or bracket.balance_from <= balance)
        and (bracket.balance_to is None or balance <= bracket.balance_to)
        and (bracket.age_from_days is None or (facts.age_days is not None and bracket.age_from_days <= facts.age_days))
    ]
    for amount in asked:
        assert (amount - 1) * 100 < balance * percents[0] <= amount * 100
    assert bool(asked) == (balance > 1 and bool(percents) and -(-balance * percents[0] // 100) < balance)


@THOROUGH
@CASES
def test_plans_and_where_possible_single_payments_fall_on_pay_days(
    balance: int, authority: Authority, today: date, facts: Facts
) -> None:
    if facts.pay_days is None:
        return
    for offer in offers(Money(balance, "USD"), authority, today, facts):
        days = [payment.due_on for payment in offer.payments]
        if offer.kind is Kind.PLAN or any(
            is_pay_day(facts.pay_days, today + timedelta(days=number))
            for number in range(1, authority.first_payment_within_days + 1)
        ):
            assert all(is_pay_day(facts.pay_days, day) for day in days)


def is_pay_day(pay_days: PayDays, day: date) -> bool:
    if pay_days.rhythm is Rhythm.MONTHLY:
        last = monthrange(day.year, day.month)[1]
        return day.day == min(pay_days.anchor.day, last)
    return (day - pay_days.anchor).days % {Rhythm.WEEKLY: 7, Rhythm.EVERY_TWO_WEEKS: 14}[pay_days.rhythm] == 0


def within_length(authority: Authority, today: date, day: date) -> bool:
    if authority.longest_plan_days is not None:
        return (day - today).days <= authority.longest_plan_days
    months = (day.year - today.year) * 12 + day.month - today.month
    assert authority.longest_plan_months is not None
    return months < authority.longest_plan_months or (months == authority.longest_plan_months and day.day <= today.day)


def possible_days(authority: Authority, today: date, facts: Facts) -> int:
    """How many days a plan could be paid on, found by looking at every single one."""
    first_by = today + timedelta(days=authority.first_payment_within_days)
    begins = min(today + timedelta(days=7), first_by)
    pay_days = facts.pay_days or PayDays(Rhythm.MONTHLY, begins)
    first = today + timedelta(days=1) if facts.pay_days else begins
    span = (first + timedelta(days=number) for number in range(1200))
    days = [day for day in span if is_pay_day(pay_days, day) and within_length(authority, today, day)]
    return len(days) if days and days[0] <= first_by else 0
