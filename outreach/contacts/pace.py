"""Pace: how often a sender and a carrier account may be used, kept in rows and taken inside the claim.

A slot is the later of the sender's and the account's next free instant; taking it moves both on by one interval. Both
rows are locked for the rest of the claim only, sender before account. Who was put off keeps the slot for
``decision_good_for`` seconds after it: long against the way of a message to a worker, or a busy house would hand out
the same slots for ever; short against an outage.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

TOLERANCE = timedelta(seconds=0.5)  # a slot this near is now


def take(session: Session, channel: str, sender: UUID, at: datetime) -> datetime:
    """Reserve the next slot of the sender and of its account; returns its instant, never before ``at``."""
    slot: datetime = session.execute(_TAKE, {"sender": sender, "channel": channel, "at": at}).scalar_one()
    return slot


_TAKE = text("""
WITH sender AS (
    UPDATE sender_numbers SET next_free_at = greatest(next_free_at, :at) + make_interval(secs => 1 / per_second)
    WHERE id = :sender RETURNING next_free_at - make_interval(secs => 1 / per_second) AS slot
), account AS (
    UPDATE account_pace SET next_free_at = greatest(next_free_at, :at) + make_interval(secs => 1 / per_second)
    WHERE channel = :channel AND EXISTS (SELECT 1 FROM sender)
    RETURNING next_free_at - make_interval(secs => 1 / per_second) AS slot
)
SELECT greatest((SELECT slot FROM sender), (SELECT slot FROM account))
""")
