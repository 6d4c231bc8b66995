"""A person on the phone, without a wire: each answer is a turn in a transaction of its own, as the web process takes it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import text

from outreach import schema
from outreach.accounts.addresses import Address
from outreach.accounts.clients import Client
from outreach.accounts.debts import Debt, DebtParty
from outreach.accounts.people import Person
from outreach.accounts.standing import Hold
from outreach.contacts.attempts import Attempt
from outreach.contacts.log import LogEntry
from outreach.conversations.voice import ending, machine, opening, turns
from outreach.conversations.voice.answers import Heard
from outreach.conversations.voice.call_sessions import CallSession, CallTurn
from outreach.conversations.voice.speaking import Said
from outreach.ledger.entries import balances, post
from tests.support.accounts import NOON, ZIP, Agency, Debtor, add

SIDS = (f"CA{number:032x}" for number in count(1))
WRONG = "00000"
# What tells of a debt, in both languages, with the names and amounts of the agency's debtors.
DEBT_WORDS = re.compile(
    r"\$|dollar|dólar|\bcents?\b|centavo|\bdebt|deuda|\bow(e|es|ed|ing)\b|\bdebe|balance|saldo|collect|cobra|\bpay|pago|pagar|"
    r"account|cuenta|Northgate Recovery|\b120\b|\b12,000\b|\bplan\b|credit|crédito",
    re.IGNORECASE,
)


@dataclass
class Line:
    """One call with somebody. ``said`` is what she heard, turn by turn; it is over once the last of it ends the call."""

    office: Agency
    attempt: UUID | None = None
    sid: str = field(default_factory=lambda: next(SIDS))
    said: list[Said] = field(default_factory=list)

    def answer(self) -> Line:
        """She picks up a call of ours."""
        assert self.attempt is not None
        return self._hear(self._taken(opening.answered, self.attempt, self.sid))

    def ring(self, to: str, from_: str) -> Line:
        """She calls a number of ours."""
        said = self._taken(opening.called, self.sid, from_, to)
        return self._hear(said) if said else self

    def press(self, *keys: str) -> Line:
        """Keys at one prompt after the other; an empty text is silence."""
        for pressed in keys:
            self.hears(Heard(keys=pressed))
        return self

    def say(self, words: str, confidence: float = 0.9) -> Line:
        return self.hears(Heard(words=words, confidence=confidence))

    def hears(self, heard: Heard) -> Line:
        """Whatever comes back to what was said last."""
        assert self.open, f"the line is dead after {self.states}"
        return self._hear(self.post(self.last.number, heard))

    def post(self, number: int, heard: Heard, sid: str | None = None) -> Said | None:
        """A request of the carrier about one turn, as it may come: twice, late, for another call."""
        said: Said | None = self._taken(turns.answer, self.session, sid or self.sid, number, heard)
        return said

    def order(self) -> Attempt:
        """The order behind a call of ours."""
        assert self.attempt is not None
        return self.office.attempt(self.attempt)

    def over(self, status: str = "completed") -> CallSession | None:
        """The carrier says that the call has ended."""
        ended: CallSession | None = self._taken(ending.ended, self.sid, status)
        return ended

    def machine(self, verdict: str) -> machine.Instead | None:
        """The carrier says who answered."""
        found: machine.Instead | None = self._taken(
            machine.answered_by, self.attempt, {"CallSid": self.sid, "AnsweredBy": verdict}
        )
        return found

    @property
    def open(self) -> bool:
        return bool(self.said) and not self.last.ends

    @property
    def last(self) -> Said:
        return self.said[-1]

    @property
    def session(self) -> UUID:
        return self.said[0].session

    @property
    def words(self) -> str:
        """What was said last."""
        return spoken(self.last)

    @property
    def everything(self) -> str:
        return " ".join(map(spoken, self.said))

    @property
    def states(self) -> list[str]:
        return [said.state for said in self.said]

    @property
    def state(self) -> str:
        return self.last.state

    def row(self) -> CallSession:
        return self.office.rows(CallSession, id=self.session)[0]

    def turns(self) -> list[CallTurn]:
        return sorted(self.office.rows(CallTurn, session_id=self.session), key=lambda turn: turn.number)

    def kept(self) -> list[list[list[str]]]:
        """The words kept of every turn: lines of a language and what was said in it."""
        opened = self.office.store.vault.open
        return [json.loads(opened("call_turns.said", turn.id, turn.said_sealed)) for turn in self.turns()]

    def _hear(self, said: Said | None) -> Line:
        assert said is not None, f"refused after {self.states}"
        self.said.append(said)
        return self

    def _taken(self, step: Any, *asked: Any) -> Any:
        """One step in one transaction, at the instant the agency's clock shows."""
        with self.office.store.sessions.begin() as session:
            return step(session, self.office.store, *asked, self.office.clock.now())


def spoken(said: Said | None) -> str:
    return " ".join(words for _, words in said.lines) if said else ""


