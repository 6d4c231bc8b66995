"""All tables in one place, for migrations and for anyone who wants the whole map."""

from __future__ import annotations

from outreach.accounts import addresses, clients, debts, overrides, people, placements, standing
from outreach.agreements import authorities, offer_sets, plans, promises
from outreach.contacts import (
    appointments,
    approvals,
    attempts,
    attention,
    carrier_events,
    contact_contract,
    dead_letters,
    decisions,
    enrolments,
    lines,
    log,
    page_links,
    rule_sets,
    text_questions,
    text_threads,
)
from outreach.conversations.pages import page_events, visits
from outreach.conversations.voice import call_sessions
from outreach.db import Base
from outreach.ledger import entries
from outreach.transfers import collectors, forms, rings, transfers

ROOMS = (
    clients, people, addresses, debts, standing, overrides, placements, entries, authorities, offer_sets, promises, plans,
    approvals, enrolments, attempts, decisions, rule_sets, log, carrier_events, attention, dead_letters,
    appointments, contact_contract, call_sessions, text_threads, text_questions, lines, collectors, transfers, rings, forms,
    page_links, visits, page_events,
)  # fmt: skip
APPEND_ONLY = (
    "ledger_entries", "consents", "opt_outs", "statements", "holds", "campaign_events",
    "attempt_events", "decisions", "contact_log", "rule_sets", "overrides", "override_events",
    "authorities", "offer_sets",
    "text_versions", "text_approvals", "contact_contracts", "call_turns", "wrap_ups", "page_events",
)  # fmt: skip
metadata = Base.metadata
