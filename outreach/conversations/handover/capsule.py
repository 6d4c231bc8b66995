"""The capsule: what a collector sees of a call, so that nobody has to tell a thing twice.

Before the call is taken it says which client, language and skills, and nothing about a person. Afterwards: who it is and how sure
that is, what was pressed and said, what is owed, what may be offered, what was promised last, how she wants to be contacted, and
what must and must never be said. Numbers of phones and accounts are masked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from compliance.location import local_time
from outreach.accounts.clients import Client
from outreach.accounts.standing import open_hold
from outreach.agreements.describing import describe
from outreach.agreements.offer_sets import OfferSet
from outreach.agreements.plans import Agreement, Plan
from outreach.agreements.promises import Promise
from outreach.contacts import contact_contract, spoken, word_values
from outreach.contacts.contact_contract import from_json
from outreach.conversations.handover import conduct, story
from outreach.conversations.handover.conduct import Sentence
from outreach.conversations.voice.call_sessions import CallSession, CallTurn
from outreach.conversations.voice.flow import FLOW
from outreach.ledger.entries import balances
from outreach.masking import mask_phone
from outreach.money import Money
from outreach.store import Store
from outreach.transfers.rings import Ring
from outreach.transfers.transfers import Transfer

ENGLISH: Final = "en"  # the screen's language
HEARD: Final = 12  # of the last turns


@dataclass(frozen=True, slots=True)
class Waiting:
    """A call that may be taken: nothing in it tells about a person."""

    client: str
    language: str
    skills: tuple[str, ...]
    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Passed:
    """One turn she went through: where it was, which keys she pressed, which words she said."""

    state: str
    keys: str
    words: str


@dataclass(frozen=True, slots=True)
class Account:
    """One debt: amounts as they are said, the account by its last characters."""

    creditor: str
    ending: str
    balance: str
    itemised: str


@dataclass(frozen=True, slots=True)
class Capsule:
    """A call that was taken; see the module's head. ``here`` is the time where she is."""

    name: str
    number: str
    identity: str
    identified: bool
    wish: str
    client: str
    language: str
    here: str
    passed: tuple[Passed, ...]
    accounts: tuple[Account, ...]
    offers: tuple[str, ...]
    last_agreement: str
    contract: str
    conduct: tuple[Sentence, ...]


def waiting(session: Session, transfer: Transfer) -> Waiting:
    """What a collector sees before she has taken the call."""
    client = session.get_one(Client, transfer.client_id).business_name
    since = transfer.asked_at or transfer.offered_at
    return Waiting(client, transfer.language, tuple(transfer.skills), since, transfer.why)


def of(session: Session, store: Store, ring: Ring, transfer: Transfer, at: datetime) -> Capsule | None:
    """What a collector sees of a call she has taken; None before that, and for one that has no call."""
    if ring.accepted_at is None or transfer.session_id is None:
        return None
    call = session.get_one(CallSession, transfer.session_id)
    client = session.get_one(Client, call.client_id)
    return Capsule(
        name=_name(session, store, call),
        number=mask_phone(store.vault.open("call_sessions.number", call.id, call.number_sealed)),
        identity=story.identity(call, ENGLISH),
        identified=call.identity == "verified",
        wish=story.wish(transfer.why, ENGLISH),
        client=client.name,
        language=call.language,
        here=spoken.moment(local_time(call.zone, at).local, ENGLISH),
        passed=tuple(_passed(session, store, call))[-HEARD:],
        accounts=tuple(_accounts(session, call, client)),
        offers=offers(session, call),
        last_agreement=_last_agreement(session, call),
        contract=_contract(session, call),
        conduct=conduct.for_call(_known(session, call, client, at)),
    )


def offers(session: Session, call: CallSession) -> tuple[str, ...]:
    """What may be offered, in the order of its numbers."""
    if call.offer_set_id is None:
        return ()
    offered = session.get_one(OfferSet, call.offer_set_id)
    return tuple(spoken.offer(one, ENGLISH) for one in offered.all())


