"""What the consumer said about channels: opt-outs that close one, consents without which one is closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from compliance.case import Case, Moment, seconds
from compliance.facts import OptOut
from compliance.rules.holds import active
from compliance.rules.kind import Kind, Ruling, answers, cleared, human, until

_OPT_OUTS = frozenset({"opt_outs"})
_PERSONAL = frozenset({"direct_prior", "electronic"})
_ANY_CONSENT = frozenset({"direct_prior", "electronic", "tcpa_prior_express"})


def _stops(now: Moment, channels: frozenset[str], kinds: frozenset[str]) -> Iterable[OptOut]:
    """Opt-outs from any of the channels, made by now and not lifted by a later consent of these kinds."""
    case = now.case
    given = max((grant.given(now.at) for grant in case.granted(now.at, kinds)), default=0)
    return (
        out for out in case.opt_outs if not channels.isdisjoint(out.channels) and given <= seconds(out.at) <= now.at
    )


def _answers_later(now: Moment, stops: list[OptOut]) -> bool:
    """The attempt answers a message that came after the last stop, or is the stop's one confirmation."""
    if now.case.confirmed_at(now.at) is not None:
        return True
    written = now.case.answered_at(now.at)
    return written is not None and all(written > seconds(out.at) for out in stops)


@dataclass(frozen=True)
class ChannelOptOut(Kind):
    """A request not to use a medium or an address, spoken or written; an oral "stop contacting me" closes all media."""

    name: ClassVar[str] = "channel_opt_out"
    needs: ClassVar[frozenset[str]] = frozenset({"opt_outs", "holds"})

    def judge(self, now: Moment) -> Ruling | None:
        if any(
            hold.form == "oral" and self._names(now.case, hold)
            for hold in active(now.case, frozenset({"cease"}), now.at)
        ):
            return cleared("the consumer asked, orally, not to be contacted")
        stops = [out for out in _stops(now, frozenset({now.case.channel}), _PERSONAL) if self._same_program(now, out)]
        if not stops or _answers_later(now, stops):
            return None
        return cleared("the consumer asked that this medium or address is not used")

    @staticmethod
    def _names(case: Case, hold: object) -> bool:
        return case.concerns(getattr(hold, "person", None), None, getattr(hold, "debts", None))

    @staticmethod
    def _same_program(now: Moment, out: OptOut) -> bool:
        return out.program == now.case.attempt.program


@dataclass(frozen=True)
class Revocation(Kind):
    """Consent to texts and artificial calls was revoked at this number. 47 CFR 64.1200(a)(10)."""

    name: ClassVar[str] = "revocation"
    needs: ClassVar[frozenset[str]] = _OPT_OUTS

    def judge(self, now: Moment) -> Ruling | None:
        channels = frozenset({"sms"}) if now.case.channel == "sms" else frozenset({"sms", "call"})
        stops = [out for out in _stops(now, channels, _ANY_CONSENT) if out.program == now.case.attempt.program]
        if not stops or _answers_later(now, stops):
            return None
        return cleared("consent was revoked")


@dataclass(frozen=True)
class RevokeAll(Kind):
    """A stop answered to another program: from its date on it ends every program, before that a person decides."""

    name: ClassVar[str] = "revoke_all"
    needs: ClassVar[frozenset[str]] = _OPT_OUTS

    binding: bool

    def judge(self, now: Moment) -> Ruling | None:
        channels = frozenset({"sms"}) if now.case.channel == "sms" else frozenset({"sms", "call"})
        stops = [out for out in _stops(now, channels, _ANY_CONSENT) if out.program != now.case.attempt.program]
        if not stops or _answers_later(now, stops):
            return None
        if self.binding:
            return cleared("consent to all programs was revoked")
        return human("consent to another program was revoked; whether it was meant for all is unclear")


@dataclass(frozen=True)
class Confirmation(Kind):
    """A confirmation of an opt-out: one, in the same medium, a text within five minutes. 47 CFR 64.1200(a)(12)."""

    name: ClassVar[str] = "confirmation"

    def judge(self, now: Moment) -> Ruling | None:
        if now.case.confirmed_at(now.at) is not None:
            return None
        return human("no opt-out is waiting for a confirmation: none made, too late, or already confirmed")


@dataclass(frozen=True)
class PhoneRefused(Kind):
    """Any request to stop ends telephone collection, an oral one too."""

    name: ClassVar[str] = "phone_refused"
    needs: ClassVar[frozenset[str]] = frozenset({"opt_outs", "holds"})

    def judge(self, now: Moment) -> Ruling | None:
        case = now.case
        out = any("call" in out.channels and seconds(out.at) <= now.at for out in case.opt_outs)
        ceased = any(case.concerns(h.person, None, h.debts) for h in active(case, frozenset({"cease"}), now.at))
        return cleared("the consumer asked to stop telephone collection") if out or ceased else None


