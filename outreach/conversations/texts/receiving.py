"""Receiving: who wrote, to which of our numbers, and what follows, in the transaction that applies the text.

==============================  ===================================================================================
who is known at the number      what follows
==============================  ===================================================================================
whoever it is: a stop           opt-out of texts and calls at the number, everybody at it is silenced; a stop in words of the
                                person's own is confirmed, a keyword the carrier has answered
whoever it is: START            what a keyword closed for texts is open again
one person of that client       the thread says what is pending; ``answers.ROWS`` says what follows
several people                  nobody can tell who writes: all of them rest until somebody of ours has read it, and the one
                                answer is neutral
nobody, or nobody of that       somebody of ours reads it
client
==============================  ===================================================================================

Everybody concerned is locked at once, before anything is read (``_lock``): the people at the number and all who have to do
with their debts. A text is applied once, whatever is delivered twice (``contacts.reception``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.accounts.addresses import Address, people_at
from outreach.contacts import attention, confirming, lifting, log, silence, text_threads, written_confirmation
from outreach.contacts.attempts import Attempt
from outreach.contacts.carrier_events import CarrierEvent, InboundMessage
from outreach.contacts.silence import Cause
from outreach.contacts.text_threads import Line
from outreach.conversations.carrier_words import carrier_helped, carrier_started, carrier_stopped
from outreach.conversations.reader.reading import read_reply
from outreach.conversations.reader.reply import Context, Kind, Reply
from outreach.conversations.texts import answers, thread, who_reads
from outreach.conversations.texts.thread import Thread
from outreach.conversations.texts.turn import Turn
from outreach.conversations.texts.who_reads import MOST_TRIES, Told
from outreach.db import lock_budgets, person_key
from outreach.ids import new_id
from outreach.store import Store

WHO_READS = "who_reads"  # the reading of a text that says nothing but who she is


@dataclass(frozen=True, slots=True)
class Arrived:
    """A text as it came: from which number, to which of ours, and who is known there."""

    session: Session
    store: Store
    event: CarrierEvent
    params: Mapping[str, str]
    index: bytes
    people: list[UUID]
    client: UUID | None
    at: datetime

    @property
    def body(self) -> str:
        return self.params.get("Body", "")

    @property
    def source(self) -> str:
        return f"sms:{self.event.id}"


def receive(session: Session, store: Store, event: CarrierEvent, params: Mapping[str, str], at: datetime) -> str:
    """Apply an inbound text; what cannot be understood goes to a person. Returns how it was read."""
    index = store.vault.index("phone", params.get("From", ""))
    people = people_at(session, index)
    client: UUID | None = session.execute(_CLIENT, {"number": params.get("To", "")}).scalar()
    arrived = Arrived(session, store, event, params, index, people, client, at)
    _lock(arrived)
    if carrier_started(params):
        _keep(arrived, "start")
        _start(arrived)
        return "start"
    found = _thread(arrived)
    reply = read_reply(arrived.body, found.context() if found else Context(at.date()))
    if reply.kind is Kind.STOP:
        _keep(arrived, reply.kind.value, reply)
        _stop(arrived)
    elif reply.kind is Kind.START:
        _keep(arrived, reply.kind.value, reply)
        _start(arrived)
    elif found is None:
        _keep(arrived, reply.kind.value, reply)
        _crowd(arrived, reply)
    else:
        return _in_thread(arrived, found, reply)
    return reply.kind.value


def _lock(arrived: Arrived) -> None:
    session, people = arrived.session, arrived.people
    rows = session.execute(_CONCERNED, {"people": people, "client": arrived.client})
    lock_budgets(session, [person_key(person) for person in {*people, *rows.scalars()}])


def _thread(arrived: Arrived) -> Thread | None:
    """The thread, when one person is known at the number who has to do with the client."""
    session, client = arrived.session, arrived.client
    if len(arrived.people) != 1 or client is None:
        return None
    query = select(Address.id).where(Address.person_id == arrived.people[0], Address.value_index == arrived.index)
    address = session.scalars(query.where(Address.state != "wrong_person").order_by(Address.id)).first()
    if address is None:
        return None
    line = Line(arrived.people[0], address, client)
    return thread.find(session, arrived.store, line, arrived.params.get("From", ""), arrived.at)


def _in_thread(arrived: Arrived, found: Thread, reply: Reply) -> str:
    said = who_reads.hear(arrived.session, arrived.store, found, arrived.body, arrived.at)
    understood = reply.kind not in (Kind.UNCLEAR, Kind.YES, Kind.CHOICE)
    told = said.told if said.told is Told.RIGHT or not understood else Told.NOTHING
    rest = read_reply(said.rest, Context(found.today)) if told is Told.RIGHT else reply
    reading = WHO_READS if told is not Told.NOTHING and rest.kind is Kind.UNCLEAR else rest.kind.value
    message = _keep(arrived, reading, rest)
    written_confirmation.give_way(arrived.session, found.line.person, found.line.address, arrived.at)
    turn = Turn(arrived.session, arrived.store, found, message, rest, said.rest, arrived.source, arrived.at)
    if told is Told.RIGHT:
        _identified(turn)
    elif told is Told.WRONG:
        _not_identified(turn)
    elif not (rest.kind is Kind.HELP and carrier_helped(arrived.params)):
        answers.answer(turn)
    return reading


def _identified(turn: Turn) -> None:
    """It is known who reads: what else she wrote is answered; if nothing, what was to be said follows."""
    thread_ = turn.thread
    text_threads.verify(turn.session, thread_.line, thread_.factor or "", turn.at)
    log.append(turn.session, thread_.line.person, "identified", turn.at, {"text": str(turn.message.id)})
    if thread_.asked is not None:
        thread_.asked.identity = "verified"
    known = turn.known()
    if turn.reply.kind is not Kind.UNCLEAR:
        answers.answer(known)
    else:
        answers.what_was_wanted(known)


def _not_identified(turn: Turn) -> None:
    if who_reads.was_wrong(turn.session, turn.thread, turn.source, turn.at) < MOST_TRIES:
        turn.say("right_party_again")
    else:
        answers.read_by_a_person(turn)


def _start(arrived: Arrived) -> None:
    number = arrived.params.get("From", "")
    if lifting.started_again(arrived.session, arrived.store, number, arrived.source, arrived.at):
        why = "START from a number at which a no was said in words: that no stands"
        attention.ask(arrived.session, "reply", why, arrived.at)


def _stop(arrived: Arrived) -> None:
    session, at = arrived.session, arrived.at
    form = "keyword" if carrier_stopped(arrived.params) else "written"
    number, since = arrived.params.get("From", ""), arrived.event.received_at
    news = silence.no_from(session, arrived.store, number, arrived.source, at, arrived.body, form, since=since)
    asked = _newest_text_to(session, arrived.index)
    if news and asked and not carrier_stopped(arrived.params):
        confirming.confirm(session, asked, at)


def _crowd(arrived: Arrived, reply: Reply) -> None:
    """Several people or nobody of that client: whoever is known there rests until it was read."""
    session, at, people = arrived.session, arrived.at, arrived.people
    message = session.scalars(select(InboundMessage.id).where(InboundMessage.event_id == arrived.event.id)).one()
    why = f"a text ({reply.kind}) from a number of {len(people)} people on file"
    if len(people) == 1:
        why = f"a text ({reply.kind}) from somebody who has nothing to do with the client of that number"
    cause = Cause("unread", f"a text ({reply.kind}) waits to be read", arrived.event.received_at)
    for person in people:
        silence.person_rests(session, arrived.store, person, cause, at)
        attention.ask(session, "reply", why, at, person, message=message)
    if not people:
        attention.ask(session, "reply", why, at, message=message)
    elif len(people) > 1:
        _neutrally(arrived, reply, message)


def _neutrally(arrived: Arrived, reply: Reply, message: UUID) -> None:
    """One answer to a number that several people share, as one to whom we wrote there."""
    asked = _newest_text_to(arrived.session, arrived.index)
    if asked is None or asked.client_id != arrived.client:
        return
    debts = tuple(asked.debt_ids)
    whom = written_confirmation.Whom(asked.person_id, asked.client_id, debts, asked.address_id, message)
    template = "help" if reply.kind in (Kind.HELP, Kind.WHY) else "noted"
    written_confirmation.plan(arrived.session, whom, template, arrived.at)


def _keep(arrived: Arrived, reading: str, reply: Reply | None = None) -> InboundMessage:
    session, people, params = arrived.session, arrived.people, arrived.params
    identity = new_id(arrived.at)
    message = InboundMessage(
        id=identity,
        event_id=arrived.event.id,
        person_id=people[0] if len(people) == 1 else None,
        address_index=arrived.index,
        to_value=params.get("To", ""),
        client_id=arrived.client,
        carrier_sid=params.get("MessageSid", str(arrived.event.id)),
        reading=reading,
        understood=_understood(reply) if reply else {},
        words_sealed=arrived.store.vault.seal("inbound_messages.words", identity, arrived.body),
        at=arrived.event.received_at,  # as the no in it: a stop is not an answer that came after itself
    )
    session.add(message)
    session.flush()
    for person in people:
        log.append(session, person, "text_in", arrived.at, {"message": str(identity), "reading": reading})
    return message


def _understood(reply: Reply) -> dict[str, Any]:
    """What was read, without her words."""
    found = {
        "confidence": reply.confidence.value,
        "language": reply.language,
        "also": [kind.value for kind in reply.also],
        "amount": reply.amount_minor,
        "full": reply.full,
        "due_on": str(reply.due_on) if reply.due_on else None,
        "choice": reply.choice,
    }
    return {name: value for name, value in found.items() if value}


def _newest_text_to(session: Session, index: bytes) -> Attempt | None:
    query = (
        select(Attempt)
        .join(Address, Address.id == Attempt.address_id)
        .where(Address.value_index == index, Attempt.channel == "sms")
        .where(Attempt.wired_at.is_not(None))
        .order_by(Attempt.wired_at.desc())
    )
    return session.scalars(query.limit(1)).first()


_CLIENT = text(
    "SELECT client_id FROM sender_numbers WHERE value = :number ORDER BY channel <> 'sms', active DESC LIMIT 1"
)
_CONCERNED = text("""
SELECT DISTINCT other.person_id FROM debt_parties mine
JOIN debts d ON d.id = mine.debt_id AND d.client_id = CAST(:client AS uuid)
JOIN debt_parties other ON other.debt_id = mine.debt_id
WHERE mine.person_id = ANY(CAST(:people AS uuid[]))
""")
