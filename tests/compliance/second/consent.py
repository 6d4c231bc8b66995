"""What the consumer agreed to and took back, debt by debt.

A consent counts from its beginning to its end, unless an opt-out of the same program, for the channel, came with or
after its last giving. A stop to texts also takes back consent to artificial calls.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.compliance.second.clocks import earliest_day, latest_day
from tests.compliance.second.docket import Docket, Past, Row
from tests.compliance.second.figures import CONSENT_DAYS

PERSONAL = ("direct_prior", "electronic")
ANY = (*PERSONAL, "tcpa_prior_express")


def _taken_back(docket: Docket, row: Row, debt: str, channel: str, address: str | None, at: int) -> bool:
    given = row.last_given(at)
    return any(
        given <= out.given <= at
        and out.said.get("program", "collection") == docket.program
        and (out.names(channel) or (docket.artificial and out.names("sms")))
        and docket.about_address(out, address)
        and debt in docket.debts_of(out)
        for out in docket.opt_outs
    )


def alive(docket: Docket, kinds: Iterable[str], debt: str, at: int) -> list[Row]:
    """Consents of these kinds that hold at the instant for the attempt's channel and address and for one debt."""
    known = tuple(kinds)
    return [
        row
        for row in docket.consents
        if row.said["kind"] in known
        and row.names(docket.channel)
        and row.counts(at)
        and docket.about_her(row)
        and docket.about_address(row, docket.number)
        and debt in docket.debts_of(row)
        and not _taken_back(docket, row, debt, docket.channel, docket.number, at)
    ]


def agreed(docket: Docket, kinds: Iterable[str], at: int) -> bool:
    """Whether consents of these kinds cover every debt the attempt may raise."""
    return all(alive(docket, kinds, debt, at) for debt in docket.raised)


def asked_for(docket: Docket, clocks: tuple[str, ...], debt: str, channel: str, address: str | None, at: int) -> bool:
    """Whether the consumer had asked for such a contact about the debt at the instant.

    Consent given straight to this collector lasts seven days, the day it was given being the first, and ends when
    they next speak about the debt. The days run where they run out first.
    """
    for row in docket.consents:
        straight = row.said["kind"] == "direct_prior" or (row.said["kind"] == "electronic" and channel != "call")
        if not (straight and row.names(channel) and row.counts(at) and docket.about_her(row)):
            continue
        named = row.said.get("debts")
        if named is not None and debt not in {docket.same[one] for one in named}:
            continue
        given = row.last_given(at)
        if not docket.about_address(row, address) or _taken_back(docket, row, debt, channel, address, at):
            continue
        fresh = latest_day(at, clocks) < earliest_day(given, clocks) + CONSENT_DAYS
        if fresh and not any(given < past.at < at for past in docket.history if _spoke(docket, past, debt)):
            return True
    return False


def _spoke(docket: Docket, past: Past, debt: str) -> bool:
    return past.outcome == "conversation" and past.person == docket.who and debt in past.debts


def stops(docket: Docket, channels: Iterable[str], kinds: Iterable[str], at: int) -> list[Row]:
    """Opt-outs from any of the channels at this address that no later consent of these kinds has lifted."""
    media, known = tuple(channels), tuple(kinds)
    return [
        out
        for out in docket.opt_outs
        if out.counts(at)
        and any(out.names(channel) for channel in media)
        and docket.about_address(out, docket.number)
        and any(
            not any(row.last_given(at) > out.given for row in alive(docket, known, debt, at))
            for debt in docket.debts_of(out)
        )
    ]
