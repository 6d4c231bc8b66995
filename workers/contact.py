"""Queues ``calls`` and ``messages``: claim one attempt and put it on the wire.

Claim and send are two transactions with one order in between. A redelivered message finds the attempt no longer
planned and does nothing, so a crash anywhere never contacts twice.
"""

from __future__ import annotations

from uuid import UUID

from campaigns import recycle
from outreach.contacts import wire
from outreach.contacts.attempts import Attempt
from outreach.contacts.claim import Blocked, Claim, Gone, Snoozed, Wired, claim
from outreach.drift import ClockDrift, require_true_clock
from outreach.logs import get_logger
from outreach.metrics import CLAIMS
from workers.office import Office

log = get_logger(__name__)


def contact(office: Office, attempt_id: UUID) -> Claim:
    """Claim the attempt now; when it is lawful, send it.

    A process whose clock is wrong claims nothing: the attempt stays planned, and is handed out again.
    """
    try:
        require_true_clock(office.store)
    except ClockDrift as error:
        log.warning("nothing is claimed here", error=str(error))
        return Gone()
    store, at = office.store, office.store.clock.now()
    with store.sessions.begin() as session:
        result = claim(session, store, attempt_id, at)
        if isinstance(result, Snoozed):
            recycle.snooze(session, session.get_one(Attempt, attempt_id), result.until, result.why, at)
        elif isinstance(result, Blocked):
            recycle.block(session, session.get_one(Attempt, attempt_id), result.why, at)
    CLAIMS.labels(type(result).__name__.lower()).inc()
    if isinstance(result, Wired) and wire.send(store, office.carriers, result):
        conclude(office, attempt_id)
    return result


def conclude(office: Office, attempt_id: UUID) -> None:
    """Let the recycle matrix decide what follows an attempt that has ended."""
    with office.store.sessions.begin() as session:
        recycle.advance(session, session.get_one(Attempt, attempt_id), office.store.clock.now())
