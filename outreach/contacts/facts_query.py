"""The one statement behind ``facts.load``: the whole record of a contact as one JSON value.

Sealed columns come as hex, instants in the facts format's spelling. A standing row that a later row ended is left out.
"""

from __future__ import annotations


def _instant(column: str) -> str:
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24\\:MI\\:SS"Z"')"""


def _rows(body: str) -> str:
    return f"coalesce((SELECT jsonb_agg(found.row) FROM ({body}) AS found), '[]')"


def _standing(table: str, columns: str, address: str = "NULL", *, shared: bool = False) -> str:
    """Rows of ``table`` about the person that nothing has ended; ``shared``: also about an address the person shares.

    Each arm of the union is an index look-up; one condition with OR would read the whole table at every claim.
    """
    about = f"SELECT id FROM {table} WHERE person_id = :person"
    if shared:
        about += f""" UNION SELECT said.id FROM {table} said JOIN addresses a ON a.value_index = said.address_index
            WHERE a.person_id = :person"""
    return _rows(
        f"""SELECT jsonb_build_object('person', s.person_id, 'debt', s.debt_id, 'index', encode({address}::bytea, 'hex'),
            {columns}) AS row FROM {table} s
            WHERE s.id IN ({about}) AND s.ends_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM {table} later WHERE later.ends_id = s.id)
            ORDER BY s.id"""
    )


CLIENT = """(SELECT jsonb_build_object('role', role, 'licensed_in', licensed_in, 'business_name', business_name,
    'policy', policy) FROM clients WHERE id = :client)"""

PERSON = f"""(SELECT jsonb_build_object('country', p.country, 'deceased', p.deceased, 'military', p.military,
    'birth_date', encode(p.birth_date_sealed, 'hex'), 'stated_at', {_instant("p.stated_location_at")},
    'stated_postal_code', encode(p.stated_postal_code_sealed, 'hex'),
    'role', coalesce((SELECT role FROM debt_parties d WHERE d.person_id = p.id AND d.debt_id = ANY(CAST(:debts AS uuid[]))
                      ORDER BY debt_id LIMIT 1), 'third_party'))
    FROM people p WHERE p.id = :person)"""

POSTAL = _rows(
    """SELECT jsonb_build_object('id', id, 'code', encode(postal_code_sealed, 'hex'), 'current', current) AS row
       FROM postal_addresses WHERE person_id = :person AND postal_code_sealed IS NOT NULL
       ORDER BY current DESC, recorded_at DESC, id"""
)

ADDRESSES = _rows(
    f"""SELECT jsonb_build_object('id', id, 'value', encode(value_sealed, 'hex'), 'index', encode(value_index, 'hex'),
        'kind', kind, 'line', line, 'place', place, 'source', source, 'state', state,
        'notice_sent_at', {_instant("notice_sent_at")}) AS row
        FROM addresses WHERE person_id = :person AND (state <> 'wrong_person' OR id = :address) ORDER BY rank, id"""
)

DEBTS = _rows(
    f"""SELECT jsonb_build_object('id', id, 'purpose', purpose, 'kind', kind, 'placed_with_us_on', placed_on,
        'first_communication_at', {_instant("first_communication_at")},
        'validation_notice_sent_at', {_instant("validation_notice_sent_at")}) AS row
        FROM debts WHERE id = ANY(CAST(:debts AS uuid[])) ORDER BY id"""
)

HISTORY = _rows(
    f"""SELECT jsonb_build_object('at', {_instant("h.at")}, 'channel', h.channel, 'direction', h.direction,
        'outcome', h.outcome, 'person', h.person_id, 'debts', h.debts, 'index', encode(h.value_index, 'hex'),
        'place', h.place, 'voice', h.voice, 'sip_code', h.sip_code, 'purpose', h.purpose) AS row
        FROM (
            SELECT a.wired_at AS at, a.channel, 'outbound' AS direction, a.contact_outcome AS outcome, a.person_id,
                   to_jsonb(a.debt_ids) AS debts, d.value_index, d.place, a.voice, a.sip_code, a.purpose, a.id
            FROM attempts a JOIN addresses d ON d.id = a.address_id
            WHERE a.person_id = :person AND a.contact_outcome IS NOT NULL
              AND a.wired_at > CAST(:at AS timestamptz) - make_interval(days => :history)
            UNION ALL
            SELECT a.wired_at, a.channel, 'outbound', a.contact_outcome, a.person_id,
                   to_jsonb(a.debt_ids), d.value_index, d.place, a.voice, a.sip_code, a.purpose, a.id
            FROM addresses d JOIN attempts a ON a.address_id = d.id
            WHERE d.value_index = (SELECT value_index FROM addresses WHERE id = :address) AND a.person_id <> :person
              AND a.contact_outcome IS NOT NULL AND a.wired_at > CAST(:at AS timestamptz) - interval '31 days'
            UNION ALL
            SELECT i.at, 'sms', 'inbound', 'received', i.person_id, NULL, i.address_index, 'home', NULL, NULL, NULL, i.id
            FROM inbound_messages i
            WHERE i.person_id = :person AND i.at > CAST(:at AS timestamptz) - make_interval(days => :history)
        ) AS h ORDER BY h.at, h.id"""
)

CONSENTS = _standing(
    "consents",
    f"'kind', s.kind, 'channels', s.channels, 'form', s.form, 'at', {_instant('s.given_at')}, 'until', {_instant('s.until')}",
    "s.address_index",
)
OPT_OUTS = _standing(
    "opt_outs", f"'channels', s.channels, 'form', s.form, 'at', {_instant('s.at')}", "s.address_index", shared=True
)
STATEMENTS = _standing(
    "statements",
    f"'kind', s.kind, 'days', s.days, 'from', s.from_time, 'to', s.to_time, "
    f"'at', {_instant('s.at')}, 'until', {_instant('s.until')}",
)
HOLDS = _standing(
    "holds",
    f"'kind', s.kind, 'since', {_instant('s.since')}, 'until', {_instant('s.until')}, 'form', s.form, "
    f"'chapter', s.chapter, 'status', s.status, 'verification_sent_at', {_instant('s.verification_sent_at')}",
)
HEAD = """(SELECT jsonb_build_object('seq', seq, 'hash', hash) FROM contact_log WHERE person_id = :person
    ORDER BY seq DESC LIMIT 1)"""

FACTS = f"""SELECT jsonb_build_object('client', {CLIENT}, 'person', {PERSON}, 'postal', {POSTAL}, 'addresses', {ADDRESSES},
    'debts', {DEBTS}, 'history', {HISTORY}, 'consents', {CONSENTS}, 'opt_outs', {OPT_OUTS}, 'statements', {STATEMENTS},
    'holds', {HOLDS}, 'head', {HEAD})"""
