"""What the consumer closed: a medium, an address, all texts, the telephone. Closed at once, opened by later consent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from compliance.case import Case, seconds
from compliance.facts import Hold, OptOut
from compliance.moment import Moment
from compliance.rules.holds import active
from compliance.rules.kind import Kind, Ruling, cleared, human

_CONSENT = "consent given anew by the consumer"
_OPT_OUTS = frozenset({"opt_outs"})
_CEASE = frozenset({"cease"})
_PERSONAL = frozenset({"direct_prior", "electronic"})
_ANY_CONSENT = frozenset({"direct_prior", "electronic", "tcpa_prior_express"})


def _stops(now: Moment, channels: frozenset[str], kinds: frozenset[str]) -> Iterable[OptOut]:
    """Opt-outs from any of the channels, made by now and not lifted by a later consent of these kinds about each debt."""
    case = now.case
    for out in case.opt_outs:
        made = seconds(out.at)
        if made <= now.at and not channels.isdisjoint(out.channels):
            about = case.roots if out.debts is None else case.roots & case.roots_of(out.debts)
            if any(case.given(now.at, kinds, root) <= made for root in about):
                yield out


def _answers_later(now: Moment, stops: list[datetime]) -> bool:
    """The attempt answers a message that came after the last stop. 12 CFR 1006.14(h)(2)."""
    written = now.case.answered_at(now.at)
    return written is not None and all(written > seconds(at) for at in stops)


@dataclass(frozen=True)
class ChannelOptOut(Kind):
    """A request not to use a medium or an address, spoken or written; an oral "stop contacting me" closes all media."""

    name: ClassVar[str] = "channel_opt_out"
    needs: ClassVar[frozenset[str]] = frozenset({"opt_outs", "holds"})

    def judge(self, now: Moment) -> Ruling | None:
        spoken = [
            one.since for one in active(now.case, _CEASE, now.at) if one.form == "oral" and self._names(now.case, one)
        ]
        if spoken and not _answers_later(now, spoken):
            return cleared("the consumer asked, orally, not to be contacted", "the consumer asks to be contacted again")
        stops = [out for out in _stops(now, frozenset({now.case.channel}), _PERSONAL) if self._same_program(now, out)]
        if not stops or _answers_later(now, [out.at for out in stops]):
            return None
        return cleared("the consumer asked that this medium or address is not used", _CONSENT)

    @staticmethod
    def _names(case: Case, hold: Hold) -> bool:
        return case.concerns(hold.person, None, hold.debts)

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
        if not stops or _answers_later(now, [out.at for out in stops]):
            return None
        return cleared("consent was revoked", _CONSENT)


@dataclass(frozen=True)
class RevokeAll(Kind):
    """A stop answered to another program: from its date on it ends every program, before that a person decides."""

    name: ClassVar[str] = "revoke_all"
    needs: ClassVar[frozenset[str]] = _OPT_OUTS

    binding: bool

    def judge(self, now: Moment) -> Ruling | None:
        channels = frozenset({"sms"}) if now.case.channel == "sms" else frozenset({"sms", "call"})
        stops = [out for out in _stops(now, channels, _ANY_CONSENT) if out.program != now.case.attempt.program]
        if not stops or _answers_later(now, [out.at for out in stops]):
            return None
        if self.binding:
            return cleared("consent to all programs was revoked", _CONSENT)
        return human(
            "consent to another program was revoked; whether it was meant for all is unclear", "its scope confirmed"
        )


@dataclass(frozen=True)
class Confirmation(Kind):
    """A confirmation of an opt-out: one, in the same medium, a text within five minutes. 47 CFR 64.1200(a)(12)."""

    name: ClassVar[str] = "confirmation"

    def judge(self, now: Moment) -> Ruling | None:
        if now.case.confirmed_at(now.at) is not None:
            return None
        return human(
            "no opt-out is waiting for a confirmation: none made, too late, or already confirmed",
            "nothing: leave it out",
        )


@dataclass(frozen=True)
class PhoneRefused(Kind):
    """Any request to stop ends telephone collection, an oral one too."""

    name: ClassVar[str] = "phone_refused"
    needs: ClassVar[frozenset[str]] = frozenset({"opt_outs", "holds"})

    def judge(self, now: Moment) -> Ruling | None:
        case = now.case
        out = any("call" in out.channels and seconds(out.at) <= now.at for out in case.opt_outs)
        ceased = any(case.concerns(h.person, None, h.debts) for h in active(case, _CEASE, now.at))
        if not out and not ceased:
            return None
        return cleared("the consumer asked to stop telephone collection", "the consumer asks for calls again")


KINDS: tuple[type[Kind], ...] = (ChannelOptOut, Revocation, RevokeAll, Confirmation, PhoneRefused)
