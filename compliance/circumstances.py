"""The circumstances of an attempt: what the gates of rules look at, remembered so that equal ones are judged once."""

from __future__ import annotations

from dataclasses import fields
from functools import lru_cache
from typing import NamedTuple

from compliance.facts import Collector, Content, Debt, Facts, Person, Policy

_FIT_CONTENT = Content()
_UNLIMITED = Collector().licensed_in
_POLICY_KEYS = tuple(field.name for field in fields(Policy) if field.name != "jurisdiction_mode")


class Circumstances(NamedTuple):
    """What a rule's gate looks at.

    `debts` is `consumer` when any debt of the attempt is; `program` is `collection` or `other`. `given` names what is
    on record beyond the usual: lists that are not empty, policy values that are set, and every fact without which some
    kind of rule has nothing to say.
    """

    channel: str
    role: str
    voice: str
    line: str
    place: str
    purpose: str
    person: str
    carrier: str
    debts: str
    program: str
    given: tuple[str, ...]


def circumstances(facts: Facts, person: Person, debts: tuple[Debt, ...]) -> Circumstances:
    """Of an attempt to contact the person about the debts."""
    attempt = facts.attempt
    return Circumstances(
        attempt.channel,
        facts.collector.role,
        attempt.voice if attempt.channel == "call" else "",
        attempt.address.line,
        attempt.address.place,
        attempt.purpose,
        person.role,
        attempt.carrier or "",
        "consumer" if "consumer" in [debt.purpose for debt in debts] else "commercial",
        "collection" if attempt.program == "collection" else "other",
        _given(facts, person, debts),
    )


def _given(facts: Facts, person: Person, debts: tuple[Debt, ...]) -> tuple[str, ...]:
    return (*_policies(facts.policy), *_rows(facts), *_features(facts, person, debts))


def _rows(facts: Facts) -> list[str]:
    """Which lists hold anything."""
    given = []
    if facts.history:
        given.append("history")
        if "conversation" in [event.outcome for event in facts.history]:
            given.append("conversations")
    if facts.consents:
        given.append("consents")
        if [consent for consent in facts.consents if consent.local_hours is not None]:
            given.append("agreed_hours")
    if facts.opt_outs:
        given.append("opt_outs")
    if facts.statements:
        given.append("statements")
    if facts.holds:
        given.append("holds")
    return given


def _features(facts: Facts, person: Person, debts: tuple[Debt, ...]) -> list[str]:
    """What is unusual about the message, the collector, the address, the person and the debts."""
    attempt, collector = facts.attempt, facts.collector
    given = []
    if attempt.content is not _FIT_CONTENT and attempt.content != _FIT_CONTENT:
        given.append("unfit_content")
    if collector.name_reveals_collection:
        given.append("revealing_name")
    if collector.licensed_in != _UNLIMITED:
        given.append("licences")
    if attempt.address.provenance.source != "consumer":
        given.append("provenance")
    if attempt.address.reassigned_check is not None:
        given.append("reassigned_check")
    if person.deceased:
        given.append("deceased")
    if person.birth_date is not None:
        given.append("birth_date")
    for debt in debts:
        if debt.first_communication_at is not None:
            given.append("first_communication")
        if not debt.notice_mailed or debt.notice_mailed_at is not None:
            given.append("notices")
    return given


@lru_cache(maxsize=1024)
def _policies(policy: Policy) -> tuple[str, ...]:
    # A guard of zero seconds is a policy too: it keeps the house's own hours.
    values = ((name, getattr(policy, name)) for name in _POLICY_KEYS)
    return tuple(name for name, value in values if value is not None and value is not False)
