"""Inbound texts: who wrote, what it means, and what follows in the same transaction.

=================================  ====================================================================
reading                            consequence
=================================  ====================================================================
stop                               opt-out of texts and calls at the number, everybody at it is silenced
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

from outreach.accounts.addresses import Address
from outreach.agreements.making import Promised
from outreach.contacts import agreeing, attention, log, silence
from outreach.contacts.attempts import Attempt
from outreach.contacts.carrier_events import CarrierEvent, InboundMessage
from outreach.contacts.decisions import local_day
from outreach.conversations.replies import Reply, ReplyKind, read_reply
from outreach.db import lock_budgets, person_key
from outreach.ids import new_id
from outreach.ledger.entries import balances
from outreach.store import Store

NOBODY: list[UUID | None] = [None]
HOLDS = {
    ReplyKind.DISPUTE: "dispute",
    ReplyKind.ATTORNEY: "attorney",
    ReplyKind.BANKRUPTCY: "manual",  # a stay needs a petition on record; until somebody looked, nothing is sent
    ReplyKind.DECEASED: "manual",
}


def receive(session: Session, store: Store, event: CarrierEvent, params: Mapping[str, str], at: datetime) -> Reply:
    """Apply an inbound text. Raises nothing: what cannot be understood goes to a person."""
    number, body = params.get("From", ""), params.get("Body", "")
    index = store.vault.index("phone", number)
    people = _people_at(session, index)
    lock_budgets(session, [person_key(person) for person in people])
    asked = _newest_text_to(session, index)
    reply = read_reply(body, local_day(session, asked, at))
    _keep(session, store, event, params, people, reply, at)
    if reply.kind is ReplyKind.STOP:
        for person in people or NOBODY:
            silence.opted_out(session, store, person, number, f"sms:{event.id}", at, body)
    elif len(people) != 1:
        attention.ask(session, "reply", f"a text ({reply.kind}) from a number of {len(people)} people on file", at)
    else:
        _from_one(session, store, people[0], index, asked, reply, event, at)
    return reply


def _people_at(session: Session, index: bytes) -> list[UUID]:
    query = select(Address.person_id).where(Address.value_index == index, Address.state != "wrong_person")
    return sorted(set(session.scalars(query)))


def _keep(
    session: Session,
    store: Store,
    event: CarrierEvent,
    params: Mapping[str, str],
    people: list[UUID],
    reply: Reply,
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
            reading=reply.kind.value,
            words_sealed=store.vault.seal("inbound_messages.words", identity, params.get("Body", "")),
            at=at,
        )
    )
    for person in people:
        log.append(session, person, "text_in", at, {"message": str(identity), "reading": reply.kind.value})


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
    if reply.kind is ReplyKind.PROMISE and asked and _promise(session, person, asked, reply, at):
        return
    if reply.kind is ReplyKind.WRONG_NUMBER:
        session.execute(_WRONG, {"person": person, "index": index})
    if reply.kind in HOLDS:
        silence.hold(session, store, person, None, HOLDS[reply.kind], f"sms:{event.id}", at)
    else:
        silence.person_rests(session, person, f"a text ({reply.kind}) waits to be read", at)
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


def _promise(session: Session, person: UUID, asked: Attempt, reply: Reply, at: datetime) -> bool:
    """A promise within what is owed, for a day that makes sense; anything else is for a person to read."""
    debt = asked.debt_ids[0]
    owed = balances(session, [debt]).get(debt, 0)
    amount = owed if reply.full else reply.amount_minor or 0
    if not 0 < amount <= owed or reply.due_on is None:
        return False
    currency = session.execute(_CURRENCY, {"debt": debt}).scalar_one()
    said = Promised(amount, currency, reply.due_on, "sms", local_day(session, asked, at))
    return agreeing.promise(session, person, debt, asked.id, said, at) is not None


_WRONG = text("UPDATE addresses SET state = 'wrong_person' WHERE person_id = :person AND value_index = :index")
_CURRENCY = text("SELECT currency FROM debts WHERE id = :debt")
