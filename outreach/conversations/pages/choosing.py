"""Choosing: what is chosen waits as an event of the visit, is read back, and counts when it is confirmed.

Each gives the number of the ``chosen`` event, or None when it cannot be chosen (any more).
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from outreach.contacts.contact_contract import Terms
from outreach.conversations.pages import page_events, showing
from outreach.conversations.pages.standing import Owed
from outreach.conversations.pages.visits import Visiting


def pay(visiting: Visiting, owed: Owed, day: str) -> int | None:
    """Payment in full by a day of those that were offered, as its ISO date."""
    offered = {one.isoformat() for one in showing.days_to_pay(visiting, owed.debt)}
    if not owed.may_promise or day not in offered:
        return None
    return _chosen(visiting, owed, "pay", due_on=day, amount=owed.balance, currency=owed.currency)


def plan(visiting: Visiting, owed: Owed, offer_set: str, number: str) -> int | None:
    """An offer by its number, of the set that she was shown last."""
    offered = showing.offers_shown(visiting, owed) if owed.may_promise else None
    if offered is None or str(offered.id) != offer_set or number not in {str(one.number) for one in offered.all()}:
        return None
    return _chosen(visiting, owed, "plan", offer_set=offer_set, offer=int(number))


def preferences(visiting: Visiting, terms: Terms) -> int:
    """How she wants to be contacted."""
    return _number(page_events.note(visiting, "chosen", {"what": "preferences", "terms": terms.to_json()}))


def _chosen(visiting: Visiting, owed: Owed, what: str, **detail: Any) -> int:
    about: dict[str, UUID | int | str] = {"what": what, "debt": str(owed.debt), "place": owed.number}
    return _number(page_events.note(visiting, "chosen", about | detail))


def _number(event: page_events.PageEvent) -> int:
    if event.number is None:
        raise ValueError("events of a visit are numbered")
    return event.number
