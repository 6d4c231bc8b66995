"""The one statement behind ``facts.load``: the whole record of a contact as one JSON value.

Sealed columns come as hex, instants in the facts format's spelling. A standing row that a later row ended is left out.
Every arm of the statement begins at an index: it costs what is on record about these people, not what exists.
"""

from __future__ import annotations


def _instant(column: str) -> str:
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24\\:MI\\:SS"Z"')"""


def _rows(body: str) -> str:
    return f"coalesce((SELECT jsonb_agg(found.row) FROM ({body}) AS found), '[]')"


def _standing(table: str, columns: str, address: str = "NULL", also: str = "") -> str:
    """Rows of ``table`` about the person that nothing has ended; ``also`` selects the ids of more.

    Each arm of the union is an index look-up; one condition with OR would read the whole table at every claim.
    """
    about = f"SELECT id FROM {table} WHERE person_id = :person {also}"
    return _rows(
        f"""SELECT jsonb_build_object('person', s.person_id, 'debt', s.debt_id, 'index', encode({address}::bytea, 'hex'),
            {columns}) AS row FROM {table} s
            WHERE s.id IN ({about}) AND s.ends_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM {table} later WHERE later.ends_id = s.id)
            ORDER BY s.id"""
    )


def household(person: str) -> str:
    """SQL: ``person_id`` of everybody who is a spouse of this person on some debt, or whose spouse this person is."""
    return f"""SELECT other.person_id FROM debt_parties mine JOIN debt_parties other ON other.debt_id = mine.debt_id
        WHERE mine.person_id = {person} AND other.person_id <> mine.person_id
          AND (mine.role IN ('debtor', 'co_obligor') AND other.role = 'spouse'
               OR mine.role = 'spouse' AND other.role IN ('debtor', 'co_obligor'))"""


_DEBTS = "CAST(:debts AS uuid[])"

# The others: who else has a role toward the debts of the attempt, and who shares the person's household. Somebody with
# several roles is named by the one that makes what is on record about her matter most to the person.
_NEAREST = "ARRAY['spouse', 'executor', 'parent', 'debtor', 'co_obligor', 'attorney', 'third_party']"
OTHERS = f"""others AS MATERIALIZED (
    SELECT person_id, bool_or(party) AS party, bool_or(NOT party) AS household,
        coalesce(({_NEAREST})[min(nearness)], 'third_party') AS role
    FROM (
        SELECT person_id, true AS party, array_position({_NEAREST}, role) AS nearness
        FROM debt_parties WHERE debt_id = ANY({_DEBTS}) AND person_id <> :person
        UNION ALL SELECT kin.person_id, false, NULL FROM ({household(":person")}) AS kin
    ) AS known GROUP BY person_id)"""

CLIENT = """(SELECT jsonb_build_object('role', role, 'licensed_in', licensed_in, 'business_name', business_name,
    'name_reveals_collection', name_reveals_collection, 'licence_number', licence_number, 'policy', policy)
    FROM clients WHERE id = :client)"""

# Of several roles the one that forbids most; whoever has none toward one of the debts is a third party.
_STRICT = "ARRAY['third_party', 'attorney', 'executor', 'parent', 'spouse', 'co_obligor', 'debtor']"
_ROLE = f"""(SELECT CASE WHEN count(*) < cardinality({_DEBTS}) THEN 'third_party'
                    ELSE ({_STRICT})[min(array_position({_STRICT}, role))] END
    FROM debt_parties WHERE person_id = :person AND debt_id = ANY({_DEBTS}))"""

PERSON = f"""(SELECT jsonb_build_object('country', p.country, 'deceased', p.deceased, 'military', p.military,
    'language', p.language, 'birth_date', encode(p.birth_date_sealed, 'hex'),
    'stated_at', {_instant("p.stated_location_at")}, 'stated_postal_code', encode(p.stated_postal_code_sealed, 'hex'),
    'role', {_ROLE}) FROM people p WHERE p.id = :person)"""

POSTAL = _rows(
    """SELECT jsonb_build_object('id', id, 'code', encode(postal_code_sealed, 'hex'), 'current', current,
        'region', upper(regexp_replace(region, '^.*-', ''))) AS row
       FROM postal_addresses WHERE person_id = :person AND (postal_code_sealed IS NOT NULL OR region IS NOT NULL)
       ORDER BY current DESC, recorded_at DESC, id"""
)

