"""A turn by text: what she wrote, read in its thread, in the transaction that applies it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from outreach.agreements.promises import Promise
from outreach.contacts import attention, written_confirmation
from outreach.contacts.attempts import Attempt
from outreach.contacts.attention import Attention
from outreach.contacts.carrier_events import InboundMessage
from outreach.contacts.written_confirmation import REPLY, Whom
from outreach.conversations.reader.reply import Reply
from outreach.conversations.speaker import Speaker
from outreach.conversations.texts.thread import Thread
from outreach.store import Store

MOST_REPLIES = 8  # answers that only talk, in a day: two machines must not keep each other awake
A_DAY = written_confirmation.TALK_GOOD_FOR


@dataclass(frozen=True, slots=True)
class Turn:
    """The caller of its methods holds the budgets of everybody concerned. ``source`` is where the words stand."""

    session: Session
    store: Store
    thread: Thread
    message: InboundMessage
    reply: Reply
    body: str
    source: str
    at: datetime
    answers: bool = True

    def speaker(self) -> Speaker:
        """Who speaks; her promise is the one of our newest text, unless that has brought one already."""
        thread, asked = self.thread, self.thread.asked
        return Speaker(
            person=thread.line.person,
            client=thread.line.client,
            debts=thread.debts,
            channel="sms",
            source=self.source,
            since=self.message.at,
            today=thread.today,
            address=thread.number,
            address_id=thread.line.address,
            attempt=asked.id if asked and not self._brought_a_promise(asked.id) else None,
            language=thread.language,
            message=self.message.id if self.answers else None,
            known=thread.known,
        )

    def say(self, template: str, subject: UUID | None = None) -> Attempt | None:
        """The one answer to this text. None when she has had so many in a day that a person must look, who is asked to."""
        if self._said_today() >= MOST_REPLIES:
            self._too_many()
            return None
        line = self.thread.line
        answers = self.message.id if self.answers else None
        whom = Whom(line.person, line.client, self.thread.debts, line.address, answers)
        return written_confirmation.plan(self.session, whom, template, self.at, subject)

    def known(self) -> Turn:
        """The same turn, now that it is known who reads."""
        return replace(self, thread=replace(self.thread, known=True, pending=None))

    def waits_for_a_person(self) -> bool:
        """Whether something else she wrote waits to be read already: she has been told so then."""
        waiting = select(exists().where(
            Attention.person_id == self.thread.line.person,
            Attention.message_id.is_not(None),
            Attention.message_id != self.message.id,
            Attention.closed_at.is_(None),
        ))  # fmt: skip
        return bool(self.session.scalar(waiting))

    def _too_many(self) -> None:
        if not self.waits_for_a_person():
            why = f"had {MOST_REPLIES} answers within a day: no more are given by themselves (sms)"
            person, message = self.thread.line.person, self.message.id
            attention.ask(self.session, "reply", why, self.at, person, message=message)

    def _brought_a_promise(self, attempt: UUID) -> bool:
        return bool(self.session.scalar(select(exists().where(Promise.attempt_id == attempt))))

    def _said_today(self) -> int:
        said = select(func.count()).select_from(Attempt)
        said = said.where(Attempt.address_id == self.thread.line.address, Attempt.purpose == REPLY)
        said = said.where(Attempt.channel == "sms", Attempt.planned_at > self.at - A_DAY)
        return self.session.scalar(said.where(Attempt.state != "cancelled")) or 0
