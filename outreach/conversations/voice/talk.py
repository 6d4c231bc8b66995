"""A turn under way: the call, the transaction it is taken in, and the instant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from compliance.location import local_time
from outreach.accounts.people import Person
from outreach.contacts.attempts import Attempt
from outreach.conversations.speaker import Speaker
from outreach.conversations.voice.answers import Listener
from outreach.conversations.voice.call_sessions import CallSession
from outreach.store import Store

OTHER = {"en": "es", "es": "en"}
_TELEPHONE = re.compile(r"\+[1-9]\d{7,14}")
# What the carrier writes for a number that is withheld: RESTRICTED, ANONYMOUS, UNAVAILABLE, typed on a keypad.
_WITHHELD = ("+7378742833", "+266696687", "+86282452253")


@dataclass(frozen=True, slots=True)
class Talk:
    """The caller of its methods holds the budgets and the row of the call (``call_sessions.locked``)."""

    session: Session
    store: Store
    call: CallSession
    at: datetime

    @property
    def person(self) -> UUID:
        """Raises ValueError while nobody is known at the other end: a state that needs somebody was reached without."""
        if self.call.person_id is None:
            raise ValueError(f"call session {self.call.id} is with nobody we know")
        return self.call.person_id

    @property
    def today(self) -> date:
        """The calendar day where she is."""
        return local_time(self.call.zone, self.at).local.date()

    @property
    def attempt(self) -> Attempt | None:
        return self.session.get(Attempt, self.call.attempt_id) if self.call.attempt_id else None

    def number(self) -> str:
        """Her side of the line."""
        return self.store.vault.open("call_sessions.number", self.call.id, self.call.number_sealed)

    def number_shown(self) -> bool:
        """Whether her side of the line is a number that can be called."""
        return bool(_TELEPHONE.fullmatch(self.number())) and self.number() not in _WITHHELD

    def listener(self) -> Listener:
        return Listener(self.today, self.call.language, self.call.identity == "verified")

    def speaker(self) -> Speaker:
        call = self.call
        return Speaker(
            person=self.person,
            client=call.client_id,
            debts=tuple(call.debt_ids),
            channel="call",
            source=f"keypad:{call.id}",
            since=self.at,
            today=self.today,
            address=self.number(),
            address_id=call.address_id,
            attempt=call.attempt_id,
            language=call.language,
        )

    def came_to(self, outcome: str, disposition: str = "") -> None:
        """Write down what the call has come to; for one of ours also in the field's words."""
        self.call.outcome = outcome
        if disposition and (attempt := self.attempt) is not None:
            attempt.disposition = disposition

    def know(self, identity: str) -> None:
        """How sure it is who speaks, here and in the order of the call."""
        self.call.identity = identity
        if (attempt := self.attempt) is not None:
            attempt.identity = identity

    def switch_language(self) -> None:
        """The other language from now on, in everything we say to her once she is known."""
        self.call.language = OTHER.get(self.call.language, "en")
        if self.call.identity == "verified":
            self.keep_language()

    def keep_language(self) -> None:
        self.session.get_one(Person, self.person).language = self.call.language

    def remember(self, name: str, value: object) -> None:
        self.call.picks = self.call.picks | {name: value}
