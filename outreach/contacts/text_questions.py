"""Text questions: what we asked somebody by text beyond offers and who she is, so that "yes" and "2" mean what was asked.

``text_questions``
    ``kind`` and what ``detail`` holds:

    =========  ===========================================  ======================================================
    promise    debt, amount (minor units), due_on           do you mean this amount by this day?
    slots      slots: instants, in the order of numbers     when may we call?
    hour                                                    shall we answer at this hour?
    =========  ===========================================  ======================================================

    A question is open until ``until``, or until it was answered. The text that asks it names it as its subject; only what the
    newest text of a thread asks is waited for (`outreach.conversations.texts.thread`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.accounts import people  # noqa: F401 - the table its key points at
from outreach.db import Base
from outreach.ids import new_id

GOOD_FOR: Final = timedelta(days=3)


class TextQuestion(Base):
    __tablename__ = "text_questions"
    __table_args__ = (CheckConstraint("kind IN ('promise', 'slots', 'hour')", name="kind"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    detail: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    until: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]

    def open_at(self, at: datetime) -> bool:
        return self.answered_at is None and at < self.until

    @property
    def amount(self) -> int:
        """Of a promise, minor units."""
        return int(self.detail["amount"])

    @property
    def due_on(self) -> date:
        """Of a promise."""
        return date.fromisoformat(self.detail["due_on"])

    @property
    def slots(self) -> list[datetime]:
        """Instants that may be chosen, the first is number 1."""
        return [datetime.fromisoformat(iso) for iso in self.detail["slots"]]


def about_promise(session: Session, person: UUID, debt: UUID, amount: int, due_on: date, at: datetime) -> TextQuestion:
    """Does she mean this amount by this day?"""
    detail = {"debt": str(debt), "amount": amount, "due_on": due_on.isoformat()}
    return _ask(session, person, "promise", detail, at, at + GOOD_FOR)


def about_slots(session: Session, person: UUID, slots: Sequence[datetime], at: datetime) -> TextQuestion:
    """At which of these instants may we call?"""
    return _ask(session, person, "slots", {"slots": [begins.isoformat() for begins in slots]}, at, slots[-1])


def about_hour(session: Session, person: UUID, until: datetime, at: datetime) -> TextQuestion:
    """Does she want an answer before ``until``, when the hours she wrote in are over?"""
    return _ask(session, person, "hour", {"until": until.isoformat()}, at, until)


def close(question: TextQuestion, answer: str, at: datetime) -> None:
    """Write down how it was answered."""
    question.answered_at, question.answer = at, answer


def _ask(
    session: Session, person: UUID, kind: str, detail: dict[str, Any], at: datetime, until: datetime
) -> TextQuestion:
    question = TextQuestion(id=new_id(at), person_id=person, kind=kind, detail=detail, asked_at=at, until=until)
    session.add(question)
    session.flush()
    return question
