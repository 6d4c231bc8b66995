"""Offers: what a person may choose from, computed from the balance, the authority and the calendar alone.

At most three, numbered as they are read out, without a word of wording. In this order, each where it is possible:

1. **in full**: the balance in one payment, by the last pay-day the authority lets her wait for, or by its last day;
2. **settlement**: the share that the bracket of the debt asks for, in one payment by the same day;
3. **plan**, the longest: the most and therefore smallest payments that the authority allows;
4. **plan**, the shorter: half as many payments.

A plan is paid in equal amounts; the first one also takes what does not divide, and is raised to the least down payment
where there is one. Payments fall on pay-days when the person said which they are, else on one day of every month,
beginning in a week. When no pay-day comes before the latest day of a first payment, there is no plan to offer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import Any

from outreach.agreements.authority import Authority
from outreach.agreements.calendar import PayDays, Rhythm
from outreach.errors import NotAllowed
from outreach.money import Money

MOST = 3  # offers read out; a fourth would not be kept in mind
FIRST_IN = timedelta(days=7)  # the first payment of a plan, where no pay-day is known


class OtherCurrency(NotAllowed):
    """A balance in one currency and an authority in another."""


class Kind(StrEnum):
    """What is offered."""

    IN_FULL = "in_full"
    SETTLEMENT = "settlement"
    PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Payment:
    """``amount`` minor units by ``due_on``."""

    amount: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Offer:
    """``number`` is the one to answer with. ``waived`` minor units are let go when all payments are made."""

    number: int
    kind: Kind
    currency: str
    payments: tuple[Payment, ...]
    waived: int = 0

    @property
    def total(self) -> int:
        """What is paid altogether, minor units."""
        return sum(payment.amount for payment in self.payments)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of debt and person: days since the debt was placed, and when she is paid. None: unknown."""

    age_days: int | None = None
    pay_days: PayDays | None = None


NOTHING_KNOWN = Facts()


def offers(balance: Money, authority: Authority, today: date, facts: Facts = NOTHING_KNOWN) -> tuple[Offer, ...]:
    """The offers for a debt on which ``balance`` is owed, on the person's calendar day ``today``.

    Raises:
        OtherCurrency: the authority does not speak of this currency.
    """
    if balance.currency != authority.currency:
        raise OtherCurrency(f"the debt is in {balance.currency}, the authority in {authority.currency}: set one for it")
    if balance.minor <= 0:
        return ()
    possible = _possible(balance.minor, authority, today, facts)
    return tuple(
        Offer(number, kind, balance.currency, payments, balance.minor - sum(payment.amount for payment in payments))
        for number, (kind, payments) in enumerate(islice(possible, MOST), 1)
    )


def _possible(
    balance: int, authority: Authority, today: date, facts: Facts
) -> Iterator[tuple[Kind, tuple[Payment, ...]]]:
    by = _last_pay_day(authority, today, facts)
    yield Kind.IN_FULL, (Payment(balance, by),)
    if settling := _settlement(balance, authority, facts):
        yield Kind.SETTLEMENT, (Payment(settling, by),)
    days = _plan_days(authority, today, facts)
    longest = _most_payments(balance, authority, len(days))
    for count in sorted({longest, (longest + 1) // 2}, reverse=True):
        if amounts := _divided(balance, authority, count):
            yield Kind.PLAN, tuple(map(Payment, amounts, days))


def _last_pay_day(authority: Authority, today: date, facts: Facts) -> date:
    last = authority.first_by(today)
    return max(_pay_days_until(last, today, facts.pay_days), default=last)


def _settlement(balance: int, authority: Authority, facts: Facts) -> int | None:
    """What settles the debt, rounded up to the minor unit; None when no bracket fits or nothing would be waived."""
    fitting = (bracket for bracket in authority.settlements if bracket.fits(balance, facts.age_days))
    if (bracket := next(fitting, None)) is None:
        return None
    asked = -(-balance * bracket.least_percent // 100)
    return asked if asked < balance else None


def _plan_days(authority: Authority, today: date, facts: Facts) -> list[date]:
    first_by, last_by = authority.first_by(today), authority.last_by(today)
    begins = min(today + FIRST_IN, first_by)
    pay_days = facts.pay_days or PayDays(Rhythm.MONTHLY, begins)
    since = today + timedelta(days=1) if facts.pay_days else begins
    days = list(islice(takewhile(lambda day: day <= last_by, pay_days.since(since)), authority.most_instalments))
    return days if days and days[0] <= first_by else []


def _most_payments(balance: int, authority: Authority, days: int) -> int:
    return next((count for count in range(days, 1, -1) if _divided(balance, authority, count)), 0)


def _divided(balance: int, authority: Authority, count: int) -> tuple[int, ...]:
    """``count`` amounts that sum to ``balance``, all but the first equal; none when one would be under its least."""
    if count < 2:
        return ()
    each = min(balance // count, (balance - authority.least_payment) // (count - 1))
    if each < max(1, authority.least_instalment):
        return ()
    return (balance - each * (count - 1), *[each] * (count - 1))


def _pay_days_until(last: date, today: date, pay_days: PayDays | None) -> list[date]:
    if pay_days is None:
        return []
    return list(takewhile(lambda day: day <= last, pay_days.since(today + timedelta(days=1))))


def to_json(offer: Offer) -> dict[str, Any]:
    """The offer as it is stored."""
    return {
        "number": offer.number,
        "kind": offer.kind.value,
        "currency": offer.currency,
        "payments": [[payment.amount, payment.due_on.isoformat()] for payment in offer.payments],
        "waived": offer.waived,
    }


def from_json(stored: Mapping[str, Any]) -> Offer:
    """The offer that ``to_json`` stored."""
    payments = tuple(Payment(amount, date.fromisoformat(day)) for amount, day in stored["payments"])
    return Offer(stored["number"], Kind(stored["kind"]), stored["currency"], payments, stored["waived"])