# Where a mailbox came from: as this client told; unknown, when only others told; else as it was recorded.
_ORIGIN = """SELECT source, notice_sent_at, opt_out_until FROM (
        SELECT 1 AS nearest, source, notice_sent_at, opt_out_until FROM email_provenance
        WHERE address_id = a.id AND client_id = :client
        UNION ALL SELECT 2, 'unknown', NULL, NULL FROM email_provenance WHERE address_id = a.id
        UNION ALL SELECT 3, a.source, a.notice_sent_at, NULL
    ) AS told ORDER BY nearest LIMIT 1"""
ADDRESSES = _rows(
    f"""SELECT jsonb_build_object('id', a.id, 'value', encode(a.value_sealed, 'hex'),
        'index', encode(a.value_index, 'hex'), 'kind', a.kind, 'line', a.line, 'place', a.place, 'state', a.state,
        'source', origin.source, 'notice_sent_at', {_instant("origin.notice_sent_at")},
        'opt_out_until', {_instant("origin.opt_out_until")}) AS row
        FROM addresses a CROSS JOIN LATERAL ({_ORIGIN}) AS origin
        WHERE a.person_id = :person ORDER BY a.rank, a.id"""
)

DEBTS = _rows(
    f"""SELECT jsonb_build_object('id', id, 'purpose', purpose, 'kind', kind, 'placed_with_us_on', placed_on,
        'first_communication_at', {_instant("first_communication_at")},
        'validation_notice_sent_at', {_instant("validation_notice_sent_at")},
        'notice_mailed', notice_mailed_at IS NOT NULL, 'notice_mailed_at', {_instant("notice_mailed_at")},
        'limitation_ends_on', limitation_ends_on) AS row
        FROM debts WHERE id = ANY({_DEBTS}) ORDER BY id"""
)

# Contacts with the person; with whoever shares the number; with the household about anything; with others about these
# debts. A notice that was mailed is a letter to whoever owes.
HISTORY = _rows(
    f"""SELECT jsonb_build_object('at', {_instant("h.at")}, 'channel', h.channel, 'direction', h.direction,
        'outcome', h.outcome, 'person', h.person_id, 'debts', h.debts, 'index', encode(h.value_index, 'hex'),
        'address', h.address_id, 'sealed', encode(h.value_sealed, 'hex'),
        'place', h.place, 'voice', h.voice, 'sip_code', h.sip_code, 'purpose', h.purpose) AS row
        FROM (
            SELECT a.wired_at AS at, a.channel, 'outbound' AS direction, a.contact_outcome AS outcome, a.person_id,
                   to_jsonb(a.debt_ids) AS debts, d.value_index, d.id AS address_id,
                   CASE WHEN d.person_id <> :person THEN d.value_sealed END AS value_sealed,
                   d.place, a.voice, a.sip_code, a.purpose, a.id
            FROM (
                SELECT id FROM attempts WHERE person_id = :person AND wired_at > :far_back
                UNION
                SELECT a.id FROM addresses d JOIN attempts a ON a.address_id = d.id
                WHERE d.value_index = (SELECT value_index FROM addresses WHERE id = :address)
                  AND a.wired_at > :near_back
                UNION
                SELECT a.id FROM others o JOIN attempts a ON a.person_id = o.person_id
                WHERE (o.household OR a.debt_ids && {_DEBTS}) AND a.wired_at > :near_back
            ) AS made JOIN attempts a ON a.id = made.id JOIN addresses d ON d.id = a.address_id
            WHERE a.contact_outcome IS NOT NULL AND a.id IS DISTINCT FROM CAST(:within AS uuid)
            UNION ALL
            SELECT c.began_at, 'call', 'inbound', 'conversation', c.person_id, to_jsonb(c.debt_ids), d.value_index, d.id,
                   NULL, d.place, NULL, NULL, NULL, c.id
            FROM call_sessions c JOIN addresses d ON d.id = c.address_id
            WHERE c.person_id = :person AND c.began_at > :far_back AND c.direction = 'inbound' AND c.identity = 'verified'
            UNION ALL
            SELECT i.at, 'sms', 'inbound', 'received', i.person_id, NULL, i.address_index, NULL, NULL,
                   'home', NULL, NULL, NULL, i.id
            FROM inbound_messages i WHERE i.person_id = :person AND i.at > :far_back
            UNION ALL
            SELECT d.notice_mailed_at, 'letter', 'outbound', 'sent', p.person_id, to_jsonb(ARRAY[d.id]), NULL, NULL, NULL,
                   'home', NULL, NULL, 'statutory_notice', d.id
            FROM (SELECT :person AS person_id UNION SELECT person_id FROM others WHERE household) AS who
            JOIN debt_parties p ON p.person_id = who.person_id AND p.role = 'debtor'
            JOIN debts d ON d.id = p.debt_id AND d.notice_mailed_at > :near_back
        ) AS h ORDER BY h.at, h.id"""
)

