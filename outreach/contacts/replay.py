"""Replay: a decision of the past made again from its sealed facts, with the rules of that day or with others.

With the rules of that day, a decision comes to one of five::

    same           proof and sealed evidence have the same bytes as then
    same outcome   verdict, rules and next instant are the same; engine, time zones or data packages are others, by name
    differs        the outcome is another one, or a part of the proof is without any version having changed
    altered        what is stored contradicts itself, its facts' digest, or its entry in the contact log
    unreadable     it cannot be made again: its rules are not kept, a seal does not open, the facts are no facts

jsonb keeps no order of keys, so bytes are compared in their canonical spelling. Nothing is written: everything happens
in a session of ``reading``. No text here carries facts or evidence; parts of a proof are named, not shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from compliance import (
    ENGINE_VERSION,
    ComplianceError,
    Decision,
    Facts,
    RuleBook,
    data_versions,
    decide,
    read_facts,
    tzdata_version,
)
from compliance.decision import spoken
from outreach.contacts import rule_sets
from outreach.contacts.log import canonical, chain
from outreach.contacts.rule_diff import Judged, Outcome, Unjudged, places
from outreach.contacts.verdicts import take_evidence
from outreach.crypto import SealBroken, Vault
from outreach.errors import NotFound, OutreachError
from outreach.store import Store

BATCH = 500
BOOKS = 8  # rule sets held at once; decisions come in the order of time, and so do theirs
COLUMNS = ("decision", "attempt", "at_utc", "status", "then", "now", "differs_in", "versions", "why")
Row = dict[str, Any]
_CANNOT = (rule_sets.RulesLost, SealBroken, ComplianceError, ValueError, IndexError)
_OUTCOME = frozenset({"verdict", "rules", "next_permitted"})
_VERSIONS = frozenset({"proof.engine", "proof.ruleset", "proof.tzdata"})


class Status(StrEnum):
    """What a decision made again with the rules of its day comes to."""

    SAME = "same"
    SAME_OUTCOME = "same outcome"
    DIFFERS = "differs"
    ALTERED = "altered"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Span:
    """Which decisions: those of one attempt or with one id, or those from ``since`` to before ``until``."""

    id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    client: UUID | None = None
    campaign: UUID | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A decision as it is stored, the client's number for the debt, and its entry in the contact log."""

    id: UUID
    attempt_id: UUID
    at: datetime
    verdict: str
    rules: list[str]
    next_permitted: datetime | None
    facts_digest: str
    facts_sealed: bytes
    proof: Any
    evidence_sealed: bytes
    ruleset: str
    engine: str
    tzdata: str
    account_ref: str
    logged: str | None
    log_prev_hash: str | None
    log_hash: str | None

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.verdict, tuple(self.rules), self.next_permitted)


class Drift(NamedTuple):
    """Something that decides, like ``tzdata`` or ``engine``, and is another version today."""

    name: str
    then: str
    now: str

    def __str__(self) -> str:
        return f"{self.name} was {self.then[:12]} and is {self.now[:12]}"


@dataclass(frozen=True, slots=True)
class Replayed:
    """A decision made again. ``parts`` names what differs beside versions; ``why`` is in sentences."""

    decision: UUID
    attempt: UUID
    at: datetime
    then: Outcome
    status: Status = Status.UNREADABLE
    now: Outcome | None = None
    parts: tuple[str, ...] = ()
    drift: tuple[Drift, ...] = ()
    why: tuple[str, ...] = ()

    def row(self) -> Row:
        """Plain values under ``COLUMNS``."""
        values = (
            str(self.decision), str(self.attempt), spoken(self.at), self.status.value, str(self.then),
            str(self.now or ""), list(self.parts), list(map(str, self.drift)), list(self.why),
        )  # fmt: skip
        return dict(zip(COLUMNS, values, strict=True))


