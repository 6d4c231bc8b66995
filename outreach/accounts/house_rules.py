"""House rules a client starts with: our policy, not law, in the words of the facts format.

They keep clear of the edges of the day, which also covers what no law does (a creditor calling at night), spread contacts
out, and leave caps of the law as the last line and not the first.
"""

from __future__ import annotations

HOUSE_RULES: dict[str, int | bool] = {
    "open_guard_seconds": 60,
    "close_guard_seconds": 600,
    "max_calls_per_day": 2,
    "max_sms_per_day": 1,
    "max_emails_per_day": 1,
    "max_sms_per_7_days": 3,
    "max_emails_per_7_days": 3,
    "min_gap_minutes_per_person": 60,
    "closed_on_federal_holidays": True,
    "requests_bind_creditors": True,
}
