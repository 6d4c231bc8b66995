"""Facts in which every key of the public form is used, across cases that may use it."""

from __future__ import annotations

from tests.compliance.cases import ATLANTA, MAILBOX, Json, email, facts, row, text

SINCE, LATER = "2026-11-10T15:00:00Z", "2026-12-20T15:00:00Z"
_CONTENT = (
    "opt_out_line",
    "licence_number",
    "disclosure",
    "business_name",
    "registered_name",
    "preferred_language",
    "extra_text",
    "threatens_suit",
    "overshadows",
)
_AMOUNTS = (
    "min_gap_minutes_per_number",
    "min_gap_minutes_per_person",
    "open_guard_seconds",
    "close_guard_seconds",
    "max_calls_per_day",
    "max_sms_per_day",
    "max_emails_per_day",
    "max_sms_per_7_days",
    "max_emails_per_7_days",
)
WHOM: Json = {"person": "P1", "debts": ["D1"]}
CALL = facts(
    attempt={
        "purpose": "voicemail",
        "program": "collection",
        "voice": "artificial",
        "address": {
            "value": ATLANTA,
            "kind": "phone",
            "line": "mobile",
            "place": "work",
            "ported_to_postal_code": "30303",
            "provenance": {"source": "creditor", "notice_sent_at": SINCE, "opt_out_until": SINCE},
            "reassigned_check": {"at": SINCE, "since": SINCE, "answer": "no"},
        },
        "content": dict.fromkeys(_CONTENT, True),
    },
    person={
        "role": "co_obligor",
        "country": "US",
        "region": "GA",
        "other_postal_codes": ["37402"],
        "phones": [ATLANTA],
        "stated_location": {"at": SINCE, "postal_code": "30303"},
        "birth_date": "1970-02-28",
        "deceased": False,
        "military": False,
        "household": ["P1"],
    },
    collector={"role": "debt_buyer", "licensed_in": ["US-GA"], "name": "Harbor", "name_reveals_collection": True},
    debts=[
        {
            "id": "D1",
            "purpose": "commercial",
            "kind": "medical",
            "same_debt_as": ["D1"],
            "servicing_account": "S1",
            "placed_with_us_on": "2026-09-01",
            "first_communication_at": SINCE,
            "validation_notice_sent_at": SINCE,
            "notice_mailed": False,
            "notice_mailed_at": SINCE,
            "limitation_ends_on": "2030-01-01",
        }
    ],
    history=[
        row(
            SINCE,
            direction="outbound",
            address=ATLANTA,
            place="home",
            voice="live",
            purpose="collection",
            could_leave_message=False,
            sip_code=503,
            recorded=True,
            by="us",
        ),
        row(SINCE, "sent", "letter"),
    ],
    policy=dict.fromkeys(_AMOUNTS, 1)
    | {"jurisdiction_mode": "strict", "closed_on_federal_holidays": True}
    | {"requests_bind_creditors": True},
)
CLAIMS = facts(
    consents=[
        {
            "kind": "direct_prior",
            "channels": ["call"],
            "at": SINCE,
            "from": SINCE,
            "until": LATER,
            "renewed_at": SINCE,
            "address": MAILBOX,
            "form": "oral",
            "local_hours": {"from": "08:00", "to": "24:00"},
        }
        | WHOM
    ],
    opt_outs=[
        {"at": SINCE, "channels": ["sms"], "form": "keyword", "words": "STOP", "address": ATLANTA, "program": "news"}
        | WHOM
    ],
    statements=[
        {"kind": "inconvenient_hours", "at": SINCE, "from": "22:00", "to": "24:00", "person": "P1"},
        {"kind": "inconvenient_day", "at": SINCE, "days": ["mon", "sun"], "until": LATER, "words": "not on Mondays"},
    ],
    holds=[
        {"kind": "bankruptcy", "since": SINCE, "chapter": 7, "status": "closed", "words": "filed"} | WHOM,
        {"kind": "dispute", "since": SINCE, "form": "written", "verification_sent_at": LATER},
        {"kind": "moratorium", "since": SINCE, "until": LATER},
    ],
    overrides=[{"rule": "US-F-7IN7", "at": SINCE, "until": LATER} | WHOM],
)
WAITS: Json = {"decision": "BLOCK_UNTIL", "rules": ["US-F-TIME"], "next_permitted": LATER}
CASES: list[Json] = [
    {"id": "C1", "note": "n", "facts": CALL, "expect": WAITS, "doubtful": True},
    {"facts": CLAIMS, "expect": {"decision": "ALLOW", "rules": [], "next_permitted": None}},
    {"facts": text()},
    {"facts": email(attempt={"address": {"value": MAILBOX, "kind": "email"}})},
]
