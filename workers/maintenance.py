"""Queue ``maintenance``: ask the carrier about one silent attempt, and for texts whose webhook was lost."""

from __future__ import annotations

from uuid import UUID

from outreach.channels.carrier import CarrierError
from outreach.contacts import inbound_check, settle
from outreach.logs import get_logger
from workers.contact import conclude
from workers.office import Office

log = get_logger(__name__)


def ask_carrier(office: Office, attempt_id: UUID) -> None:
    """Settle the attempt; when that ended it, the recycle matrix goes on from there."""
    if settle.settle(office.store, office.carriers, attempt_id) is not None:
        conclude(office, attempt_id)


def ask_for_texts(office: Office) -> None:
    """Store the inbound texts no webhook brought; the scheduler hands them out."""
    try:
        found = inbound_check.keep_lost(office.store, office.carriers.phone)
    except CarrierError as error:
        log.warning("the carrier could not list inbound texts; it is asked again", error=str(error))
        return
    if found:
        log.warning("inbound texts found that no webhook brought", count=found)
