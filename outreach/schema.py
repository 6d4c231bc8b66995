"""All tables in one place, for migrations and for anyone who wants the whole map."""

from __future__ import annotations

from outreach.accounts import addresses, clients, debts, overrides, people, placements, standing
from outreach.agreements import authorities, offer_sets, plans, promises
from outreach.contacts import attempts, attention, carrier_events, dead_letters, decisions, enrolments, log, rule_sets
from outreach.db import Base
from outreach.ledger import entries

ROOMS = (
    clients, people, addresses, debts, standing, overrides, placements, entries, authorities, offer_sets, promises, plans,
    enrolments, attempts, decisions, rule_sets, log, carrier_events, attention, dead_letters,
)  # fmt: skip
APPEND_ONLY = (
    "ledger_entries", "consents", "opt_outs", "statements", "holds", "campaign_events",
    "attempt_events", "decisions", "contact_log", "rule_sets", "overrides", "override_events",
    "authorities", "offer_sets",
)  # fmt: skip
metadata = Base.metadata
