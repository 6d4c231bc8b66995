"""Who speaks with us in a conversation, about which debts, over what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person in the middle of a conversation.

    ``channel`` is call, sms, email, page or collector (what a collector writes down for her). ``source`` says where it was
    said, as standing facts have it: ``keypad:<session>``, ``sms:<event>``, ``page:<visit>``, ``user:<name>``. ``address`` is the
    number or mailbox it came from, with the id it has on file; empty and None where there is none. ``since`` is when the
    words reached us, ``today`` the calendar day where she is. The first of ``debts`` is the one that is talked about. ``message`` is the
    inbound text that is answered. ``known``: the right-party check of the conversation has passed.
    """

    person: UUID
    client: UUID
    debts: tuple[UUID, ...]
    channel: str
    source: str
    since: datetime
    today: date
    address: str = ""
    address_id: UUID | None = None
    attempt: UUID | None = None
    language: str = "en"
    message: UUID | None = None
    known: bool = True

    @property
    def debt(self) -> UUID:
        return self.debts[0]

    def about(self, debt: UUID) -> Speaker:
        """The same speaker, about one debt of hers; what is agreed about any but the first is not what the attempt brought."""
        return replace(self, debts=(debt,), attempt=self.attempt if debt == self.debt else None)
