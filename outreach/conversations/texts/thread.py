"""A thread: what is said by text between a person at a number and one client, and what our newest question there leaves open.

What is pending follows from the texts that left us; nothing else remembers it. Of the texts that ask something (``ASKING``) the
newest counts, whatever was said in between, and it alone:

===========================================  ==============  ==============================  =============================
newest text that asks                        pending         answered by                     ends
===========================================  ==============  ==============================  =============================
plan_offer, promise_noted                    `Offered`       its number                      an offer was taken
slot_choice, promise_check,                  `Asked`         its number, yes or no           answered; ``until`` passed
inconvenient_hour
right_party, right_party_reply,              `WhoReads`      the fact that is asked for      it is known who reads
right_party_again
none, or its time has ended                  None
===========================================  ==============  ==============================  =============================

Offers that are over (expired, something was paid, a first payment day has passed) still give a number its meaning for
``UNDERSTOOD_FOR``: the answer is then what can be offered at that moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from compliance import FactsError, local_times
from outreach.accounts.people import Person
from outreach.agreements.making import answered
from outreach.agreements.offer_sets import OfferSet
from outreach.contacts import facts, text_threads
from outreach.contacts.attempts import Attempt
from outreach.contacts.text_questions import TextQuestion
from outreach.contacts.text_threads import Line
from outreach.conversations.reader.reply import Context, Offers, Question
from outreach.store import Store

OFFERS: Final = ("plan_offer", "promise_noted")
QUESTIONS: Final = ("slot_choice", "promise_check", "inconvenient_hour")
WHO: Final = (text_threads.ASKS, text_threads.ASKS_BACK, "right_party_again")
ASKING: Final = (*OFFERS, *QUESTIONS, *WHO)
UNDERSTOOD_FOR: Final = timedelta(days=14)
NOWHERE: Final = "UTC"  # the zone of somebody whose place cannot be told


@dataclass(frozen=True, slots=True)
class Offered:
    """Numbered offers. ``taken``: one of them was chosen, which may be said again."""

    offers: OfferSet
    taken: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of ours."""

    question: TextQuestion


@dataclass(frozen=True, slots=True)
class WhoReads:
    """We wait for the fact that tells who reads."""

    factor: str


Pending = Offered | Asked | WhoReads | None


@dataclass(frozen=True, slots=True)
class Thread:
    """One thread at one instant. ``asked`` is our newest text in it; ``factor`` what she may be asked for.

    The first of ``debts`` is the one our newest text was about.
    """

    line: Line
    number: str
    debts: tuple[UUID, ...]
    language: str
    zone: str
    today: date
    known: bool
    factor: str | None
    asked: Attempt | None
    pending: Pending
    loaded: facts.Loaded | None

    def context(self) -> Context:
        """What the reader must know."""
        return Context(self.today, _for_the_reader(self.pending))


def find(session: Session, store: Store, line: Line, number: str, at: datetime) -> Thread | None:
    """The thread of a line; None when the person has nothing to do with the client. The caller holds the budgets."""
    asked = newest(session, line)
    debts = tuple(asked.debt_ids) if asked else debts_of(session, line.person, line.client)
    if not debts:
        return None
    standing = text_threads.standing(session, line, at)
    loaded = _loaded(session, store, line, debts, at)
    there = min(local_times(loaded.facts, at), key=lambda place: place.offset) if loaded else None
    return Thread(
        line=line,
        number=number,
        debts=debts,
        language=session.get_one(Person, line.person).language,
        zone=there.zone if there else NOWHERE,
        today=there.local.date() if there else at.date(),
        known=standing.known,
        factor=standing.factor if standing.people == 1 else None,
        asked=asked,
        pending=_pending(session, line, standing, at),
        loaded=loaded,
    )


def newest(session: Session, line: Line, templates: tuple[str, ...] = ()) -> Attempt | None:
    """Our newest text of the thread that may have arrived; with ``templates``, of these."""
    query = select(Attempt).where(Attempt.address_id == line.address, Attempt.client_id == line.client)
    query = query.where(Attempt.channel == "sms", Attempt.wired_at.is_not(None))
    query = query.where(Attempt.state.not_in(("undelivered", "failed")))
    if templates:
        query = query.where(Attempt.template.in_(templates))
    return session.scalars(query.order_by(Attempt.wired_at.desc(), Attempt.id.desc()).limit(1)).first()


def debts_of(session: Session, person: UUID, client: UUID) -> tuple[UUID, ...]:
    """What a person owes or owed the client, what is open first."""
    return tuple(session.scalars(_DEBTS, {"person": person, "client": client}))


def _pending(session: Session, line: Line, standing: text_threads.Standing, at: datetime) -> Pending:
    asking = newest(session, line, ASKING)
    if asking is None or asking.wired_at is None or at - asking.wired_at > UNDERSTOOD_FOR:
        return None
    if asking.template in WHO:
        return WhoReads(standing.factor) if not standing.known and standing.factor else None
    if asking.template in OFFERS:
        offers = session.scalars(select(OfferSet).where(OfferSet.attempt_id == asking.id)).first()
        return Offered(offers, answered(session, offers.id) is not None) if offers else None
    question = session.get(TextQuestion, asking.subject_id) if asking.subject_id else None
    return Asked(question) if question and question.open_at(at) else None


def _for_the_reader(pending: Pending) -> Offers | Question | None:
    if isinstance(pending, Offered):
        return Offers(len(pending.offers.offers))
    if isinstance(pending, Asked):
        return _question(pending.question)
    return Question() if isinstance(pending, WhoReads) else None


def _question(question: TextQuestion) -> Offers | Question:
    if question.kind == "slots":
        return Offers(len(question.slots))
    return Question(question.amount, question.due_on) if question.kind == "promise" else Question()


def _loaded(session: Session, store: Store, line: Line, debts: tuple[UUID, ...], at: datetime) -> facts.Loaded | None:
    subject = facts.Subject(line.person, line.address, debts, line.client, "sms", "help", "reply")
    try:
        return facts.load(session, store.vault, subject, at)
    except FactsError:
        return None


_DEBTS: Any = text("""
SELECT d.id FROM debt_parties p JOIN debts d ON d.id = p.debt_id
WHERE p.person_id = :person AND p.role IN ('debtor', 'co_obligor') AND d.client_id = :client
ORDER BY d.status <> 'open', d.id
""")
