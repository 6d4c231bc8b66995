"""The clients of the demo's queue: who they are, what they may do, and the numbers that speak for them.

The queue's own client column names them. A client known below plays its part; any other is a third-party placement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from outreach.accounts.house_rules import HOUSE_RULES
from outreach.accounts.onboarding import add_client, add_sender
from outreach.agreements import authorities
from outreach.agreements.authorities import Span
from outreach.agreements.authority import read_authority
from outreach.intake.importing import clients_in


@dataclass(frozen=True, slots=True)
class Part:
    """What a client is in the demo."""

    role: str
    business_name: str
    licence_number: str | None = None
    contact_name: str = "Robin Smith"


AGENCY = Part("third_party", "Northgate Services", licence_number="CA 00555-99")
PARTS = {
    "Harbor Dental Group": Part("first_party", "Harbor Dental Group", licence_number="CA 00555-88"),
    "Northgate Recovery": AGENCY,
}
UNKNOWN = "Queue Client"
AUTHORITY = {
    "currency": "USD",
    "least_instalment": 2_500,
    "most_instalments": 12,
    "longest_plan_months": 12,
    "settlements": [{"balance_from": 50_000, "least_percent": 60}],
}


def engage(session: Session, queue: Path, at: datetime) -> list[str]:
    """Add the clients the queue names (or one, when it names none), what they allow, and their senders. Returns their names."""
    names = clients_in(queue) or [UNKNOWN]
    for number, name in enumerate(names):
        part = PARTS.get(name, AGENCY)
        client = add_client(
            session,
            name=name,
            role=part.role,
            business_name=part.business_name,
            callback_number="(212) 555-0100",
            name_reveals_collection=False,
            licensed_in=["*"],
            policy=dict(HOUSE_RULES),
            at=at,
        )
        client.licence_number, client.contact_name = part.licence_number, part.contact_name
        authorities.record(session, client.id, read_authority(AUTHORITY), Span(at.date()), "demo", at)
        add_sender(session, client.id, "call", f"+1212555{7000 + number}", 1.0, at)
        add_sender(session, client.id, "sms", f"+1212555{7000 + number}", 1.0, at)
        add_sender(session, client.id, "email", f"accounts{number}@example.org", 10.0, at)
    return names
