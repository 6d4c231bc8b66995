"""The contact log: append-only by the database itself, chained per person, checked offline."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from outreach import schema
from outreach.contacts import book, chain_check, log
from outreach.contacts.claim import claim
from outreach.db import lock_budgets, person_key
from tests.support.accounts import NOON, Agency

Line = dict[str, Any]


@pytest.fixture
def chain(office: Agency) -> list[Line]:
    """Two people with three entries each, as exported."""
    client = office.client()
    for pat in (office.debtor(client), office.debtor(client)):
        with office.store.sessions.begin() as session:
            lock_budgets(session, [person_key(pat.person)])
            for number in range(3):
                log.append(session, pat.person, "silence", NOON, {"number": number})
    with office.store.sessions() as session:
        return list(chain_check.lines(session))


def test_a_whole_chain_has_no_faults(chain: list[Line]) -> None:
    assert len(chain) == 6
    assert list(chain_check.faults(chain)) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        (lambda chain: chain[1].update(payload=chain[1]["payload"].replace("1", "7", 1)), "was changed"),
        (lambda chain: chain.pop(1), "entry 2 is missing"),
        (lambda chain: chain.insert(1, dict(chain[0])), "entry 2 is missing"),
        (lambda chain: chain[0].update(person=chain[5]["person"]), "belongs elsewhere"),
        (lambda chain: chain[2].update(prev_hash="0" * 64), "does not follow"),
    ],
    ids=["changed", "removed", "put in between", "moved", "cut off"],
)
def test_every_damage_is_found(chain: list[Line], damage: Callable[[list[Line]], object], fault: str) -> None:
    damage(chain)
    assert any(fault in found for found in chain_check.faults(chain))


def test_many_writers_of_one_person_never_fork_the_chain(office: Agency) -> None:
    pat = office.debtor(office.client())

    def write(number: int) -> None:
        with office.store.sessions.begin() as session:
            lock_budgets(session, [person_key(pat.person)])
            log.append(session, pat.person, "silence", NOON, {"number": number})

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(write, range(40)))
    with office.store.sessions() as session:
        exported = list(chain_check.lines(session))
    assert len(exported) == 40
    assert list(chain_check.faults(exported)) == []


@pytest.mark.parametrize("table", schema.APPEND_ONLY)
@pytest.mark.parametrize("action", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_what_is_append_only(office: Agency, table: str, action: str) -> None:
    pat = office.debtor(office.client())
    _, attempt = office.enrolled(pat)
    with office.store.sessions.begin() as session:
        claim(session, office.store, attempt, NOON)
        session.execute(text(_ONE_ROW.get(table, "SELECT 1")), {"person": pat.person})
    keys = {"contact_log": "seq", "rule_sets": "version", "text_versions": "version", "text_approvals": "number"}
    column = keys.get(table, "id")
    with office.store.sessions() as session:
        assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar(), f"{table} has no row to try on"
        with pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(action.format(table, column, column)))


_ONE_ROW = {
    "contact_contracts": "INSERT INTO contact_contracts (id, person_id, terms, source, made_at) "
    "VALUES (gen_random_uuid(), :person, '{}', 'page', now())",
    "call_turns": "WITH opened AS (INSERT INTO call_sessions (id, call_sid, direction, client_id, candidates, debt_ids, "
    "number_sealed, zone, language, identity, state, tries, turn, picks, began_at) SELECT gen_random_uuid(), 'CA1', 'inbound', id, "
    "'{}', '{}', '', 'UTC', 'en', 'none', 'greeting', 0, 0, '{}', now() FROM clients RETURNING id) INSERT INTO call_turns "
    "(id, session_id, number, was, keys, state, language, prompts, said_sealed, at) "
    "SELECT gen_random_uuid(), id, 0, '', '', 'greeting', 'en', '[]', '', now() FROM opened",
    "authorities": "INSERT INTO authorities (id, client_id, currency, terms, starts_on, set_by, set_at) "
    "SELECT gen_random_uuid(), id, 'USD', '{}', now(), 'ann', now() FROM clients",
    "offer_sets": "INSERT INTO offer_sets (id, debt_id, person_id, channel, balance, currency, terms, facts, offers, "
    "made_on, made_at, expires_at) SELECT gen_random_uuid(), debt_id, person_id, 'sms', 1, 'USD', '{}', '{}', '[]', "
    "now(), now(), now() FROM debt_parties WHERE person_id = :person",
    "overrides": "INSERT INTO overrides (id, rule, person_id, starts_at, until, reason_sealed, asked_by, asked_at) "
    "VALUES (gen_random_uuid(), 'US-F-7IN7', :person, now(), now() + interval '1 hour', '', 'ann', now())",
    "override_events": "WITH asked AS (INSERT INTO overrides (id, rule, person_id, starts_at, until, reason_sealed, "
    "asked_by, asked_at) VALUES (gen_random_uuid(), 'US-F-7IN7', :person, now(), now() + interval '1 hour', '', 'ann', "
    "now()) RETURNING id) INSERT INTO override_events (id, override_id, kind, asked_by, by, at) "
    "SELECT gen_random_uuid(), id, 'refused', 'ann', 'ben', now() FROM asked",
    "opt_outs": "INSERT INTO opt_outs (id, person_id, source, recorded_at, channels, form, at) "
    "VALUES (gen_random_uuid(), :person, 'test', now(), '[\"sms\"]', 'keyword', now())",
    "statements": "INSERT INTO statements (id, person_id, source, recorded_at, kind, at) "
    "VALUES (gen_random_uuid(), :person, 'test', now(), 'inconvenient', now())",
    "page_events": "WITH made AS (INSERT INTO page_links (id, token_index, person_id, client_id, debt_ids, address_id, attempt_id, "
    "zone, places, made_at, expires_at) SELECT gen_random_uuid(), '', person_id, client_id, debt_ids, address_id, id, 'UTC', '[]', "
    "now(), now() FROM attempts WHERE person_id = :person RETURNING id) INSERT INTO page_events (id, link_id, person_id, kind, "
    "detail, at) SELECT gen_random_uuid(), id, :person, 'wrong_factor', '{}', now() FROM made",
    "wrap_ups": "WITH who AS (INSERT INTO collectors (id, name, number_sealed, number_index, languages, skills, state, state_since, "
    "refused, made_at) VALUES (gen_random_uuid(), 'ann', '', '', '{en}', '{}', 'away', now(), 0, now()) RETURNING id), asked AS (INSERT INTO "
    "transfers (id, client_id, why, language, skills, state, offered_at) SELECT gen_random_uuid(), id, 'asked', 'en', '{}', 'offered', "
    "now() FROM clients LIMIT 1 RETURNING id), rung AS (INSERT INTO transfer_rings (id, transfer_id, collector_id, state, joins, in_room, reserved_at) "
    "SELECT gen_random_uuid(), asked.id, who.id, 'reserved', false, false, now() FROM asked, who RETURNING id, transfer_id, collector_id) INSERT INTO "
    "wrap_ups (id, ring_id, transfer_id, collector_id, disposition, identified, note_sealed, detail, made_at) SELECT "
    "gen_random_uuid(), id, transfer_id, collector_id, 'noted', false, '', '{}', now() FROM rung",
    "holds": "INSERT INTO holds (id, person_id, source, recorded_at, kind, since) "
    "VALUES (gen_random_uuid(), :person, 'test', now(), 'manual', now())",
}


def test_the_export_masks_people_unless_it_is_told_to_reveal_them(office: Agency) -> None:
    pat = office.debtor(office.client(), line="mobile")
    attempt = office.planned(pat)
    with office.store.sessions.begin() as session:
        claim(session, office.store, attempt, NOON)
    with office.store.sessions() as session:
        masked, revealed = (list(book.rows(session, office.store, reveal=reveal)) for reveal in (False, True))
    assert pat.number not in json.dumps(masked)
    assert "Pat Example" not in json.dumps(masked)
    assert (revealed[0]["address"], revealed[0]["person_name"]) == (pat.number, "Pat Example")


def test_the_export_tells_the_whole_story_of_an_attempt(office: Agency) -> None:
    pat = office.debtor(office.client(), line="mobile")
    sent, blocked = office.planned(pat), office.planned(pat, "sms", voice=None)
    with office.store.sessions.begin() as session:
        claim(session, office.store, sent, NOON)
    with office.store.sessions() as session:
        (row,) = book.rows(session, office.store)
    assert tuple(row) == book.FIELDS
    assert (row["attempt"], row["decision"], row["utc"]) == (str(sent), "ALLOW", NOON.isoformat())
    assert row["local"] == ["2026-12-01T12:00:00 America/New_York"]
    assert str(blocked) != row["attempt"]