def _name(session: Session, store: Store, call: CallSession) -> str:
    if call.person_id is None:
        return ""
    sealed = session.execute(_NAME, {"id": call.person_id}).scalar_one()
    return store.vault.open("people.name", call.person_id, sealed)


def _passed(session: Session, store: Store, call: CallSession) -> Iterator[Passed]:
    turns = session.scalars(select(CallTurn).where(CallTurn.session_id == call.id).order_by(CallTurn.number))
    for turn in turns:
        heard = store.vault.open("call_turns.heard", turn.id, turn.heard_sealed) if turn.heard_sealed else ""
        if turn.keys or heard:
            yield Passed(turn.was.replace("_", " "), turn.keys, heard)


def _accounts(session: Session, call: CallSession, client: Client) -> Iterator[Account]:
    owed = balances(session, call.debt_ids)
    for row in session.execute(_DEBTS, {"debts": call.debt_ids}):
        itemised = str(word_values.itemisation(session, [row.id], ENGLISH)["itemisation"])
        balance = str(Money(owed.get(row.id, 0), row.currency))
        yield Account(row.original_creditor or client.name, row.account_ref[-4:], balance, itemised)


def _last_agreement(session: Session, call: CallSession) -> str:
    """The newest promise or plan on the debts, in one line."""
    newest: list[Agreement] = []
    for table in (Promise, Plan):
        query = select(table).where(table.debt_id.in_(call.debt_ids)).order_by(table.made_at.desc()).limit(1)
        newest.extend(session.scalars(query))
    if not newest:
        return ""
    told = describe(session, max(newest, key=lambda one: one.made_at))
    dues = ", ".join(
        f"{Money(due.amount, told.currency)} by {spoken.day(due.due_on, ENGLISH)}" for due in told.payments
    )
    return f"{told.kind.replace('_', ' ')} {told.code or ''}: {dues} ({told.state})"


def _contract(session: Session, call: CallSession) -> str:
    held = contact_contract.in_force(session, call.person_id) if call.person_id else None
    return spoken.contract(from_json(held.terms), ENGLISH) if held else ""


def _known(session: Session, call: CallSession, client: Client, at: datetime) -> set[str]:
    known = set()
    if call.person_id is None:
        known.add("unknown")
    elif call.identity != "verified":
        known.add("unidentified")
    if client.role != "first_party":
        known |= {"third_party"} | (set() if _disclosed(session, call) else {"undisclosed"})
    if session.execute(
        _TIME_BARRED, {"debts": call.debt_ids, "today": local_time(call.zone, at).local.date()}
    ).scalar():
        known.add("time_barred")
    for row in session.execute(_HOLDS, {"person": call.person_id, "debts": call.debt_ids, "at": at}):
        known.add(_BY_HOLD[row.kind])
    return known


def _disclosed(session: Session, call: CallSession) -> bool:
    """Whether the call has said what it is about, word for word."""
    states = session.scalars(select(CallTurn.state).where(CallTurn.session_id == call.id))
    return any(prompt.name == "disclosures" for state in states for prompt in FLOW[state].says)


_NAME: Final = text("SELECT name_sealed FROM people WHERE id = :id")
_DEBTS: Final = text("""
SELECT id, account_ref, currency, original_creditor FROM debts WHERE id = ANY(CAST(:debts AS uuid[]))
ORDER BY array_position(CAST(:debts AS uuid[]), id)
""")
_TIME_BARRED: Final = text("""
SELECT 1 FROM debts WHERE id = ANY(CAST(:debts AS uuid[])) AND limitation_ends_on <= :today LIMIT 1
""")
_BY_HOLD: Final = {"attorney": "represented", "bankruptcy": "bankrupt", "cease": "left_alone", "dispute": "disputed"}
_HOLDS: Final = text(f"""
SELECT DISTINCT h.kind FROM unnest(CAST(:debts AS uuid[])) AS debt
JOIN holds h ON {open_hold("CAST(:person AS uuid)", "debt")}
WHERE h.kind IN ({", ".join(f"'{kind}'" for kind in _BY_HOLD)})
""")
