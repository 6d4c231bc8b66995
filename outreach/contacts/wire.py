"""The wire: one order to the carrier for a claimed attempt, and what its answer means for the row.

The order is sent once. Before it leaves, the age of the decision is looked at again: a process that slept between
commit and send must not dial on an old permission. Every answer is written by a conditional update, so that a callback
that was faster than the response is never overwritten.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from markupsafe import escape
from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.channels.carrier import CallOrder, Carriers, Doubtful, EmailOrder, MessageOrder, NotSent, Refused, Taken
from outreach.channels.statuses import OPTED_OUT
from outreach.contacts import log, outcomes, silence
from outreach.contacts.claim import Wired
from outreach.contacts.events import note
from outreach.contacts.stop_links import ways_out
from outreach.db import lock_budgets, person_key
from outreach.ids import new_id
from outreach.store import Store

CALLBACK_POLICY = "#rc=5&rp=all"  # asks the carrier to deliver a status up to five times more, whatever went wrong
TWIML_POLICY = "#rc=2&rp=ct,rt,5xx"


def send(store: Store, carriers: Carriers, wired: Wired) -> bool:
    """Send the order and record the answer in a transaction of its own. True when the attempt has ended by it."""
    if store.clock.now() - wired.decided_at > timedelta(seconds=store.settings.decision_good_for):
        return _record_release(store, wired, "the decision grew too old before the order could leave", 0.0)
    try:
        taken = _order(store, carriers, wired)
    except NotSent as error:
        return _record_release(store, wired, str(error), error.retry_after)
    except Refused as error:
        return _record_refusal(store, wired, error)
    except Doubtful as error:
        return _record_doubt(store, wired, str(error))
    return _record_taken(store, wired, taken)


def _order(store: Store, carriers: Carriers, wired: Wired) -> Taken:
    base, attempt, phone = store.settings.public_base_url, wired.attempt_id, carriers.phone
    if wired.channel == "call":
        return phone.place_call(
            CallOrder(
                wired.to,
                wired.sender,
                url=f"{base}/voice/{attempt}{TWIML_POLICY}",
                status_callback=f"{base}/webhooks/twilio/call/{attempt}{CALLBACK_POLICY}",
                machine_callback=f"{base}/webhooks/twilio/machine/{attempt}{CALLBACK_POLICY}",
                fallback=f"{base}/voice/{attempt}",
            )
        )
    if wired.channel == "sms":
        status = f"{base}/webhooks/twilio/message/{attempt}{CALLBACK_POLICY}"
        return phone.send_message(MessageOrder(wired.to, wired.sender, wired.words.text, status, wired.validity))
    return carriers.email.send(_email(store, wired))


def _email(store: Store, wired: Wired) -> EmailOrder:
    said = wired.words
    return EmailOrder(
        wired.to,
        wired.sender,
        said.business_name,
        said.subject or "",
        said.text,
        said.html or f'<p style="white-space: pre-line">{escape(said.text)}</p>',
        str(wired.attempt_id),
        ways_out(store, wired.attempt_id),
        wired.reply_to,
    )


def _record_taken(store: Store, wired: Wired, taken: Taken) -> bool:
    with store.sessions.begin() as session:
        at = store.clock.now()
        values = {"id": wired.attempt_id, "sid": taken.sid, "state": taken.status, "event": new_id(at), "at": at}
        session.execute(_TAKEN, values)
    return False


def _record_release(store: Store, wired: Wired, why: str, delay: float) -> bool:
    with store.sessions.begin() as session:
        release(session, wired.attempt_id, why, store.clock.now(), delay)
    return False


def release(session: Session, attempt: UUID, why: str, at: datetime, delay: float) -> None:
    """Put an attempt that certainly never left us back to planned, due ``delay`` seconds after ``at``.

    The person's log says so: it will show the attempt wired a second time.
    """
    person, due = session.execute(_PERSON, {"id": attempt}).scalar_one(), at + timedelta(seconds=delay)
    lock_budgets(session, [person_key(person)])
    if session.execute(_RELEASE, {"id": attempt, "due": due}).rowcount:  # type: ignore[attr-defined]
        note(session, attempt, "wired", "planned", why, at)
        log.append(session, person, "released", at, {"due": due.isoformat(), "why": why}, attempt)


def _record_refusal(store: Store, wired: Wired, error: Refused) -> bool:
    at = store.clock.now()
    with store.sessions.begin() as session:
        if error.code == OPTED_OUT:
            silence.no_from(session, store, wired.to, "carrier:21610", at)
        outcomes.refused_by_carrier(session, wired.attempt_id, error.code, str(error), at)
    return True


def _record_doubt(store: Store, wired: Wired, why: str) -> bool:
    with store.sessions.begin() as session:
        if session.execute(_DOUBT, {"id": wired.attempt_id}).rowcount:  # type: ignore[attr-defined]
            note(session, wired.attempt_id, "wired", "unknown", why, store.clock.now())
    return False


_TAKEN = text("""
WITH taken AS (
    UPDATE attempts SET carrier_sid = coalesce(carrier_sid, :sid), heard_at = now(),
        state = CASE WHEN state IN ('wired', 'unknown') THEN :state ELSE state END
    WHERE id = :id RETURNING id
)
INSERT INTO attempt_events (id, attempt_id, from_state, to_state, cause, detail, at)
SELECT :event, id, 'wired', :state, 'accepted by the carrier', '{}', :at FROM taken
""")
_RELEASE = text("""
UPDATE attempts SET state = 'planned', due_at = :due, dispatched_at = NULL, wired_at = NULL, decision_id = NULL,
    contact_outcome = NULL, paced = false, heard_at = NULL
WHERE id = :id AND state = 'wired' AND carrier_sid IS NULL
""")
_DOUBT = text("UPDATE attempts SET state = 'unknown', heard_at = now() WHERE id = :id AND state = 'wired'")
_PERSON = text("SELECT person_id FROM attempts WHERE id = :id")
