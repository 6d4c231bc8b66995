"""Queue ``maintenance``: ask the carrier about one silent attempt, and for texts and ends of calls whose webhook was lost."""

from __future__ import annotations

from uuid import UUID

from outreach.channels.carrier import CarrierError
from outreach.contacts import inbound_check, settle
from outreach.contacts.attempts import FINAL
from outreach.conversations.voice import ending
from outreach.logs import get_logger
from workers.contact import conclude
from workers.office import Office

log = get_logger(__name__)


def ask_carrier(office: Office, attempt_id: UUID) -> None:
    """Settle the attempt; when that ended it, the recycle matrix goes on from there."""
    if settle.settle(office.store, office.carriers, attempt_id) is not None:
        conclude(office, attempt_id)
        with office.store.sessions.begin() as session:
            ending.after_attempt(session, office.store, attempt_id, office.store.clock.now())


def ask_for_texts(office: Office) -> None:
    """Store the inbound texts no webhook brought; the scheduler hands them out."""
    try:
        found = inbound_check.keep_lost(office.store, office.carriers.phone)
    except CarrierError as error:
        log.warning("the carrier could not list inbound texts; it is asked again", error=str(error))
        return
    if found:
        log.warning("inbound texts found that no webhook brought", count=found)


def ask_about_calls(office: Office) -> None:
    """End the calls that are over and of whose end no webhook told us."""
    store = office.store
    with store.sessions() as session:
        forgotten = ending.overdue(session, store.clock.now())
    for call in forgotten:
        try:
            news = office.carriers.phone.news("call", call.call_sid)
        except CarrierError as error:
            log.warning("the carrier could not say whether a call is over; it is asked again", error=str(error))
            return
        if news is None or news.status in FINAL:
            with store.sessions.begin() as session:
                ending.over(session, store, call.id, store.clock.now())
