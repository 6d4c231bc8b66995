"""Which past contacts count, on which day each falls, and what the attempt answers.

A day count is by local calendar date: a contact falls on the latest date any candidate clock showed, and a day has
begun when it has begun on every clock. Contacts stamped later than the instant judged count all the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.compliance.second.clocks import earliest_day, latest_day
from tests.compliance.second.docket import Docket, Past
from tests.compliance.second.figures import CONFIRMATION_SECONDS, Count
from tests.compliance.second.rule import FREE, WAIT, Says, always
from tests.compliance.second.whereabouts import Where

BUSY = {None, 486, 600}
NOT_IN_SERVICE = {404, 410, 484, 604}
MADE = {"conversation", "voicemail_left", "ringless_voicemail", "dropped_after_answer", "dialling", "sent", "delivered"}


def connected(row: Past) -> bool:
    """A call that counts for Regulation F: anything without proof of a busy signal or a number out of service."""
    if row.outcome == "busy":
        return row.sip_code not in BUSY
    return row.outcome != "not_in_service" and not (row.outcome == "failed" and row.sip_code in NOT_IN_SERVICE)


def reachable(row: Past) -> bool:
    """An attempt that may have reached somebody, or a place to leave a message in."""
    if row.channel != "call":
        return row.outcome != "bounced"
    return connected(row) and not (row.outcome == "no_answer" and not row.could_leave_message)


def conveyed(row: Past) -> bool:
    """A contact that was made: somebody answered, words were left or sent. What is under way may become one."""
    return row.outcome in MADE


def ours(docket: Docket, media: Iterable[str]) -> list[Past]:
    """What this collector sent or dialled."""
    known = tuple(media)
    return [row for row in docket.history if row.ours and not row.inbound and row.channel in known]


def days(rows: Iterable[Past], where: Where) -> list[int]:
    return [latest_day(row.at, where.clocks) for row in rows]


def count(counted: Iterable[int], where: Where, limit: Count) -> Says:
    """Wait while the limit is used up; `counted` are the days of the contacts that count."""
    ends = sorted(day + limit.days for day in counted)
    if len(ends) < limit.most:
        return always(FREE)
    released = ends[len(ends) - limit.most]
    return lambda at: WAIT if earliest_day(at, where.clocks) < released else FREE


def answered(docket: Docket, at: int) -> int | None:
    """When the newest message of hers in this channel came, if a reply has not been sent yet."""
    if docket.purpose != "reply":
        return None
    same = [row for row in docket.history if row.channel == docket.channel and row.person == docket.who]
    heard = [row.at for row in same if row.inbound and row.at <= at and row.address in (None, docket.number)]
    if not heard:
        return None
    newest = max(heard)
    used = any(row.at > newest and not row.inbound and row.purpose != "opt_out_confirmation" for row in same)
    return None if used else newest


def confirms(docket: Docket, at: int) -> bool:
    """Whether the attempt confirms the newest opt-out of this address and medium: once and, in a text, promptly."""
    if docket.purpose != "opt_out_confirmation":
        return False
    given = [
        row.given
        for row in docket.opt_outs
        if row.counts(at)
        and row.names(docket.channel)
        and docket.about_address(row, docket.number)
        and docket.debts_of(row)
    ]
    if not given or (docket.channel == "sms" and at - max(given) > CONFIRMATION_SECONDS):
        return False
    return not any(
        row.purpose == "opt_out_confirmation"
        and row.at >= max(given)
        and not row.inbound
        and row.channel == docket.channel
        and row.person == docket.who
        for row in docket.history
    )


def answers(docket: Docket, at: int) -> bool:
    return answered(docket, at) is not None or confirms(docket, at)
