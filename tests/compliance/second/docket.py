"""The facts laid out for judging: defaults filled in, instants as seconds, records of one obligation joined.

Nothing here decides. `Past` is one row of history, `Row` a consent, opt-out, statement or hold. `Docket` is the
whole file of one attempt; its methods answer which rows concern the attempt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.compliance.second.clocks import seconds

Json = Mapping[str, Any]
NEVER = 1 << 40
ALWAYS = -(1 << 40)


@dataclass(frozen=True, slots=True)
class Past:
    """One contact on record; `debts` are the obligations it is attributed to, `served` those as federal law counts."""

    at: int
    channel: str
    outcome: str
    person: str
    debts: frozenset[str]
    served: frozenset[str]
    inbound: bool
    address: str | None
    place: str
    voice: str
    purpose: str
    could_leave_message: bool
    sip_code: int | None
    ours: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The JSON of a row, when it was given, and from when until when it counts."""

    said: Json
    given: int
    renewed: int
    begins: int
    ends: int

    def counts(self, at: int) -> bool:
        return self.begins <= at < self.ends

    def last_given(self, at: int) -> int:
        """The latest giving known at the instant."""
        return self.renewed if self.given < self.renewed <= at else self.given

    def names(self, channel: str) -> bool:
        return channel in self.said["channels"]


def _row(row: Json) -> Row:
    given = seconds(row.get("at") or row["since"])
    return Row(
        row,
        given,
        seconds(row["renewed_at"]) if "renewed_at" in row else given,
        max(given, seconds(row["from"])) if "channels" in row and "from" in row else given,
        seconds(row["until"]) if "until" in row else NEVER,
    )


def joined(debts: Iterable[Json], *, served: bool) -> dict[str, str]:
    """Debt id to the id of its obligation. `served` also joins student loans of one servicing account."""
    listed = list(debts)
    name = {debt["id"]: debt["id"] for debt in listed}
    ties = [(debt["id"], other) for debt in listed for other in debt.get("same_debt_as", ())]
    if served:
        accounts: dict[str, str] = {}
        loans = (debt for debt in listed if debt.get("kind") == "student_loan" and "servicing_account" in debt)
        ties += [(debt["id"], accounts.setdefault(debt["servicing_account"], debt["id"])) for debt in loans]
    for _ in listed:
        for one, other in ties:
            name[one] = name[other] = min(name[one], name[other])
    return name


class Docket:
    """Everything on record that may bear on one attempt."""

    def __init__(self, facts: Json) -> None:
        self.at = seconds(facts["at"])
        self._read_attempt(facts["attempt"])
        self._read_parties(facts)
        self._read_debts(facts["debts"], facts["attempt"]["debts"])
        self.collector: Json = facts.get("collector", {})
        self.role = self.collector.get("role", "third_party")
        self.for_others = self.role != "first_party"
        self.collects = self.program == "collection"
        self.under_federal_law = self.for_others and self.consumer  # the statute on debt collectors
        self.policy: Json = facts.get("policy", {})
        self.history = [self._past(row) for row in facts.get("history", ())]
        self.consents = [_row(row) for row in facts.get("consents", ())]
        self.opt_outs = [row for row in map(_row, facts.get("opt_outs", ())) if self.about_her(row)]
        self.statements = [row for row in map(_row, facts.get("statements", ())) if self.about_her(row)]
        self.holds = [_row(row) for row in facts.get("holds", ())]
        self.overrides = [row for row in map(_row, facts.get("overrides", ())) if self.about_her(row)]

    def _read_attempt(self, attempt: Json) -> None:
        self.channel = attempt["channel"]
        self.purpose = attempt.get("purpose", "collection")
        self.program = attempt.get("program", "collection")
        self.artificial = attempt.get("voice") == "artificial"
        self.carrier = attempt.get("carrier")
        self.address: Json = attempt["address"]
        self.number = self.address["value"].lower()
        self.line = self.address.get("line", "unknown")
        self.place = self.address.get("place", "home")
        self.content: Json = attempt.get("content", {})

    def _read_parties(self, facts: Json) -> None:
        self.people = {person["id"]: person for person in facts["people"]}
        self.person: Json = self.people[facts["attempt"]["person"]]
        self.who = self.person["id"]
        self.relation = self.person.get("role", "debtor")
        self.country = self.person.get("country", "US")
        self.household = {self.who}
        pairs = [{one, mate} for one, person in self.people.items() for mate in person.get("household", ())]
        for _ in self.people:
            for pair in pairs:
                if pair & self.household:
                    self.household |= pair

    def _read_debts(self, debts: Iterable[Json], raised: Iterable[str]) -> None:
        listed = {debt["id"]: debt for debt in debts}
        self.same = joined(listed.values(), served=False)
        self.served = joined(listed.values(), served=True)
        self.raised = frozenset(self.same[debt] for debt in raised)
        self.owed = [debt for name, debt in listed.items() if self.same[name] in self.raised]
        self.consumer_debts = [debt for debt in self.owed if debt.get("purpose", "consumer") == "consumer"]
        self.consumer = bool(self.consumer_debts)

    def _past(self, row: Json) -> Past:
        return Past(
            seconds(row["at"]),
            row["channel"],
            row["outcome"],
            row["person"],
            frozenset(self.same[debt] for debt in row["debts"]),
            frozenset(self.served[debt] for debt in row["debts"]),
            row.get("direction") == "inbound",
            row["address"].lower() if "address" in row else None,
            row.get("place", "home"),
            row.get("voice", "live"),
            row.get("purpose", "collection"),
            row.get("could_leave_message", True),
            row.get("sip_code"),
            row.get("by", "us") == "us",
        )

    def says(self, what: str, *, usually: bool = True) -> bool:
        """What the rendered message holds."""
        return bool(self.content.get(what, usually))

    def debts_of(self, row: Row) -> frozenset[str]:
        """The obligations a row is about, among those this attempt may raise."""
        named = row.said.get("debts")
        return self.raised if named is None else self.raised & {self.same[debt] for debt in named}

    def about_her(self, row: Row) -> bool:
        return row.said.get("person") in (None, self.who)

    def about_address(self, row: Row, address: str | None) -> bool:
        """Whether a row concerns the number or mailbox; one that is not known is not the one it names."""
        return "address" not in row.said or row.said["address"].lower() == address