@contextmanager
def reading(store: Store) -> Iterator[Session]:
    """A session that sees one state of the database and can change nothing in it."""
    with store.sessions() as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True})
        # Whoever reads page by page may think for longer than the usual minute.
        session.execute(text("SET LOCAL idle_in_transaction_session_timeout = '30min'"))
        yield session


def stored(session: Session, span: Span) -> Iterator[Stored]:
    """The decisions of the span, oldest first, read in batches: there may be more than memory.

    Raises NotFound when one was asked for by an id that no decision and no attempt with a decision has.
    """
    values = {name: value for name in _CONDITIONS if (value := getattr(span, name)) is not None}
    where = " AND ".join(_CONDITIONS[name] for name in values) or "true"
    statement = text(f"{_STORED} WHERE {where} ORDER BY x.at, x.id")
    rows = iter(session.execute(statement, values, execution_options={"yield_per": BATCH}))
    first = next(rows, None)
    if first is not None:
        yield Stored(*first)
    elif span.id:
        raise NotFound(f"no decision has the id {span.id}, and no attempt with that id was decided on")
    yield from (Stored(*row) for row in rows)


def replayed(session: Session, vault: Vault, span: Span) -> Iterator[Replayed]:
    """Every decision of the span made again with the rules of its day. Raises NotFound as ``stored`` does."""
    versions = {"engine": ENGINE_VERSION, "tzdata": tzdata_version()} | data_versions()
    load = lru_cache(maxsize=BOOKS)(partial(rule_sets.load, session))
    for one in stored(session, span):
        found = Replayed(one.id, one.attempt_id, one.at, one.outcome)
        faults: tuple[str, ...] = ()
        try:
            faults = tuple(_contradictions(one))
            facts, evidence = _facts(vault, one), vault.open("decisions.evidence", one.id, one.evidence_sealed)
            kept = load(one.ruleset)
            decision = decide(facts, kept.book)
        except _CANNOT as error:
            yield replace(found, status=Status.ALTERED if faults else Status.UNREADABLE, why=(*faults, _told(error)))
            continue
        drift = _drift({"engine": one.engine, "tzdata": one.tzdata} | dict(kept.data), versions)
        yield _compared(replace(found, drift=drift, why=faults), one, evidence, decision)


def rejudged(
    session: Session, vault: Vault, span: Span, new: RuleBook, old: RuleBook | None = None
) -> Iterator[Judged | Unjudged]:
    """Every decision of the span judged by ``new`` beside ``old``, or beside what was decided when there is no ``old``.

    Raises NotFound as ``stored`` does.
    """
    for one in stored(session, span):
        try:
            facts = _facts(vault, one)
            decision = decide(facts, new)
            before = Outcome.of(decide(facts, old)) if old else one.outcome
        except _CANNOT as error:
            yield Unjudged("decision", one.id, _told(error))
        else:
            yield Judged("decision", one.id, one.account_ref, one.at, places(decision), before, Outcome.of(decision))


def _facts(vault: Vault, one: Stored) -> Facts:
    """The question a decision answered."""
    return read_facts(json.loads(vault.open("decisions.facts", one.id, one.facts_sealed)))


def _told(error: Exception) -> str:
    named = isinstance(error, OutreachError | ComplianceError)
    return str(error) if named else "what was sealed or logged is no longer in the form in which it was written"


def _compared(found: Replayed, one: Stored, evidence: str, decision: Decision) -> Replayed:
    """``found`` with its status; it brings the drift and the contradictions that are known by now."""
    found = replace(found, now=Outcome.of(decision))
    if decision.proof.facts_digest != one.facts_digest:
        changed = "the sealed facts have another digest than the decision names: one of the two was changed"
        return replace(found, status=Status.ALTERED, why=(*found.why, changed))
    proof = decision.to_json()
    taken = canonical(take_evidence(proof["proof"]))
    then, now = _parts(_keys(one.proof), evidence), _parts(proof, taken)
    other = {part for part in then.keys() | now.keys() if then.get(part) != now.get(part)}
    found = replace(found, parts=tuple(sorted(other - _VERSIONS)))
    if found.why:
        return replace(found, status=Status.ALTERED)
    if not other:
        return replace(found, status=Status.SAME)
    if found.drift and not other & _OUTCOME:
        return replace(found, status=Status.SAME_OUTCOME)
    return replace(found, status=Status.DIFFERS, why=_causes(found.drift))


