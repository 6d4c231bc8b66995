"""Callbacks: what the carrier tells of an order, applied to its attempt, forward only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import Session

from outreach.accounts.addresses import Address, people_at
from outreach.channels.statuses import BY_CHANNEL, OPTED_OUT
from outreach.contacts import outcomes, silence
from outreach.contacts.attempts import FINAL, Attempt
from outreach.db import lock_budgets, person_key
from outreach.store import Store


class NotOurs(Exception):
    """A callback that belongs to no attempt, or to another order than the attempt's own; the text says which."""


def apply(
    session: Session,
    store: Store,
    attempt_id: UUID,
    params: Mapping[str, str],
    at: datetime,
    *,
    since: datetime | None = None,
) -> Attempt | None:
    """Apply a status callback. Returns the attempt when it ended by it; an attempt that has ended stays as it is.

    What the carrier tells of a STOP counts whatever has become of the attempt. ``since`` is when the callback reached us.

    Raises:
        NotOurs: nothing was changed.
    """
    stopped = params.get("ErrorCode") == OPTED_OUT
    attempt = lock(session, attempt_id, everybody=stopped)
    if attempt is None:
        raise NotOurs("no such attempt")
    sid = params.get("CallSid") or params.get("MessageSid") or ""
    if attempt.carrier_sid not in (None, sid):
        raise NotOurs("another order already belongs to this attempt")
    said = params.get("CallStatus") or params.get("MessageStatus") or ""
    status = BY_CHANNEL.get(attempt.channel, {}).get(said)
    if status is None:
        raise NotOurs(f"the status {said!r} is not known for {attempt.channel}")
    attempt.carrier_sid = sid
    if stopped:
        stopped_at_the_carrier(session, store, attempt, at, since)
    if attempt.state in FINAL:
        return None
    _details(attempt, params)
    return attempt if outcomes.progress(session, attempt, status, "callback", at) else None


def lock(session: Session, attempt_id: UUID, *, everybody: bool = False) -> Attempt | None:
    """The attempt, with its person's budget and its row locked; with ``everybody``, the budgets of all at its address.

    Whoever is going to silence all of them takes their budgets at once: one after the other, two could wait crosswise.
    """
    found = session.execute(_WHERE, {"id": attempt_id}).first()
    if found is None:
        return None
    others = people_at(session, found.value_index) if everybody else []
    lock_budgets(session, [person_key(person) for person in (found.person_id, *others)])
    return session.get(Attempt, attempt_id, with_for_update=True, populate_existing=True)


def address_of(session: Session, store: Store, attempt: Attempt) -> str:
    """The number or mailbox the attempt went to, in clear."""
    address = session.get_one(Address, attempt.address_id)
    return store.vault.open("addresses.value", address.id, address.value_sealed)


def stopped_at_the_carrier(
    session: Session, store: Store, attempt: Attempt, at: datetime, since: datetime | None = None
) -> None:
    """The person had texted STOP, and only the carrier knew: it does here, too."""
    silence.no_from(session, store, address_of(session, store, attempt), "carrier:21610", at, since=since)


def _details(attempt: Attempt, params: Mapping[str, str]) -> None:
    attempt.heard_at = func.now()
    attempt.carrier_status = params.get("CallStatus") or params.get("MessageStatus")
    attempt.answered_by = params.get("AnsweredBy") or attempt.answered_by
    attempt.error_code = params.get("ErrorCode") or attempt.error_code
    if params.get("SipResponseCode", "").isdigit():
        attempt.sip_code = int(params["SipResponseCode"])
    attempt.sequence = max(attempt.sequence, int(params.get("SequenceNumber") or -1))


_WHERE = text("""
SELECT a.person_id, d.value_index FROM attempts a JOIN addresses d ON d.id = a.address_id WHERE a.id = :id
""")
