"""Amounts in ordinary words, English and Spanish: "$75.50", "1,200", "50 bucks", "cincuenta".

Amounts are integer minor units of a currency with two decimals. A number that reads two ways
("1.200", "75,5") or looks like a telephone number is doubtful and reads as None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ROUND_NUMBERS = {
    "ten": 10, "fifteen": 15, "twenty": 20, "twenty five": 25, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "seventy five": 75, "eighty": 80, "ninety": 90,
    "one hundred": 100, "a hundred": 100, "two hundred": 200, "three hundred": 300, "four hundred": 400,
    "five hundred": 500, "one thousand": 1000, "a thousand": 1000,
    "diez": 10, "quince": 15, "veinte": 20, "veinticinco": 25, "treinta": 30, "cuarenta": 40,
    "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90, "cien": 100,
    "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500, "mil": 1000,
}  # fmt: skip
_UNITS = r"(?:dollars?|dolares|dolar|bucks?|usd|pesos)"
_NUMBER_WORDS = "|".join(sorted(_ROUND_NUMBERS, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?:usd ?)?(?P<sign>\$ ?)?(?P<digits>\d[\d.,]*)(?: ?{_UNITS}\b)?|\b(?P<words>{_NUMBER_WORDS})\b(?: {_UNITS}\b)?"
)
_PLAIN_NUMBER = re.compile(r"(?P<whole>\d{1,5}|\d{1,3}(?:,\d{3})+)(?:\.(?P<cents>\d{2}))?")


@dataclass(frozen=True)
class AmountsFound:
    """Amounts mentioned in minor units, None for each that is doubtful; and the text without them."""

    amounts_minor: tuple[int | None, ...]
    rest: str


def find_amounts(folded: str) -> AmountsFound:
    """The amounts of money in a folded text from which the days have been taken."""
    amounts = tuple(_minor(match) for match in _AMOUNT.finditer(folded))
    return AmountsFound(amounts, _AMOUNT.sub(" ", folded))


def _minor(match: re.Match[str]) -> int | None:
    if match["words"]:
        return _ROUND_NUMBERS[match["words"]] * 100
    number = _PLAIN_NUMBER.fullmatch(match["digits"].rstrip(".,"))
    if number is None:
        return None
    minor = int(number["whole"].replace(",", "")) * 100 + int(number["cents"] or 0)
    return minor or None
