"""Queue ``maintenance``: ask the carrier about one silent attempt."""

from __future__ import annotations

from uuid import UUID

from outreach.contacts import settle
from workers.contact import conclude
from workers.office import Office


def ask_carrier(office: Office, attempt_id: UUID) -> None:
    """Settle the attempt; when that ended it, the recycle matrix goes on from there."""
    if settle.settle(office.store, office.carrier, attempt_id) is not None:
        conclude(office, attempt_id)
