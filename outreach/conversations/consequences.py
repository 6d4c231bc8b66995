"""What follows when somebody means something: one function per meaning, whatever the channel.

A key, a text, the page and a collector's form all end here, in the transaction that records what was said, so that a no is a
no and a promise is a promise wherever it was heard. The caller holds the budgets of everybody who has to do with the debts
(``begin``), and passes the instant of the transaction; when the words reached us stands in the speaker.

======================  ===============================================================================================
meaning                 consequence
======================  ===============================================================================================
promise, agree          `contacts.agreeing`; a written confirmation where one can be sent
stop                    nothing more to this number or mailbox, everything queued is cancelled
cease                   nothing more at all, whatever the channel, but where the law wants it
wrong_person            the address is never used for this person again, and nobody learns why we called
dispute                 a hold on the debt from now on; somebody of ours looks; acknowledged in writing
attorney … deceased     a hold; somebody of ours looks
hardship, already paid  the debts rest until somebody of ours has read it
call_back               an appointment, confirmed in writing
prefer                  a contact contract, confirmed in writing
speak                   her language, in everything we say to her
person_wanted           somebody of ours is told that nobody was free
======================  ===============================================================================================
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from outreach.accounts.debts import lock_parties
from outreach.accounts.people import Person
from outreach.agreements.making import Answer, Promised
from outreach.agreements.plans import Agreement, Plan
from outreach.agreements.promises import Promise
from outreach.contacts import (
    agreeing,
    appointments,
    attention,
    contact_contract,
    facts,
    log,
    silence,
    text_threads,
    written_confirmation,
)
from outreach.contacts.appointments import Appointment
from outreach.contacts.contact_contract import ContactContract, Terms
from outreach.contacts.silence import Cause
from outreach.conversations.speaker import Speaker
from outreach.db import lock_budgets, person_key
from outreach.store import Store

HOLDS: Final = {
    "attorney": "attorney",
    "bankruptcy": "manual",  # a stay needs a petition on record; until somebody looked, nothing is sent
    "deceased": "manual",
}
NEUTRAL: Final = {"dispute_acknowledgement": "noted", "hardship": "noted"}
"""What is said instead while it is not known who reads."""


def begin(session: Session, speaker: Speaker) -> None:
    """Hold the budgets of the speaker and of everybody who has to do with her debts, before anything is read."""
    lock_parties(session, *speaker.debts)
    lock_budgets(session, [person_key(speaker.person)])


def promise(
    session: Session,
    store: Store,
    speaker: Speaker,
    amount: int,
    due_on: date,
    at: datetime,
    words_key: str | None = None,
) -> Promise | None:
    """A promise to pay ``amount`` minor units by a day. None when this conversation has already brought one."""
    currency = session.execute(_CURRENCY, {"debt": speaker.debt}).scalar_one()
    said = Promised(amount, currency, due_on, speaker.channel, speaker.today, words_key)
    made = agreeing.promise(session, store, speaker.person, speaker.debt, speaker.attempt, said, at, speaker.since)
    if made is not None:
        _confirm(session, speaker, _of_promise(speaker, made), at, made.id)
    return made


def agree(
    session: Session,
    store: Store,
    speaker: Speaker,
    offer_set: UUID,
    number: int,
    at: datetime,
    words_key: str | None = None,
) -> Agreement:
    """An offer was chosen. Chosen again, it is the agreement made before.

    Raises:
        NotFound, OfferOver, AlreadyAgreed: as ``outreach.agreements.making.agree``.
    """
    answer = Answer(number, speaker.channel, speaker.today, speaker.attempt, words_key)
    made = agreeing.agree(session, store, offer_set, answer, at, speaker.since)
    if made.made_at == at:
        _confirm(
            session, speaker, "plan_confirmation" if isinstance(made, Plan) else "promise_confirmation", at, made.id
        )
    return made


def stop(session: Session, store: Store, speaker: Speaker, at: datetime, words: str = "", form: str = "oral") -> bool:
    """No more at the number or mailbox it came from; what is booked is given up. Returns whether that was news."""
    appointments.cancel(session, speaker.person, "asked to stop", at)
    return silence.no_from(session, store, speaker.address, speaker.source, at, words, form, since=speaker.since)


def cease(session: Session, store: Store, speaker: Speaker, at: datetime) -> None:
    """She wants no contact about her debts at all, in writing: 15 U.S.C. 1692c(c)."""
    appointments.cancel(session, speaker.person, "asked to be left alone", at)
    silence.hold(session, store, speaker.person, None, "cease", speaker.source, at, since=speaker.since)


def wrong_person(session: Session, store: Store, speaker: Speaker, at: datetime) -> None:
    """Somebody else is at this address: it is never used for this person again."""
    session.execute(_WRONG, {"id": speaker.address_id, "person": speaker.person})
    text_threads.forget(session, speaker.person, speaker.address_id)
    cause = Cause("hold", "somebody else answers at this address", speaker.since)
    silence.person_rests(session, store, speaker.person, cause, at)
    _ask(session, speaker, "wrong_person", "somebody else answers at this address", at)
    if speaker.message:
        _confirm(session, speaker, "wrong_number", at)


def dispute(session: Session, store: Store, speaker: Speaker, at: datetime) -> None:
    """She does not owe this, or not this much: nothing more about these debts until it is verified."""
    for debt in speaker.debts:
        silence.hold(session, store, speaker.person, debt, "dispute", speaker.source, at, since=speaker.since)
    _ask(session, speaker, "reply", "disputes the account", at)
    _confirm(session, speaker, "dispute_acknowledgement", at)


def on_hold(session: Session, store: Store, speaker: Speaker, meaning: str, at: datetime) -> None:
    """``attorney``, ``bankruptcy`` or ``deceased``: nothing more until somebody of ours has looked."""
    silence.hold(session, store, speaker.person, None, HOLDS[meaning], speaker.source, at, since=speaker.since)
    _ask(session, speaker, "reply", f"said: {meaning}", at)


def to_be_read(session: Session, store: Store, speaker: Speaker, meaning: str, at: datetime) -> None:
    """Words that somebody of ours must read; the person is left alone until then."""
    cause = Cause("unread", f"what was said ({meaning}) waits to be read", speaker.since)
    silence.person_rests(session, store, speaker.person, cause, at)
    _ask(session, speaker, "reply", f"said: {meaning}", at)


def hardship(session: Session, store: Store, speaker: Speaker, at: datetime) -> None:
    """Money is short: somebody of ours looks, and she is told so."""
    to_be_read(session, store, speaker, "hardship", at)
    _confirm(session, speaker, "hardship", at)


def call_back(
    session: Session, store: Store, speaker: Speaker, begins_at: datetime, at: datetime, wish: str = ""
) -> Appointment:
    """We will call at this instant; one that was booked before is given up."""
    made = appointments.book(session, store, call_subject(speaker), begins_at, speaker.source, at, wish)
    _confirm(session, speaker, "callback_booked", at, made.id)
    return made


def prefer(
    session: Session,
    store: Store,
    speaker: Speaker,
    terms: Terms,
    zone: str,
    at: datetime,
    confirmed_by: str = "preferences_confirmed",
) -> ContactContract:
    """A contact contract, in force from now on and confirmed. ``zone`` is where she is."""
    made = contact_contract.agree(session, speaker.person, terms, zone, speaker.source, at)
    _confirm(session, speaker, confirmed_by, at, made.id)
    return made


def speak(session: Session, speaker: Speaker, language: str) -> None:
    """The language of everything we say to her from now on."""
    session.get_one(Person, speaker.person).language = language


def person_wanted(session: Session, speaker: Speaker, at: datetime, why: str = "asked to speak with a person") -> None:
    """Somebody of ours is told."""
    log.append(session, speaker.person, "person_wanted", at, {"source": speaker.source})
    _ask(session, speaker, "reply", why, at)


def call_subject(speaker: Speaker) -> facts.Subject:
    """The question whether this person may be called back at the number of this conversation.

    The call begins with a made voice, which says who calls and asks who is there, and is judged as one.
    """
    if speaker.address_id is None:
        raise ValueError("a call needs a number on file")
    return facts.Subject(
        speaker.person, speaker.address_id, speaker.debts, speaker.client, "call", "keypad", voice="artificial"
    )


def _confirm(session: Session, speaker: Speaker, template: str, at: datetime, subject: UUID | None = None) -> None:
    whom = written_confirmation.Whom(speaker.person, speaker.client, speaker.debts, speaker.address_id, speaker.message)
    said = template if speaker.known else NEUTRAL.get(template, template)
    written_confirmation.plan(session, whom, said, at, subject)


def _of_promise(speaker: Speaker, made: Promise) -> str:
    """By text, what is outside of the authority is answered with what can be agreed at once."""
    return "promise_noted" if made.outside_authority and speaker.message else "promise_confirmation"


def _ask(session: Session, speaker: Speaker, kind: str, why: str, at: datetime) -> None:
    attention.ask(session, kind, f"{why} ({speaker.channel})", at, speaker.person, speaker.attempt, speaker.message)


_CURRENCY = text("SELECT currency FROM debts WHERE id = :debt")
_WRONG = text("UPDATE addresses SET state = 'wrong_person' WHERE id = :id AND person_id = :person")
