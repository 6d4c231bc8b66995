"""The facts of one attempt, arranged for the rules: who, which debts, what happened, and what it is now.

`Case` is made once per decision and holds what does not depend on the instant judged. `Moment` is one instant of
it: the search for the next permitted instant asks the same case at several moments. Instants are whole seconds
since 1970 UTC; days are local calendar dates as numbers since 1970-01-01.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from compliance.facts import DAY, Consent, Event, Facts, Hold, OptOut, Person
from compliance.location import Location
from compliance.zones import Zone

NEVER = 1 << 60
CONFIRMATION_SECONDS = 300


class Past(NamedTuple):
    """One row of history with its instant as a number and the obligations it concerns."""

    at: int
    event: Event
    roots: frozenset[str]


class Grant(NamedTuple):
    """A consent that concerns this person, channel and address, and the opt-outs that revoke it."""

    consent: Consent
    at: int
    renewed_at: int
    starts_at: int
    until: int
    roots: frozenset[str] | None
    revoked_at: tuple[int, ...]

    def given(self, at: int) -> int:
        """The latest giving of this consent as known at the instant."""
        return self.renewed_at if self.at < self.renewed_at <= at else self.at

    def holds(self, at: int) -> bool:
        """Begun, not ended, and not revoked since it was last given."""
        if not (self.starts_at <= at < self.until):
            return False
        return not self.revoked_at or all(not self.given(at) <= revoked <= at for revoked in self.revoked_at)


def seconds(at: datetime) -> int:
    return int(at.timestamp())


def moment_of(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)


class Case:
    __slots__ = (
        "address",
        "at",
        "attempt",
        "channel",
        "debts",
        "facts",
        "family",
        "grants",
        "groups",
        "location",
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
        self.address = attempt.address.value
        self.at = seconds(facts.at)
        self.person: Person = next(one for one in facts.people if one.id == attempt.person)
        self.groups, self.served = _obligations(facts)
        groups = self.groups
        self.roots = frozenset(groups[name] for name in attempt.debts)
        self.debts = tuple(debt for debt in facts.debts if groups[debt.id] in self.roots)
        self.past = tuple(
            Past(int(event.at.timestamp()), event, frozenset([groups[name] for name in event.debts]))
            for event in facts.history
        )
        self.location = Location(facts, self.person)
        self.family = _family(facts, self.person)
        self.opt_outs = tuple(out for out in facts.opt_outs if self.concerns(out.person, out.address, out.debts))
        self.grants = tuple(self._grants()) if facts.consents else ()

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

    def hold_roots(self, hold: Hold) -> frozenset[str]:
        """The obligations a hold names; all of them when it names none."""
        return self.roots_of(hold.debts) if hold.debts is not None else frozenset(self.groups.values())

    def granted(self, at: int, kinds: frozenset[str]) -> Iterable[Grant]:
        """The consents of these kinds that hold at the instant."""
        return (grant for grant in self.grants if grant.consent.kind in kinds and grant.holds(at))

    def contacts_since(self, since: int, channel: str) -> Iterable[Past]:
        """Our own contacts with this person through the channel later than the instant."""
        return (
            past
            for past in self.past
            if past.at > since
            and past.event.channel == channel
            and past.event.direction == "outbound"
            and past.event.person == self.attempt.person
        )

    def answered_at(self, at: int) -> int | None:
        """When the inbound message arrived to which this attempt is the one reply. Comment 6(b)(1)-2 to 12 CFR 1006.6."""
        if self.attempt.purpose != "reply":
            return None
        arrived = [past.at for past in self.past if past.at <= at and self._same_line(past.event)]
        newest = max(arrived, default=None)
        if newest is None:
            return None
        used = any(past.event.purpose != "opt_out_confirmation" for past in self.contacts_since(newest, self.channel))
        return None if used else newest

    def confirmed_at(self, at: int) -> int | None:
        """When the opt-out was made that this attempt may confirm: once and, for a text, within five minutes."""
        if self.attempt.purpose != "opt_out_confirmation":
            return None
        made = [seconds(out.at) for out in self.opt_outs if self.channel in out.channels and seconds(out.at) <= at]
        newest = max(made, default=None)
        if newest is None or (self.channel == "sms" and at - newest > CONFIRMATION_SECONDS):
            return None
        sent = (past.event.purpose == "opt_out_confirmation" for past in self.contacts_since(newest - 1, self.channel))
        return None if any(sent) else newest

    def changes(self) -> list[int]:
        """Every later instant at which a row of these facts begins or ends, sorted."""
        facts, found = self.facts, set[int]()
        for grant in self.grants:
            found.update((grant.at, grant.starts_at, grant.until, grant.renewed_at))
        for row in (*facts.statements, *facts.holds, *facts.debts, *facts.opt_outs, self.attempt.address):
            found.update(seconds(value) for value in _instants(row))
        if self.location.stated_at is not None:
            found.add(self.location.stated_at)
        if self.attempt.purpose == "reply":
            found.update(past.at for past in self.past if past.event.direction == "inbound")
        return sorted(at for at in found if self.at < at < NEVER)

    def _same_line(self, event: Event) -> bool:
        return (
            event.direction == "inbound"
            and event.channel == self.channel
            and event.person == self.attempt.person
            and event.address in (None, self.address)
        )

    def _grants(self) -> Iterable[Grant]:
        for consent in self.facts.consents:
            if self.channel in consent.channels and self.concerns(consent.person, consent.address, consent.debts):
                yield Grant(
                    consent,
                    seconds(consent.at),
                    seconds(consent.renewed_at) if consent.renewed_at else 0,
                    seconds(consent.starts_at or consent.at),
                    seconds(consent.until) if consent.until else NEVER,
                    None if consent.debts is None else self.roots_of(consent.debts),
                    tuple(seconds(out.at) for out in self.opt_outs if self._revokes(out)),
                )

    def _revokes(self, out: OptOut) -> bool:
        """A stop to texts at a number also ends consent to artificial calls there. 47 CFR 64.1200(a)(10)."""
        if out.program != self.attempt.program:
            return False
        return self.channel in out.channels or ("sms" in out.channels and self.attempt.voice == "artificial")


class OpenHours(Protocol):
    """A window of law as the house's guards see it: its clocks, and the open hours of a local day."""

    def clocks(self, now: Moment) -> tuple[Zone, ...]: ...

    def hours(self, now: Moment) -> Callable[[int], tuple[tuple[int, int], ...]]: ...


