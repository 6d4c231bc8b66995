"""Money talk at a small agency: what its client allows, offers made and taken, payments; each in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from outreach.agreements import authorities, offering
from outreach.agreements.authorities import AuthorityRow, Span
from outreach.agreements.authority import read_authority
from outreach.agreements.calendar import PayDays, Rhythm
from outreach.agreements.making import Answer, Promised
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.plans import Agreement, Instalment, Plan
from outreach.agreements.promises import Promise
from outreach.contacts import agreeing, payments
from outreach.ledger.entries import balances, post
from tests.support.accounts import NOON, Agency, Debtor

TODAY = date(2026, 12, 1)  # where the agency's debtors live, at NOON
PLANS = {"currency": "USD", "least_instalment": 2_500, "most_instalments": 12, "longest_plan_months": 12}
SETTLED = PLANS | {"settlements": [{"least_percent": 50}]}
FRIDAYS = PayDays(Rhythm.EVERY_TWO_WEEKS, date(2026, 12, 4))


@dataclass
class Desk:
    """Acts for one debtor of an agency."""

    office: Agency
    pat: Debtor

    def allow(self, terms: dict[str, Any], on: date = TODAY, debt: UUID | None = None, **span: Any) -> UUID:
        """Set an authority of the debtor's client."""
        with self.office.store.sessions.begin() as session:
            client = session.scalar(text("SELECT client_id FROM debts WHERE id = :debt"), {"debt": self.pat.debt})
            row: AuthorityRow = authorities.record(
                session, client, read_authority(terms), Span(on, **span), "ann", self.now(), debt
            )
            return row.id

    def offer(self, channel: str = "sms", today: date = TODAY, person: UUID | None = None, **hearer: Any) -> OfferSet:
        with self.office.store.sessions.begin() as session:
            to = offering.Hearer(person or self.pat.person, self.pat.debt, channel, today, **hearer)
            return offering.make(session, to, self.now())

    def take(self, offered: OfferSet, number: int, channel: str = "sms", today: date = TODAY, **said: Any) -> Agreement:
        """Agree, with everything that follows from it."""
        with self.office.store.sessions.begin() as session:
            return agreeing.agree(session, offered.id, Answer(number, channel, today, **said), self.now())

    def promise(self, amount: int, due_on: date, attempt: UUID | None = None, **said: Any) -> Promise | None:
        """Promise, with everything that follows from it."""
        promised = Promised(amount, said.pop("currency", "USD"), due_on, "sms", said_on=TODAY, **said)
        with self.office.store.sessions.begin() as session:
            return agreeing.promise(session, self.pat.person, self.pat.debt, attempt, promised, self.now())

    def plan(self, terms: dict[str, Any] | None = None, **hearer: Any) -> Plan:
        """The longest plan, agreed."""
        self.allow(terms or PLANS)
        offered = self.offer(**hearer)
        number = next(offer.number for offer in offered.all() if offer.kind == "plan")
        made = self.take(offered, number)
        assert isinstance(made, Plan)
        return made

    def cancel(self, agreement: Agreement, by: str = "her") -> None:
        with self.office.store.sessions.begin() as session:
            again = session.merge(agreement, load=False)
            agreeing.cancel(session, again, by, self.now())

    def pay(self, amount: int, reference: str) -> payments.Received | None:
        with self.office.store.sessions.begin() as session:
            return payments.receive(session, self.pat.debt, amount, reference, self.now())

    def returned(self, amount: int, reference: str) -> None:
        """A payment that bounced."""
        self.posted("payment", amount, reference)

    def posted(self, kind: str, amount: int, reference: str) -> None:
        with self.office.store.sessions.begin() as session:
            post(session, self.pat.debt, kind, amount, reference, self.now())

    def judge(self, most: int = 100) -> int:
        with self.office.store.sessions.begin() as session:
            return agreeing.judge_due(session, self.now(), most)

    def owed(self) -> int:
        with self.office.store.sessions() as session:
            return balances(session, [self.pat.debt])[self.pat.debt]

    def at(self, day: date, hour: int = 12) -> None:
        """Move the clock to an hour (UTC) of a day."""
        self.office.clock.at = datetime(day.year, day.month, day.day, hour, tzinfo=NOON.tzinfo)

    def now(self) -> datetime:
        return self.office.clock.now()

    def state(self, agreement: Agreement) -> tuple[str, str | None]:
        """State, and why it ended."""
        again: Agreement = self.office.rows(type(agreement), id=agreement.id)[0]
        return again.state, again.ended_why

    def instalments(self, plan: Agreement) -> list[str]:
        rows = self.office.rows(Instalment, plan_id=plan.id)
        return [row.state for row in sorted(rows, key=lambda row: row.number)]
