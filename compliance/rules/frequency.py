"""Caps, cool-downs and gaps. Days are local calendar dates: an event on day D of a seven-day rule is released when
day D+7 has begun in every candidate zone, D being the latest date the event has in any of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from compliance.case import Case, Moment, Past
from compliance.facts import Event
from compliance.rules.counting import MEASURES, Tally, consented
from compliance.rules.kind import Kind, Ruling, answers, until


class Counting(Kind):
    """A kind that counts rows of history, and can say how it saw each."""

    def tallies(self, now: Moment) -> Iterable[Tally]:
        """Every row this rule looked at, counted or excluded."""
        raise NotImplementedError


@dataclass(frozen=True)
class Cap(Counting):
    """At most `limit` contacts in `days` consecutive local days.

    `limit_from` names a policy value instead. `by` says whose: this `person`'s, the `household`'s, or those to this
    `number`. `per` says about what: each `debt`, each debt with loans `served` together as one, or `any`.
    `consent` excludes what the consumer asked for; `after_conversation` counts only once somebody has spoken;
    `answers_free` neither stops nor counts answers to the consumer; `work_apart` counts only rows of the same place.
    """

    name: ClassVar[str] = "cap"

    days: int
    channels: frozenset[str]
    limit: int = 0
    limit_from: str = ""
    measure: str = "attempts"
    by: str = "person"
    per: str = "debt"
    consent: bool = False
    after_conversation: bool = False
    answers_free: bool = False
    work_apart: bool = False
    voice: str = ""

    def wants(self) -> frozenset[str]:
        return frozenset({self.limit_from or "history"})

    def judge(self, now: Moment) -> Ruling | None:
        limit = self.limit or getattr(now.case.facts.policy, self.limit_from)
        if limit is None or len(now.case.past) < limit:
            return None
        if self.answers_free and answers(now.case, now.at):
            return None
        if self.after_conversation and not _spoken_with(now.case):
            return None
        latest = max((self._release(now, root, limit) for root in self._subjects(now)), default=0)
        what = "contacts" if len(self.channels) > 1 else {"call": "calls", "sms": "texts", "email": "e-mails"}[min(self.channels)]
        return until(latest, f"{limit} {what} in {self.days} days are already on record") if latest > now.at else None

    def _release(self, now: Moment, root: str | None, limit: int) -> int:
        """When fewer than `limit` rows about the subject count; 0 when that is so now."""
        releases = sorted(
            release
            for past in now.case.past
            if self.excluded(now, past, root) is None and (release := self._releases_at(now, past)) > now.at
        )
        return releases[len(releases) - limit] if len(releases) >= limit else 0

    def _releases_at(self, now: Moment, past: Past) -> int:
        return now.begun(now.latest_day(past.at) + self.days)

    def _subjects(self, now: Moment) -> Iterable[str | None]:
        if self.per == "any":
            return () if self._excused(now, None) else (None,)
        roots = now.case.roots if self.per == "debt" else {now.case.served[root] for root in now.case.roots}
        return (root for root in roots if not self._excused(now, root))

    def _excused(self, now: Moment, root: str | None) -> bool:
        if not self.consent:
            return False
        mine = now.case.roots if root is None else [r for r in now.case.roots if r == root or now.case.served[r] == root]
        return all(consented(now, now.at, one) for one in mine)

    def excluded(self, now: Moment, past: Past, root: str | None) -> str | None:
        """Why a row does not count towards the subject, or None when it does."""
        event = past.event
        why = self._of_no_concern(now.case, event)
        if why is None and root is not None and not self._about(now.case, past, root):
            why = "about another debt"
        if why is None:
            why = MEASURES[self.measure](event)
        if why is None and self.consent and event.channel == "call" and self._asked_for(now, past, root):
            why = "made with direct prior consent"
        return why

    def _of_no_concern(self, case: Case, event: Event) -> str | None:
        if event.channel not in self.channels:
            return "another channel"
        if event.direction != "outbound":
            return "started by the consumer"
        if event.by != "us":
            return "made by the prior collector"
        if not self._whose(case, event):
            return "to somebody else"
        if self.work_apart and event.place != case.attempt.address.place:
            return "to another place"
        if self.answers_free and event.purpose in ("reply", "opt_out_confirmation"):
            return "an answer to the consumer"
        return "another kind of voice" if self.voice and event.voice != self.voice else None

    def _whose(self, case: Case, event: Event) -> bool:
        if self.by == "number":
            return event.address == case.address or (event.address is None and event.person == case.attempt.person)
        return event.person in case.family if self.by == "household" else event.person == case.attempt.person

    def _about(self, case: Case, past: Past, root: str) -> bool:
        return root in past.roots or (self.per == "served" and any(case.served[one] == root for one in past.roots))

    def _asked_for(self, now: Moment, past: Past, root: str | None) -> bool:
        mine = past.roots if root is None else [r for r in past.roots if r == root or now.case.served[r] == root]
        return all(consented(now, past.at, one) for one in mine)

    def tallies(self, now: Moment) -> Iterable[Tally]:
        subjects = [None] if self.per == "any" else sorted(self._all_subjects(now.case))
        for past in now.case.past:
            reasons = [self.excluded(now, past, root) for root in subjects]
            if None in reasons:
                released = self._releases_at(now, past)
                over = released <= now.at
                reason = f"no longer one of the last {self.days} days" if over else f"one of the last {self.days} days"
                yield Tally(past, not over, reason, released)
            else:
                yield Tally(past, False, reasons[0] or "")

    def _all_subjects(self, case: Case) -> set[str]:
        return set(case.roots) if self.per == "debt" else {case.served[root] for root in case.roots}


@dataclass(frozen=True)
class Pause(Counting):
    """After a conversation, whoever started it, no call for `days` consecutive days, its date being the first."""

    name: ClassVar[str] = "pause"
    needs: ClassVar[frozenset[str]] = frozenset({"conversations"})

    days: int
    per: str = "served"
    consent: bool = False

    def judge(self, now: Moment) -> Ruling | None:
        latest = max((self._releases_at(now, past) for past in self._conversations(now)), default=0)
        if latest <= now.at:
            return None
        return until(latest, f"there was a conversation in the last {self.days} days")

    def _conversations(self, now: Moment) -> Iterable[Past]:
        return (past for past in now.case.past if self._excluded(now, past) is None)

    def _excluded(self, now: Moment, past: Past) -> str | None:
        case, event = now.case, past.event
        if event.outcome != "conversation":
            return "no conversation"
        if event.person != case.attempt.person:
            return "with somebody else"
        if event.by != "us":
            return "with the prior collector"
        if self.per == "any":
            return None
        spoken = {case.served[one] for one in past.roots}
        about = [root for root in case.roots if case.served[root] in spoken]
        if not about:
            return "about another debt"
        if self.consent and all(consented(now, now.at, root) for root in about):
            return "the consumer asked for the call that is to be made"
        return None

    def _releases_at(self, now: Moment, past: Past) -> int:
        return now.begun(now.latest_day(past.at) + self.days)

    def tallies(self, now: Moment) -> Iterable[Tally]:
        for past in now.case.past:
            why = self._excluded(now, past)
            released = self._releases_at(now, past) if why is None else None
            over = released is not None and released <= now.at
            yield Tally(past, why is None and not over, why or f"a conversation on day 1 of {self.days}", released)


@dataclass(frozen=True)
class Gap(Counting):
    """At least so many minutes between two contacts. `minutes_from` names the policy value."""

    name: ClassVar[str] = "gap"

    minutes_from: str
    channels: frozenset[str]
    by: str

    def wants(self) -> frozenset[str]:
        return frozenset({self.minutes_from})

    def judge(self, now: Moment) -> Ruling | None:
        minutes = getattr(now.case.facts.policy, self.minutes_from)
        if minutes is None or answers(now.case, now.at):
            return None
        released = max((past.at for past in self._counted(now.case)), default=now.at - minutes * 60) + minutes * 60
        return until(released, f"less than {minutes} minutes since the last one") if released > now.at else None

    def _counted(self, case: Case) -> Iterable[Past]:
        return (past for past in case.past if self._excluded(case, past.event) is None)

    def _excluded(self, case: Case, event: Event) -> str | None:
        if event.channel not in self.channels:
            return "another channel"
        if event.direction != "outbound":
            return "started by the consumer"
        if event.by != "us":
            return "made by the prior collector"
        if self.by == "number":
            return None if event.address in (None, case.address) else "another number"
        return None if event.person == case.attempt.person else "to somebody else"

    def tallies(self, now: Moment) -> Iterable[Tally]:
        minutes = getattr(now.case.facts.policy, self.minutes_from)
        for past in now.case.past if minutes is not None else ():
            why = self._excluded(now.case, past.event)
            released = past.at + minutes * 60 if why is None else None
            yield Tally(past, released is not None and released > now.at, why or f"{minutes} minutes apart", released)


def _spoken_with(case: Case) -> bool:
    """Has anybody of ours ever spoken with this person?"""
    return any(
        past.event.outcome == "conversation" and past.event.by == "us" and past.event.person == case.attempt.person
        for past in case.past
    )


KINDS: tuple[type[Kind], ...] = (Cap, Pause, Gap)
