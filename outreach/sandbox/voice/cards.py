"""Payment cards: what numbers, dates and codes look like."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

TYPES: Final = {
    "amex": re.compile(r"3[47]\d{13}"),
    "visa": re.compile(r"4\d{12}(?:\d{3}){0,2}"),
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
}


@dataclass(frozen=True, slots=True)
class Card:
    """What was typed so far."""

    number: str = ""
    expires: str = ""
    security_code: str = ""
    postal_code: str = ""

    @property
    def security_digits(self) -> int:
        return 4 if card_type(self.number) == "amex" else 3

    def with_(self, step: str, typed: str) -> Card:
        return replace(self, **{FIELDS[step]: typed})

    def masked(self) -> str:
        """All but the last four digits hidden, in the groups of the card: `xxxx-xxxxxx-x4001`."""
        hidden = "x" * max(0, len(self.number) - 4) + self.number[-4:]
        cuts = (0, 4, 10, 15) if card_type(self.number) == "amex" else (0, 4, 8, 12, 20)
        return "-".join(filter(None, (hidden[begin:end] for begin, end in pairwise(cuts))))


def card_type(number: str) -> str:
    """As Twilio names it, empty when the number is of none."""
    return next((name for name, pattern in TYPES.items() if pattern.fullmatch(number)), "")


def is_card_number(typed: str) -> bool:
    """Of a known type, and with the right check digit (Luhn)."""
    if not card_type(typed):
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(typed))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_expiration(typed: str) -> bool:
    """Four digits, month first."""
    return re.fullmatch(r"(0[1-9]|1[0-2])\d{2}", typed) is not None
