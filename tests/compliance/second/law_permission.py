"""By which means: opt-outs, consents, where an address came from, licences, carriers."""

from __future__ import annotations

from collections.abc import Iterator

from tests.compliance.second import consent
from tests.compliance.second.clocks import earliest_day, latest_day, seconds
from tests.compliance.second.docket import Docket, Past, Row
from tests.compliance.second.figures import (
    CREDITOR_NOTICE_DAYS,
    FRESH_TEXT_DAYS,
    REVOKE_ALL_BINDS,
    USED_MEDIUM_DAYS,
)
from tests.compliance.second.history import answered, answers, confirms
from tests.compliance.second.law_counts import in_force
from tests.compliance.second.rule import ASK, CLEAR, FREE, WAIT, Rule, Says, always
from tests.compliance.second.whereabouts import Where

CONFIRMING = "opt_out_confirmation"
PREFIX = {"US": "US-F", "CA": "CA", "GB": "UK", "AU": "AU"}


def rules(docket: Docket, where: Where) -> Iterator[Rule]:
    country = docket.country
    if docket.purpose != CONFIRMING and "EU" in where.laws:
        yield Rule("EU-CHANNEL", _medium_closed(docket))
    if country not in PREFIX:
        return
    name = PREFIX[country]
    if docket.purpose == CONFIRMING:
        confirm = "US-TCPA-CONFIRM" if country == "US" else f"{name}-CONFIRM"
        yield Rule(confirm, lambda at: FREE if confirms(docket, at) else ASK)
    else:
        yield Rule(f"{name}-CHANNEL", _medium_closed(docket))
    yield Rule("US-LIC" if country == "US" else f"{name}-LIC", always(_licence(docket, where)))
    if country == "CA" and not any(law.startswith("CA-") for law in where.laws):
        yield Rule("CA-PROVINCE", always(ASK))
    carried = docket.carrier != "twilio" or not docket.for_others or not docket.collects
    if country in ("US", "CA") and docket.channel == "sms" and not carried:
        yield Rule("US-TWILIO-3P-SMS", _carrier(docket))
    if country == "US":
        yield from _telephone_act(docket, where)
        if docket.under_federal_law and docket.collects:
            yield from _federal(docket, where)
        yield from _states(docket, where)


def _licence(docket: Docket, where: Where) -> int:
    held = set(docket.collector.get("licensed_in", ["*"]))
    if "*" in held:
        return FREE
    if docket.country == "GB":
        return FREE if any(place.startswith("GB-") for place in held) else CLEAR
    needed = {law for law in where.laws if law.count("-") == 1 and law.startswith(f"{docket.country}-")}
    return FREE if needed and needed <= held else CLEAR


def _carrier(docket: Docket) -> Says:
    """No third party's texts; a buyer's with consent taken straight from the consumer."""
    if docket.role == "third_party":
        return always(CLEAR)
    return lambda at: FREE if consent.agreed(docket, consent.PERSONAL, at) else CLEAR


def _answers_later(docket: Docket, stops: list[Row], at: int) -> bool:
    heard = answered(docket, at)
    return heard is not None and all(heard > out.given for out in stops)


def _medium_closed(docket: Docket) -> Says:
    """She does not want this medium or address; spoken words to cease close every medium."""
    spoken = [
        row
        for row in docket.holds
        if row.said["kind"] == "cease"
        and row.said.get("form") == "oral"
        and docket.about_her(row)
        and docket.debts_of(row)
    ]

    def says(at: int) -> int:
        closed = [row for row in spoken if row.counts(at)]
        closed += _stopped(docket, (docket.channel,), consent.PERSONAL, at, same_program=True)
        return CLEAR if closed and not _answers_later(docket, closed, at) else FREE

    return says


def _stopped(
    docket: Docket, channels: tuple[str, ...], kinds: tuple[str, ...], at: int, *, same_program: bool
) -> list[Row]:
    return [
        out
        for out in consent.stops(docket, channels, kinds, at)
        if (out.said.get("program", "collection") == docket.program) == same_program
    ]


