"""The facts of one attempt, arranged for the rules: who, which debts, what happened, and what it is now.

`Case` is made once per decision and holds what does not depend on the instant judged. `Moment` is one instant of
it: the search for the next permitted instant asks the same case at several moments. Instants are whole seconds
since 1970 UTC; days are local calendar dates as numbers since 1970-01-01.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any, NamedTuple

from compliance.circumstances import circumstances
from compliance.facts import DAY, Consent, Debt, Event, Facts, Hold, OptOut, Person
from compliance.location import Location
from compliance.obligations import obligations
from compliance.zones import Zone

NEVER = 1 << 60
CONFIRMATION_SECONDS = 300

# Purposes of an attempt that may be the answer to something the consumer sent.
_ANSWERS = frozenset({"reply", "opt_out_confirmation"})


# One row of history: its instant in seconds, and the row.
Past = tuple[int, Event]


class Grant(NamedTuple):
    """A consent that concerns this person, a channel and an address, and what revokes it: when, and for which debts."""

    consent: Consent
    at: int
    renewed_at: int
    starts_at: int
    until: int
    roots: frozenset[str] | None
    revoked: tuple[tuple[int, frozenset[str]], ...]

    def given(self, at: int) -> int:
        """The latest giving of this consent as known at the instant."""
        return self.renewed_at if self.at < self.renewed_at <= at else self.at

    def holds(self, at: int, root: str | None = None) -> bool:
        """Begun, not ended, and not revoked, for the obligation or for any, since it was last given."""
        if not (self.starts_at <= at < self.until):
            return False
        if not self.revoked:
            return True
        since = self.given(at)
        return not any(since <= out <= at and (root is None or root in roots) for out, roots in self.revoked)


_BY_TIME = itemgetter(0)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def moment_of(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


class Case:
    __slots__ = (
        "_conversations",
        "_grants",
        "_invitations",
        "_roots",
        "address",
        "at",
        "attempt",
        "channel",
        "circumstances",
        "debts",
        "facts",
        "groups",
        "location",
        "may_answer",
        "memory",
        "opt_outs",
        "past",
        "person",
        "roots",
        "served",
    )

    def __init__(self, facts: Facts) -> None:
        attempt = facts.attempt
        self.facts = facts
        self.attempt = attempt
        self.channel = attempt.channel
        self.may_answer = attempt.purpose in _ANSWERS
        self.address = attempt.address.value
        self.at = seconds(facts.at)
        self.person = _named(facts, attempt.person)
        self.groups, self.served = groups, _ = obligations(facts)
        self.roots = roots = frozenset([groups[name] for name in attempt.debts])
        self.debts = facts.debts if len(groups) == 1 else tuple([d for d in facts.debts if groups[d.id] in roots])
        self.past: list[Past] = [(int(event.at.timestamp()), event) for event in facts.history]
        self.past.sort(key=_BY_TIME)
        self._conversations: dict[str, list[int]] = {}
        self._invitations: dict[tuple[str, str | None], tuple[Grant, ...]] = {}
        self._roots: dict[tuple[str, ...], frozenset[str]] = {}
        self.memory: dict[int, tuple[tuple[Zone, ...], Any]] = {}
        self.location = Location(facts, self.person)
        self.opt_outs = facts.opt_outs and tuple(
            [out for out in facts.opt_outs if self.concerns(out.person, out.address, out.debts)]
        )
        self._grants: tuple[Grant, ...] | None = None if facts.consents else ()
        self.circumstances = circumstances(facts, self.person, self.debts)

    @property
    def family(self) -> frozenset[str]:
        """The person and everyone recorded in the same household, whichever record says so, and theirs."""
        people = self.facts.people
        if len(people) == 1:
            return frozenset((self.person.id,))
        family, more = set[str](), {self.person.id}
        while more - family:
            family |= more
            more = {name for one in people if one.id in family for name in one.household}
            more |= {one.id for one in people if not family.isdisjoint(one.household)}
        return frozenset(family)

    def recent(self, days: int) -> list[Past]:
        """Rows that a rule about so many local days may still count, and a few more: a local day is no UTC day."""
        past, since = self.past, self.at - (days + 2) * DAY
        return past if not past or past[0][0] >= since else past[bisect_left(past, since, key=_BY_TIME) :]

    def concerns(self, person: str | None, address: str | None, debts: Iterable[str] | None) -> bool:
        """Does a row about this person, address and these debts (absent: all) bear on the attempt?"""
        return (
            (person is None or person == self.attempt.person)
            and (address is None or address == self.address)
            and (debts is None or not self.roots.isdisjoint(self.roots_of(debts)))
        )

    def roots_of(self, debts: Iterable[str]) -> frozenset[str]:
        """The obligations behind debt ids, records of the same debt being one."""
        return frozenset(self.groups[name] for name in debts)

    def roots_for(self, purposes: frozenset[str]) -> frozenset[str]:
        """The obligations of the attempt that are for one of the purposes; all of them when none is named."""
        if not purposes:
            return self.roots
        return frozenset([self.groups[debt.id] for debt in self.debts_for(purposes)])

    def debts_for(self, purposes: frozenset[str]) -> tuple[Debt, ...]:
        """The debts of the attempt that are for one of the purposes; all of them when none is named."""
        return self.debts if not purposes else tuple([debt for debt in self.debts if debt.purpose in purposes])

    def hold_roots(self, hold: Hold) -> frozenset[str]:
        """The obligations a hold names; all of them when it names none."""
        return self.roots_of(hold.debts) if hold.debts is not None else frozenset(self.groups.values())

    def given(self, at: int, kinds: frozenset[str], root: str) -> int:
        """When consent of these kinds that holds at the instant and covers the obligation was last given, else 0."""
        given = [
            grant.given(at)
            for grant in self.grants
            if grant.consent.kind in kinds and (grant.roots is None or root in grant.roots) and grant.holds(at, root)
        ]
        return max(given, default=0)

    def agreed(self, at: int, kinds: frozenset[str]) -> bool:
        """Do consents of these kinds that hold at the instant cover, together, every debt of the attempt?"""
        return bool(self.grants) and all(self.given(at, kinds, root) for root in self.roots)

    def roots_about(self, event: Event) -> frozenset[str]:
        """The obligations a row of history is about."""
        known = self._roots.get(event.debts)
        if known is None:
            known = self._roots[event.debts] = self.roots_of(event.debts)
        return known

    def conversations(self, root: str) -> list[int]:
        """When this person and we, or the collector before us, spoke about the obligation, sorted."""
        known = self._conversations.get(root)
        if known is None:
            mine = self.attempt.person
            spoken = [
                (at, event) for at, event in self.past if event.outcome == "conversation" and event.person == mine
            ]
            known = self._conversations[root] = [at for at, event in spoken if root in self.roots_about(event)]
        return known

    def contacts_since(self, since: int, channel: str) -> Iterable[Event]:
        """Our own contacts with this person through the channel later than the instant."""
        return (
            event
            for at, event in self.past
            if at > since
            and event.channel == channel
            and event.direction == "outbound"
            and event.person == self.attempt.person
        )

    def answered_at(self, at: int) -> int | None:
        """When the inbound message arrived to which this attempt is the one reply. Comment 6(b)(1)-2 to 12 CFR 1006.6."""
        if self.attempt.purpose != "reply":
            return None
        arrived = [then for then, event in self.past if then <= at and self._same_line(event)]
        newest = max(arrived, default=None)
        if newest is None:
            return None
        used = any(event.purpose != "opt_out_confirmation" for event in self.contacts_since(newest, self.channel))
        return None if used else newest

    def confirmed_at(self, at: int) -> int | None:
        """When the opt-out was made that this attempt may confirm: once and, for a text, within five minutes."""
        if self.attempt.purpose != "opt_out_confirmation":
            return None
        made = [seconds(out.at) for out in self.opt_outs if self.channel in out.channels and seconds(out.at) <= at]
        newest = max(made, default=None)
        if newest is None or (self.channel == "sms" and at - newest > CONFIRMATION_SECONDS):
            return None
        sent = (event.purpose == "opt_out_confirmation" for event in self.contacts_since(newest - 1, self.channel))
        return None if any(sent) else newest

    def changes(self) -> list[int]:
        """Every later instant at which a row of these facts begins or ends, in no order."""
        now = self.facts.at
        found = [int(at.timestamp()) for at in self._dates() if at is not None and at > now]
        if self.channel != "call" or self.attempt.purpose == "reply":
            # A message of the consumer's to come is a ground for messages, and may be answered.
            found += [at for at, event in self.past if event.direction == "inbound" and at > self.at]
        if self.location.stated_at is not None and self.location.stated_at > self.at:
            found.append(self.location.stated_at)
        return found

    def _dates(self) -> list[datetime | None]:
        facts, dates = self.facts, list[datetime | None]()
        for consent in facts.consents:
            dates += (consent.at, consent.starts_at, consent.until, consent.renewed_at)
        for said in facts.statements:
            dates += (said.at, said.until)
        for hold in facts.holds:
            dates += (hold.since, hold.until, hold.verification_sent_at)
        for override in facts.overrides:
            dates += (override.at, override.until)
        for debt in facts.debts:
            dates += (debt.first_communication_at, debt.validation_notice_sent_at, debt.notice_mailed_at)
        dates += [out.at for out in facts.opt_outs]
        source, check = self.attempt.address.provenance, self.attempt.address.reassigned_check
        dates += (source.notice_sent_at, source.opt_out_until, check.at if check else None)
        return dates

    def _same_line(self, event: Event) -> bool:
        return (
            event.direction == "inbound"
            and event.channel == self.channel
            and event.person == self.attempt.person
            and event.address in (None, self.address)
        )

    @property
    def grants(self) -> tuple[Grant, ...]:
        """The consents that concern this person, channel, address and these debts; worked out when first asked for."""
        if self._grants is None:
            self._grants = self.invitations(self.channel, self.address)
        return self._grants

    def invitations(self, channel: str, address: str | None) -> tuple[Grant, ...]:
        """The consents of this person to contacts about these debts through a channel, at an address."""
        known = self._invitations.get((channel, address))
        if known is None:
            known = self._invitations[channel, address] = tuple(self._concerning(channel, address))
        return known

    def _concerning(self, channel: str, address: str | None) -> Iterable[Grant]:
        outs = [out for out in self.facts.opt_outs if self.concerns(out.person, None, out.debts)]
        outs = [out for out in outs if out.address in (None, address) and self._revokes(out, channel)]
        for consent in self.facts.consents:
            if consent.address not in (None, address) or channel not in consent.channels:
                continue
            if self.concerns(consent.person, None, consent.debts):
                at = seconds(consent.at)
                yield Grant(
                    consent,
                    at,
                    seconds(consent.renewed_at) if consent.renewed_at else 0,
                    max(at, seconds(consent.starts_at)) if consent.starts_at else at,
                    seconds(consent.until) if consent.until else NEVER,
                    None if consent.debts is None else self.roots_of(consent.debts),
                    tuple([(seconds(out.at), self._outed(out)) for out in outs]),
                )

    def _outed(self, out: OptOut) -> frozenset[str]:
        return self.roots if out.debts is None else self.roots_of(out.debts)

    def _revokes(self, out: OptOut, channel: str) -> bool:
        """A stop to texts at a number also ends consent to artificial calls there. 47 CFR 64.1200(a)(10)."""
        if out.program != self.attempt.program:
            return False
        return channel in out.channels or ("sms" in out.channels and self.attempt.voice == "artificial")


def _named(facts: Facts, name: str) -> Person:
    for one in facts.people:
        if one.id == name:
            return one
    raise LookupError("the reader lists every person")
