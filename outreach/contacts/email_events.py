"""E-mail events: what SendGrid tells of an e-mail, stored once each, applied to its attempt and to its address.

=================================  =============  ===============================================================
event                              attempt        besides
=================================  =============  ===============================================================
processed, deferred                queued
delivered, open, click             delivered
bounce                             undelivered    for good (not ``blocked``, no 4xx): the mailbox is dead
dropped                            failed         the carrier's own suppression: dead mailbox, or a no; else a
                                                  person of ours looks why
spamreport, unsubscribe,           delivered      a no to e-mails at this mailbox
group_unsubscribe
group_resubscribe                  ignored        what the person told us she undoes with us
=================================  =============  ===============================================================

The status moves forward only; what an event says of the mailbox, and a no above all, counts whenever it comes. Each event
names its attempt in our custom argument and its e-mail in ``sg_message_id``; one that fits no attempt of ours in every
respect is foreign and changes nothing. Source: SendGrid, Event Webhook Reference.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, text
from sqlalchemy.orm import Session

from outreach.channels.sendgrid import REFERENCE, message_id
from outreach.channels.statuses import SENDGRID_EVENT
from outreach.contacts import attention, log, outcomes, silence
from outreach.contacts.attempts import FINAL, Attempt
from outreach.contacts.callbacks import NotOurs, address_of, lock
from outreach.contacts.reception import Arrival
from outreach.store import Store

KIND = "email_event"
NO = frozenset({"spamreport", "unsubscribe", "group_unsubscribe"})
# Why the carrier dropped an order unsent, in its own words: it had suppressed the mailbox before we knew.
_DROPPED_FOR_A_NO = frozenset({"unsubscribed address", "spam reporting address"})
_DROPPED_AS_DEAD = frozenset({"bounced address", "invalid"})


def arrivals(store: Store, events: Iterable[object]) -> list[Arrival]:
    """The events of a batch as they are to be stored. What is no object in it tells nothing."""
    return [_arrival(store, event) for event in events if isinstance(event, dict)]


def apply(
    session: Session, store: Store, attempt_id: UUID, params: Mapping[str, str], at: datetime, *, since: datetime
) -> Attempt | None:
    """Apply one event, which reached us at ``since``. Returns the attempt when it ended by it.

    Raises:
        NotOurs: nothing was changed.
    """
    status = SENDGRID_EVENT.get(params.get("event", ""))
    if status is None:
        raise NotOurs(f"the event {params.get('event')!r} changes nothing")
    attempt = lock(session, attempt_id, everybody=_says_no(params))
    if attempt is None:
        raise NotOurs("no such attempt")
    _require_ours(session, store, attempt, params)
    attempt.carrier_sid = attempt.carrier_sid or message_id(params["sg_message_id"])
    _about_the_mailbox(session, store, attempt, params, at, since)
    if attempt.state in FINAL:
        return None
    attempt.heard_at, attempt.carrier_status = func.now(), params["event"]
    return attempt if outcomes.progress(session, attempt, status, f"event {params['event']}", at) else None


def _arrival(store: Store, event: dict[str, Any]) -> Arrival:
    params = {name: value if isinstance(value, str) else json.dumps(value) for name, value in event.items()}
    known = params.get("sg_event_id") or hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()
    mailbox = store.vault.index("email", _mailbox(params)) if _says_no(params) else None
    return Arrival(KIND, f"{KIND}|{known}", _attempt_named(params), params, mailbox)


def _attempt_named(params: Mapping[str, str]) -> UUID | None:
    try:
        return UUID(params.get(REFERENCE, ""))
    except ValueError:
        return None


def _require_ours(session: Session, store: Store, attempt: Attempt, params: Mapping[str, str]) -> None:
    if attempt.channel != "email":
        raise NotOurs(f"an e-mail's event for a {attempt.channel}")
    if _mailbox(params) != address_of(session, store, attempt):
        raise NotOurs("the event is about another mailbox than the attempt's")
    said = params.get("sg_message_id", "")
    if not said or not said.startswith(attempt.carrier_sid or ""):
        raise NotOurs("another e-mail already belongs to this attempt")


def _about_the_mailbox(
    session: Session, store: Store, attempt: Attempt, params: Mapping[str, str], at: datetime, since: datetime
) -> None:
    event = params["event"]
    if _says_no(params):
        source = f"email:{event}:{attempt.id}"
        silence.no_from(session, store, _mailbox(params), source, at, event, "written", since=since)
    elif _is_hard_bounce(params) or _dropped_for(params, _DROPPED_AS_DEAD):
        if session.execute(_DEAD, {"id": attempt.address_id}).rowcount:  # type: ignore[attr-defined]
            log.append(session, attempt.person_id, "mailbox_dead", at, {"event": event}, attempt.id)
    elif event == "dropped":
        why = "the e-mail carrier dropped the order; its reason is in the stored event"
        attention.ask(session, "unsettled", why, at, attempt.person_id, attempt.id)


def _says_no(params: Mapping[str, str]) -> bool:
    return params.get("event") in NO or _dropped_for(params, _DROPPED_FOR_A_NO)


def _dropped_for(params: Mapping[str, str], reasons: frozenset[str]) -> bool:
    return params.get("event") == "dropped" and params.get("reason", "").strip().lower() in reasons


def _is_hard_bounce(params: Mapping[str, str]) -> bool:
    """``blocked`` and 4xx are about this delivery, not about the mailbox. RFC 3463: 4.x.x is a persistent transient failure."""
    temporary = params.get("type") == "blocked" or params.get("status", "").startswith("4")
    return params["event"] == "bounce" and not temporary


def _mailbox(params: Mapping[str, str]) -> str:
    return params.get("email", "").strip().lower()


# A mailbox that is not there is not there for whoever else was said to have it.
_DEAD = text("""
UPDATE addresses SET state = 'dead'
WHERE value_index = (SELECT value_index FROM addresses WHERE id = :id) AND state = 'active'
""")