def _telephone_act(docket: Docket, where: Where) -> Iterator[Rule]:
    if docket.channel == "email":
        return
    strict = docket.channel == "sms" or docket.artificial
    if "reassigned_check" in docket.address:
        yield Rule("US-TCPA-RND", _reassigned(docket, strict=strict))
    if not strict:
        return
    if docket.channel == "call":
        if not (docket.says("business_name") and docket.says("registered_name")):
            yield Rule("US-TCPA-ID", always(CLEAR))
        if not docket.says("opt_out_line"):
            yield Rule("US-TCPA-OPTOUT-IVR", always(CLEAR))
        if docket.line != "landline":
            yield Rule("US-TCPA-PEC", _express(docket))
    elif docket.purpose != CONFIRMING:
        yield Rule("US-TCPA-PEC", _express(docket))
    if docket.purpose != CONFIRMING and docket.opt_outs:
        yield Rule("US-TCPA-REVOKE", _revoked(docket))
        yield Rule("US-TCPA-REVOKEALL", _revoked_elsewhere(docket, where))


def _express(docket: Docket) -> Says:
    """Prior express consent at the number; for texts a text from it, or any consent straight from her, is one."""
    kinds = consent.ANY if docket.channel == "sms" else ("tcpa_prior_express",)

    def says(at: int) -> int:
        if docket.channel == "sms" and (answers(docket, at) or _written_from_here(docket, at)):
            return FREE
        return FREE if consent.agreed(docket, kinds, at) else CLEAR

    return says


def _media_revoked(docket: Docket) -> tuple[str, ...]:
    return ("sms",) if docket.channel == "sms" else ("sms", "call")


def _revoked(docket: Docket) -> Says:
    def says(at: int) -> int:
        out = _stopped(docket, _media_revoked(docket), consent.ANY, at, same_program=True)
        return CLEAR if out and not _answers_later(docket, out, at) else FREE

    return says


def _revoked_elsewhere(docket: Docket, where: Where) -> Says:
    """A stop to another program: from 2027-01-31 it stops this one too, before that a person decides."""

    def says(at: int) -> int:
        out = _stopped(docket, _media_revoked(docket), consent.ANY, at, same_program=False)
        if not out or _answers_later(docket, out, at):
            return FREE
        return CLEAR if latest_day(at, where.clocks) >= REVOKE_ALL_BINDS else ASK

    return says


def _reassigned(docket: Docket, *, strict: bool) -> Says:
    """What the database answered, unless she agreed again after it was asked."""
    check = docket.address["reassigned_check"]
    asked = seconds(check["at"])
    verdict = {"no": FREE, "yes": CLEAR, "no_data": ASK if strict else FREE}[check["answer"]]

    def says(at: int) -> int:
        if asked > at or verdict == FREE:
            return FREE
        again = all(
            any(row.last_given(at) > asked for row in consent.alive(docket, consent.ANY, debt, at))
            for debt in docket.raised
        )
        return FREE if again else verdict

    return says


def _written_from_here(docket: Docket, at: int) -> list[Past]:
    """What she sent us in this channel from this address since she last opted out of it."""
    outs = [
        row.given
        for row in docket.opt_outs
        if row.counts(at)
        and row.names(docket.channel)
        and docket.about_address(row, docket.number)
        and docket.debts_of(row)
    ]
    stopped = max(outs, default=0)
    return [
        row
        for row in docket.history
        if row.inbound
        and row.channel == docket.channel
        and row.person == docket.who
        and row.address == docket.number
        and stopped < row.at <= at
    ]


def _within(where: Where, event: int, at: int, days: int) -> bool:
    """At most so many local days ago, by the clocks on which it was longest ago."""
    return latest_day(at, where.clocks) - earliest_day(event, where.clocks) <= days


def _federal(docket: Docket, where: Where) -> Iterator[Rule]:
    confirming = docket.purpose == CONFIRMING
    if docket.channel == "sms" and not confirming:
        yield Rule("US-F-SMS60", _fresh_texts(docket, where))
    if docket.channel == "email":
        yield Rule("US-F-EMAIL-SRC", _source(docket, where))
        if docket.place == "work":
            yield Rule("US-F-WORKMAIL", _work_mail(docket))
    if docket.channel != "call" and not confirming and not docket.says("opt_out_line"):
        yield Rule("US-F-OPTOUT-TXT", always(CLEAR))


