"""Inbound texts: who wrote, what it means, and what follows in the same transaction.

=================================  ====================================================================
reading                            consequence
=================================  ====================================================================
stop                               opt-out of texts and calls at the number, everybody at it is silenced; a stop in
                                   words of the person's own is confirmed, a keyword the carrier has answered
start (as the whole text)          what a keyword closed for texts is open again
promise                            a promise on the debt of the newest text to that number; the debt rests
wrong_number                       the number is never used for this person again
dispute, attorney, deceased …      a hold, and a person of ours looks
anything else, or doubt            a person of ours reads it; the debts rest until then
=================================  ====================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.accounts.addresses import Address, people_at
from outreach.agreements.making import Promised
from outreach.contacts import agreeing, attention, confirming, lifting, log, silence
from outreach.contacts.attempts import Attempt
from outreach.contacts.carrier_events import CarrierEvent, InboundMessage
from outreach.contacts.decisions import local_day
from outreach.contacts.silence import Cause
from outreach.conversations.carrier_words import carrier_started, carrier_stopped
from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import Context, Kind, Reply
from outreach.db import lock_budgets, person_key
from outreach.ids import new_id
from outreach.ledger.entries import balances
from outreach.store import Store

HOLDS = {
    Kind.DISPUTE: "dispute",
    Kind.ATTORNEY: "attorney",
    Kind.BANKRUPTCY: "manual",  # a stay needs a petition on record; until somebody looked, nothing is sent
    Kind.DECEASED: "manual",
}


def receive(session: Session, store: Store, event: CarrierEvent, params: Mapping[str, str], at: datetime) -> Reply:
    """Apply an inbound text. Raises nothing: what cannot be understood goes to a person."""
    number, body = params.get("From", ""), params.get("Body", "")
    index = store.vault.index("phone", number)
    people = people_at(session, index)
    lock_budgets(session, [person_key(person) for person in people])
    asked = _newest_text_to(session, index)
    reply = read_reply(body, Context(local_day(session, asked, at)))
    starts = carrier_started(params)
    _keep(session, store, event, params, people, "start" if starts else reply.kind.value, at)
    if starts:
        _start(session, store, number, event, at)
    elif reply.kind is Kind.STOP:
        _stop(session, store, params, asked, event, at)
    elif len(people) != 1:
        attention.ask(session, "reply", f"a text ({reply.kind}) from a number of {len(people)} people on file", at)
    else:
        _from_one(session, store, people[0], index, asked, reply, event, at)
    return reply


def _start(session: Session, store: Store, number: str, event: CarrierEvent, at: datetime) -> None:
    if lifting.started_again(session, store, number, f"sms:{event.id}", at):
        attention.ask(session, "reply", "START from a number at which a no was said in words: that no stands", at)


def _stop(
    session: Session,
    store: Store,
    params: Mapping[str, str],
    asked: Attempt | None,
    event: CarrierEvent,
    at: datetime,
) -> None:
    form = "keyword" if carrier_stopped(params) else "written"
    said = params.get("Body", "")
    source, since = f"sms:{event.id}", event.received_at
    news = silence.no_from(session, store, params.get("From", ""), source, at, said, form, since=since)
    if news and asked and not carrier_stopped(params):
        confirming.confirm(session, asked, at)


def _keep(
    session: Session,
    store: Store,
    event: CarrierEvent,
    params: Mapping[str, str],
    people: list[UUID],
    reading: str,
    at: datetime,
) -> None:
    identity = new_id(at)
    session.add(
        InboundMessage(
            id=identity,
            event_id=event.id,
            person_id=people[0] if len(people) == 1 else None,
            address_index=store.vault.index("phone", params.get("From", "")),
            to_value=params.get("To", ""),
            carrier_sid=params.get("MessageSid", str(event.id)),
            reading=reading,
            words_sealed=store.vault.seal("inbound_messages.words", identity, params.get("Body", "")),
            at=event.received_at,  # as the no in it: a stop is not an answer that came after itself
        )
    )
    for person in people:
        log.append(session, person, "text_in", at, {"message": str(identity), "reading": reading})


def _from_one(
    session: Session,
    store: Store,
    person: UUID,
    index: bytes,
    asked: Attempt | None,
    reply: Reply,
    event: CarrierEvent,
    at: datetime,
) -> None:
    if asked and asked.person_id != person:
        asked = None  # what was asked of somebody else at this number is not what she answers
    since = event.received_at
    if reply.kind is Kind.PROMISE and asked and _promise(session, store, person, asked, reply, since, at):
        return
    if reply.kind is Kind.WRONG_NUMBER:
        session.execute(_WRONG, {"person": person, "index": index})
    if reply.kind in HOLDS:
        silence.hold(session, store, person, None, HOLDS[reply.kind], f"sms:{event.id}", at, since=since)
    else:
        cause = Cause("unread", f"a text ({reply.kind}) waits to be read", since)
        silence.person_rests(session, store, person, cause, at)
    attention.ask(session, "reply", f"text read as {reply.kind}", at, person, asked.id if asked else None)


def _newest_text_to(session: Session, index: bytes) -> Attempt | None:
    query = (
        select(Attempt)
        .join(Address, Address.id == Attempt.address_id)
        .where(Address.value_index == index, Attempt.channel == "sms")
        .where(Attempt.wired_at.is_not(None))
        .order_by(Attempt.wired_at.desc())
    )
    return session.scalars(query.limit(1)).first()


def _promise(
    session: Session, store: Store, person: UUID, asked: Attempt, reply: Reply, since: datetime, at: datetime
) -> bool:
    """A promise within what is owed, for a day that makes sense; anything else is for a person to read."""
    debt = asked.debt_ids[0]
    owed = balances(session, [debt]).get(debt, 0)
    amount = owed if reply.full else reply.amount_minor or 0
    if not 0 < amount <= owed or reply.due_on is None:
        return False
    currency = session.execute(_CURRENCY, {"debt": debt}).scalar_one()
    said = Promised(amount, currency, reply.due_on, "sms", local_day(session, asked, at))
    return agreeing.promise(session, store, person, debt, asked.id, said, at, since) is not None


_WRONG = text("UPDATE addresses SET state = 'wrong_person' WHERE person_id = :person AND value_index = :index")
_CURRENCY = text("SELECT currency FROM debts WHERE id = :debt")
