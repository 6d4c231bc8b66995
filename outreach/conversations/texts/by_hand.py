"""Answering by hand: somebody of ours has read a text that waited in the inbox, and says what it means.

What follows is what follows from the same text read by the machine (`answers.ROWS`), and so is what is said back: words of
their own nobody can send. The item is closed by it, and what was held because of it goes on where that is lawful.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from outreach.accounts.addresses import Address
from outreach.contacts import inbox, silence
from outreach.contacts.attention import Attention
from outreach.contacts.carrier_events import CarrierEvent, InboundMessage
from outreach.contacts.inbox import Closed
from outreach.contacts.text_threads import Line
from outreach.conversations.reader.reply import Confidence, Kind, Reply
from outreach.conversations.texts import answers, thread
from outreach.conversations.texts.turn import Turn
from outreach.db import lock_budgets, person_key
from outreach.errors import NotAllowed
from outreach.store import Store

MEANINGS: Final = tuple(kind for kind in Kind if kind not in (Kind.UNCLEAR, Kind.START, Kind.CALL_ME, Kind.PREFERENCE))
"""What somebody may say that a text means; for a call or preferences its words are not enough, they are entered as such."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A meaning, with what it needs: of a promise the day and the amount (minor units; all of it when ``full``), of a choice its number."""

    kind: Kind
    amount_minor: int | None = None
    full: bool = False
    due_on: date | None = None
    choice: int | None = None

    def __post_init__(self) -> None:
        """Raises NotAllowed for what is incomplete."""
        if self.kind not in MEANINGS:
            raise NotAllowed(f"a text cannot be answered as {self.kind}: use one of {', '.join(MEANINGS)}")
        if self.kind is Kind.PROMISE and (self.due_on is None or not (self.full or self.amount_minor)):
            raise NotAllowed("a promise needs an amount (or that it is all) and a day")
        if self.kind is Kind.CHOICE and self.choice is None:
            raise NotAllowed("a choice needs its number")

    def as_read(self) -> Reply:
        return Reply(
            self.kind,
            confidence=Confidence.CERTAIN,
            amount_minor=self.amount_minor,
            full=self.full,
            due_on=self.due_on,
            choice=self.choice,
        )


def answer(session: Session, store: Store, item: UUID, meant: Meant, by: str, at: datetime) -> Closed:
    """What follows from the text of an item when it means this; the item is closed.

    Raises:
        NotFound: nothing open has that id.
        NotAllowed: it is not about a text, or nobody can tell who of several wrote it. A stop holds for the number anyway.
    """
    message = _message(session, item)
    lock_budgets(session, [person_key(person) for person in session.scalars(_CONCERNED, {"message": message.id})])
    found = inbox.take(session, item)
    if meant.kind is Kind.STOP:
        _stop(session, store, message, by, at)
    else:
        answers.answer(_turn(session, store, message, meant, by, at))
    return inbox.close(session, found.id, by, f"read as {meant.kind}", at)


def _message(session: Session, item: UUID) -> InboundMessage:
    query = select(InboundMessage).join(Attention, Attention.message_id == InboundMessage.id)
    found = session.scalars(query.where(Attention.id == item)).first()
    if found is None and session.get(Attention, item) is not None:
        raise NotAllowed("this is not about a text: see to it, then close it with `outreach inbox close`")
    if found is None:
        raise inbox.nothing_open(item)
    return found


def _turn(session: Session, store: Store, message: InboundMessage, meant: Meant, by: str, at: datetime) -> Turn:
    found = _thread(session, store, message, at)
    if found is None:
        raise NotAllowed(
            "nobody can tell who wrote this, or it is nobody of that client's: it can be read as a stop, which holds for the"
            " number, or closed; what else was said is entered with the account"
        )
    words = store.vault.open("inbound_messages.words", message.id, message.words_sealed)
    return Turn(session, store, found, message, meant.as_read(), words, f"user:{by}", at, answers=False)


def _thread(session: Session, store: Store, message: InboundMessage, at: datetime) -> thread.Thread | None:
    if message.person_id is None or message.client_id is None:
        return None
    query = select(Address.id).where(Address.person_id == message.person_id)
    query = query.where(Address.value_index == message.address_index, Address.state != "wrong_person")
    address = session.scalars(query.order_by(Address.id)).first()
    if address is None:
        return None
    line = Line(message.person_id, address, message.client_id)
    return thread.find(session, store, line, _number(session, store, message), at)


def _stop(session: Session, store: Store, message: InboundMessage, by: str, at: datetime) -> None:
    words = store.vault.open("inbound_messages.words", message.id, message.words_sealed)
    number = _number(session, store, message)
    silence.no_from(session, store, number, f"user:{by}", at, words, "written", since=message.at)


def _number(session: Session, store: Store, message: InboundMessage) -> str:
    """The number that a text came from."""
    event = session.get_one(CarrierEvent, message.event_id)
    return str(json.loads(store.vault.open("carrier_events.params", event.id, event.params_sealed)).get("From", ""))


_CONCERNED = text("""
WITH hers AS (
    SELECT a.person_id FROM attention a WHERE a.message_id = :message AND a.person_id IS NOT NULL
    UNION SELECT s.person_id FROM inbound_messages i JOIN addresses s ON s.value_index = i.address_index WHERE i.id = :message
)
SELECT person_id FROM hers
UNION SELECT other.person_id FROM hers JOIN debt_parties mine ON mine.person_id = hers.person_id
      JOIN debt_parties other ON other.debt_id = mine.debt_id
""")
