"""Slots: the next instants at which we may call somebody, to choose an appointment from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from compliance import Verdict, decide, instant_at, local_times, read_facts
from outreach.contacts import call_consent, facts
from outreach.store import Store

HOURS: Final = (time(10), time(14), time(17))  # local times offered on each day
DAYS: Final = 7  # looked ahead
NOTICE: Final = timedelta(hours=1)  # nothing is offered sooner


def slots(
    session: Session,
    store: Store,
    subject: facts.Subject,
    at: datetime,
    most: int = 3,
    since: datetime | None = None,
) -> list[datetime]:
    """The next instants at which a call to the subject's address would be lawful and is a usual hour where she is.

    Lawful because she chose one of them: that is consent to the call (`call_consent.py`). ``since`` is from when on they suit her, ``at`` unless given.

    Raises:
        compliance.FactsError: something on record cannot be judged; then there is nothing to offer.
    """
    loaded = facts.load(session, store.vault, subject, at)
    usual = _usual_hours(loaded, max(at + NOTICE, since or at))
    return list(islice(_lawful(loaded, usual), most))


def lawful(session: Session, store: Store, subject: facts.Subject, at: datetime, begins: datetime) -> bool:
    """Whether a call at ``begins`` would be lawful, as far as is known at ``at``. Raises compliance.FactsError."""
    return any(_lawful(facts.load(session, store.vault, subject, at), [begins]))


def _lawful(loaded: facts.Loaded, wished: Iterable[datetime]) -> Iterator[datetime]:
    for begins in wished:
        if decide(read_facts(call_consent.assumed(loaded.json, begins))).verdict is Verdict.ALLOW:
            yield begins


def _usual_hours(loaded: facts.Loaded, since: datetime) -> Iterator[datetime]:
    """Usual hours of the days from ``since`` on where the person is, in UTC, in order; with several zones, of the first."""
    there = local_times(loaded.facts, since)[0]
    for days in range(DAYS):
        for hour in HOURS:
            begins = instant_at(there.zone, there.local.date() + timedelta(days=days), hour)
            if begins >= since:
                yield begins
