"""A placement file of any size for the crash tests: fictional people in the east and the middle of the country.

Every third account of a first-party client belongs to somebody who also owes a third-party client, so that one person
is reached for by two campaigns at once.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

FIRST, THIRD = "Harbor Dental Group", "Northgate Recovery"
ROLES = {FIRST: "first_party", THIRD: "third_party"}
PLACES = [
    ("404", "30303", "GA"), ("865", "37902", "TN"), ("502", "40202", "KY"), ("704", "28202", "NC"),
    ("614", "43215", "OH"), ("317", "46204", "IN"), ("804", "23219", "VA"), ("615", "37203", "TN"),
    ("205", "35203", "AL"), ("601", "39201", "MS"), ("501", "72201", "AR"), ("405", "73102", "OK"),
    ("316", "67202", "KS"), ("402", "68102", "NE"), ("314", "63101", "MO"), ("504", "70112", "LA"),
    ("864", "29601", "SC"), ("407", "32801", "FL"), ("513", "45202", "OH"), ("901", "38103", "TN"),
]  # fmt: skip
COLUMNS = [
    "client", "account number", "person id", "first name", "last name", "dob", "state", "zip", "phone 1",
    "phone 1 type", "email", "email source", "original creditor", "balance", "placed date", "call consent",
    "text consent", "email consent",
]  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """The ``number``-th person, from 0 to 1999."""

    number: int

    def cells(self, client: str) -> dict[str, str]:
        """Her row in the file of ``client``."""
        code, zip_code, state = PLACES[self.number % len(PLACES)]
        born = date(1950 + self.number % 50, 1 + self.number % 12, 1 + self.number % 28)
        return {
            "client": client,
            "account number": f"{client[0]}-{self.number:06d}",
            "person id": f"{client[0]}{self.number}",
            "first name": "Pat",
            "last name": f"Example{_letters(self.number)}",
            "dob": f"{born:%m/%d/%Y}",
            "state": state,
            "zip": zip_code,
            "phone 1": f"({code}) 555-{100 + self.number // len(PLACES):04d}",
            "phone 1 type": "mobile",
            "email": f"pat{self.number}@example.com",
            "email source": "consumer",
            "original creditor": "Mercy Hospital",
            "balance": f"{100 + self.number}.00",
            "placed date": "10/01/2026",
            "call consent": "2026-11-20",
            "text consent": "2026-11-20",
            "email consent": "2026-11-20",
        }


def write(path: Path, accounts: int) -> Path:
    """A file of ``accounts`` rows, half of them of each client."""
    half = accounts // 2
    first = [Somebody(number).cells(FIRST) for number in range(half)]
    both = [Somebody(number).cells(THIRD) for number in range(0, half, 3)]
    third = [Somebody(number).cells(THIRD) for number in range(half, accounts - len(both))]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows([*first, *both, *third])
    return path


def populate(path: Path, people: int) -> Path:
    """Who answers the telephone: of ten, four do not, two are machines, four pick up; three of those promise to pay.

    One in twenty texts back, to stop.
    """
    with path.open("w", encoding="utf-8") as file:
        for number in range(people):
            cells = Somebody(number).cells(FIRST)
            digits = "".join(filter(str.isdigit, cells["phone 1"]))
            replies = [{"hear": ".", "text": "STOP", "after": 300}] if number % 20 == 7 else []
            person = {"address": f"+1{digits}", "call": _manner(number, cells["zip"])}
            file.write(json.dumps(person | {"sms": {"delivery": "delivered", "replies": replies}}) + "\n")
    return path


def _manner(number: int, zip_code: str) -> dict[str, Any]:
    answer = ("no_answer", "no_answer", "busy", "no_answer", "machine", "machine")[number % 10 : number % 10 + 1]
    if answer:
        return {"answer": answer[0], "ring_seconds": 6}
    if number % 10 == 9:
        return {"answer": "human", "ring_seconds": 6, "presses": [{"hear": "press 9", "keys": "9", "after": 1}]}
    keys = {"If you are": "1", "ZIP code": zip_code, "balance with": "1", "When will you pay": "2", "is right": "1"}
    presses = [{"hear": words, "keys": key, "after": 1} for words, key in keys.items()]
    return {"answer": "human", "ring_seconds": 6, "presses": presses}


def _letters(number: int) -> str:
    """Names are told apart by letters: 0 is ``aaa``."""
    return "".join(chr(ord("a") + number // 26**place % 26) for place in (2, 1, 0))
