"""Explaining: the decisions of a contact that was tried, and what would be decided about an account now.

What was decided is told by what was stored with it, the sealed evidence of place put back; what would be decided, by
judging every way to reach everybody who owes the account, as a campaign would, together with what is due in the case.
Addresses and names are masked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from compliance import DueItem, FactsError, decide, due_items
from outreach.accounts.account_ref import Account
from outreach.contacts import approvals, facts
from outreach.contacts.verdicts import put_evidence
from outreach.crypto import Vault
from outreach.errors import NotFound
from outreach.masking import mask_address, mask_name

CHANNELS = {"phone": ("call", "sms"), "email": ("email",)}
VOICE = {"call": "artificial"}  # as campaigns call
TEMPLATE = "reminder"


@dataclass(frozen=True, slots=True)
class Explained:
    """One contact: what it is, its decision (``Decision.to_json()``) or what hinders one, and what is due."""

    heading: str
    decision: dict[str, Any] | None
    hindrance: str = ""
    due: tuple[DueItem, ...] = ()


def decided(session: Session, vault: Vault, id: UUID) -> list[Explained]:
    """What was decided about an attempt, by the id of the attempt or of the decision, oldest first.

    Raises NotFound when there is no such attempt or decision.
    """
    rows = session.execute(_DECIDED, {"id": id}).all()
    if not rows:
        raise NotFound(f"no decision has the id {id}, and no attempt with that id was decided on")
    return [_decided(vault, row) for row in rows]


def asked_now(session: Session, vault: Vault, account: Account, at: datetime) -> Iterator[Explained]:
    """What the rules say at ``at`` about every way to reach everybody who owes the account."""
    standing = approvals.standing(session)
    for row in session.execute(_WAYS, {"debt": account.debt_id}):
        name = mask_name(vault.open("people.name", row.person_id, row.name_sealed))
        value = mask_address(vault.open("addresses.value", row.id, row.value_sealed))
        for channel in CHANNELS[row.kind]:
            subject = facts.Subject(
                row.person_id,
                row.id,
                (account.debt_id,),
                account.client_id,
                channel,
                TEMPLATE,
                voice=VOICE.get(channel),
            )
            heading = f"{channel} to {name} ({row.role}) at {value}, asked now"
            objection = standing.objection(TEMPLATE, channel, row.language)
            yield Explained(heading, None, objection) if objection else _asked(session, vault, subject, at, heading)


def _asked(session: Session, vault: Vault, subject: facts.Subject, at: datetime, heading: str) -> Explained:
    try:
        loaded = facts.load(session, vault, subject, at).facts
    except FactsError as error:
        return Explained(heading, None, f"the facts cannot be judged ({error})")
    return Explained(heading, decide(loaded).to_json(), due=due_items(loaded))


def _decided(vault: Vault, row: Any) -> Explained:
    value = mask_address(vault.open("addresses.value", row.address_id, row.value_sealed))
    told = put_evidence(row.proof, vault.open("decisions.evidence", row.decision_id, row.evidence_sealed))
    return Explained(f"{row.channel} to {value} about {row.accounts}, attempt {row.attempt_id} ({row.state})", told)


_DECIDED = text("""
SELECT x.id AS decision_id, x.proof, x.evidence_sealed, a.id AS attempt_id, a.channel, a.state, a.address_id,
       d.value_sealed,
       (SELECT string_agg(account_ref, ', ' ORDER BY account_ref) FROM debts WHERE id = ANY(a.debt_ids)) AS accounts
FROM decisions x JOIN attempts a ON a.id = x.attempt_id JOIN addresses d ON d.id = a.address_id
WHERE a.id = :id OR x.id = :id
ORDER BY x.at, x.id
""")

_WAYS = text("""
SELECT a.id, a.person_id, a.kind, a.value_sealed, p.name_sealed, p.language, party.role
FROM debt_parties party JOIN people p ON p.id = party.person_id JOIN addresses a ON a.person_id = p.id
WHERE party.debt_id = :debt AND party.role IN ('debtor', 'co_obligor') AND a.state = 'active'
ORDER BY party.role DESC, p.id, a.rank, a.id
""")
