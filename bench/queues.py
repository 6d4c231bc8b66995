"""A long collection queue, written by the database itself: one campaign over many accounts, few of them due.

Row ``n`` of every table belongs to account ``n``. The audience comes due in turns of ``DUE`` accounts, one turn a minute,
and no earlier: each tick finds exactly as many due as the one before. The accounts of a turn lie scattered over the
whole tables, as they would after weeks of work. Sealed columns hold bytes nobody opens: selection reads none of them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from campaigns import lifecycle, strategy
from outreach.accounts import onboarding
from outreach.store import Store

DUE = 1000
FIRST = datetime(2026, 11, 3, 15, 0, tzinfo=UTC)
FILE = """
[campaign]
name = "autumn"

[population]
clients = ["Harbor"]

[[steps]]
channel = "call"
template = "keypad"
wait = "2 hours"

[[steps]]
channel = "email"
template = "reminder"
"""


def turn(number: int) -> datetime:
    """The instant at which turn ``number`` has come due, and none after it."""
    return FIRST + timedelta(minutes=number)


def fill(store: Store, accounts: int) -> UUID:
    """Write a running campaign over ``accounts``, a multiple of ``DUE``, into an empty store; returns its id."""
    with store.sessions.begin() as session:
        client, campaign = _campaign(session)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # The rows fit together by the way they are made; checking each foreign key would take most of the time.
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text("SET statement_timeout = 0"))
        asked = {"accounts": accounts, "client": client, "campaign": campaign, "first": FIRST, "turns": accounts // DUE}
        for table, columns, row in _TABLES:
            each = f"SELECT {row.format(id=_ID)} FROM generate_series(1, CAST(:accounts AS int)) AS n"
            connection.execute(text(f"INSERT INTO {table} ({columns}) {each}"), asked)
        connection.execute(text("VACUUM ANALYZE"))
    return campaign


def _campaign(session: Session) -> tuple[UUID, UUID]:
    client = onboarding.add_client(
        session, name="Harbor", role="first_party", business_name="Harbor Care", callback_number="+12125550100",
        licensed_in=["*"], policy={}, at=FIRST,
    )  # fmt: skip
    campaign = lifecycle.create(session, strategy.read(FILE), FILE, "ann", FIRST)
    campaign.state = "running"  # starting would enrol an audience one statement at a time
    return client.id, campaign.id


_ID = "CAST('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0') AS uuid)"
_TABLES = (
    (
        "people",
        "id, name_sealed, language, country, deceased, military, created_at",
        "{id}, '\\x00', 'en', 'US', false, false, :first",
    ),
    (
        "addresses",
        "id, person_id, kind, value_sealed, value_index, line, place, source, rank, state, recorded_at",
        "{id}, {id}, 'phone', '\\x00', int8send(n), 'landline', 'home', 'creditor', 0, 'active', :first",
    ),
    (
        "postal_addresses",
        "id, person_id, digest, region, current, source, recorded_at",
        "{id}, {id}, '\\x00', 'US-NY', true, 'creditor', :first",
    ),
    (
        "debts",
        "id, client_id, account_ref, purpose, kind, status, currency, placed_on, created_at",
        "{id}, :client, 'A' || n, 'consumer', 'other', 'open', 'USD', '2026-10-01', :first",
    ),
    (
        "ledger_entries",
        "id, debt_id, kind, component, amount, external_ref, effective_at, recorded_at",
        "{id}, {id}, 'placement', 'principal', 10000 + n % 90000, 'placement', :first, :first",
    ),
    (
        "enrolments",
        "id, campaign_id, debt_id, person_id, state, step, tries, priority, next_at, why, created_at",
        "{id}, :campaign, {id}, {id}, 'waiting', 0, '{{}}', 5, :first + make_interval(mins => n % :turns), 'is due', :first",
    ),
)
