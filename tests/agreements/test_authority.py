"""What a client allows: which terms can be set, how an impossible one is named, and what they say of one payment."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from outreach.agreements.authority import Authority, AuthorityError, Bracket, default_authority, read_authority
from outreach.money import Money

TODAY = date(2026, 12, 1)
PLANS: dict[str, Any] = {
    "currency": "USD",
    "least_down_payment": 5_000,
    "least_instalment": 2_500,
    "most_instalments": 12,
    "longest_plan_months": 12,
}


def test_without_a_word_of_the_client_only_payment_in_full_within_four_weeks_is_allowed() -> None:
    held = default_authority("USD")
    assert (held.most_instalments, held.settlements, held.first_by(TODAY)) == (1, (), date(2026, 12, 29))


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"currency": "dollars"}, "currency: "),
        ({"currency": None}, "currency: "),
        ({"least_instalment": 25.0}, "least_instalment: "),
        ({"least_instalment": "25"}, "least_instalment: "),
        ({"least_instalment": True}, "least_instalment: "),
        ({"least_instalment": 0}, "least_instalment: must be above zero"),
        ({"least_down_payment": -1}, "least_down_payment: "),
        ({"most_instalments": 0}, "most_instalments: "),
        ({"most_instalments": 121}, "most_instalments: "),
        ({"longest_plan_months": None}, "longest_plan_months (or longest_plan_days): must be given"),
        ({"longest_plan_days": 30}, "longest_plan_days and longest_plan_months: give one of the two"),
        ({"longest_plan_months": 0}, "longest_plan_months: "),
        ({"first_payment_within_days": 91}, "first_payment_within_days: "),
        ({"first_payment_within_days": -1}, "first_payment_within_days: "),
        ({"grace_days": 31}, "grace_days: "),
        ({"grace": 3}, "grace: "),
        ({"settlements": [{"least_percent": 0}]}, "settlements 1, least_percent: "),
        ({"settlements": [{"least_percent": 50}, {"least_percent": 100}]}, "settlements 2, least_percent: "),
        ({"settlements": [{}]}, "settlements 1, least_percent: "),
        ({"settlements": [{"least_percent": 50, "percent": 1}]}, "settlements 1, percent: "),
        (
            {"settlements": [{"least_percent": 50, "balance_from": 2, "balance_to": 1}]},
            "settlements 1: balance_to must not be less than balance_from",
        ),
        (
            {"settlements": [{"least_percent": 50, "age_from_days": 2, "age_to_days": 1}]},
            "settlements 1: age_to_days must not be less than age_from_days",
        ),
    ],
)
def test_an_impossible_term_is_named(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(AuthorityError) as refused:
        read_authority(PLANS | changes)
    assert f"\n  {named}" in str(refused.value)


def test_every_impossible_term_is_named_at_once() -> None:
    with pytest.raises(AuthorityError) as refused:
        read_authority(PLANS | {"grace_days": -1, "least_down_payment": "x"})
    assert "grace_days" in str(refused.value)
    assert "least_down_payment" in str(refused.value)


def test_terms_survive_being_stored() -> None:
    terms = read_authority(PLANS | {"settlements": [{"least_percent": 60, "age_from_days": 180}]})
    assert read_authority(terms.model_dump(mode="json")) == terms


@pytest.mark.parametrize(
    ("bracket", "balance", "age", "fits"),
    [
        ({}, 1, None, True),
        ({"balance_from": 100}, 99, None, False),
        ({"balance_from": 100}, 100, None, True),
        ({"balance_to": 100}, 100, None, True),
        ({"balance_to": 100}, 101, None, False),
        ({"age_from_days": 180}, 1, 179, False),
        ({"age_from_days": 180}, 1, 180, True),
        ({"age_to_days": 180}, 1, 180, True),
        ({"age_to_days": 180}, 1, 181, False),
        ({"age_from_days": 0}, 1, None, False),  # of unknown age
        ({"balance_from": 100, "age_from_days": 180}, 100, 179, False),
    ],
)
def test_a_bracket_fits_by_balance_and_age(bracket: dict[str, Any], balance: int, age: int | None, fits: bool) -> None:
    assert Bracket(least_percent=50, **bracket).fits(balance, age) is fits


@pytest.mark.parametrize(
    ("changes", "today", "last"),
    [
        ({"longest_plan_months": 2}, date(2026, 12, 31), date(2027, 2, 28)),
        ({"longest_plan_months": None, "longest_plan_days": 60}, date(2026, 12, 31), date(2027, 3, 1)),
    ],
)
def test_the_longest_plan_in_months_and_in_days(changes: dict[str, Any], today: date, last: date) -> None:
    assert read_authority(PLANS | changes).last_by(today) == last


@pytest.mark.parametrize(
    ("terms", "amount", "currency", "due_on", "objection"),
    [
        (PLANS, 12_000, "USD", date(2026, 12, 29), None),
        (PLANS, 5_000, "USD", date(2026, 12, 29), None),
        (PLANS, 4_999, "USD", date(2026, 12, 4), "$49.99 is under the least payment, $50.00"),
        (PLANS | {"least_down_payment": 0}, 2_499, "USD", TODAY, "$24.99 is under the least payment, $25.00"),
        (PLANS, 12_000, "USD", date(2026, 12, 30), "2026-12-30 is after 2026-12-29, the latest day for a payment"),
        (PLANS, 12_000, "CAD", TODAY, "it is in CAD, the debt in USD, the authority in USD"),
        ({"currency": "USD"}, 12_000, "USD", date(2026, 12, 29), None),
        ({"currency": "USD"}, 11_999, "USD", TODAY, "$119.99 is a part of $120.00, and only payment in full may be agreed"),
    ],
)  # fmt: skip
def test_what_is_outside_of_an_authority_is_said_why(
    terms: dict[str, Any], amount: int, currency: str, due_on: date, objection: str | None
) -> None:
    held = Authority.model_validate(terms)
    assert held.objection(Money(amount, currency), Money(12_000, "USD"), due_on, TODAY) == objection


def test_a_small_debt_may_be_promised_in_full_whatever_the_least_payment() -> None:
    assert read_authority(PLANS).objection(Money(900, "USD"), Money(900, "USD"), TODAY, TODAY) is None
