"""Calling back: the time somebody wishes to be called at by text, or times to choose from by number."""

from __future__ import annotations

from datetime import datetime

from compliance import FactsError
from outreach.contacts import slots, text_questions
from outreach.contacts.text_questions import TextQuestion
from outreach.conversations import consequences
from outreach.conversations.reader.reply import CallWish
from outreach.conversations.texts import wishes
from outreach.conversations.texts.turn import Turn


def wanted(turn: Turn) -> None:
    """At the time she named, when a call is lawful then; else at one of three, which she chooses by number."""
    wish, zone = turn.reply.call or CallWish(), turn.thread.zone
    begins = wishes.wished_at(wish, zone, turn.at)
    if wish.phone is not None:  # a number that is not on file: somebody of ours must see to it
        _by_a_person(turn)
    elif begins is not None and _lawful(turn, begins):
        consequences.call_back(turn.session, turn.store, turn.speaker(), begins, turn.at)
    else:
        _offer_times(turn, wishes.earliest(wish, zone, turn.at))


def chosen(turn: Turn, question: TextQuestion, number: int) -> None:
    """One of the times; when it has passed or is not lawful any more, others."""
    text_questions.close(question, str(number), turn.at)
    begins = question.slots[number - 1]
    if begins > turn.at and _lawful(turn, begins):
        consequences.call_back(turn.session, turn.store, turn.speaker(), begins, turn.at)
    else:
        _offer_times(turn, turn.at)


def _offer_times(turn: Turn, since: datetime) -> None:
    subject = consequences.call_subject(turn.speaker())
    try:
        found = slots.slots(turn.session, turn.store, subject, turn.at, since=since)
    except FactsError:
        found = []
    if not found:
        _by_a_person(turn)
        return
    question = text_questions.about_slots(turn.session, turn.thread.line.person, found, turn.at)
    turn.say("slot_choice", question.id)


def _by_a_person(turn: Turn) -> None:
    consequences.person_wanted(turn.session, turn.speaker(), turn.at, "wants to be called")
    turn.say("noted")


def _lawful(turn: Turn, begins: datetime) -> bool:
    subject = consequences.call_subject(turn.speaker())
    try:
        return slots.lawful(turn.session, turn.store, subject, turn.at, begins)
    except FactsError:
        return False
