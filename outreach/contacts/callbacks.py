"""Callbacks: what the carrier tells of an order, applied to its attempt, forward only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.accounts.addresses import Address
from outreach.channels.statuses import BY_CHANNEL, OPTED_OUT
from outreach.contacts import outcomes, silence
from outreach.contacts.attempts import FINAL, Attempt
from outreach.db import lock_budgets, person_key
from outreach.store import Store


class NotOurs(Exception):
    """A callback that belongs to no attempt, or to another order than the attempt's own; the text says which."""


def apply(session: Session, store: Store, attempt_id: UUID, params: Mapping[str, str], at: datetime) -> Attempt | None:
    """Apply a status callback. Returns the attempt when it ended by it; an attempt that has ended stays as it is.

    Raises:
        NotOurs: nothing was changed.
    """
    attempt = lock(session, attempt_id)
    if attempt is None:
        raise NotOurs("no such attempt")
    sid = params.get("CallSid") or params.get("MessageSid") or ""
    if attempt.carrier_sid not in (None, sid):
        raise NotOurs("another order already belongs to this attempt")
    said = params.get("CallStatus") or params.get("MessageStatus") or ""
    status = BY_CHANNEL[attempt.channel].get(said)
    if status is None:
        raise NotOurs(f"the status {said!r} is not known for {attempt.channel}")
    attempt.carrier_sid = sid
    if attempt.state in FINAL:
        return None
    _details(attempt, params)
    if params.get("ErrorCode") == OPTED_OUT:
        number = store.vault.open("addresses.value", attempt.address_id, _sealed_address(session, attempt))
        silence.opted_out(session, store, attempt.person_id, number, "carrier:21610", at)
    return attempt if outcomes.progress(session, attempt, status, "callback", at) else None


def lock(session: Session, attempt_id: UUID) -> Attempt | None:
    """The attempt, with its person's budget and its row locked."""
    person = session.scalar(select(Attempt.person_id).where(Attempt.id == attempt_id))
    if person is None:
        return None
    lock_budgets(session, [person_key(person)])
    return session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)


def _details(attempt: Attempt, params: Mapping[str, str]) -> None:
    attempt.heard_at = func.now()
    attempt.carrier_status = params.get("CallStatus") or params.get("MessageStatus")
    attempt.answered_by = params.get("AnsweredBy") or attempt.answered_by
    attempt.error_code = params.get("ErrorCode") or attempt.error_code
    if params.get("SipResponseCode", "").isdigit():
        attempt.sip_code = int(params["SipResponseCode"])
    attempt.sequence = max(attempt.sequence, int(params.get("SequenceNumber") or -1))


def _sealed_address(session: Session, attempt: Attempt) -> bytes:
    return session.get_one(Address, attempt.address_id).value_sealed
