"""Writing a decision down: attempt, decision, event and log entry in one statement.

Wired attempts reserve: ``contact_outcome`` becomes ``dialling`` (calls) or ``sent``, so that every later decision
counts this contact from now on.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from compliance import Decision
from outreach.contacts.approvals import NEWEST
from outreach.contacts.facts import Loaded
from outreach.contacts.log import GENESIS, canonical, chain
from outreach.contacts.words import Words
from outreach.crypto import Vault
from outreach.ids import new_id


class Sent(NamedTuple):
    """What a wired attempt says, by whom, the newest approval of texts it was composed under, and which text it is."""

    sender: str
    words: Words
    newest_approval: int
    template: str


def write(
    session: Session,
    vault: Vault,
    attempt: UUID,
    loaded: Loaded,
    decision: Decision,
    at: datetime,
    state: str,
    sent: Sent | None,
) -> bool:
    """Move a planned attempt to ``state`` with its decision. ``sent`` is what a wired one says.

    Returns False when the attempt may no longer be claimed, or somebody spoke about texts meanwhile; then nothing was
    written.
    """
    decision_id = new_id(at)
    sender, said, newest, template = sent or (None, None, None, None)
    person = UUID(loaded.labels["P1"])
    values = {
        "attempt": attempt,
        "state": state,
        "at": at,
        "decision": decision_id,
        "sender": sender,
        "wired": sent is not None,
        "newest_approval": newest,
        "template": template,
        "version": said.version if said else None,
        "segments": said.segments if said else None,
        "body": said.sealed(vault, attempt) if said else None,
        "event": new_id(at),
        "person": person,
        "seq": loaded.log_seq + 1,
        "prev": loaded.log_hash or GENESIS,
        **_proof(vault, decision_id, loaded, decision),
    }
    values["payload"] = _payload(values, decision, person)
    values["hash"] = chain(values["prev"], values["payload"])
    return bool(session.execute(_WRITE, values).scalar())


def _proof(vault: Vault, decision_id: UUID, loaded: Loaded, decision: Decision) -> dict[str, Any]:
    proof = decision.to_json()
    evidence = take_evidence(proof["proof"])
    return {
        "verdict": decision.verdict.value,
        "rules": json.dumps(list(decision.rules)),
        "next": decision.next_permitted,
        "digest": decision.proof.facts_digest,
        "facts": vault.seal("decisions.facts", decision_id, canonical(loaded.json)),
        "labels": json.dumps(loaded.labels),
        "proof": canonical(proof),
        "evidence": vault.seal("decisions.evidence", decision_id, canonical(evidence)),
        "ruleset": decision.proof.ruleset,
        "engine": decision.proof.engine,
        "tzdata": decision.proof.tzdata,
    }


def take_evidence(proof: dict[str, Any]) -> dict[str, Any]:
    """Take out of a proof what tells where the person lives; it is kept sealed beside it."""
    return {
        "unused": proof.pop("unused_evidence"),
        "zones": {zone["zone"]: zone.pop("evidence") for zone in proof["zones"]},
    }


def put_evidence(proof: dict[str, Any], sealed: str) -> dict[str, Any]:
    """The decision with the opened evidence of place back in its proof, as ``Decision.to_json()`` gave it."""
    evidence, inner = json.loads(sealed), proof["proof"]
    zones = [zone | {"evidence": evidence["zones"].get(zone["zone"], [])} for zone in inner["zones"]]
    return proof | {"proof": inner | {"zones": zones, "unused_evidence": evidence["unused"]}}


def _payload(values: dict[str, Any], decision: Decision, person: UUID) -> str:
    return canonical(
        {
            "at": values["at"].isoformat(),
            "attempt": str(values["attempt"]),
            "detail": {
                "decision": str(values["decision"]),
                "facts_digest": values["digest"],
                "next_permitted": decision.next_permitted.isoformat() if decision.next_permitted else None,
                "rules": list(decision.rules),
                "ruleset": values["ruleset"],
                "template_version": values["version"],
                "tzdata": values["tzdata"],
                "verdict": values["verdict"],
            },
            "kind": values["state"],
            "person": str(person),
            "seq": values["seq"],
        }
    )


TO_A_STRANGER = "wrong_number"
"""The one text that goes to a number after somebody else said that it is hers: sorry, and not again."""

# Attempt ``a`` may be claimed at ``:at``.
CLAIMABLE = """a.state = 'planned' AND a.due_at <= :at
    AND NOT EXISTS (SELECT 1 FROM campaigns c WHERE c.id = a.campaign_id AND c.state <> 'running')"""

# Nobody marked the address while the claim waited, and no text of the person's is still to be read: it may be a STOP.
# The words are approved now as they were when they were composed.
_REACHABLE = f"""{NEWEST} = CAST(:newest_approval AS bigint)
    AND EXISTS (SELECT 1 FROM addresses d WHERE d.id = a.address_id
                AND d.state IN ('active', CASE WHEN a.template = '{TO_A_STRANGER}' THEN 'wrong_person' END))
    AND NOT EXISTS (
        SELECT 1 FROM addresses d JOIN carrier_events e ON e.address_index = d.value_index
        WHERE d.person_id = a.person_id AND e.applied_at IS NULL
    )"""

_WRITE = text(f"""
WITH moved AS (
    UPDATE attempts a SET state = :state, decision_id = :decision, template_version = :version, body_sealed = :body,
        template = coalesce(CAST(:template AS text), a.template), segments = :segments,
        from_value = :sender,
        wired_at = CASE WHEN :wired THEN CAST(:at AS timestamptz) END,
        ended_at = CASE WHEN NOT :wired THEN CAST(:at AS timestamptz) END,
        disposition = CASE WHEN NOT :wired THEN 'blocked' END,
        contact_outcome = CASE WHEN NOT :wired THEN NULL WHEN channel = 'call' THEN 'dialling' ELSE 'sent' END,
        heard_at = now()
    WHERE a.id = :attempt AND {CLAIMABLE}
      AND (NOT :wired OR ({_REACHABLE}))
    RETURNING a.id
), decided AS (
    INSERT INTO decisions (id, attempt_id, at, verdict, rules, next_permitted, facts_digest, facts_sealed, labels,
                           proof, evidence_sealed, ruleset, engine, tzdata)
    SELECT :decision, id, :at, :verdict, CAST(:rules AS jsonb), :next, :digest, :facts, CAST(:labels AS jsonb),
           CAST(:proof AS jsonb), :evidence, :ruleset, :engine, :tzdata FROM moved
), noted AS (
    INSERT INTO attempt_events (id, attempt_id, from_state, to_state, cause, detail, at)
    SELECT :event, id, 'planned', :state, 'claim', '{{}}', :at FROM moved
), logged AS (
    INSERT INTO contact_log (person_id, seq, at, kind, attempt_id, payload, prev_hash, hash)
    SELECT :person, :seq, :at, :state, id, :payload, :prev, :hash FROM moved
)
SELECT count(*) FROM moved
""")
