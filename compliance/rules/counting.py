"""Which contacts on record count, and why the others do not. The reasons are shown in the proof, word for word."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from compliance.case import Case
from compliance.facts import Event
from compliance.moment import Moment

# Only proof of non-connection excludes a call. Comment 14(b)(3)(ii)-1 to 12 CFR 1006.14.
BUSY_CODES = frozenset({None, 486, 600})
NOT_IN_SERVICE_CODES = frozenset({404, 410, 484, 604})
_DIRECT = frozenset({"direct_prior"})
_DIRECT_OR_ELECTRONIC = frozenset({"direct_prior", "electronic"})
CONVEYING = frozenset(
    {"conversation", "voicemail_left", "ringless_voicemail", "dropped_after_answer", "dialling", "sent", "delivered"}
)


def every_attempt(event: Event) -> str | None:
    """Everything counts."""
    return None


def unless_not_connected(event: Event) -> str | None:
    """A call counts unless a busy signal or a not-in-service result proves that it did not connect."""
    if event.outcome == "busy" and event.sip_code in BUSY_CODES:
        return "busy: not connected"
    if event.outcome == "not_in_service":
        return "not in service: not connected"
    if event.outcome == "failed" and event.sip_code in NOT_IN_SERVICE_CODES:
        return "failed with a code that proves the number not in service: not connected"
    return None


def unless_nothing_could_be_left(event: Event) -> str | None:
    """As connected calls, and unanswered calls on lines that take no message do not count either."""
    if event.outcome == "bounced":
        return "bounced: never arrived"
    if event.outcome == "no_answer" and not event.could_leave_message:
        return "unanswered, and no message could be left"
    return unless_not_connected(event)


def only_what_conveyed(event: Event) -> str | None:
    """Only contacts that reached somebody or left something, and those under way."""
    return None if event.outcome in CONVEYING else f"{event.outcome.replace('_', ' ')}: nothing was conveyed"


MEASURES: dict[str, Callable[[Event], str | None]] = {
    "attempts": every_attempt,
    "connected": unless_not_connected,
    "reachable": unless_nothing_could_be_left,
    "conveyed": only_what_conveyed,
}


@dataclass(frozen=True, slots=True)
class Tally:
    """One row as one rule saw it. `releases_at` is when it stops counting, None for excluded rows."""

    event: Event
    counted: bool
    reason: str
    releases_at: int | None = None


class Standing(NamedTuple):
    """How far a count has come: `counted` of `limit`, today being day number `day` of the `days` since the first."""

    counted: int
    limit: int
    days: int
    day: int | None


def consented(now: Moment, at: int, root: str, channel: str, address: str | None) -> bool:
    """Was a contact about the obligation, at the instant, one the consumer had asked this collector for?

    Direct prior consent lasts seven consecutive days, the day it was given being the first, and ends with the next
    conversation about the debt. 12 CFR 1006.14(b)(3)(i). Consent to electronic messages includes it for these.
    """
    if not now.case.facts.consents:
        return False
    kinds = _DIRECT if channel == "call" else _DIRECT_OR_ELECTRONIC
    return any(
        (grant.roots is None or root in grant.roots)
        and grant.holds(at, root)
        and at < now.begins(now.first_day(grant.given(at)) + 7)
        and not _spoke_between(now.case, grant.given(at), at, root)
        for grant in now.case.invitations(channel, address)
        if grant.consent.kind in kinds
    )


def _spoke_between(case: Case, after: int, before: int, root: str) -> bool:
    spoken = case.conversations(root)
    return bisect_right(spoken, after) < bisect_left(spoken, before)
