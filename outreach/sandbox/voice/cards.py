"""What is typed into a payment: cards and bank accounts, and what of them may be shown."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from outreach.sandbox.clock import moment

TYPES: Final = {
    "amex": re.compile(r"3[47]\d{13}"),
    "visa": re.compile(r"4\d{12}(?:\d{2,3}|\d{6})?"),
    "mastercard": re.compile(r"(?:5[1-5]\d{2}|222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}"),
    "discover": re.compile(r"6(?:011|5\d{2})\d{12}"),
    "jcb": re.compile(r"35(?:2[89]|[3-8]\d)\d{12}"),
    "diners-club": re.compile(r"3(?:0[0-5]|[68]\d)\d{11}"),
}
FIELDS: Final = {
    "payment-card-number": "number",
    "expiration-date": "expires",
    "security-code": "security_code",
    "postal-code": "postal_code",
    "bank-routing-number": "routing",
    "bank-account-number": "account",
}
ROUTING_WEIGHTS: Final = (3, 7, 1) * 3  # of the American Bankers Association's check digit


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed so far, of a card or of a bank account."""

    number: str = ""
    expires: str = ""
    security_code: str = ""
    postal_code: str = ""
    routing: str = ""
    account: str = ""

    @property
    def security_digits(self) -> int:
        return 4 if card_type(self.number) == "amex" else 3

    def with_(self, step: str, typed: str) -> Typed:
        return replace(self, **{FIELDS[step]: typed})

    def masked(self) -> str:
        """All but the last four digits hidden."""
        return "x" * max(0, len(self.number) - 4) + self.number[-4:]

    def masked_in_groups(self) -> str:
        """In the groups of the card: `xxxx-xxxxxx-x4001`."""
        cuts = (0, 4, 10, 15) if card_type(self.number) == "amex" else (0, 4, 8, 12, 20)
        return "-".join(filter(None, (self.masked()[begin:end] for begin, end in pairwise(cuts))))

    def masked_account(self) -> str:
        """All but the last two digits hidden."""
        return "*" * max(0, len(self.account) - 2) + self.account[-2:]


def card_type(number: str) -> str:
    """As Twilio names it, empty when the number is of none."""
    return next((name for name, pattern in TYPES.items() if pattern.fullmatch(number)), "")


def is_card_number(typed: str) -> bool:
    """Of a known type, and with the right check digit (Luhn)."""
    if not card_type(typed):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(typed))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_expiration(typed: str, at: float) -> bool:
    """Four digits, month first, of a month that is not over at `at`."""
    if re.fullmatch(r"(0[1-9]|1[0-2])\d{2}", typed) is None:
        return False
    today = moment(at)
    return (2000 + int(typed[2:]), int(typed[:2])) >= (today.year, today.month)


def is_routing_number(typed: str) -> bool:
    """Nine digits, and the right check digit."""
    if len(typed) != len(ROUTING_WEIGHTS):
        return False
    return sum(int(digit) * weight for digit, weight in zip(typed, ROUTING_WEIGHTS, strict=True)) % 10 == 0