def _fresh_texts(docket: Docket, where: Where) -> Says:
    """For each debt her text or her own consent, refreshed or checked against reassignment in the last 60 days."""
    check = docket.address.get("reassigned_check")

    def still_hers(grounds: list[int], at: int) -> bool:
        if any(_within(where, ground, at, FRESH_TEXT_DAYS) for ground in grounds):
            return True
        if not grounds or check is None or check["answer"] != "no":
            return False
        asked = seconds(check["at"])
        return asked <= at and seconds(check["since"]) <= max(grounds) and _within(where, asked, at, FRESH_TEXT_DAYS)

    def says(at: int) -> int:
        if answers(docket, at):
            return FREE
        texts = _written_from_here(docket, at)
        for debt in docket.raised:
            grounds = [row.last_given(at) for row in consent.alive(docket, consent.PERSONAL, debt, at)]
            if not still_hers(grounds + [row.at for row in texts if debt in row.debts], at):
                return CLEAR
        return FREE

    return says


def _used_with_us(docket: Docket, at: int) -> bool:
    return consent.agreed(docket, consent.PERSONAL, at) or bool(_written_from_here(docket, at))


def _source(docket: Docket, where: Where) -> Says:
    """Hers, the collector's before us, or the creditor's with notice 35 days before; found elsewhere, a person decides.

    12 CFR 1006.6(d)(4)(ii)(C)(5), (D): the creditor's notice names a day, at least 35 days off, and that day is over.
    """
    provenance = docket.address.get("provenance", {})
    source = provenance.get("source", "consumer")
    notice = seconds(provenance["notice_sent_at"]) if "notice_sent_at" in provenance else None
    period = seconds(provenance["opt_out_until"]) if "opt_out_until" in provenance else 0

    def says(at: int) -> int:
        if source in ("consumer", "prior_collector") or _used_with_us(docket, at):
            return FREE
        if source == "skip_trace":
            return ASK
        if notice is None or notice > at:
            return CLEAR
        objecting = earliest_day(at, where.clocks) < latest_day(notice, where.clocks) + CREDITOR_NOTICE_DAYS
        return WAIT if objecting or at <= period else FREE

    return says


def _work_mail(docket: Docket) -> Says:
    source = docket.address.get("provenance", {}).get("source", "consumer")
    return lambda at: FREE if source == "consumer" or _used_with_us(docket, at) else CLEAR


def _states(docket: Docket, where: Where) -> Iterator[Rule]:
    laws, written = where.laws, docket.channel in ("sms", "email")
    if "US-WI" in laws and docket.channel == "call":
        yield Rule("US-WI-TELCEASE", _telephone_refused(docket))
    if "US-NY-NYC" in laws and docket.consumer and not docket.says("preferred_language"):
        yield Rule("US-NYC-LANG", in_force("US-NYC-LANG", where, always(CLEAR)))
    if not written or docket.purpose == CONFIRMING:
        return
    if "US-NY-NYC" in laws and docket.consumer:
        says = _agreed_to_writing(docket, where, ("written",), USED_MEDIUM_DAYS)
        yield Rule("US-NYC-ECONSENT", in_force("US-NYC-ECONSENT", where, says))
    if "US-DC" in laws and docket.consumer:
        if docket.purpose != "consent_request":
            yield Rule("US-DC-EMSG1", _agreed_to_writing(docket, where, ("written", "oral"), None))
        if not docket.says("opt_out_line"):
            yield Rule("US-DC-OPTOUT", always(CLEAR))
    if "US-CA" in laws and not docket.says("licence_number"):
        yield Rule("US-CA-LICNO", always(CLEAR))


def _telephone_refused(docket: Docket) -> Says:
    """Any wish to stop, in any form, ends the telephone."""
    refused = [row for row in docket.opt_outs if row.names("call") and docket.about_address(row, docket.number)]
    refused += [row for row in docket.holds if row.said["kind"] == "cease" and docket.about_her(row)]
    heard = [row for row in refused if docket.debts_of(row)]
    return lambda at: CLEAR if any(row.counts(at) for row in heard) else FREE


def _agreed_to_writing(docket: Docket, where: Where, forms: tuple[str, ...], used_days: int | None) -> Says:
    """Consent to electronic messages about each debt, or her own use of the medium in the last so many days."""

    def says(at: int) -> int:
        if answers(docket, at):
            return FREE
        if used_days is not None and any(
            _within(where, row.at, at, used_days) for row in _written_from_here(docket, at)
        ):
            return FREE
        given = (
            any(row.said.get("form", "written") in forms for row in consent.alive(docket, ("electronic",), debt, at))
            for debt in docket.raised
        )
        return FREE if all(given) else CLEAR

    return says
