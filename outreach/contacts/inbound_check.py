"""The inbound check: texts whose webhook never reached us, found by asking the carrier.

The carrier gives up on a webhook after a few tries, and a STOP in it would be lost. What the carrier lists is stored as
its webhook would have been, once, because a text is known by its sid; from then on it holds back contacts, and the sweep
hands it to a worker.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from outreach.accounts.clients import SenderNumber
from outreach.channels.carrier import InboundText, PhoneCarrier
from outreach.contacts import reception
from outreach.store import Store

LOOK_BACK = timedelta(days=1)


def keep_lost(store: Store, carrier: PhoneCarrier) -> int:
    """Store the texts of the last day that no webhook brought. Returns how many there were.

    Raises:
        CarrierError: the carrier could not say; what was found until then is stored.
    """
    since = store.clock.now() - LOOK_BACK
    return sum(_keep(store, carrier.inbound(number, since)) for number in _our_numbers(store))


def _our_numbers(store: Store) -> list[str]:
    """Every number of ours people may answer, those no longer used included."""
    query = select(SenderNumber.value).where(SenderNumber.channel.in_(("call", "sms"))).distinct()
    with store.sessions() as session:
        return list(session.scalars(query.order_by(SenderNumber.value)))


def _keep(store: Store, texts: list[InboundText]) -> int:
    with store.sessions.begin() as session:
        kept = [reception.keep(session, store, "sms_in", None, _fields(text), None) for text in texts]
    return len(kept) - kept.count(None)


def _fields(text: InboundText) -> dict[str, str]:
    return {"MessageSid": text.sid, "From": text.from_, "To": text.to, "Body": text.body}
