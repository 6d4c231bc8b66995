"""Settling: what became of orders whose news never came, found by asking the carrier.

An order without the carrier's id is looked for by address and day, and adopted only when exactly one order there is
nobody else's and was not made before ours. What the carrier does not know long after anybody waits for it has ended;
what nobody can tell is put before a person.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from outreach.accounts.addresses import Address
from outreach.channels.carrier import Carrier, CarrierError, News
from outreach.contacts import attention, outcomes
from outreach.contacts.attempts import WITH_CARRIER, Attempt
from outreach.contacts.callbacks import lock
from outreach.contacts.events import note
from outreach.store import Store

SKEW = timedelta(minutes=1)  # the carrier's clock and ours may differ that much


def settle(store: Store, carrier: Carrier, attempt_id: UUID) -> UUID | None:
    """Ask about one attempt and write down what was learnt. Returns its id when it ended by it."""
    with store.sessions.begin() as session:
        attempt = session.get(Attempt, attempt_id)
        if attempt is None or attempt.state not in WITH_CARRIER:
            return None
        question = _question(session, store, attempt)
    try:
        found = _ask(store, carrier, attempt, question)
    except CarrierError:
        return None  # asked again by the next sweep
    with store.sessions.begin() as session:
        return attempt_id if _write(session, store, attempt_id, found) else None


def _question(session: Session, store: Store, attempt: Attempt) -> str:
    address = session.get_one(Address, attempt.address_id)
    return store.vault.open("addresses.value", address.id, address.value_sealed)


def _ask(store: Store, carrier: Carrier, attempt: Attempt, to: str) -> News | None:
    if attempt.carrier_sid:
        return carrier.news(attempt.channel, attempt.carrier_sid)
    found = carrier.search(attempt.channel, to, attempt.from_value or "", str(attempt.id))
    with store.sessions.begin() as session:
        taken = set(session.scalars(select(Attempt.carrier_sid).where(Attempt.carrier_sid.in_([n.sid for n in found]))))
    nobodys = [news for news in found if news.sid not in taken and _may_be(news, attempt)]
    return nobodys[0] if len(nobodys) == 1 else None


def _may_be(news: News, attempt: Attempt) -> bool:
    """Whether the order was made when ours was. E-mails were found by our tag; what is queued has no date, so is new."""
    if attempt.channel == "email":
        return True
    if news.created_at is None or attempt.wired_at is None:
        return news.status == "queued"
    return news.created_at >= attempt.wired_at - SKEW


def _write(session: Session, store: Store, attempt_id: UUID, news: News | None) -> bool:
    attempt, at = lock(session, attempt_id), store.clock.now()
    if attempt is None or attempt.state not in WITH_CARRIER or attempt.ended_at:
        return False
    silent = bool(session.execute(_SILENT, {"id": attempt_id, "seconds": store.settings.give_up_after}).scalar())
    attempt.asked_at = func.now()
    if news is None:
        return silent and _unknown_to_carrier(session, attempt, at)
    attempt.carrier_sid = attempt.carrier_sid or news.sid
    attempt.error_code = news.error_code or attempt.error_code
    if news.status != attempt.state:
        attempt.heard_at = func.now()
        return outcomes.progress(session, attempt, news.status, "the carrier was asked", at)
    return silent and _no_more_news(session, attempt, at)


def _unknown_to_carrier(session: Session, attempt: Attempt, at: datetime) -> bool:
    outcomes.never_reached_carrier(session, attempt, at)
    attention.ask(session, "unsettled", "the carrier has no such order", at, attempt.person_id, attempt.id)
    return True


def _no_more_news(session: Session, attempt: Attempt, at: datetime) -> bool:
    """A text that stays ``sent`` has no receipt and is over for us; anything else is shown to a person, once."""
    if attempt.state == "sent":
        attempt.ended_at, attempt.disposition = at, "sent"
        note(session, attempt.id, "sent", "sent", "no receipt came", at)
        return True
    why = f"the carrier still says {attempt.state}"
    if not session.scalar(select(attention.Attention.id).where(attention.Attention.attempt_id == attempt.id).limit(1)):
        attention.ask(session, "unsettled", why, at, attempt.person_id, attempt.id)
    return False


_SILENT = text("SELECT heard_at < now() - make_interval(secs => :seconds) FROM attempts WHERE id = :id")
