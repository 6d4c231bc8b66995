"""Settling: what became of orders whose news never came, found by asking the carrier.

An order without the carrier's id is looked for by address and day, and adopted only when exactly one order there is
nobody else's and was not made before ours. What the carrier does not know long after anybody waits for it has ended;
what nobody can tell is put before a person, as is the silence of a carrier that cannot be asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from outreach.channels.carrier import CannotSay, CarrierError, Carriers, News
from outreach.channels.statuses import OPTED_OUT
from outreach.contacts import attention, callbacks, outcomes
from outreach.contacts.attempts import WITH_CARRIER, Attempt
from outreach.contacts.events import note
from outreach.store import Store

SKEW = timedelta(minutes=1)  # the carrier's clock and ours may differ that much


def settle(store: Store, carriers: Carriers, attempt_id: UUID) -> UUID | None:
    """Ask about one attempt and write down what was learnt. Returns its id when it ended by it."""
    with store.sessions.begin() as session:
        attempt = session.get(Attempt, attempt_id)
        if attempt is None or attempt.state not in WITH_CARRIER:
            return None
        to = callbacks.address_of(session, store, attempt)
    try:
        found: News | CannotSay | None = _ask(store, carriers, attempt, to)
    except CannotSay as silent:
        found = silent
    except CarrierError:
        return None  # asked again by the next sweep
    with store.sessions.begin() as session:
        return attempt_id if _write(session, store, attempt_id, found) else None


def _ask(store: Store, carriers: Carriers, attempt: Attempt, to: str) -> News | None:
    is_email, sid = attempt.channel == "email", attempt.carrier_sid
    if sid:
        return carriers.email.news(sid) if is_email else carriers.phone.news(attempt.channel, sid)
    if is_email:
        found = carriers.email.search(str(attempt.id))
    else:
        found = carriers.phone.search(attempt.channel, to, attempt.from_value or "")
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


def _write(session: Session, store: Store, attempt_id: UUID, news: News | CannotSay | None) -> bool:
    stopped = isinstance(news, News) and news.error_code == OPTED_OUT
    attempt, at = callbacks.lock(session, attempt_id, everybody=stopped), store.clock.now()
    if attempt is None or attempt.state not in WITH_CARRIER or attempt.ended_at:
        return False
    silent = bool(session.execute(_SILENT, {"id": attempt_id, "seconds": store.settings.give_up_after}).scalar())
    attempt.asked_at = func.now()
    if isinstance(news, CannotSay):
        return silent and _no_more_news(session, attempt, str(news), at)
    if news is None:
        return silent and _unknown_to_carrier(session, attempt, at)
    if stopped:
        callbacks.stopped_at_the_carrier(session, store, attempt, at)
    attempt.carrier_sid = attempt.carrier_sid or news.sid
    attempt.error_code = news.error_code or attempt.error_code
    if news.status != attempt.state:
        attempt.heard_at = func.now()
        return outcomes.progress(session, attempt, news.status, "the carrier was asked", at)
    return silent and _no_more_news(session, attempt, f"the carrier still says {attempt.state}", at)


def _unknown_to_carrier(session: Session, attempt: Attempt, at: datetime) -> bool:
    outcomes.never_reached_carrier(session, attempt, at)
    attention.ask(session, "unsettled", "the carrier has no such order", at, attempt.person_id, attempt.id)
    return True


def _no_more_news(session: Session, attempt: Attempt, why: str, at: datetime) -> bool:
    """A text that stays ``sent`` has no receipt and is over for us; anything else is shown to a person, once."""
    if attempt.state == "sent":
        attempt.ended_at, attempt.disposition = at, "sent"
        note(session, attempt.id, "sent", "sent", "no receipt came", at)
        return True
    if not session.scalar(select(attention.Attention.id).where(attention.Attention.attempt_id == attempt.id).limit(1)):
        attention.ask(session, "unsettled", why, at, attempt.person_id, attempt.id)
    return False


_SILENT = text("SELECT heard_at < now() - make_interval(secs => :seconds) FROM attempts WHERE id = :id")