CONSENTS = _standing(
    "consents",
    f"'kind', s.kind, 'channels', s.channels, 'form', s.form, 'at', {_instant('s.given_at')}, "
    f"'from', {_instant('s.from_at')}, 'until', {_instant('s.until')}",
    "s.address_index",
)
# Also a no that somebody else said from an address the person shares.
OPT_OUTS = _standing(
    "opt_outs",
    f"'channels', s.channels, 'form', s.form, 'at', {_instant('s.at')}",
    "s.address_index",
    "UNION SELECT said.id FROM opt_outs said JOIN addresses a ON a.value_index = said.address_index "
    "WHERE a.person_id = :person",
)
STATEMENTS = _standing(
    "statements",
    f"'kind', s.kind, 'days', s.days, 'from', s.from_time, 'to', s.to_time, "
    f"'at', {_instant('s.at')}, 'until', {_instant('s.until')}",
)
# A dispute of one stops contact with all who owe the debt; a stay protects them; a spouse's attorney speaks for both.
HOLDS = _standing(
    "holds",
    f"'kind', s.kind, 'since', {_instant('s.since')}, 'until', {_instant('s.until')}, 'form', s.form, "
    f"'chapter', s.chapter, 'status', s.status, 'verification_sent_at', {_instant('s.verification_sent_at')}",
    also="UNION SELECT h.id FROM others o JOIN holds h ON h.person_id = o.person_id WHERE o.party",
)

# The facts format has no parts of a second: an override begins with the first whole second after its approval.
OVERRIDES = _rows(
    f"""SELECT jsonb_build_object('person', :person, 'debt', o.debt_id, 'index', NULL, 'rule', o.rule,
        'at', {_instant("o.begins_at")}, 'until', {_instant("o.until")}) AS row
        FROM (
            SELECT o.*, date_trunc('second', greatest(o.starts_at, e.at) + interval '999999 microseconds') AS begins_at
            FROM overrides o JOIN override_events e ON e.override_id = o.id AND e.kind = 'approved'
            WHERE o.person_id = :person AND (o.debt_id IS NULL OR o.debt_id = ANY({_DEBTS})) AND o.until > :at
              AND NOT EXISTS (SELECT 1 FROM override_events e WHERE e.override_id = o.id AND e.kind <> 'approved')
        ) AS o WHERE date_trunc('second', o.until) > o.begins_at ORDER BY o.id"""
)

# Whether the newest contract asks for anything: an empty one takes the one before back.
CONTRACT = (
    """(SELECT terms <> '{}' FROM contact_contracts WHERE person_id = :person ORDER BY made_at DESC, id DESC LIMIT 1)"""
)

HEAD = """(SELECT jsonb_build_object('seq', seq, 'hash', hash) FROM contact_log WHERE person_id = :person
    ORDER BY seq DESC LIMIT 1)"""

FACTS = f"""WITH {OTHERS}
SELECT jsonb_build_object('client', {CLIENT}, 'person', {PERSON}, 'postal', {POSTAL}, 'addresses', {ADDRESSES},
    'others', {_rows("SELECT to_jsonb(o) AS row FROM others o ORDER BY person_id")}, 'debts', {DEBTS}, 'history', {HISTORY},
    'consents', {CONSENTS}, 'opt_outs', {OPT_OUTS}, 'statements', {STATEMENTS}, 'holds', {HOLDS},
    'overrides', {OVERRIDES}, 'contract', {CONTRACT}, 'head', {HEAD})"""
