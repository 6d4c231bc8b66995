"""Wishes: what somebody wrote about calls and contact, as instants we may call at and as terms we can keep.

What cannot be kept exactly as it was said is no terms: a person reads it, and the account rests until then.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Final

from compliance import instant_at
from compliance.location import local_time
from outreach.accounts.clients import CHANNELS
from outreach.contacts.contact_contract import DAYS, Terms
from outreach.conversations.reader.reply import CallWish, ContactWish

OURS: Final = {"text": "sms", "call": "call", "email": "email"}  # letters are not ours to send
PART: Final = {"morning": time(10), "afternoon": time(14), "evening": time(17)}
OPENS, CLOSES = time(8), time(21)  # the day that "after five" and "before noon" are parts of
REST: Final = timedelta(days=14)  # after PAUSE


def wished_at(wish: CallWish, zone: str, at: datetime) -> datetime | None:
    """The instant she wants to be called at; None when she named no hour, or that hour is over."""
    hour = wish.at or (PART[wish.part] if wish.part else None)
    if hour is None:
        return None
    today = local_time(zone, at).local.date()
    if wish.on is not None:
        begins = instant_at(zone, wish.on, hour)
        return begins if begins > at else None
    begins = instant_at(zone, today, hour)
    return begins if begins > at else instant_at(zone, today + timedelta(days=1), hour)


def earliest(wish: CallWish, zone: str, at: datetime) -> datetime:
    """From when on times for a call suit her."""
    return max(at, instant_at(zone, wish.on, time(0))) if wish.on else at


def terms(wish: ContactWish, standing: Terms) -> Terms | None:
    """The terms that stand with her wish put into them; None when it is not terms we can keep."""
    if wish.less_often or {*wish.only, *wish.never} - OURS.keys():
        return None
    limits = bool(wish.not_before or wish.not_after or wish.days or wish.not_days or wish.not_at_work)
    channels = _channels(wish, standing, limits=limits)
    hours, days = _hours(wish, standing), _days(wish, standing)
    if channels is None or hours is None or days is None:
        return None
    found = replace(
        standing,
        channels=channels,
        days=days,
        opens=hours[0],
        closes=hours[1],
        language=wish.language or standing.language,
        not_at_work=wish.not_at_work or standing.not_at_work,
    )
    return found if found != standing or _repeats(wish) else None


def only_language(wish: ContactWish) -> bool:
    """Whether she wants nothing but another language."""
    return wish.language is not None and wish == ContactWish(language=wish.language)


def paused(standing: Terms, today: date) -> Terms:
    """The terms that stand, and nothing for a while."""
    return replace(standing, not_before=today + REST)


def _channels(wish: ContactWish, standing: Terms, *, limits: bool) -> frozenset[str] | None:
    """Channels she may be contacted by, empty for any. In "no calls before noon" the channel is part of the limit."""
    if wish.only:
        return frozenset(OURS[word] for word in wish.only)
    if not wish.never or limits:
        return standing.channels
    left = (standing.channels or frozenset(CHANNELS)) - {OURS[word] for word in wish.never}
    return left or None


def _hours(wish: ContactWish, standing: Terms) -> tuple[time | None, time | None] | None:
    if wish.not_before is None and wish.not_after is None:
        return standing.opens, standing.closes
    opens, closes = wish.not_before or OPENS, wish.not_after or CLOSES
    return (opens, closes) if opens < closes else None


def _days(wish: ContactWish, standing: Terms) -> frozenset[str] | None:
    if wish.days:
        return frozenset(wish.days)
    if wish.not_days:
        return ((standing.days or frozenset(DAYS)) - set(wish.not_days)) or None
    return standing.days


def _repeats(wish: ContactWish) -> bool:
    """Whether something was said at all: said again, it is confirmed again."""
    return wish != ContactWish()
