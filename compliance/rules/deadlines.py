"""Deadlines that are no decisions about a contact: what must be done by a day, waited for, renewed, or kept.

A deadline starts with an instant on record and falls on a local date so many business days, calendar days and years
later. Where the candidate zones differ, what must be done in time counts from the earliest date the start has, what
must be waited for from the latest.

    must do     act_by      met (done in time) | open | overdue
    must wait   wait_until  running | over
    lasts       good_until  running | over
    must keep   keep_until  running | over | held (a hold keeps the records)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, NamedTuple

from compliance.case import seconds
from compliance.facts import Event, Hold
from compliance.moment import Moment
from compliance.rules.calendar import after_business_days, last_business_day
from compliance.rules.consents import text_ground
from compliance.rules.kind import Kind, Ruling

NATURES = frozenset({"act_by", "wait_until", "good_until", "keep_until"})
_EPOCH = date(1970, 1, 1).toordinal()


class Start(NamedTuple):
    """What a deadline is about (a debt, an opt-out, a number), when it began, and when what it asks for was done.

    `at_least` is an instant it does not end before, whatever its days come to.
    """

    about: str
    at: int
    done_at: int | None = None
    at_least: int | None = None


class Due(NamedTuple):
    """One deadline of one case. `day` and `plan_day` are local dates as day numbers.

    `plan_day` is the last business day on which what must be done by `day` can still be done.
    """

    about: str
    nature: str
    what: str
    since: int
    day: int
    plan_day: int
    state: str


@dataclass(frozen=True)
class Deadline(Kind):
    """`starts` says what begins it (see STARTS), `nature` what it is, `what` in words what is to be done or kept."""

    name: ClassVar[str] = "deadline"

    starts: str
    nature: str
    what: str
    business_days: int = 0
    days: int = 0
    years: int = 0
    calendar: str = "US"

    def __post_init__(self) -> None:
        if self.starts not in STARTS or self.nature not in NATURES:
            raise ValueError(f"{self.starts} or {self.nature} is no start or nature of a deadline")

    def judge(self, now: Moment) -> Ruling | None:
        """A deadline never speaks against a contact; where one must, another rule of the same id does."""
        return None

    def due(self, now: Moment) -> Iterable[Due]:
        """Every deadline of this rule in the case at this moment."""
        for start in STARTS[self.starts](now):
            if start.at <= now.at:
                day = self._day(now, start.at)
                if start.at_least is not None:
                    day = max(day, now.latest_day(start.at_least))
                plan = last_business_day(day, self.calendar)
                yield Due(start.about, self.nature, self.what, start.at, day, plan, self._state(now, start, day))

    def _day(self, now: Moment, at: int) -> int:
        begun = now.first_day(at) if self.nature in ("act_by", "good_until") else now.latest_day(at)
        day = after_business_days(begun, self.business_days, self.calendar) + self.days
        return _years_later(day, self.years) if self.years else day

    def _state(self, now: Moment, start: Start, day: int) -> str:
        if self.nature == "act_by":
            if start.done_at is not None and start.done_at <= now.at:
                return "met"
            return "open" if now.today <= day else "overdue"
        if self.nature == "keep_until" and any(hold.kind == "litigation" for hold in _begun_holds(now)):
            return "held"
        return "running" if now.earliest_day <= day else "over"


def _years_later(day: int, years: int) -> int:
    """The same date so many years later; 29 February becomes 1 March."""
    begun = date.fromordinal(day + _EPOCH)
    try:
        return begun.replace(year=begun.year + years).toordinal() - _EPOCH
    except ValueError:
        return date(begun.year + years, 3, 1).toordinal() - _EPOCH


def _begun_holds(now: Moment) -> Iterable[Hold]:
    holds = now.case.facts.holds
    return (one for one in holds if seconds(one.since) <= now.at and (one.until is None or now.at < seconds(one.until)))


def _first_communication(now: Moment) -> Iterable[Start]:
    for debt in now.case.debts:
        if debt.first_communication_at is not None:
            sent = debt.validation_notice_sent_at
            yield Start(debt.id, seconds(debt.first_communication_at), seconds(sent) if sent else None)


def _validation_notice(now: Moment) -> Iterable[Start]:
    sent = ((debt.id, debt.validation_notice_sent_at) for debt in now.case.debts)
    return (Start(name, seconds(at)) for name, at in sent if at is not None)


def _notice_mailed(now: Moment) -> Iterable[Start]:
    sent = ((debt.id, debt.notice_mailed_at) for debt in now.case.debts)
    return (Start(name, seconds(at)) for name, at in sent if at is not None)


def _opt_out(now: Moment) -> Iterable[Start]:
    """Honoured from the first second, unless one of our contacts through the medium came later."""
    for out in now.case.opt_outs:
        made = seconds(out.at)
        later = (event for channel in out.channels for event in now.case.contacts_since(made, channel))
        honoured = all(event.purpose == "opt_out_confirmation" for event in later)
        yield Start(f"opt-out from {', '.join(sorted(out.channels))}", made, made if honoured else None)


def _text_ground(now: Moment) -> Iterable[Start]:
    """The newest of consent, renewal, a text from the consumer, and a check that found the number still hers.

    Of several debts, that whose newest ground is the oldest.
    """
    case = now.case
    if case.channel != "sms":
        return
    ground = min(text_ground(now, root) for root in case.roots)
    if not ground:
        return
    check = case.attempt.address.reassigned_check
    if check is not None and check.answer == "no" and seconds(check.since) <= ground and seconds(check.at) <= now.at:
        ground = max(ground, seconds(check.at))
    yield Start("texts to this number", ground)


def _creditor_notice(now: Moment) -> Iterable[Start]:
    source = now.case.attempt.address.provenance
    if now.case.channel == "email" and source.source == "creditor" and source.notice_sent_at is not None:
        period = seconds(source.opt_out_until) if source.opt_out_until is not None else None
        yield Start("e-mails to this mailbox", seconds(source.notice_sent_at), at_least=period)


def _last_activity(now: Moment) -> Iterable[Start]:
    for debt in now.case.debts:
        newest = max((at for at, event in now.case.past if _is_ours(event, debt.id)), default=None)
        if newest is not None:
            yield Start(debt.id, newest)


def _recording(now: Moment) -> Iterable[Start]:
    return (Start("recording of a call", at) for at, event in now.case.past if event.recorded)


def _is_ours(event: Event, debt: str) -> bool:
    return event.by == "us" and debt in event.debts


STARTS: dict[str, Callable[[Moment], Iterable[Start]]] = {
    "first_communication": _first_communication,
    "validation_notice": _validation_notice,
    "notice_mailed": _notice_mailed,
    "opt_out": _opt_out,
    "text_ground": _text_ground,
    "creditor_notice": _creditor_notice,
    "last_activity": _last_activity,
    "recording": _recording,
}

KINDS: tuple[type[Kind], ...] = (Deadline,)