def outbound(office: Agency, debtor: Debtor, **columns: Any) -> Line:
    """A call of ours that she has just picked up."""
    line = Line(office)
    known: dict[str, Any] = {
        "state": "in_progress",
        "wired_at": office.clock.now(),
        "contact_outcome": "dialling",
        "carrier_sid": line.sid,
    }
    line.attempt = office.planned(debtor, **known | columns)
    return line.answer()


def known(office: Agency, debtor: Debtor, **columns: Any) -> Line:
    """A call of ours in which she has proved who she is: the menu was just said."""
    return outbound(office, debtor, **columns).press("1", ZIP)


def speaks(office: Agency, debtor: Debtor, language: str) -> None:
    with office.store.sessions.begin() as session:
        session.get_one(Person, debtor.person).language = language


def asks_for(office: Agency, client: UUID, factor: str) -> None:
    """The client chose what a person is asked for."""
    with office.store.sessions.begin() as session:
        session.get_one(Client, client).second_factor = factor


def born(office: Agency, debtor: Debtor, day: str) -> None:
    with office.store.sessions.begin() as session:
        person = session.get_one(Person, debtor.person)
        person.birth_date_sealed = office.store.vault.seal("people.birth_date", debtor.person, day)


def taxed(office: Agency, debtor: Debtor, number: str) -> None:
    with office.store.sessions.begin() as session:
        person = session.get_one(Person, debtor.person)
        person.id_fragment_sealed = office.store.vault.seal("people.id_fragment", debtor.person, number)


def owes_also(office: Agency, debtor: Debtor, balance: int) -> UUID:
    """Another debt of hers with the same client."""
    with office.store.sessions.begin() as session:
        client = session.get_one(Debt, debtor.debt).client_id
        dates: dict[str, Any] = {"placed_on": date(2026, 10, 1), "validation_notice_sent_at": NOON}
        ref = f"MORE-{next(office.numbers):06d}"
        debt = add(session, Debt, NOON, client_id=client, account_ref=ref, created_at=NOON, **dates)
        session.add(DebtParty(debt_id=debt.id, person_id=debtor.person, role="debtor"))
        post(session, debt.id, "placement", balance, "placement", NOON)
        return debt.id


def shares_number(office: Agency, one: Debtor, other: Debtor) -> UUID:
    """The other person is reached at the number of the first, too."""
    with office.store.sessions.begin() as session:
        return office.address(session, other.person, "phone", one.number, "mobile")


def our_number(office: Agency, client: UUID) -> str:
    """The number of ours that speaks for the client."""
    with office.store.sessions() as session:
        query = text("SELECT value FROM sender_numbers WHERE client_id = :client AND channel = 'call'")
        return str(session.execute(query, {"client": client}).scalar_one())


def told(office: Agency, person: UUID, kind: str) -> list[dict[str, Any]]:
    """The details of her log entries of one kind, in order."""
    rows = sorted(office.rows(LogEntry, person_id=person, kind=kind), key=lambda row: row.seq)
    return [json.loads(row.payload)["detail"] for row in rows]


def state_of(office: Agency, address: UUID) -> str:
    return str(office.rows(Address, id=address)[0].state)


def confirmations(office: Agency) -> list[tuple[str, str]]:
    """What was confirmed in writing, and how."""
    return [(row.channel, row.template) for row in office.rows(Attempt, purpose="reply")]


def on_hold(office: Agency, person: UUID, kind: str, debt: UUID | None = None) -> None:
    with office.store.sessions.begin() as session:
        add(session, Hold, NOON, person_id=person, debt_id=debt, kind=kind, source="test", recorded_at=NOON, since=NOON)


def pays(office: Agency, debt: UUID, amount: int) -> None:
    with office.store.sessions.begin() as session:
        post(session, debt, "payment", -amount, f"paid {amount}", office.clock.now())
        assert balances(session, [debt])[debt] >= 0


def client_of(office: Agency, debtor: Debtor) -> UUID:
    return office.rows(Debt, id=debtor.debt)[0].client_id


def letters(code: str | None) -> str:
    """A code as it is spoken: sign by sign."""
    return " ".join(code or "")


WAYS: dict[str, tuple[str, ...]] = {
    "promise": ("1", ZIP, "1", "2", "1"),
    "plan": ("1", ZIP, "2", "2", "1"),
    "dispute": ("1", ZIP, "3", "4", "1"),
    "preferences": ("1", ZIP, "5", "2", "3", "1"),
    "callback": ("1", ZIP, "0", "1"),
    "unidentified, callback": ("1", WRONG, WRONG, WRONG, "0", "1"),
    "stop": ("8", "9"),
    "wrong person": ("1", ZIP, "6"),
}
"""Keys from the first words to the last, each way to another end; where plans are allowed and nobody is free."""


def everything_kept(office: Agency) -> dict[str, str]:
    """A digest of the rows of every table."""
    digest = "SELECT '{0}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS rows FROM {0} t"
    query = " UNION ALL ".join(digest.format(table.name) for table in schema.metadata.sorted_tables)
    with office.store.sessions() as session:
        return {row.name: row.rows for row in session.execute(text(query))}
