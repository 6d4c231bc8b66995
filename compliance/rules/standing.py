"""Who the person is, and what the debt and the collector are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from compliance.case import seconds
from compliance.facts import Debt, Person
from compliance.moment import Moment
from compliance.rules.holds import active
from compliance.rules.kind import Kind, Ruling, cleared, human, until

_EPOCH = date(1970, 1, 1).toordinal()
_OF_AGE = 18
_ATTORNEY = frozenset({"attorney"})


@dataclass(frozen=True)
class Deceased(Kind):
    """The person is known to have died: somebody must find out who stands for the estate."""

    name: ClassVar[str] = "deceased"
    needs: ClassVar[frozenset[str]] = frozenset({"deceased"})

    def judge(self, now: Moment) -> Ruling | None:
        return human("the person has died", "who stands for the estate is known") if now.case.person.deceased else None


@dataclass(frozen=True)
class Minor(Kind):
    """Under eighteen in any candidate zone."""

    name: ClassVar[str] = "minor"
    needs: ClassVar[frozenset[str]] = frozenset({"birth_date"})

    def judge(self, now: Moment) -> Ruling | None:
        if not is_minor(now, now.case.person):
            return None
        return human("the person is a minor", "a parent or guardian is known")


def is_minor(now: Moment, person: Person) -> bool:
    """Under eighteen in any candidate zone; who was born on 29 February comes of age on 1 March. Unknown: of age."""
    born = person.birth_date
    if born is None:
        return False
    month, day = (3, 1) if (born.month, born.day) == (2, 29) else (born.month, born.day)
    return now.earliest_day < date(born.year + _OF_AGE, month, day).toordinal() - _EPOCH


@dataclass(frozen=True)
class Bystander(Kind):
    """A third party hears nothing but the one question where the consumer can be reached. 12 CFR 1006.6(d), 1006.10."""

    name: ClassVar[str] = "bystander"

    def judge(self, now: Moment) -> Ruling | None:
        case = now.case
        if case.attempt.purpose != "location":
            return cleared("a third party may only be asked for location information", "a location question")
        if any(active(case, _ATTORNEY, now.at)):
            return cleared(
                "the consumer has an attorney: nobody else is to be asked", "the attorney no longer represents"
            )
        asked = any(
            event.person == case.attempt.person
            and event.direction == "outbound"
            and event.outcome in ("conversation", "sent", "delivered", "voicemail_left")
            for _, event in case.past
        )
        return (
            human("this third party has been asked before", "reason to think the answer was wrong") if asked else None
        )


@dataclass(frozen=True)
class StandIn(Bystander):
    """A parent of an adult, or an executor of somebody alive, is a third party. 12 CFR 1006.6(a)(2), (4).

    `debtor` says what the debtor must be, `minor` or `deceased`. A file that lists no debtor is taken at its word.
    """

    name: ClassVar[str] = "stand_in"

    debtor: str

    def judge(self, now: Moment) -> Ruling | None:
        debtors = [one for one in now.case.facts.people if one.role == "debtor"]
        if not debtors or any(self._is_so(now, one) for one in debtors):
            return None
        return super().judge(now)

    def _is_so(self, now: Moment, debtor: Person) -> bool:
        return debtor.deceased or (self.debtor == "minor" and is_minor(now, debtor))


@dataclass(frozen=True)
class OutOfBounds(Kind):
    """People who are never contacted about somebody's debt; the gate says which."""

    name: ClassVar[str] = "out_of_bounds"

    def judge(self, now: Moment) -> Ruling | None:
        return cleared(f"a {now.case.person.role.replace('_', ' ')} is not contacted about a debt", "nothing")