@dataclass(frozen=True)
class PriorExpress(Kind):
    """Texts and artificial calls need prior express consent at the number; an inbound text is one for texts."""

    name: ClassVar[str] = "prior_express"

    def judge(self, now: Moment) -> Ruling | None:
        case = now.case
        kinds = _ANY_CONSENT if case.channel == "sms" else frozenset({"tcpa_prior_express"})
        if any(True for _ in case.granted(now.at, kinds)) or answers(case, now.at):
            return None
        if case.channel == "sms" and _written_from_here(now):
            return None
        return cleared("there is no prior express consent for this number")


@dataclass(frozen=True)
class FreshTexts(Kind):
    """Texts rest on direct consent or a text from the consumer, renewed or checked for reassignment in `days` days."""

    name: ClassVar[str] = "fresh_texts"

    days: int

    def judge(self, now: Moment) -> Ruling | None:
        case = now.case
        if answers(case, now.at):
            return None
        grounds = [grant.given(now.at) for grant in case.granted(now.at, _PERSONAL)]
        grounds += _written_from_here(now)
        if not grounds:
            return cleared("neither direct consent nor a text from the consumer covers this number")
        if any(within(now, at, self.days) for at in grounds) or self._checked(now, max(grounds)):
            return None
        return cleared(f"nothing in the last {self.days} days shows that the number is still the consumer's")

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
        for grant in case.granted(now.at, frozenset({"electronic"})):
            if grant.consent.form in self.forms:
                missing -= grant.roots if grant.roots is not None else missing
        if not missing or (self.days and any(within(now, at, self.days) for at in _written_from_here(now))):
            return None
        return cleared("there is no consent to electronic messages about this debt")


@dataclass(frozen=True)
class EmailSource(Kind):
    """An e-mail address came from the consumer, the prior collector, or the creditor with notice `days` days before."""

    name: ClassVar[str] = "email_source"
    needs: ClassVar[frozenset[str]] = frozenset({"provenance"})

    days: int

    def judge(self, now: Moment) -> Ruling | None:
        source = now.case.attempt.address.provenance
        if source.source in ("consumer", "prior_collector") or self._shown(now):
            return None
        if source.source == "skip_trace":
            return human("the address was found, not given: no procedure covers it")
        if source.notice_sent_at is None or seconds(source.notice_sent_at) > now.at:
            return cleared("the creditor has not announced that this address would be used")
        released = now.begun(now.latest_day(seconds(source.notice_sent_at)) + self.days)
        return until(released, f"the creditor's notice is younger than {self.days} days") if released > now.at else None

    @staticmethod
    def _shown(now: Moment) -> bool:
        return any(True for _ in now.case.granted(now.at, _PERSONAL)) or bool(_written_from_here(now))


@dataclass(frozen=True)
class WorkMail(Kind):
    """No e-mail to an employer's mailbox unless the consumer used it with us or consented. 12 CFR 1006.22(f)(3)."""

    name: ClassVar[str] = "work_mail"
    needs: ClassVar[frozenset[str]] = frozenset({"provenance"})

    def judge(self, now: Moment) -> Ruling | None:
        if now.case.attempt.address.provenance.source == "consumer" or EmailSource._shown(now):  # noqa: SLF001
            return None
        return cleared("the mailbox is the employer's")


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
        if any(grant.given(now.at) > seconds(check.at) for grant in now.case.granted(now.at, _ANY_CONSENT)):
            return None
        if check.answer == "yes":
            return cleared("the number was disconnected since: it may be somebody else's")
        return human("the reassigned-numbers database had no data on this number") if self.strict else None


@dataclass(frozen=True)
class Carrier(Kind):
    """What the carrier refuses to carry. `unless_direct` lets collectors through that hold direct consent."""

    name: ClassVar[str] = "carrier"

    unless_direct: bool

    def judge(self, now: Moment) -> Ruling | None:
        if self.unless_direct and any(True for _ in now.case.granted(now.at, _PERSONAL)):
            return None
        return cleared("the carrier does not carry third-party collection texts")


def within(now: Moment, at: int, days: int) -> bool:
    """Did it happen at most so many local days ago, counted against us where the zones differ?"""
    return now.today - now.first_day(at) <= days


def _written_from_here(now: Moment) -> list[int]:
    """When the consumer wrote to us in this channel from this address, after any opt-out from it."""
    case = now.case
    outs = [seconds(out.at) for out in case.opt_outs if case.channel in out.channels]
    stopped = max((at for at in outs if at <= now.at), default=0)
    return [
        at
        for at, event in case.past
        if stopped < at <= now.at
        and event.direction == "inbound"
        and event.channel == case.channel
        and event.person == case.attempt.person
        and event.address == case.address
    ]


KINDS: tuple[type[Kind], ...] = (
    ChannelOptOut,
    Revocation,
    RevokeAll,
    Confirmation,
    PhoneRefused,
    PriorExpress,
    FreshTexts,
    WrittenConsent,
    EmailSource,
    WorkMail,
    Reassigned,
    Carrier,
)
