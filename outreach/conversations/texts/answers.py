"""Answers: what follows from each meaning of a text, and what is said back.

``ROWS`` is the table, one row per meaning. ``does`` is the consequence; where it confirms what it did, ``says`` tells by which
text. Otherwise ``says`` is the answer. While it is not known who reads, a text that tells of a debt becomes the question who
reads (`outreach.contacts.text_threads`), and follows when that was answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select

from outreach.agreements.making import OfferOver
from outreach.agreements.plans import STILL_OPEN, AlreadyAgreed, Plan
from outreach.agreements.promises import Promise
from outreach.contacts import contact_contract, quiet_hours, text_questions, text_threads
from outreach.contacts.contact_contract import Terms
from outreach.contacts.written_confirmation import GOOD_FOR
from outreach.conversations import consequences
from outreach.conversations.reader.reply import ContactWish, Kind
from outreach.conversations.texts import calling, own_words, wishes
from outreach.conversations.texts.thread import Asked, Offered, WhoReads
from outreach.conversations.texts.turn import Turn
from outreach.ledger.entries import balances

Does = Callable[[Turn], None]


@dataclass(frozen=True, slots=True)
class Row:
    """``does`` what follows. ``says``: the texts of which one is the answer; ``by_itself``: the consequence sees to it."""

    meaning: str
    does: Does | None
    says: tuple[str, ...]
    by_itself: bool = True


def answer(turn: Turn) -> None:
    """What follows from the text of the turn, and the one answer to it."""
    row = ROWS[turn.reply.kind]
    if row.does:
        row.does(turn)
    if not row.by_itself:
        turn.say(row.says[0])


def read_by_a_person(turn: Turn) -> None:
    """Doubt: the person rests until somebody of ours has read it, and is told so, once."""
    consequences.to_be_read(turn.session, turn.store, turn.speaker(), turn.reply.kind.value, turn.at)
    told(turn)


def told(turn: Turn) -> None:
    """That a person reads it; at an hour at which we do not write by ourselves, when that hour is over."""
    if turn.waits_for_a_person():
        return
    until = quiet_hours.closed_until(turn.thread.loaded) if turn.thread.loaded else None
    if until is None:
        turn.say("noted")
        return
    question = text_questions.about_hour(turn.session, turn.thread.line.person, until, turn.at)
    turn.say("inconvenient_hour", question.id)


def plans(turn: Turn) -> None:
    """What can be offered now; a person, when nothing can."""
    if _owed(turn) > 0:
        turn.say("plan_offer")
    else:
        read_by_a_person(turn)


def what_was_wanted(turn: Turn) -> None:
    """It has become known who reads: what could not be said before, while it still holds; else what can be offered."""
    row = text_threads.of(turn.session, turn.thread.line)
    fresh = row is not None and row.wanted_at is not None and turn.at - row.wanted_at <= GOOD_FOR
    if row is None or not fresh or row.wanted_template is None or not _holds(turn, row.wanted_subject):
        plans(turn)
    else:
        turn.say(row.wanted_template, row.wanted_subject)


def _holds(turn: Turn, subject: UUID | None) -> bool:
    """Whether what words are about still stands: an agreement that is open, or anything that is none."""
    made = (turn.session.get(Plan, subject) or turn.session.get(Promise, subject)) if subject else None
    return made is None or made.state in STILL_OPEN


def _promise(turn: Turn) -> None:
    """As it was said. More than is owed is asked back; what the client does not allow is written down, and offers follow."""
    owed, reply = _owed(turn), turn.reply
    amount = owed if reply.full else reply.amount_minor
    if owed <= 0 or not amount or reply.due_on is None:
        read_by_a_person(turn)
    elif amount > owed:
        line, debt = turn.thread.line, turn.thread.debts[0]
        question = text_questions.about_promise(turn.session, line.person, debt, owed, reply.due_on, turn.at)
        turn.say("promise_check", question.id)
    elif (same := _promised_already(turn, amount, reply.due_on)) is not None:
        turn.say("promise_noted" if same.outside_authority else "promise_confirmation", same.id)
    else:
        consequences.promise(turn.session, turn.store, turn.speaker(), amount, reply.due_on, turn.at)


def _promised_already(turn: Turn, amount: int, due_on: date) -> Promise | None:
    """The open promise of hers that says the same."""
    query = select(Promise).where(Promise.debt_id == turn.thread.debts[0], Promise.state == "open")
    query = query.where(Promise.person_id == turn.thread.line.person)
    return turn.session.scalars(query.where(Promise.amount == amount, Promise.due_on == due_on)).first()


def _choice(turn: Turn) -> None:
    pending, number = turn.thread.pending, turn.reply.choice or 1
    if isinstance(pending, Offered):
        choose(turn, pending, number)
    elif isinstance(pending, Asked) and pending.question.kind == "slots":
        calling.chosen(turn, pending.question, number)
    else:
        read_by_a_person(turn)


def choose(turn: Turn, pending: Offered, number: int) -> None:
    """An offer is taken. Taken before, it is confirmed again; over, the offers are made anew; another one, a person reads it."""
    offers, speaker = pending.offers, turn.speaker()
    try:
        made = consequences.agree(turn.session, turn.store, speaker, offers.id, number, turn.at, offers.words_key)
    except OfferOver:
        plans(turn)
    except AlreadyAgreed:
        read_by_a_person(turn)
    else:
        if made.made_at != turn.at:
            turn.say("plan_confirmation" if isinstance(made, Plan) else "promise_confirmation", made.id)


def _yes(turn: Turn) -> None:
    pending = turn.thread.pending
    if isinstance(pending, WhoReads):
        turn.say("right_party_reply")
    elif isinstance(pending, Offered):
        choose(turn, pending, 1)
    elif isinstance(pending, Asked) and pending.question.kind == "promise":
        text_questions.close(pending.question, "yes", turn.at)
        question, speaker = pending.question, turn.speaker()
        consequences.promise(turn.session, turn.store, speaker, question.amount, question.due_on, turn.at)
    elif isinstance(pending, Asked) and pending.question.kind == "hour":
        text_questions.close(pending.question, "yes", turn.at)
        consequences.person_wanted(turn.session, turn.speaker(), turn.at, "wants the answer at this hour")
        turn.say("noted")
    else:
        read_by_a_person(turn)


def _no(turn: Turn) -> None:
    pending = turn.thread.pending
    if isinstance(pending, WhoReads) and turn.reply.confidence == "certain":
        consequences.wrong_person(turn.session, turn.store, turn.speaker(), turn.at)
    elif isinstance(pending, Asked) and pending.question.kind == "promise":
        text_questions.close(pending.question, "no", turn.at)
        plans(turn)
    elif isinstance(pending, Asked) and pending.question.kind == "hour" and turn.reply.confidence == "certain":
        text_questions.close(pending.question, "no", turn.at)
    else:
        read_by_a_person(turn)


def _wrong_number(turn: Turn) -> None:
    consequences.wrong_person(turn.session, turn.store, turn.speaker(), turn.at)


def _dispute(turn: Turn) -> None:
    consequences.dispute(turn.session, turn.store, turn.speaker(), turn.at)


def _on_hold(turn: Turn) -> None:
    consequences.on_hold(turn.session, turn.store, turn.speaker(), turn.reply.kind.value, turn.at)


def _hardship(turn: Turn) -> None:
    consequences.hardship(turn.session, turn.store, turn.speaker(), turn.at)


def _preference(turn: Turn) -> None:
    """What can be kept is kept, beside what she said before; what cannot, a person reads."""
    wish = turn.reply.wish or ContactWish()
    terms = wishes.terms(wish, _standing_terms(turn))
    if terms is None:
        read_by_a_person(turn)
        return
    _agree_to(turn, terms, "language_switched" if wishes.only_language(wish) else "preferences_confirmed")


def pause(turn: Turn) -> None:
    """She wants a rest from us: nothing for a while, through any channel."""
    _agree_to(turn, wishes.paused(_standing_terms(turn), turn.thread.today), "preferences_confirmed")


def _agree_to(turn: Turn, terms: Terms, confirmed_by: str) -> None:
    speaker = turn.speaker()
    consequences.prefer(turn.session, turn.store, speaker, terms, turn.thread.zone, turn.at, confirmed_by)


def _standing_terms(turn: Turn) -> Terms:
    found = contact_contract.in_force(turn.session, turn.thread.line.person)
    return contact_contract.from_json(found.terms) if found else Terms()


def _unclear(turn: Turn) -> None:
    """Own words and courtesies that the reader leaves alone; else a person reads it."""
    said, pending = own_words.plain(turn.body), turn.thread.pending
    if said in own_words.PAUSE:
        pause(turn)
    elif said in own_words.PLANS or (said in own_words.YES and isinstance(pending, Offered) and not pending.taken):
        plans(turn)
    elif said not in own_words.COURTESIES or not (pending is None or (isinstance(pending, Offered) and pending.taken)):
        read_by_a_person(turn)


def _owed(turn: Turn) -> int:
    """What is owed on the debt that is talked about, minor units."""
    debt = turn.thread.debts[0]
    return balances(turn.session, [debt]).get(debt, 0)


ROWS: Final[Mapping[Kind, Row]] = {
    Kind.CHOICE: Row("takes an offer, or a time for a call", _choice, ("plan_confirmation", "promise_confirmation", "callback_booked", "plan_offer")),
    Kind.PROMISE: Row("promises an amount by a day", _promise, ("promise_confirmation", "promise_noted", "promise_check", "noted")),
    Kind.YES: Row("yes to what we asked", _yes, ("plan_confirmation", "promise_confirmation", "plan_offer", "right_party_reply", "noted")),
    Kind.NO: Row("no to what we asked", _no, ("wrong_number", "plan_offer", "noted")),
    Kind.WHY: Row("asks who we are and why we write", None, ("why",), by_itself=False),
    Kind.HELP: Row("asks for help", None, ("help",), by_itself=False),
    Kind.CALL_ME: Row("wants to be called", calling.wanted, ("callback_booked", "slot_choice", "noted")),
    Kind.PREFERENCE: Row("says how to be contacted", _preference, ("preferences_confirmed", "language_switched", "noted")),
    Kind.WRONG_NUMBER: Row("is somebody else", _wrong_number, ("wrong_number",)),
    Kind.DISPUTE: Row("does not owe it, or not this much", _dispute, ("dispute_acknowledgement", "noted")),
    Kind.HARDSHIP: Row("is short of money", _hardship, ("hardship", "noted")),
    Kind.ALREADY_PAID: Row("has paid", read_by_a_person, ("noted", "inconvenient_hour")),
    Kind.ATTORNEY: Row("has an attorney", _on_hold, ()),
    Kind.BANKRUPTCY: Row("is bankrupt", _on_hold, ()),
    Kind.DECEASED: Row("the person has died", _on_hold, ()),
    Kind.UNCLEAR: Row("nobody can tell for sure", _unclear, ("noted", "inconvenient_hour", "plan_offer", "preferences_confirmed")),
}  # fmt: skip
"""STOP and START are no conversation: they hold for the number, whoever writes (`receiving.py`)."""
