"""Amounts of money: "$75.50", "1,200", "50 bucks", "20 dollars and 50 cents". Number words are digits by then.

Amounts are integer minor units of a currency with two decimals. A number that reads two ways
("1.200", "75,5") or looks like a telephone number is doubtful and reads as None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = r"(?:dollars?|dolares|dolar|bucks?|usd|pesos|dlls|dls)"
_CENTS = r"(?: (?:and|y|con) (?P<cents>\d{1,2}) (?:cents?|centavos))?"
_AMOUNT = re.compile(
    rf"(?<![\w/:-])(?:usd ?)?\$? ?(?P<digits>\d[\d.,:/-]*)\$?(?P<tail>[a-z%+]*)(?: {_UNITS}\b)?{_CENTS}"
)
_TELEPHONE = re.compile(r"(?<![\d$])(?:1-?)?(?:\d{3}-?)?\d{3}-\d{4}(?!\d)|(?<![\d$])\d{10,11}(?!\d)")
_PLAIN_NUMBER = re.compile(r"(?P<whole>\d{1,5}|\d{1,3}(?:,\d{3})+)(?:\.(?P<cents>\d{2}))?")


@dataclass(frozen=True)
class AmountsFound:
    """Amounts mentioned in minor units, None for each that is doubtful; and the text without them."""

    amounts_minor: tuple[int | None, ...]
    rest: str


def find_amounts(folded: str) -> AmountsFound:
    """The amounts of money in a text from which the days have been taken."""
    without_telephones = _TELEPHONE.sub(" ", folded)
    amounts = tuple(_minor(match) for match in _AMOUNT.finditer(without_telephones))
    return AmountsFound(amounts, _AMOUNT.sub(" ", without_telephones))


def _minor(match: re.Match[str]) -> int | None:
    number = _PLAIN_NUMBER.fullmatch(match["digits"].rstrip(".,:/-"))
    if number is None or match["tail"] not in ("", "usd", "dlls", "dls"):
        return None
    minor = int(number["whole"].replace(",", "")) * 100 + int(number["cents"] or match["cents"] or 0)
    return minor or None
