"""The second factor: what somebody must know before a debt is spoken of with her.

The client chose which (``clients.second_factor``); where that is not on file for a person, the first that is stands in. What is
compared is digits only, for keys have nothing else.

=============  ======  =====================================================================
factor         digits  compared with
=============  ======  =====================================================================
zip            5       the postal codes of her residences
birth_date     8       her date of birth: month, day, year
last_four      4       the last four of her tax number
=============  ======  =====================================================================

A number that calls can be made up, so wrong answers are counted per person over all conversations: after ``MOST_WRONG`` within
``A_DAY`` nobody is asked any more who says she is that person, and only a person of ours goes on. Each is an entry
``factor_wrong`` of her log.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.accounts.clients import SECOND_FACTORS, Client
from outreach.accounts.people import Person, PostalAddress
from outreach.contacts import attention, log
from outreach.contacts.log import LogEntry
from outreach.crypto import Vault
from outreach.store import Store

DIGITS: Final = {"zip": 5, "birth_date": 8, "last_four": 4}
MOST_WRONG: Final = 6
A_DAY: Final = timedelta(days=1)
WRONG: Final = "factor_wrong"  # an entry of her log


def factor_of(session: Session, store: Store, person: UUID, client: UUID) -> str | None:
    """What to ask this person for; None when nothing is on file that she could know."""
    chosen = session.get_one(Client, client).second_factor
    order = (chosen, *(factor for factor in SECOND_FACTORS if factor != chosen))
    return next((factor for factor in order if any(_KNOWN[factor](session, store.vault, person))), None)


def knows(session: Session, store: Store, person: UUID, factor: str, said: str) -> bool:
    """Whether ``said`` is what is on file; anything but digits in it is passed over."""
    digits = re.sub(r"\D", "", said).encode()
    matches = [hmac.compare_digest(digits, right.encode()) for right in _KNOWN[factor](session, store.vault, person)]
    return any(matches)


def digits_said(words: str) -> str:
    """The digits that words spell out in figures ("3 0 3 0 3"); empty when they say anything else."""
    digits = re.sub(r"[\s.,-]", "", words)
    return digits if digits.isdecimal() else ""


def was_wrong(session: Session, person: UUID, source: str, at: datetime, attempt: UUID | None = None) -> None:
    """Count a wrong answer; somebody of ours is told when it is the last. The caller holds the person's budget."""
    log.append(session, person, WRONG, at, {"source": source}, attempt)
    if _wrong_within_a_day(session, person, at) == MOST_WRONG:
        why = f"{MOST_WRONG} wrong answers to the question who she is within a day"
        attention.ask(session, "identity", why, at, person, attempt)


def exhausted(session: Session, person: UUID, at: datetime) -> bool:
    """Whether nobody is asked any more, at this instant, who says she is this person."""
    return _wrong_within_a_day(session, person, at) >= MOST_WRONG


def _wrong_within_a_day(session: Session, person: UUID, at: datetime) -> int:
    query = select(func.count()).where(
        LogEntry.person_id == person, LogEntry.kind == WRONG, LogEntry.at > at - A_DAY, LogEntry.at <= at
    )
    return session.scalar(query) or 0


def _zips(session: Session, vault: Vault, person: UUID) -> Iterator[str]:
    for row in session.scalars(select(PostalAddress).where(PostalAddress.person_id == person)):
        if row.postal_code_sealed:
            code = re.sub(r"\D", "", vault.open("postal_addresses.postal_code", row.id, row.postal_code_sealed))
            if len(code) >= DIGITS["zip"]:
                yield code[: DIGITS["zip"]]


def _birth_date(session: Session, vault: Vault, person: UUID) -> Iterator[str]:
    sealed = session.get_one(Person, person).birth_date_sealed
    if sealed:
        yield f"{date.fromisoformat(vault.open('people.birth_date', person, sealed)):%m%d%Y}"


def _last_four(session: Session, vault: Vault, person: UUID) -> Iterator[str]:
    sealed = session.get_one(Person, person).id_fragment_sealed
    if sealed:
        fragment = re.sub(r"\D", "", vault.open("people.id_fragment", person, sealed))
        if len(fragment) >= DIGITS["last_four"]:
            yield fragment[-DIGITS["last_four"] :]


_KNOWN: Final[dict[str, Callable[[Session, Vault, UUID], Iterator[str]]]] = {
    "zip": _zips,
    "birth_date": _birth_date,
    "last_four": _last_four,
}