@dataclass(frozen=True)
class EmployerForbids(Kind):
    """The employer forbids such contact at work, and the address is one at work. 15 USC 1692c(a)(3)."""

    name: ClassVar[str] = "employer_forbids"
    needs: ClassVar[frozenset[str]] = frozenset({"statements"})

    def judge(self, now: Moment) -> Ruling | None:
        case = now.case
        for said in case.facts.statements:
            if said.kind == "employer_forbids" and said.person in (None, case.attempt.person):
                ended = said.until is not None and seconds(said.until) <= now.at
                if seconds(said.at) <= now.at and not ended:
                    return cleared("contact at the place of work is forbidden", "the employer allows it")
        return None


@dataclass(frozen=True)
class Licence(Kind):
    """The collector may collect where the consumer lives. `nationwide` takes any licence of the country."""

    name: ClassVar[str] = "licence"
    needs: ClassVar[frozenset[str]] = frozenset({"licences"})

    country: str
    nationwide: bool = False

    def judge(self, now: Moment) -> Ruling | None:
        licensed = now.case.facts.collector.licensed_in
        if "*" in licensed or (self.nationwide and any(one.startswith(f"{self.country}-") for one in licensed)):
            return None
        laws = now.case.location.jurisdictions(now.at)
        states = {law for law in laws if law.startswith(f"{self.country}-") and law.count("-") == 1}
        if states and states <= licensed:
            return None
        if states:
            return cleared("the collector has no licence there", "a licence there")
        return cleared("where the consumer lives is not known", "the consumer's state")


@dataclass(frozen=True)
class RegionKnown(Kind):
    """Where the law is the region's, somebody must find out which region's it is."""

    name: ClassVar[str] = "region_known"

    regions: frozenset[str]

    def judge(self, now: Moment) -> Ruling | None:
        if self.regions.isdisjoint(now.case.location.jurisdictions(now.at)):
            return human("whose law applies is not known: the province or state is missing", "the province or state")
        return None


@dataclass(frozen=True)
class Mailed(Kind):
    """A written notice must have been mailed, and `days` days gone by since, before other contact.

    `debt_kind` limits the rule to debts of one kind.
    """

    name: ClassVar[str] = "mailed"
    needs: ClassVar[frozenset[str]] = frozenset({"notices"})

    days: int = 0
    debt_kind: str = ""
    debts: frozenset[str] = frozenset()

    def judge(self, now: Moment) -> Ruling | None:
        latest = 0
        for debt in now.case.debts_for(self.debts):
            if self.debt_kind in ("", debt.kind):
                if self._missing(debt, now.at):
                    return cleared("the notice has not been mailed", "the notice mailed")
                if debt.notice_mailed_at:
                    latest = max(latest, now.begun(now.latest_day(seconds(debt.notice_mailed_at)) + self.days))
        return (
            until(latest, f"{self.days} days since the notice was mailed have not gone by") if latest > now.at else None
        )

    @staticmethod
    def _missing(debt: Debt, at: int) -> bool:
        return not debt.notice_mailed or (debt.notice_mailed_at is not None and seconds(debt.notice_mailed_at) > at)


@dataclass(frozen=True)
class Validation(Kind):
    """No validation information `days` days after the first communication: somebody must see that it goes out."""

    name: ClassVar[str] = "validation"
    needs: ClassVar[frozenset[str]] = frozenset({"first_communication"})

    days: int
    debts: frozenset[str] = frozenset()

    def judge(self, now: Moment) -> Ruling | None:
        for debt in now.case.debts_for(self.debts):
            first, sent = debt.first_communication_at, debt.validation_notice_sent_at
            if first is None or seconds(first) > now.at or (sent is not None and seconds(sent) <= now.at):
                continue
            if now.today - now.first_day(seconds(first)) >= self.days:
                return human("the validation information has not been sent", "the validation information sent")
        return None


KINDS: tuple[type[Kind], ...] = (
    Deceased,
    Minor,
    Bystander,
    StandIn,
    OutOfBounds,
    EmployerForbids,
    Licence,
    RegionKnown,
    Mailed,
    Validation,
)
