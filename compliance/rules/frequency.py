"""Caps, cool-downs and gaps.

Days are local calendar dates: an event on day D of a seven-day rule is released when day D+7 has begun in every
candidate zone, D being the latest date the event has in any of them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, cast

from compliance.case import Case
from compliance.facts import Event
from compliance.moment import Moment
from compliance.rules.counting import MEASURES, Standing, Tally, consented
from compliance.rules.kind import Kind, Ruling, answers, until

_PRIOR_EXPRESS = frozenset({"tcpa_prior_express"})
_WORDS = {"call": "calls", "sms": "texts", "email": "e-mails"}


class Counting(Kind):
    """A kind that counts rows of history, and can say how it saw each."""

    @abstractmethod
    def tallies(self, now: Moment) -> Iterable[Tally]:
        """Every row this rule looked at, counted or excluded."""

    def standing(self, now: Moment) -> Standing | None:
        """How far the count has come, for kinds that have a limit."""
        return None


@dataclass(frozen=True)
class Cap(Counting):
    """At most `limit` contacts in `days` consecutive local days.

    `counts` are the channels counted, `measure` which outcomes. `limit_from` names a policy value instead of `limit`.
    `by` says whose: this `person`'s, the `household`'s, those to this `number`, or on this `account` to whomever.
    `per` says about what: each `debt`, each debt with loans `served` together as one, or `any`.
    `consent` excludes what the consumer asked for; `after_conversation` counts only once somebody has spoken;
    `debts`, also the gate's, leaves debts of another purpose uncounted; `answers_free` neither stops nor counts answers to the consumer; `work_apart` counts only rows of the same place.
    """

    name: ClassVar[str] = "cap"

    days: int
    counts: frozenset[str]
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
    debts: frozenset[str] = frozenset()

    def wants(self) -> frozenset[str]:
        return frozenset({self.limit_from or "history"})

    def judge(self, now: Moment) -> Ruling | None:
        limit = self.limit or getattr(now.case.facts.policy, self.limit_from)
        if limit is None or len(now.case.recent(self.days)) < limit:
            return None
        if self.answers_free and answers(now.case, now.at):
            return None
        if self.after_conversation and not _spoken_with(now.case):
            return None
        latest = 0
        for root, releases in self._releases(now).items():
            if len(releases) >= limit and not self._excused(now, root):
                # All but the last `limit - 1` must have been released.
                latest = max(latest, releases[len(releases) - limit])
        what = "contacts" if len(self.counts) > 1 else _WORDS[min(self.counts)]
        return until(latest, f"{limit} {what} in {self.days} days are already on record") if latest > now.at else None

    def standing(self, now: Moment) -> Standing | None:
        """Of the debt that has come farthest."""
        limit = self.limit or getattr(now.case.facts.policy, self.limit_from)
        counting = [[at for at in releases if at > now.at] for releases in self._releases(now).values()]
        if limit is None or not counting:
            return None
        most = max(counting, key=len)
        first = now.first_day(most[0]) - self.days if most else None
        return Standing(len(most), limit, self.days, None if first is None else now.today - first + 1)

    def _releases(self, now: Moment) -> dict[str | None, list[int]]:
        """When each counted row is released, sorted, by what it is about; computed once per case and set of clocks."""
        known = now.case.memory.get(id(self))
        if known is not None and known[0] is now.clocks:
            return cast(dict[str | None, list[int]], known[1])
        case = now.case
        rows = [row for row in case.recent(self.days) if self._of_no_concern(case, row[1]) is None]
        found = {
            root: sorted(
                [self._releases_at(now, at) for at, event in rows if self._excluded(now, at, event, root) is None]
            )
            for root in self._subjects(case)
        }
        now.case.memory[id(self)] = (now.clocks, found)
        return found

    def _releases_at(self, now: Moment, at: int) -> int:
        return now.begun(now.latest_day(at) + self.days)

    def _subjects(self, case: Case) -> Iterable[str | None]:
        if self.per == "any":
            return (None,)
        roots = case.roots_for(self.debts)
        return roots if self.per == "debt" else {case.served[root] for root in roots}

    def _excused(self, now: Moment, root: str | None) -> bool:
        """The consumer asked for the contact that is to be made."""
        if not self.consent or not now.case.grants:
            return False
        case = now.case
        mine = case.roots if root is None else [one for one in case.roots if root in (one, case.served[one])]
        return all(consented(now, now.at, one, case.channel, case.address) for one in mine)

    def _excluded(self, now: Moment, at: int, event: Event, root: str | None) -> str | None:
        """Why a row that is of concern does not count towards the subject, or None when it does."""
        if root is not None and not self._about(now.case, event, root):
            return "about another debt"
        why = MEASURES[self.measure](event)
        if why is None and self.consent and self._asked_for(now, at, event, root):
            return "made with direct prior consent"
        return why

    def _of_no_concern(self, case: Case, event: Event) -> str | None:
        if event.channel not in self.counts:
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
            return event.address in (None, case.address)
        if self.by == "household":
            return event.person in case.family
        return self.by == "account" or event.person == case.attempt.person

    def _about(self, case: Case, event: Event, root: str) -> bool:
        roots = case.roots_about(event)
        return root in roots or (self.per == "served" and any(case.served[one] == root for one in roots))

    def _asked_for(self, now: Moment, at: int, event: Event, root: str | None) -> bool:
        if not now.case.facts.consents:
            return False
        roots = now.case.roots_about(event)
        mine = roots if root is None else [one for one in roots if root in (one, now.case.served[one])]
        return all(consented(now, at, one, event.channel, event.address) for one in mine)

    def tallies(self, now: Moment) -> Iterable[Tally]:
        subjects = sorted(self._subjects(now.case), key=str)
        for at, event in now.case.past:
            unconcerned = self._of_no_concern(now.case, event)
            reasons = [unconcerned] if unconcerned else [self._excluded(now, at, event, root) for root in subjects]
            if None in reasons:
                released = self._releases_at(now, at)
                over = released <= now.at
                reason = f"{'no longer' if over else 'is'} one of the last {self.days} days"
                yield Tally(event, not over, reason, released)
            else:
                yield Tally(event, False, reasons[0] or "")


@dataclass(frozen=True)
class LandlineCap(Cap):
    """A cap that prior express consent at the number lifts. 47 CFR 64.1200(a)(3)."""

    name: ClassVar[str] = "landline_cap"

    def judge(self, now: Moment) -> Ruling | None:
        ruling = super().judge(now)
        return None if ruling is None or now.case.agreed(now.at, _PRIOR_EXPRESS) else ruling


@dataclass(frozen=True)
class Pause(Counting):
    """After a conversation, whoever started it, no call for `days` consecutive days, its date being the first."""

    name: ClassVar[str] = "pause"
    needs: ClassVar[frozenset[str]] = frozenset({"conversations"})

    days: int
    per: str = "served"
    consent: bool = False
    debts: frozenset[str] = frozenset()

    def judge(self, now: Moment) -> Ruling | None:
        spoken = [
            self._releases_at(now, at)
            for at, event in now.case.recent(self.days)
            if event.outcome == "conversation" and self._excluded(now, event) is None
        ]
        latest = max(spoken, default=0)
        if latest <= now.at:
            return None
        return until(latest, f"there was a conversation in the last {self.days} days")

    def _excluded(self, now: Moment, event: Event) -> str | None:
        case = now.case
        if event.outcome != "conversation":
            return "no conversation"
        if event.person != case.attempt.person:
            return "with somebody else"
        if event.by != "us":
            return "with the prior collector"
        if self.per == "any":
            return None
        spoken = {case.served[one] for one in case.roots_about(event)}
        about = [root for root in case.roots_for(self.debts) if case.served[root] in spoken]
        if not about:
            return "about another debt"
        if self.consent and all(consented(now, now.at, root, case.channel, case.address) for root in about):
            return "the consumer asked for the call that is to be made"
        return None

    def _releases_at(self, now: Moment, at: int) -> int:
        return now.begun(now.latest_day(at) + self.days)

    def tallies(self, now: Moment) -> Iterable[Tally]:
        for at, event in now.case.past:
            why = self._excluded(now, event)
            released = self._releases_at(now, at) if why is None else None
            over = released is not None and released <= now.at
            yield Tally(event, why is None and not over, why or f"a conversation, day 1 of {self.days}", released)


@dataclass(frozen=True)
class Gap(Counting):
    """At least so many minutes between two contacts. `minutes_from` names the policy value."""

    name: ClassVar[str] = "gap"

    minutes_from: str
    counts: frozenset[str]
    by: str

    def wants(self) -> frozenset[str]:
        return frozenset({self.minutes_from})

    def judge(self, now: Moment) -> Ruling | None:
        minutes = getattr(now.case.facts.policy, self.minutes_from)
        if minutes is None or answers(now.case, now.at):
            return None
        over = now.at - minutes * 60
        for at, event in reversed(now.case.past):
            if at <= over:
                break
            if self._excluded(now.case, event) is None:
                return until(at + minutes * 60, f"less than {minutes} minutes since the last one")
        return None

    def _excluded(self, case: Case, event: Event) -> str | None:
        if event.channel not in self.counts:
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
        for at, event in now.case.past:
            why = self._excluded(now.case, event)
            released = at + minutes * 60 if why is None else None
            yield Tally(event, released is not None and released > now.at, why or f"{minutes} minutes apart", released)


def _spoken_with(case: Case) -> bool:
    """Has anybody of ours ever spoken with this person?"""
    return any(
        event.outcome == "conversation" and event.by == "us" and event.person == case.attempt.person
        for _, event in case.past
    )


KINDS: tuple[type[Kind], ...] = (Cap, LandlineCap, Pause, Gap)
