"""Rehearsal: what a campaign would do, told before it does it.

Everybody of the population's clients appears, in or out, with the reason. For who is in, the first step that has an
address is judged by the same engine, on the same facts, as the real contact will be: lawful at once, or the first
instant it is, or never until something is cleared; then the following steps are tried, as the campaign would. A step whose
text nobody approved is no step: ``rules`` then names the text.

Every debt is judged alone. Our own pace, and what other contacts of the same campaign will add to a person's history,
come on top and only ever make a contact later.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import TextIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns import dayparts
from campaigns.ladder import Ask, rungs
from campaigns.population import Candidate, candidates
from campaigns.selection import VOICE
from campaigns.strategy import Population, Step, Strategy
from compliance import FactsError, Verdict, decide
from outreach.accounts.people import Person
from outreach.contacts import approvals, facts
from outreach.contacts.enrolments import Campaign
from outreach.crypto import Vault
from outreach.masking import mask_name
from outreach.money import Money

BATCH = 1000
COLUMNS = (
    "client", "account_ref", "person", "balance", "currency", "included", "why", "channel", "step", "first_at_utc", "rules",
)  # fmt: skip
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """One debt. ``person`` is masked; ``first_at`` is absent for who is out and for who may not be contacted at all."""

    client: str
    account_ref: str
    person: str
    owed: Money
    included: bool
    why: str
    channel: str | None = None
    step: int | None = None
    first_at: datetime | None = None
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A campaign as it would run if it were started ``at`` this instant."""

    campaign: str
    at: datetime
    lines: tuple[Line, ...]

    @property
    def included(self) -> list[Line]:
        return [line for line in self.lines if line.included]

    @property
    def excluded(self) -> list[Line]:
        return [line for line in self.lines if not line.included]

    def by_reason(self) -> Counter[str]:
        """How many are out, by reason."""
        return Counter(line.why for line in self.excluded)

    def by_rule(self) -> Counter[str]:
        """How many of who is in meet each rule."""
        return Counter(rule for line in self.included for rule in line.rules)

    def by_channel(self) -> Counter[str]:
        """How many are first contacted through each channel; ``none`` may not be contacted at all."""
        return Counter(line.channel or "none" for line in self.included)

    def by_hour(self) -> Counter[datetime]:
        """First contacts by the UTC hour they become lawful in."""
        starts = (line.first_at for line in self.included if line.first_at)
        return Counter(start.replace(minute=0, second=0, microsecond=0) for start in starts)

    def write_csv(self, file: TextIO) -> None:
        """Every line, with the columns ``COLUMNS``."""
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for line in self.lines:
            writer.writerow(_cells(line))


def _cells(line: Line) -> tuple[object, ...]:
    return (
        line.client, line.account_ref, line.person, Decimal(line.owed.minor).scaleb(-2), line.owed.currency,
        "in" if line.included else "out", line.why, line.channel or "", line.step or "",
        line.first_at.strftime("%Y-%m-%dT%H:%M:%SZ") if line.first_at else "", " ".join(line.rules),
    )  # fmt: skip


def rehearse(
    session: Session, vault: Vault, campaign: Campaign, at: datetime, progress: Progress | None = None
) -> Rehearsal:
    """Rehearse ``campaign`` as if started ``at`` this instant; ``progress`` hears how many debts were looked at.

    Raises NotFound when a client of the population does not exist.
    """
    strategy = Strategy.model_validate(campaign.strategy)
    population = Population.model_validate(campaign.population)
    everybody = candidates(session, population, strategy, at, campaign.id)
    standing = approvals.standing(session)
    stage = _Stage(session, vault, strategy, max(at, campaign.starts_at or at), campaign.ends_at, standing)
    lines: list[Line] = []
    while batch := list(islice(everybody, BATCH)):
        lines.extend(stage.play(batch))
        if progress:
            progress(len(lines))
    return Rehearsal(campaign.name, at, tuple(lines))


@dataclass(frozen=True, slots=True)
class _Stage:
    session: Session
    vault: Vault
    strategy: Strategy
    at: datetime
    ends_at: datetime | None
    standing: approvals.Standing

    def play(self, batch: Sequence[Candidate]) -> Iterator[Line]:
        names, addresses = self._names(batch), self._addresses(batch)
        for candidate in batch:
            person = candidate.person_id
            line = Line(
                candidate.client,
                candidate.account_ref,
                names.get(person, "") if person else "",
                candidate.owed,
                candidate.reason is None,
                candidate.reason or "",
            )
            yield line if person is None or candidate.reason else self._walk(line, candidate, person, addresses)

    def _walk(
        self, line: Line, candidate: Candidate, person: UUID, addresses: dict[tuple[UUID, str], UUID | None]
    ) -> Line:
        """The steps in their order until one may happen."""
        rules: dict[str, None] = {}
        for number, step in enumerate(self.strategy.steps, 1):
            address = addresses[person, step.channel]
            if address is None or step.unfit(candidate.balance, candidate.language or ""):
                continue
            first_at, met, why = self._judge(candidate, person, step, address)
            rules |= dict.fromkeys(met)
            if first_at is not None:
                found = replace(line, why=why, channel=step.channel, step=number)
                return replace(found, first_at=first_at, rules=tuple(rules))
        return replace(line, why="no step may reach this person now", rules=tuple(rules))

    def _judge(
        self, candidate: Candidate, person: UUID, step: Step, address: UUID
    ) -> tuple[datetime | None, Iterable[str], str]:
        if objection := self.standing.objection(step.template, step.channel, candidate.language or ""):
            return None, (objection,), ""
        at = dayparts.not_before(step.prefer, candidate.region, self.at)
        debts, voice = (candidate.debt_id,), VOICE.get(step.channel)
        subject = facts.Subject(person, address, debts, candidate.client_id, step.channel, step.template, voice=voice)
        try:
            decision = decide(facts.load(self.session, self.vault, subject, at).facts)
        except FactsError:
            return None, ("FACTS",), ""
        if decision.verdict is Verdict.ALLOW:
            return at, (), self._window(at, "lawful at once" if at == self.at else f"prefers the {step.prefer}")
        if decision.verdict is Verdict.BLOCK_UNTIL and decision.next_permitted:
            return decision.next_permitted, decision.rules, self._window(decision.next_permitted, "not lawful before")
        return None, decision.rules, ""

    def _window(self, first_at: datetime, why: str) -> str:
        return "first lawful after the campaign ends" if self.ends_at and first_at >= self.ends_at else why

    def _names(self, batch: Sequence[Candidate]) -> dict[UUID, str]:
        people = {candidate.person_id for candidate in batch if candidate.person_id}
        rows = self.session.execute(select(Person.id, Person.name_sealed).where(Person.id.in_(people)))
        return {row.id: mask_name(self.vault.open("people.name", row.id, row.name_sealed)) for row in rows}

    def _addresses(self, batch: Sequence[Candidate]) -> dict[tuple[UUID, str], UUID | None]:
        people = {candidate.person_id for candidate in batch if candidate.person_id and candidate.reason is None}
        channels = sorted({step.channel for step in self.strategy.steps})
        asks = [Ask(person, channel) for person in sorted(people) for channel in channels]
        found = rungs(self.session, asks)
        return {(ask.person_id, ask.channel): address for ask, address in zip(asks, found, strict=True)}
