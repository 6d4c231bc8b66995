"""Authority: what a client lets us agree to, as data that is checked when it is set and asked when money is talked.

==============================  ================================================================================
field                           meaning (amounts in minor units of ``currency``)
==============================  ================================================================================
currency                        ISO 4217; an authority speaks of debts in this currency only
least_down_payment              the first payment of a plan is at least this; 0: as any instalment
least_instalment                every payment of a plan is at least this
most_instalments                payments in a plan, the first included; 1: no plans
longest_plan_days, …_months     the last payment is at most this long after the day of the agreement; one of the two
first_payment_within_days       the first payment, and a payment in full, is at most this many days away
settlements                     brackets, the first that fits a debt counts; none: no settlement
grace_days                      days after the due date before a payment counts as missed
==============================  ================================================================================

A bracket fits a debt by its balance and by its age (days since it was placed with us); bounds are included, absent ones
do not bound. ``least_percent`` of the balance, rounded up, settles the debt, in one payment.

Without an authority of the client, ``default_authority`` holds: the full balance, within four weeks.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from outreach.agreements.calendar import months_after
from outreach.errors import OutreachError
from outreach.money import Money

Minor = Annotated[int, Field(strict=True, ge=0)]
Count = Annotated[int, Field(strict=True, ge=1, le=120)]
Days = Annotated[int, Field(strict=True, ge=0)]


class AuthorityError(OutreachError):
    """An authority that cannot be set; the text names each field and what is expected."""


class _Terms(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bracket(_Terms):
    """Debts that may be settled, and from which share of the balance on."""

    least_percent: int = Field(strict=True, ge=1, le=99)
    balance_from: Minor | None = None
    balance_to: Minor | None = None
    age_from_days: Days | None = None
    age_to_days: Days | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for low, high in (("balance_from", "balance_to"), ("age_from_days", "age_to_days")):
            first, last = getattr(self, low), getattr(self, high)
            if first is not None and last is not None and last < first:
                raise ValueError(f"{high} must not be less than {low}")
        return self

    def fits(self, balance: int, age_days: int | None) -> bool:
        """Whether a debt of ``balance`` minor units is in the bracket; of unknown age, only if no age is asked for."""
        return _between(balance, self.balance_from, self.balance_to) and _between(
            age_days, self.age_from_days, self.age_to_days
        )


class Authority(_Terms):
    """The terms of one client in one currency; see the module's head."""

    currency: str = Field(pattern="^[A-Z]{3}$")
    least_down_payment: Minor = 0
    least_instalment: Minor = 0
    most_instalments: Count = 1
    longest_plan_days: Annotated[int, Field(strict=True, ge=1, le=3660)] | None = None
    longest_plan_months: Count | None = None
    first_payment_within_days: Annotated[int, Field(strict=True, ge=0, le=90)] = 28
    settlements: tuple[Bracket, ...] = Field(default=(), max_length=50)
    grace_days: Annotated[int, Field(strict=True, ge=0, le=30)] = 3

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = (self.longest_plan_days is not None) + (self.longest_plan_months is not None)
        if given > 1:
            raise ValueError("longest_plan_days and longest_plan_months: give one of the two")
        if self.most_instalments > 1 and not given:
            raise ValueError("longest_plan_months (or longest_plan_days): must be given when plans are allowed")
        if self.most_instalments > 1 and self.least_instalment < 1:
            raise ValueError("least_instalment: must be above zero when plans are allowed")
        return self

    @property
    def least_payment(self) -> int:
        """The least that anybody pays at once who does not pay in full, minor units."""
        return max(self.least_down_payment, self.least_instalment)

    def first_by(self, today: date) -> date:
        """The latest day of a first payment agreed ``today``."""
        return today + timedelta(days=self.first_payment_within_days)

    def last_by(self, today: date) -> date:
        """The latest day of the last payment of a plan agreed ``today``."""
        if self.longest_plan_months is not None:
            return months_after(today, self.longest_plan_months)
        return today + timedelta(days=self.longest_plan_days or 0)

    def objection(self, promised: Money, owed: Money, due_on: date, today: date) -> str | None:
        """Why a single promised payment is outside of this authority; None when it is within."""
        if {promised.currency, owed.currency} != {self.currency}:
            return f"it is in {promised.currency}, the debt in {owed.currency}, the authority in {self.currency}"
        if due_on > self.first_by(today):
            return f"{due_on} is after {self.first_by(today)}, the latest day for a payment"
        if promised.minor >= owed.minor:
            return None
        if self.most_instalments == 1:
            return f"{promised} is a part of {owed}, and only payment in full may be agreed"
        if promised.minor < self.least_payment:
            return f"{promised} is under the least payment, {Money(self.least_payment, self.currency)}"
        return None


def default_authority(currency: str) -> Authority:
    """What holds where a client said nothing: the full balance by a day within four weeks."""
    return read_authority({"currency": currency})


def read_authority(raw: Mapping[str, Any]) -> Authority:
    """Terms from plain values, amounts in minor units.

    Raises:
        AuthorityError: a field is missing, unknown or impossible; the text names each.
    """
    try:
        return Authority.model_validate(dict(raw))
    except ValidationError as error:
        raise AuthorityError(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    lines = [
        ": ".join(filter(None, (_place(item["loc"]), item["msg"].removeprefix("Value error, "))))
        for item in error.errors(include_url=False, include_input=False)
    ]
    return "The authority cannot be set:\n  " + "\n  ".join(lines)


def _place(loc: tuple[int | str, ...]) -> str:
    """``('settlements', 0, 'least_percent')`` as ``settlements 1, least_percent``."""
    if len(loc) > 1:
        return ", ".join([f"{loc[0]} {int(loc[1]) + 1}", *map(str, loc[2:])])
    return "".join(map(str, loc))


def _between(value: int | None, low: int | None, high: int | None) -> bool:
    if value is None:
        return low is None and high is None
    return (low is None or value >= low) and (high is None or value <= high)
