"""Confirmation codes: six signs that are read back to the person and stand in her confirmation.

The alphabet has no vowels, so that no code is a word, and no signs that are taken for each other when read or written
by hand (0/O/Q, 1/I/L, 2/Z, 5/S, 8/B, U/V). Codes come from a sequence of the database, scattered over all that are
possible: two agreements never share one, and neighbours do not look alike. A code names an agreement; it is no secret.
"""

from __future__ import annotations

from sqlalchemy import Sequence
from sqlalchemy.orm import Session

from outreach.db import Base

ALPHABET = "34679CDFGHJKMNPRTWXY"
LENGTH = 6
SPACE = len(ALPHABET) ** LENGTH
NUMBERS = Sequence("agreement_numbers", metadata=Base.metadata)
_STRIDE = 39_554_177  # near SPACE divided by the golden ratio, and without a common divisor: every code comes once


def next_code(session: Session) -> str:
    """A code that no agreement has."""
    return code_of(session.execute(NUMBERS.next_value()).scalar_one())


def code_of(number: int) -> str:
    """The code of an agreement's number."""
    rest, signs = number * _STRIDE % SPACE, ""
    for _ in range(LENGTH):
        rest, sign = divmod(rest, len(ALPHABET))
        signs += ALPHABET[sign]
    return signs


def read_code(written: str) -> str:
    """A code as somebody typed it, in the form it is stored in."""
    return "".join(sign for sign in written.upper() if sign.isalnum())