def _parts(proof: Row, evidence: str) -> dict[str, str]:
    """The parts of a stored proof by name, each in its canonical spelling, and the evidence that is sealed beside it."""
    parts = {"verdict" if key == "decision" else key: value for key, value in proof.items() if key != "proof"}
    parts |= {f"proof.{key}": value for key, value in _keys(proof.get("proof")).items()}
    return {name: canonical({name: value}) for name, value in parts.items()} | {"evidence": evidence}


def _drift(then: Row, now: Row) -> tuple[Drift, ...]:
    names = sorted(then.keys() | now.keys())
    found = (Drift(name, then.get(name, "absent"), now.get(name, "absent")) for name in names)
    return tuple(one for one in found if one.then != one.now)


def _causes(drift: tuple[Drift, ...]) -> tuple[str, ...]:
    if drift:
        return (f"possible cause: {'; '.join(map(str, drift))}",)
    return ("no version has changed since: what is stored was changed, or the engine was without a new version",)


def _contradictions(one: Stored) -> Iterator[str]:
    """Where a stored decision says one thing and its proof, or its entry in the contact log, another."""
    told, inner = _keys(one.proof), _keys(_keys(one.proof).get("proof"))
    row = {"verdict": one.verdict, "rules": one.rules, "next_permitted": spoken(one.next_permitted)}
    row |= {"facts_digest": one.facts_digest, "ruleset": one.ruleset, "tzdata": one.tzdata}
    proof = {"verdict": told.get("decision"), "rules": told.get("rules"), "next_permitted": told.get("next_permitted")}
    proof |= {"facts_digest": inner.get("facts"), "ruleset": inner.get("ruleset"), "tzdata": inner.get("tzdata")}
    proof |= {"engine": inner.get("engine"), "at": inner.get("at")}
    yield from _unequal(row | {"engine": one.engine, "at": spoken(one.at)}, proof, "its proof")
    if one.logged is None or one.log_prev_hash is None:
        yield "the contact log has no entry of it"
    elif chain(one.log_prev_hash, one.logged) != one.log_hash:
        yield "its entry in the contact log was changed"
    else:
        row["next_permitted"] = one.next_permitted.isoformat() if one.next_permitted else None
        yield from _unequal(row, _keys(_keys(json.loads(one.logged)).get("detail")), "its entry in the contact log")


def _unequal(row: Row, other: Row, what: str) -> Iterator[str]:
    return (f"{name} of the decision is not that of {what}" for name in row if row[name] != other.get(name))


def _keys(value: Any) -> Row:
    """The value if it has keys, as it was written; something else has none."""
    return value if isinstance(value, dict) else {}


_CONDITIONS = {
    "id": "(x.id = :id OR x.attempt_id = :id)",
    "since": "x.at >= :since",
    "until": "x.at < :until",
    "client": "a.client_id = :client",
    "campaign": "a.campaign_id = :campaign",
}
_STORED = """
SELECT x.id, x.attempt_id, x.at, x.verdict, x.rules, x.next_permitted, x.facts_digest, x.facts_sealed, x.proof,
       x.evidence_sealed, x.ruleset, x.engine, x.tzdata, coalesce(d.account_ref, ''), l.payload, l.prev_hash, l.hash
FROM decisions x
JOIN attempts a ON a.id = x.attempt_id
LEFT JOIN debts d ON d.id = a.debt_ids[1]
LEFT JOIN LATERAL (
    SELECT payload, prev_hash, hash FROM contact_log
    WHERE attempt_id = x.attempt_id AND kind IN ('wired', 'snoozed', 'blocked') AND strpos(payload, x.id::text) > 0
    ORDER BY seq LIMIT 1
) l ON true"""
