"""What is said, and what has to be mailed before: disclosures, voicemails, notices, periods."""

from __future__ import annotations

from collections.abc import Iterator

from tests.compliance.second.clocks import day_number, earliest_day, holiday, latest_day, seconds, weekday
from tests.compliance.second.docket import NEVER, Docket, Json
from tests.compliance.second.figures import RECEIPT_BUSINESS_DAYS, VALIDATION_DAYS, VALIDATION_PERIOD_DAYS, Figures
from tests.compliance.second.rule import ASK, CLEAR, FREE, WAIT, Rule, Says, always
from tests.compliance.second.whereabouts import Where

CONFIRMING = "opt_out_confirmation"
NOTICES = (CONFIRMING, "statutory_notice")


def rules(docket: Docket, where: Where, figures: Figures) -> Iterator[Rule]:
    if "US" in where.laws and docket.under_federal_law and docket.collects:
        yield from _federal(docket, where)
    if docket.purpose != CONFIRMING and "US-DC" in where.laws and docket.channel != "call" and docket.consumer:
        yield _mailed(docket, where, figures, "US-DC-NOTICE-FIRST", docket.consumer_debts)
    if docket.purpose in NOTICES:
        return
    if "US-NV" in where.laws and docket.for_others:
        medical = [debt for debt in docket.owed if debt.get("kind") == "medical"]
        yield _mailed(docket, where, figures, "US-NV-MED60", medical)
    for law, rule in (("CA-ON", "CA-ON-NOTICE6"), ("CA-BC", "CA-BC-NOTICE5"), ("CA-QC", "CA-QC-NOTICE")):
        if law in where.laws:
            yield _mailed(docket, where, figures, rule, docket.owed)


def _mailed(docket: Docket, where: Where, figures: Figures, rule: str, debts: list[Json]) -> Rule:
    """Nothing before the notice was mailed, and then not for so many days."""
    missing = any(not debt.get("notice_mailed", True) for debt in debts)
    mailed = [seconds(debt["notice_mailed_at"]) for debt in debts if "notice_mailed_at" in debt]
    released = max((latest_day(sent, where.clocks) + figures.notice_days[rule] for sent in mailed), default=0)

    def says(at: int) -> int:
        if missing or any(at < sent for sent in mailed):
            return CLEAR
        return WAIT if earliest_day(at, where.clocks) < released else FREE

    return Rule(rule, says)


def _federal(docket: Docket, where: Where) -> Iterator[Rule]:
    if docket.purpose not in ("voicemail", "location", CONFIRMING) and not docket.says("disclosure"):
        yield Rule("US-F-MIRANDA", always(CLEAR))
    if docket.purpose == "voicemail" and docket.channel == "call":
        whole = docket.says("business_name") and not docket.says("extra_text", usually=False)
        if not whole or docket.collector.get("name_reveals_collection", False):
            yield Rule("US-F-LCM", always(CLEAR))
    if docket.purpose not in NOTICES:
        yield Rule("US-F-VALID5", _validation(docket, where))
    if docket.says("overshadows", usually=False):
        yield Rule("US-F-OVERSHADOW", _overshadowed(docket, where))
    if docket.says("threatens_suit", usually=False):
        yield Rule("US-F-SOL", _time_barred(docket, where))


def _validation(docket: Docket, where: Where) -> Says:
    """From day four after our first communication, on the clocks that reach it first, somebody is asked."""
    told = [
        (
            seconds(debt["first_communication_at"]),
            seconds(debt["validation_notice_sent_at"]) if "validation_notice_sent_at" in debt else NEVER,
        )
        for debt in docket.consumer_debts
        if "first_communication_at" in debt
    ]

    def says(at: int) -> int:
        today = latest_day(at, where.clocks)
        waiting = [earliest_day(first, where.clocks) for first, sent in told if first <= at < sent]
        return ASK if any(today >= day + VALIDATION_DAYS for day in waiting) else FREE

    return says


def _period_ends(sent: int, where: Where) -> int:
    """The day after the validation period: five business days for the post, then thirty days."""
    day, left = latest_day(sent, where.clocks), RECEIPT_BUSINESS_DAYS
    while left:
        day += 1
        if weekday(day) < 5 and not holiday(day, "US"):
            left -= 1
    return day + VALIDATION_PERIOD_DAYS + 1


def _overshadowed(docket: Docket, where: Where) -> Says:
    """Not while the period to dispute runs, nor while its notice has not gone out."""
    ends = [
        _period_ends(seconds(debt["validation_notice_sent_at"]), where)
        for debt in docket.consumer_debts
        if "validation_notice_sent_at" in debt
    ]
    unannounced = [
        seconds(debt["first_communication_at"])
        for debt in docket.consumer_debts
        if "first_communication_at" in debt and "validation_notice_sent_at" not in debt
    ]

    def says(at: int) -> int:
        running = any(earliest_day(at, where.clocks) < end for end in ends)
        return CLEAR if running or any(first <= at for first in unannounced) else FREE

    return says


def _time_barred(docket: Docket, where: Where) -> Says:
    ends = [
        day_number(debt["limitation_ends_on"]) if "limitation_ends_on" in debt else None
        for debt in docket.consumer_debts
    ]

    def says(at: int) -> int:
        today = latest_day(at, where.clocks)
        if any(end is not None and today >= end for end in ends):
            return CLEAR
        return ASK if None in ends else FREE

    return says
