"""What the message holds: what it must say, what it must not say, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from compliance.case import seconds
from compliance.moment import Moment
from compliance.rules.calendar import after_business_days
from compliance.rules.kind import Kind, Ruling, cleared, human

_WORDS = "other words"
_UNFIT = frozenset({"unfit_content"})
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Contents(Kind):
    """The message must hold (`must`) or must not hold (`must_not`) the named things."""

    name: ClassVar[str] = "content"
    needs: ClassVar[frozenset[str]] = _UNFIT

    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()

    def judge(self, now: Moment) -> Ruling | None:
        content = now.case.attempt.content
        missing = [name for name in self.must if not getattr(content, name)]
        unfit = [name for name in self.must_not if getattr(content, name)]
        if not missing and not unfit:
            return None
        parts = [f"lacks {_words(missing)}"] * bool(missing) + [f"holds {_words(unfit)}"] * bool(unfit)
        return cleared(f"the message {' and '.join(parts)}", _WORDS)


@dataclass(frozen=True)
class NeutralName(Kind):
    """A limited-content message gives a business name that does not tell of debt. 12 CFR 1006.2(j)."""

    name: ClassVar[str] = "neutral_name"
    needs: ClassVar[frozenset[str]] = frozenset({"revealing_name"})

    def judge(self, now: Moment) -> Ruling | None:
        if now.case.facts.collector.name_reveals_collection:
            return cleared("the collector's name tells a listener that this is about debt", "a name that does not")
        return None


@dataclass(frozen=True)
class Overshadow(Kind):
    """No words that overshadow the right to dispute while the validation period runs. 12 CFR 1006.38(b)(1).

    The period ends `days` calendar days after the notice may be taken as received, `receipt_days` business days after
    it was sent. 12 CFR 1006.34(b)(5).
    """

    name: ClassVar[str] = "overshadow"
    needs: ClassVar[frozenset[str]] = _UNFIT

    receipt_days: int
    days: int
    debts: frozenset[str] = frozenset()

    def judge(self, now: Moment) -> Ruling | None:
        if not now.case.attempt.content.overshadows:
            return None
        for debt in now.case.debts_for(self.debts):
            first, sent = debt.first_communication_at, debt.validation_notice_sent_at
            if sent is None and first is not None and seconds(first) <= now.at:
                return cleared(
                    "the words overshadow the right to dispute, and the notice of it has not been sent", _WORDS
                )
            if sent is not None and now.earliest_day <= self._ends(now, seconds(sent)):
                return cleared("the words overshadow the right to dispute while the validation period runs", _WORDS)
        return None

    def _ends(self, now: Moment, sent: int) -> int:
        return after_business_days(now.latest_day(sent), self.receipt_days, "US") + self.days


@dataclass(frozen=True)
class TimeBarred(Kind):
    """No threat of a suit on a debt that no court would hear any more. 12 CFR 1006.26(b)."""

    name: ClassVar[str] = "time_barred"
    needs: ClassVar[frozenset[str]] = _UNFIT

    debts: frozenset[str] = frozenset()

    def judge(self, now: Moment) -> Ruling | None:
        if not now.case.attempt.content.threatens_suit:
            return None
        ends = [debt.limitation_ends_on for debt in now.case.debts_for(self.debts)]
        if any(day is not None and now.today >= day.toordinal() - _EPOCH for day in ends):
            return cleared("the words threaten a suit on a time-barred debt", _WORDS)
        if None in ends:
            return human(
                "the words threaten a suit; whether the debt is time-barred is not known", "the day it is barred"
            )
        return None


def _words(names: list[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)


KINDS: tuple[type[Kind], ...] = (Contents, NeutralName, Overshadow, TimeBarred)
