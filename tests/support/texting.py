"""Somebody who texts with us, without a wire: her texts are stored and applied as a worker does it, ours are claimed and arrive."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from outreach.channels.opening import open_carriers
from outreach.contacts import reception
from outreach.contacts.attempts import Attempt
from outreach.contacts.attention import Attention
from outreach.contacts.carrier_events import InboundMessage
from outreach.contacts.claim import Claim, Wired, claim
from tests.support.accounts import ZIP, Agency, Debtor
from workers.callbacks import apply_event
from workers.office import Office

SIDS = (f"SM{number:032x}" for number in count(1))


@dataclass
class Phone:
    """A telephone and the texts on it. ``ours`` is the number of ours it writes to, ``claims`` what became of our texts."""

    office: Agency
    debtor: Debtor
    ours: str
    number: str = ""
    claims: list[Claim] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.number = self.number or self.debtor.number

    def writes(self, body: str, sid: str | None = None, **fields: str) -> str:
        """A minute later she texts us, and a worker applies it. Returns how it was read."""
        self.office.clock.wait(60)
        event = self.stored(body, sid, **fields)
        assert event is not None, "it came before"
        self.applied(event)
        return self.office.rows(InboundMessage, event_id=event)[0].reading

    def stored(self, body: str, sid: str | None = None, **fields: str) -> UUID | None:
        """The webhook of a text has come; None when it came before."""
        told = {"MessageSid": sid or next(SIDS), "From": self.number, "To": self.ours, "Body": body, **fields}
        with self.office.store.sessions.begin() as session:
            return reception.keep(session, self.office.store, "sms_in", None, told, None)

    def applied(self, event: UUID) -> None:
        """A worker applies what was stored."""
        store = self.office.store
        apply_event(Office(store, open_carriers(store.settings, self.office.clock)), event)

    def reads(self) -> list[str]:
        """All texts that are due at this instant leave and arrive; their words."""
        return [self.arrives(attempt) or "" for attempt in self.due() if self.tried(attempt)]

    def tried(self, attempt: UUID) -> bool:
        """One of our texts is claimed. Returns whether it left."""
        with self.office.store.sessions.begin() as session:
            came = claim(session, self.office.store, attempt, self.office.clock.now())
        self.claims.append(came)
        return isinstance(came, Wired)

    def arrives(self, attempt: UUID) -> str:
        """The carrier delivers a text that left; its words as they are kept."""
        with self.office.store.sessions.begin() as session:
            row = session.get_one(Attempt, attempt)
            row.state, row.carrier_sid, row.contact_outcome = "delivered", next(SIDS), "delivered"
            assert row.body_sealed is not None
            return self.office.store.vault.open("attempts.body", row.id, row.body_sealed)

    def gets(self, template: str, **columns: Any) -> str:
        """A minute later we text her of ourselves; the words that arrive."""
        self.office.clock.wait(60)
        attempt = self.office.planned(self.debtor, "sms", template=template, **columns)
        assert self.tried(attempt), self.claims[-1]
        return self.arrives(attempt)

    def answered(self, body: str, **fields: str) -> str:
        """She texts us; the one text that she gets for it, empty when there is none."""
        self.writes(body, **fields)
        said = self.reads()
        assert len(said) <= 1, f"two answers to one text: {said}"
        return said[0] if said else ""

    def proves(self, fact: str = ZIP) -> str:
        """She is asked who she is and says it; what she gets for that."""
        self.gets("reminder")
        return self.answered(fact)

    def due(self) -> list[UUID]:
        with self.office.store.sessions() as session:
            query = select(Attempt.id).where(Attempt.state == "planned", Attempt.channel == "sms")
            query = query.where(Attempt.due_at <= self.office.clock.now())
            return list(session.scalars(query.order_by(Attempt.planned_at, Attempt.id)))

    def templates(self) -> list[str]:
        """What left so far, in order."""
        rows = [row for row in self.office.rows(Attempt, channel="sms") if row.wired_at is not None]
        return [row.template for row in sorted(rows, key=lambda row: (row.wired_at, row.id))]

    def last(self) -> InboundMessage:
        """The text of hers that was stored last."""
        return max(self.office.rows(InboundMessage), key=lambda row: (row.at, row.id))

    def waiting(self) -> list[str]:
        """Why a person must look, of what is open."""
        rows = self.office.rows(Attention, person_id=self.debtor.person, closed_at=None)
        return [row.why for row in sorted(rows, key=lambda row: row.id)]


def phone(office: Agency, debtor: Debtor, client: UUID, number: str = "") -> Phone:
    """The telephone of a debtor, writing to the number of the client."""
    with office.store.sessions() as session:
        query = text("SELECT value FROM sender_numbers WHERE client_id = :client AND channel = 'sms'")
        ours = str(session.execute(query, {"client": client}).scalar_one())
    return Phone(office, debtor, ours, number)
