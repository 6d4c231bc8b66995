"""Consents and sources without which a channel or an address is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from compliance.case import seconds
from compliance.moment import Moment
from compliance.rules.kind import Kind, Ruling, answers, cleared, human, until

PERSONAL = frozenset({"direct_prior", "electronic"})
_GIVEN = "the consumer uses the address with us, or consents to its use"
_ANY_CONSENT = frozenset({"direct_prior", "electronic", "tcpa_prior_express"})


@dataclass(frozen=True)
class PriorExpress(Kind):
    """Texts and artificial calls need prior express consent at the number; an inbound text is one for texts."""

    name: ClassVar[str] = "prior_express"

    def judge(self, now: Moment) -> Ruling | None:
        case = now.case
        kinds = _ANY_CONSENT if case.channel == "sms" else frozenset({"tcpa_prior_express"})
        if case.agreed(now.at, kinds):
            return None
        if case.channel == "sms" and (answers(case, now.at) or written_from_here(now)):
            return None
        return cleared("there is no prior express consent for this number", "prior express consent")


@dataclass(frozen=True)
class FreshTexts(Kind):
    """Texts rest on direct consent or a text from the consumer, renewed or checked for reassignment in `days` days."""

    name: ClassVar[str] = "fresh_texts"

    days: int

    def judge(self, now: Moment) -> Ruling | None:
        case = now.case
        if answers(case, now.at):
            return None
        newest = [text_ground(now, root) for root in case.roots]
        if not all(newest):
            return cleared("neither direct consent nor a text from the consumer covers this number", "direct consent")
        if all(within(now, ground, self.days) or self._checked(now, ground) for ground in newest):
            return None
        return cleared(
            f"nothing in the last {self.days} days shows that the number is still the consumer's",
            "consent renewed, a text from the consumer, or a reassignment check answered no",
        )

    def _checked(self, now: Moment, ground: int) -> bool:
        check = now.case.attempt.address.reassigned_check
        if check is None or check.answer != "no" or seconds(check.at) > now.at:
            return False
        return seconds(check.since) <= ground and within(now, seconds(check.at), self.days)


@dataclass(frozen=True)
class WrittenConsent(Kind):
    """Electronic messages need consent about the debt; `days` lets the consumer's own use of the medium stand for it.

    `forms` are the forms of consent that count, `free` the purposes that need none.
    """

    name: ClassVar[str] = "electronic_consent"

    forms: frozenset[str]
    days: int = 0
    free: frozenset[str] = frozenset()

    def judge(self, now: Moment) -> Ruling | None:
        case = now.case
        if case.attempt.purpose in self.free or answers(case, now.at):
            return None
        missing = set(case.roots)
        for grant in case.grants:
            if grant.consent.kind == "electronic" and grant.consent.form in self.forms:
                covered = missing if grant.roots is None else missing & grant.roots
                missing -= {root for root in covered if grant.holds(now.at, root)}
        if not missing or (self.days and any(within(now, at, self.days) for at in written_from_here(now))):
            return None
        return cleared("there is no consent to electronic messages about this debt", "electronic consent")


@dataclass(frozen=True)
class EmailSource(Kind):
    """An e-mail address came from the consumer, the prior collector, or the creditor with notice `days` days before.

    Where the notice gives the consumer longer to object, its own period counts.
    """

    name: ClassVar[str] = "email_source"
    needs: ClassVar[frozenset[str]] = frozenset({"provenance"})

    days: int

    def judge(self, now: Moment) -> Ruling | None:
        source = now.case.attempt.address.provenance
        if source.source in ("consumer", "prior_collector") or _used_with_us(now):
            return None
        if source.source == "skip_trace":
            return human("the address was found, not given: no procedure covers it", _GIVEN)
        if source.notice_sent_at is None or seconds(source.notice_sent_at) > now.at:
            return cleared("the creditor has not announced that this address would be used", "the creditor's notice")
        released = now.begun(now.latest_day(seconds(source.notice_sent_at)) + self.days)
        why = f"the creditor's notice is younger than {self.days} days"
        if source.opt_out_until is not None and seconds(source.opt_out_until) >= released:
            released, why = seconds(source.opt_out_until) + 1, "the creditor's notice still lets the consumer object"
        return until(released, why) if released > now.at else None


@dataclass(frozen=True)
class WorkMail(Kind):
    """No e-mail to an employer's mailbox unless the consumer used it with us or consented. 12 CFR 1006.22(f)(3)."""

    name: ClassVar[str] = "work_mail"
    needs: ClassVar[frozenset[str]] = frozenset({"provenance"})

    def judge(self, now: Moment) -> Ruling | None:
        if now.case.attempt.address.provenance.source == "consumer" or _used_with_us(now):
            return None
        return cleared("the mailbox is the employer's", _GIVEN)


@dataclass(frozen=True)
class Reassigned(Kind):
    """What the reassigned-numbers database said. `strict` asks a person when it had no data."""

    name: ClassVar[str] = "reassigned"
    needs: ClassVar[frozenset[str]] = frozenset({"reassigned_check"})

    strict: bool

    def judge(self, now: Moment) -> Ruling | None:
        check = now.case.attempt.address.reassigned_check
        if check is None or seconds(check.at) > now.at or check.answer == "no":
            return None
        if all(now.case.given(now.at, _ANY_CONSENT, root) > seconds(check.at) for root in now.case.roots):
            return None
        if check.answer == "yes":
            return cleared("the number was disconnected since: it may be somebody else's", "consent given anew at it")
        if not self.strict:
            return None
        return human("the reassigned-numbers database had no data on this number", "consent given anew at it")


@dataclass(frozen=True)
class Carrier(Kind):
    """What the carrier refuses to carry. `unless_direct` lets collectors through that hold direct consent."""

    name: ClassVar[str] = "carrier"

    unless_direct: bool

    def judge(self, now: Moment) -> Ruling | None:
        if self.unless_direct and now.case.agreed(now.at, PERSONAL):
            return None
        return cleared("the carrier does not carry third-party collection texts", "another carrier")


def within(now: Moment, at: int, days: int) -> bool:
    """Did it happen at most so many local days ago, counted against us where the zones differ?"""
    return now.today - now.first_day(at) <= days


def _used_with_us(now: Moment) -> bool:
    """The consumer consented directly for this address, or wrote to us from it."""
    return bool(now.case.agreed(now.at, PERSONAL) or written_from_here(now))


def text_ground(now: Moment, root: str) -> int:
    """When texts about the obligation were last agreed to, or the consumer last wrote about it; 0 for never."""
    written = max(written_from_here(now, root), default=0)
    return max(written, now.case.given(now.at, PERSONAL, root))


def written_from_here(now: Moment, root: str | None = None) -> list[int]:
    """When the consumer wrote to us in this channel from this address, after any opt-out from it.

    With an obligation: only what was about it.
    """
    case = now.case
    stopped = 0
    for out in case.opt_outs:
        if case.channel in out.channels and stopped < seconds(out.at) <= now.at:
            stopped = seconds(out.at)
    return [
        at
        for at, event in case.past
        if stopped < at <= now.at
        and event.direction == "inbound"
        and event.channel == case.channel
        and event.person == case.attempt.person
        and event.address == case.address
        and (root is None or root in case.roots_about(event))
    ]


KINDS: tuple[type[Kind], ...] = (
    PriorExpress,
    FreshTexts,
    WrittenConsent,
    EmailSource,
    WorkMail,
    Reassigned,
    Carrier,
)