class Moment:
    """One instant of a case: the clocks that count then, and the local days they show."""

    __slots__ = ("at", "case", "clocks", "earliest_day", "next_change", "today", "windows")

    def __init__(self, case: Case, at: int, next_change: int = NEVER) -> None:
        self.case = case
        self.at = at
        self.clocks: tuple[Zone, ...] = case.location.clocks(at)
        days = [clock.wall(at) // DAY for clock in self.clocks] or [at // DAY]
        self.today = max(days)
        self.earliest_day = min(days)
        self.next_change = next_change
        self.windows: tuple[OpenHours, ...] = ()

    def latest_day(self, at: int) -> int:
        """The local date of an event: the latest of the candidate zones."""
        return max([clock.wall(at) // DAY for clock in self.clocks], default=at // DAY + 1)

    def first_day(self, at: int) -> int:
        """The earliest local date of an event, for counting what runs out."""
        return min([clock.wall(at) // DAY for clock in self.clocks], default=at // DAY - 1)

    def begun(self, day: int) -> int:
        """The instant by which the local day has begun in every candidate zone."""
        return max([clock.midnight(day) for clock in self.clocks], default=(day + 1) * DAY)

    def begins(self, day: int) -> int:
        """The instant at which the local day begins in the first candidate zone."""
        return min([clock.midnight(day) for clock in self.clocks], default=(day - 1) * DAY)


def _instants(row: object) -> Iterable[datetime]:
    for name in getattr(row, "__slots__", ()):
        value = getattr(row, name)
        if isinstance(value, datetime):
            yield value
        elif hasattr(value, "__slots__"):
            yield from _instants(value)


def _obligations(facts: Facts) -> tuple[dict[str, str], dict[str, str]]:
    """For each debt id its obligation; and the obligation as federal law counts it, loans served together being one."""
    groups = {debt.id: debt.id for debt in facts.debts}
    for debt in facts.debts:
        for other in debt.same_debt_as:
            _join(groups, debt.id, other)
    served, accounts = dict(groups), dict[str, str]()
    for debt in facts.debts:
        if debt.kind == "student_loan" and debt.servicing_account:
            _join(served, debt.id, accounts.setdefault(debt.servicing_account, debt.id))
    return groups, served


def _join(groups: dict[str, str], one: str, other: str) -> None:
    keep, drop = sorted((groups[one], groups[other]))
    if keep != drop:
        for name, root in groups.items():
            if root == drop:
                groups[name] = keep


def _family(facts: Facts, person: Person) -> frozenset[str]:
    """The person and everyone recorded in the same household, whichever record says so."""
    others = (one.id for one in facts.people if person.id in one.household)
    return frozenset((person.id, *person.household, *others))
