"""What a change of rules does to the contacts that are planned: each judged by the old and the new rules.

::

    attempts in state planned                          at their due time, or now
    enrolments waiting in running or paused campaigns  at their next time, or now: the step that will be made, found by
                                                       the campaign's own selection (skips, day parts, ladder)

What no step will reach any more, or only after the campaign's end, is no planned contact. Everything is read in
batches, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from campaigns.ladder import Ask, rungs
from campaigns.selection import LOOK, VOICE, Due, Plan, judge
from campaigns.strategy import Step, Strategy
from compliance import ComplianceError, RuleBook, decide
from outreach.contacts import facts
from outreach.contacts.enrolments import Campaign
from outreach.contacts.rule_diff import Judged, Outcome, Unjudged, places
from outreach.crypto import SealBroken, Vault

BATCH = 500
LIVE = ("running", "paused")


@dataclass(frozen=True, slots=True)
class Planned:
    """A contact that will be made at ``at`` unless something changes; ``what`` is attempt or enrolment."""

    what: str
    id: UUID
    account_ref: str
    at: datetime
    subject: facts.Subject


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An enrolment on the way to the step that will be made."""

    id: UUID
    account_ref: str
    campaign_id: UUID
    step: int
    at: datetime
    ends_at: datetime | None


def rejudged(
    session: Session, vault: Vault, old: RuleBook, new: RuleBook, now: datetime
) -> Iterator[Judged | Unjudged]:
    """Every contact planned as of ``now`` under both books."""
    for contact in planned(session, now):
        try:
            loaded = facts.load(session, vault, contact.subject, contact.at)
            before, after = decide(loaded.facts, old), decide(loaded.facts, new)
        except (ComplianceError, SealBroken) as error:
            yield Unjudged(contact.what, contact.id, str(error))
        else:
            outcomes = Outcome.of(before), Outcome.of(after)
            yield Judged(contact.what, contact.id, contact.account_ref, contact.at, places(after), *outcomes)


def planned(session: Session, now: datetime) -> Iterator[Planned]:
    """Every contact planned as of ``now``."""
    rows = session.execute(_ATTEMPTS, {"now": now}, execution_options={"yield_per": BATCH})
    yield from (_attempt(row) for row in rows)
    campaigns = session.execute(select(Campaign.id, Campaign.strategy).where(Campaign.state.in_(LIVE)))
    strategies = {row.id: Strategy.model_validate(row.strategy) for row in campaigns}
    found = session.execute(_WAITING, {"now": now, "live": list(LIVE)}, execution_options={"yield_per": BATCH})
    for batch in found.partitions():
        yield from _steps(session, strategies, [_Waiting(*row) for row in batch])


def _attempt(row: Row[Any]) -> Planned:
    subject = facts.Subject(
        person_id=row.person_id,
        address_id=row.address_id,
        debt_ids=tuple(row.debt_ids),
        client_id=row.client_id,
        channel=row.channel,
        template=row.template,
        purpose=row.purpose,
        voice=row.voice,
    )
    return Planned("attempt", row.id, row.account_ref, row.at, subject)


def _steps(session: Session, strategies: Mapping[UUID, Strategy], waiting: Sequence[_Waiting]) -> Iterator[Planned]:
    """The contact each enrolment will come to: a step that is skipped, or put off, leads to the one that follows."""
    while waiting:
        turns = [(one, strategies[one.campaign_id].steps[one.step]) for one in waiting]
        dues = _look(session, turns)
        asks = [Ask(dues[one.id].person_id, step.channel, dues[one.id].made) for one, step in turns]
        following: list[_Waiting] = []
        for one, address in zip(waiting, rungs(session, asks), strict=True):
            due = replace(dues[one.id], step=one.step)
            outcome = judge(due, strategies[one.campaign_id], address, one.at)
            if not isinstance(outcome, Plan):
                if outcome.state == "waiting":
                    following.append(replace(one, step=outcome.step, at=outcome.next_at))
            elif one.ends_at is None or one.at < one.ends_at:
                yield Planned("enrolment", one.id, one.account_ref, one.at, _subject(due, outcome))
        waiting = following


def _look(session: Session, turns: Sequence[tuple[_Waiting, Step]]) -> dict[UUID, Due]:
    asked = {"ids": [one.id for one, _ in turns], "channels": [step.channel for _, step in turns]}
    dues = (Due(*row) for row in session.execute(LOOK, asked))
    return {due.id: due for due in dues}


def _subject(due: Due, plan: Plan) -> facts.Subject:
    step = plan.step
    return facts.Subject(
        person_id=due.person_id,
        address_id=plan.address_id,
        debt_ids=(due.debt_id,),
        client_id=due.client_id,
        channel=step.channel,
        template=step.template,
        voice=VOICE.get(step.channel),
    )


_ATTEMPTS = text("""
SELECT a.id, a.person_id, a.address_id, a.debt_ids, a.client_id, a.channel, a.template, a.purpose, a.voice,
       greatest(a.due_at, CAST(:now AS timestamptz)) AS at, coalesce(d.account_ref, '') AS account_ref
FROM attempts a LEFT JOIN debts d ON d.id = a.debt_ids[1]
WHERE a.state = 'planned' ORDER BY a.due_at, a.id
""")
_WAITING = text("""
SELECT e.id, d.account_ref, e.campaign_id, e.step, greatest(e.next_at, CAST(:now AS timestamptz)), c.ends_at
FROM enrolments e JOIN campaigns c ON c.id = e.campaign_id JOIN debts d ON d.id = e.debt_id
WHERE e.state = 'waiting' AND c.state = ANY(CAST(:live AS text[])) ORDER BY e.next_at, e.id
""")
