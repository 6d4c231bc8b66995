"""Named facts that stop contact until somebody clears them: attorney, cease, dispute, bankruptcy and the like."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from compliance.case import NEVER, Case, seconds
from compliance.decision import Verdict
from compliance.facts import Hold
from compliance.moment import Moment
from compliance.rules.kind import Kind, Ruling, cleared, human, until

_HOLDS = frozenset({"holds"})
_STAND_INS = frozenset({"spouse", "parent", "executor"})
_CONSUMERS = _STAND_INS | {"debtor", "co_obligor"}
_ATTORNEY = "the attorney agrees, no longer represents, or does not answer in reasonable time"
_DOCKET = "the docket shows that the debt may be collected, and counsel agrees"
# What would lift a hold, by its kind; another is lifted by whoever set it.
_UNLOCKS = {
    "cease": "the consumer asks, in writing, to be contacted again",
    "dispute": "verification mailed",
    "attorney": _ATTORNEY,
    "bankruptcy": _DOCKET,
    "vulnerable": "a person of ours takes the account over",
    "manual": "the hold is released by a person of ours",
}
_CODEBTOR_CHAPTERS = frozenset({12, 13})


def active(case: Case, kinds: frozenset[str], at: int) -> Iterable[Hold]:
    """The holds of these kinds that have begun and not ended."""
    return (
        hold
        for hold in case.facts.holds
        if hold.kind in kinds and seconds(hold.since) <= at < (seconds(hold.until) if hold.until else NEVER)
    )


def concerns_person(case: Case, hold: Hold) -> bool:
    """The hold names this person, nobody, or one of those who are one consumer with this person. 12 CFR 1006.6(a)."""
    if hold.person is None or hold.person == case.attempt.person:
        return True
    other = next(one for one in case.facts.people if one.id == hold.person)
    pair = {case.person.role, other.role}
    return pair <= _CONSUMERS and not pair.isdisjoint(_STAND_INS)


@dataclass(frozen=True)
class Stop(Kind):
    """A hold on the debts it names. `whole_debt` stops contact with everybody about the debt.

    `notices` is the verdict for statutory notices, which some holds leave to a person. `stand_ins` extends a hold to
    those who stand in for whom it names. 12 CFR 1006.6(a).
    """

    name: ClassVar[str] = "stop"
    needs: ClassVar[frozenset[str]] = _HOLDS

    holds: frozenset[str]
    verdict: Verdict = Verdict.BLOCK_UNTIL_CLEARED
    forms: frozenset[str] = frozenset()
    whole_debt: bool = False
    notices: Verdict | None = None
    stand_ins: bool = False
    debts: frozenset[str] = frozenset()

    def judge(self, now: Moment) -> Ruling | None:
        latest: Ruling | None = None
        for hold in active(now.case, self.holds, now.at):
            if self._applies(now, hold):
                found = self._ruling(now.case, hold)
                latest = found if latest is None else max(latest, found, key=lambda r: (r.verdict.weight, r.until))
        return latest

    def _applies(self, now: Moment, hold: Hold) -> bool:
        if self.forms and hold.form not in self.forms:
            return False
        if hold.verification_sent_at and seconds(hold.verification_sent_at) <= now.at:
            return False
        case = now.case
        if hold.debts is not None and case.roots_for(self.debts).isdisjoint(case.roots_of(hold.debts)):
            return False
        if self.whole_debt or hold.person in (None, case.attempt.person):
            return True
        return self.stand_ins and concerns_person(case, hold)

    def _ruling(self, case: Case, hold: Hold) -> Ruling:
        word = hold.kind.replace("_", " ")
        if self.notices is not None and case.attempt.purpose == "statutory_notice":
            return Ruling(self.notices, 0, f"{word}: a statutory notice goes out by hand", "a person sends it")
        if self.verdict is Verdict.BLOCK_UNTIL and hold.until:
            return until(seconds(hold.until), f"{word} runs until its date")
        return Ruling(self.verdict, 0, f"{word} on record", _UNLOCKS.get(hold.kind, "its end on record"))


@dataclass(frozen=True)
class Attorney(Kind):
    """Represented for the debts the hold names; for other debts of that person the scope is unclear."""

    name: ClassVar[str] = "attorney"
    needs: ClassVar[frozenset[str]] = _HOLDS

    def judge(self, now: Moment) -> Ruling | None:
        case, unclear = now.case, False
        for hold in active(case, frozenset({"attorney"}), now.at):
            if concerns_person(case, hold):
                if not case.roots.isdisjoint(case.hold_roots(hold)):
                    return cleared("the consumer is represented by an attorney for this debt", _ATTORNEY)
                unclear = True
        if not unclear:
            return None
        return human(
            "an attorney is known for another debt; whether for this one too is unclear", "the scope confirmed"
        )


@dataclass(frozen=True)
class Bankruptcy(Kind):
    """`protects` is `filer` (stay, 11 USC 362), `codebtor` (1301, 1201) or `discharge` (524)."""

    name: ClassVar[str] = "bankruptcy"
    needs: ClassVar[frozenset[str]] = _HOLDS

    protects: str

    def judge(self, now: Moment) -> Ruling | None:
        found = (self._ruling(now.case, hold) for hold in active(now.case, frozenset({"bankruptcy"}), now.at))
        return max((r for r in found if r), key=lambda ruling: ruling.verdict.weight, default=None)

    def _ruling(self, case: Case, hold: Hold) -> Ruling | None:
        if case.roots.isdisjoint(case.hold_roots(hold)):
            return None
        owes_too = hold.person != case.attempt.person and _owes(case)
        if owes_too != (self.protects == "codebtor"):
            return None
        if hold.status == "discharged":
            return cleared("the debt is discharged in bankruptcy", _DOCKET) if self.protects == "discharge" else None
        if self.protects == "discharge" or (owes_too and not self._codebtor_stay(case, hold)):
            return None
        if hold.status != "open":
            return human(f"the bankruptcy case is {hold.status}: somebody must look at the docket", _DOCKET)
        return cleared("an open bankruptcy case stays collection", _DOCKET)

    @staticmethod
    def _codebtor_stay(case: Case, hold: Hold) -> bool:
        return hold.chapter in _CODEBTOR_CHAPTERS and any(debt.purpose == "consumer" for debt in case.debts)


def _owes(case: Case) -> bool:
    return case.person.role in ("debtor", "co_obligor")


KINDS: tuple[type[Kind], ...] = (Stop, Attorney, Bankruptcy)
