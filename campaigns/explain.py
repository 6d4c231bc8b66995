"""Explain: what will happen next to one account, and why.

Collects what an operator would otherwise look up in eight places: what stops contact, where the debt stands in each
campaign, what the engine says about the next contact now, and what happened last. Instants are UTC; the clocks of the
places the person may be in come beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from campaigns.ladder import Ask, rungs
from campaigns.selection import VOICE
from campaigns.strategy import Strategy
from compliance import Decision, FactsError, Verdict, decide
from outreach.accounts.account_ref import find_account
from outreach.accounts.standing import open_hold
from outreach.contacts import approvals, facts
from outreach.crypto import Vault
from outreach.masking import mask_name
from outreach.money import Money

LAST = 10  # attempts shown


@dataclass(frozen=True, slots=True)
class Station:
    """Where the debt stands in one campaign; ``step`` counts from 1 of ``steps``."""

    enrolment_id: UUID
    campaign: str
    campaign_state: str
    state: str
    step: int
    steps: int
    channel: str
    template: str
    next_at: datetime
    why: str

    @property
    def live(self) -> bool:
        return self.state != "done" and self.campaign_state in ("running", "paused")


@dataclass(frozen=True, slots=True)
class Past:
    """An attempt that was made or blocked; ``segments`` is what a text cost that left."""

    at: datetime
    channel: str
    state: str
    disposition: str | None
    segments: int | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """The engine's word on the next contact now: a decision and the zones it looked at, or what hinders asking."""

    decision: Decision | None = None
    zones: tuple[str, ...] = ()
    hindrance: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one account's next contact. ``person`` is masked; ``next`` is the answer in one sentence."""

    account_ref: str
    client: str
    person: str
    owed: Money
    status: str
    next: str
    outlook: Outlook
    stations: tuple[Station, ...]
    holds: tuple[str, ...]
    promises: tuple[str, ...]
    plans: tuple[str, ...]
    attempts: tuple[Past, ...]


def explain(session: Session, vault: Vault, account_ref: str, at: datetime, client: str | None = None) -> Explanation:
    """Explain the account ``account_ref`` as of ``at``.

    Raises:
        NotFound: no client has such an account.
        SeveralAccounts: several clients have; say which one by ``client``.
    """
    debt = _debt(session, account_ref, client)
    asked = {"debt": debt.id, "person": debt.person_id, "at": at, "last": LAST}
    stations = tuple(_station(row) for row in session.execute(_STATIONS, asked))
    promises = tuple(f"{Money(row.amount, row.currency)} by {row.due_on}" for row in session.execute(_PROMISES, asked))
    plans = tuple(f"{Money(row.amount, row.currency)} until {row.until}" for row in session.execute(_PLANS, asked))
    live = next((station for station in stations if station.live), None)
    outlook = _outlook(session, vault, debt, live, at) if live else Outlook()
    return Explanation(
        account_ref=debt.account_ref,
        client=debt.client,
        person=mask_name(vault.open("people.name", debt.person_id, debt.name_sealed)) if debt.person_id else "",
        owed=Money(debt.balance, debt.currency),
        status=debt.status,
        next=_sentence(live, outlook, promises + plans, at) if live else "Nothing: it is in no live campaign.",
        outlook=outlook,
        stations=stations,
        holds=tuple(session.scalars(_HOLDS, asked)),
        promises=promises,
        plans=plans,
        attempts=tuple(Past(*row) for row in session.execute(_ATTEMPTS, asked)),
    )


def _debt(session: Session, account_ref: str, client: str | None) -> Row[Any]:
    found = find_account(session, account_ref, client)
    return session.execute(_DEBT, {"debt": found.debt_id, "person": found.person_id}).one()


def _station(row: Row[Any]) -> Station:
    steps = Strategy.model_validate(row.strategy).steps
    step = steps[row.step]
    return Station(
        row.id, row.campaign, row.campaign_state, row.state, row.step + 1, len(steps), step.channel, step.template,
        row.next_at, row.why,
    )  # fmt: skip


