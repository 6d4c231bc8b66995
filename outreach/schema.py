"""All tables in one place, for migrations and for anyone who wants the whole map."""

from __future__ import annotations

from outreach.accounts import addresses, clients, debts, people, placements, standing
from outreach.agreements import promises
from outreach.contacts import attempts, attention, carrier_events, dead_letters, decisions, enrolments, log
from outreach.db import Base
from outreach.ledger import entries

ROOMS = (
    clients, people, addresses, debts, standing, placements, entries, promises,
    enrolments, attempts, decisions, log, carrier_events, attention, dead_letters,
)  # fmt: skip
APPEND_ONLY = (
    "ledger_entries", "consents", "opt_outs", "statements", "holds", "campaign_events",
    "attempt_events", "decisions", "contact_log",
)  # fmt: skip
metadata = Base.metadata