def _outlook(session: Session, vault: Vault, debt: Row[Any], live: Station, at: datetime) -> Outlook:
    channel = live.channel
    made = session.execute(_CONTACTS, {"enrolment": live.enrolment_id, "channel": channel}).scalar_one()
    address = rungs(session, [Ask(debt.person_id, channel, made)])[0]
    if address is None:
        return Outlook(hindrance=f"step {live.step} ({channel}) will be skipped, the person has no address for it")
    if objection := approvals.standing(session).objection(live.template, channel, debt.language):
        return Outlook(hindrance=objection)
    voice = VOICE.get(channel)
    subject = facts.Subject(debt.person_id, address, (debt.id,), debt.client_id, channel, live.template, voice=voice)
    try:
        decision = decide(facts.load(session, vault, subject, at).facts)
    except FactsError as error:
        return Outlook(hindrance=f"the facts on record cannot be judged, a person must look ({error})")
    return Outlook(decision, tuple(sorted(found["zone"] for found in decision.proof.zones)))


def _sentence(live: Station, outlook: Outlook, agreed: tuple[str, ...], at: datetime) -> str:
    """What comes next for a debt in a running or paused campaign."""
    what = f"step {live.step} of {live.steps} ({live.channel}) of campaign {live.campaign}"
    if live.campaign_state == "paused":
        return f"Nothing until campaign {live.campaign} is resumed; then {what}."
    if live.state == "held" and agreed:
        return f"Nothing while what was agreed is open: {agreed[0]}."
    if live.state == "held":
        return f"Nothing until a person clears it: {live.why}."
    if live.state == "in_flight":
        return f"It is happening: {what} is on its way."
    when = f"At {live.next_at:%Y-%m-%d %H:%M} UTC" if live.next_at > at else "At the next tick"
    return f"{when}: {what}, because {live.why}. {_asked_now(outlook)}"


def _asked_now(outlook: Outlook) -> str:
    decision = outlook.decision
    if decision is None:
        return f"But {outlook.hindrance}."
    if decision.verdict is Verdict.ALLOW:
        return "Asked now, the rules allow it."
    why = "; ".join(f"{finding.why} ({finding.rule})" for finding in decision.findings)
    until = f" before {decision.next_permitted:%Y-%m-%d %H:%M} UTC" if decision.next_permitted else ""
    return f"Asked now, the rules forbid it{until}: {why}."


_DEBT = text("""
SELECT d.id, d.client_id, c.name AS client, d.account_ref, d.status, d.currency, p.id AS person_id, p.name_sealed, p.language,
    (SELECT coalesce(sum(amount), 0)::bigint FROM ledger_entries WHERE debt_id = d.id) AS balance
FROM debts d JOIN clients c ON c.id = d.client_id LEFT JOIN people p ON p.id = CAST(:person AS uuid)
WHERE d.id = :debt
""")

_STATIONS = text("""
SELECT e.id, c.name AS campaign, c.state AS campaign_state, c.strategy, e.state, e.step, e.next_at, e.why
FROM enrolments e JOIN campaigns c ON c.id = e.campaign_id WHERE e.debt_id = :debt ORDER BY e.id DESC
""")

_CONTACTS = text("""
SELECT count(*) FROM attempts WHERE enrolment_id = :enrolment AND channel = :channel AND wired_at IS NOT NULL
""")

_HOLDS = text(
    f"SELECT h.kind || ' since ' || h.since::date FROM holds h WHERE {open_hold(':person', ':debt')} ORDER BY h.since"
)

_PROMISES = text(
    "SELECT amount, currency, due_on FROM promises WHERE debt_id = :debt AND state = 'open' ORDER BY due_on"
)

_PLANS = text("""
SELECT p.amount, p.currency, max(i.due_on) AS until FROM plans p JOIN instalments i ON i.plan_id = p.id
WHERE p.debt_id = :debt AND p.state IN ('agreed', 'active') GROUP BY p.id
""")

_ATTEMPTS = text("""
SELECT planned_at, channel, state, disposition, segments FROM attempts WHERE CAST(:debt AS uuid) = ANY(debt_ids)
    AND person_id = :person ORDER BY planned_at DESC, id DESC LIMIT :last
""")
