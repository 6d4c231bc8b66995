"""The shape of every object in the public JSON form: its keys, which are required, and what each may hold."""

from __future__ import annotations

from typing import Any

from compliance import values as v
from compliance.facts import (
    Address,
    Attempt,
    Collector,
    Consent,
    Content,
    Debt,
    Event,
    Hold,
    OptOut,
    Override,
    Person,
    Policy,
    Provenance,
    ReassignedCheck,
    StatedLocation,
    Statement,
)

CALL_OUTCOMES = frozenset(
    {
        "no_answer",
        "busy",
        "not_in_service",
        "failed",
        "cancelled",
        "dialling",
        "voicemail_left",
        "voicemail_reached_no_message",
        "mailbox_full",
        "ringless_voicemail",
        "dropped_after_answer",
        "conversation",
    }
)
MESSAGE_OUTCOMES = frozenset({"sent", "delivered", "bounced", "failed", "received"})

_channel = v.word("call", "sms", "email")
_channels = v.unordered(_channel, at_least=1)
_ids = v.distinct(v.identifier)
_some_ids = v.distinct(v.identifier, at_least=1)
_program = v.matching(r"[a-z_]+", "a lower-case name")
_place = v.word("home", "work")
_voice = v.word("live", "artificial")
_form = v.word("written", "oral")
_purpose = v.word(
    "collection", "reply", "consent_request", "opt_out_confirmation", "voicemail", "location", "statutory_notice"
)
rule_id = v.matching(r"[A-Z][A-Z0-9-]{2,39}", "the id of a rule like US-F-7IN7")
_postal_code = v.matching(r"\S.*\S", "a postal code")
_count = v.whole(1, 1000)
_guard = v.whole(0, 6 * 3600)
_gap = v.whole(1, 60 * 24 * 30)


def _licence(raw: Any) -> str:
    return "*" if raw == "*" else str(_place_code(raw))


_place_code = v.matching(r"[A-Z]{2}-[A-Z]{2,3}", "a place like US-GA, or *")

collector = v.Shape(
    Collector,
    set(),
    {
        "role": v.word("third_party", "debt_buyer", "first_party"),
        "licensed_in": v.unordered(_licence, at_least=1),
        "name": v.text,
        "name_reveals_collection": v.flag,
    },
)
provenance = v.Shape(
    Provenance,
    {"source"},
    {
        "source": v.word("consumer", "creditor", "prior_collector", "skip_trace"),
        "notice_sent_at": v.instant,
        "opt_out_until": v.instant,
    },
)
reassigned_check = v.Shape(
    ReassignedCheck,
    {"at", "since", "answer"},
    {"at": v.instant, "since": v.instant, "answer": v.word("no", "yes", "no_data")},
)
address = v.Shape(
    Address,
    {"value"},
    {
        "value": v.phone_or_email,
        "kind": v.word("phone", "email"),
        "line": v.word("mobile", "landline", "voip", "toll_free", "unknown"),
        "place": _place,
        "ported_to_postal_code": _postal_code,
        "provenance": provenance,
        "reassigned_check": reassigned_check,
    },
)
content = v.Shape(
    Content,
    set(),
    dict.fromkeys(
        (
            "opt_out_line",
            "licence_number",
            "disclosure",
            "business_name",
            "registered_name",
            "preferred_language",
            "extra_text",
            "threatens_suit",
            "overshadows",
        ),
        v.flag,
    ),
)
attempt = v.Shape(
    Attempt,
    {"channel", "person", "debts", "address"},
    {
        "channel": _channel,
        "person": v.identifier,
        "debts": _some_ids,
        "address": address,
        "purpose": _purpose,
        "program": _program,
        "voice": _voice,
        "carrier": v.word("twilio", "other"),
        "content": content,
    },
)
stated_location = v.Shape(StatedLocation, {"at", "postal_code"}, {"at": v.instant, "postal_code": _postal_code})
person = v.Shape(
    Person,
    {"id"},
    {
        "id": v.identifier,
        "role": v.word(
            "debtor", "co_obligor", "spouse", "executor", "parent", "attorney", "third_party", "commanding_officer"
        ),
        "country": v.matching(r"[A-Z]{2}", "a country code like US"),
        "region": v.matching(r"[A-Z]{2,3}", "a subdivision code like GA"),
        "postal_code": _postal_code,
        "other_postal_codes": v.distinct(_postal_code),
        "phones": v.distinct(v.phone),
        "stated_location": stated_location,
        "birth_date": v.day,
        "deceased": v.flag,
        "military": v.flag,
        "household": _ids,
    },
)
debt = v.Shape(
    Debt,
    {"id"},
    {
        "id": v.identifier,
        "purpose": v.word("consumer", "commercial"),
        "kind": v.word("other", "medical", "student_loan", "credit_card"),
        "same_debt_as": _ids,
        "servicing_account": v.text,
        "placed_with_us_on": v.day,
        "first_communication_at": v.instant,
        "validation_notice_sent_at": v.instant,
        "notice_mailed": v.flag,
        "notice_mailed_at": v.instant,
        "limitation_ends_on": v.day,
    },
)
event = v.Shape(
    Event,
    {"at", "channel", "outcome", "person", "debts"},
    {
        "at": v.instant,
        "channel": v.word("call", "sms", "email", "letter"),
        "direction": v.word("outbound", "inbound"),
        "outcome": v.word(*sorted(CALL_OUTCOMES | MESSAGE_OUTCOMES)),
        "person": v.identifier,
        "debts": _some_ids,
        "address": v.phone_or_email,
        "place": _place,
        "voice": _voice,
        "purpose": _purpose,
        "could_leave_message": v.flag,
        "sip_code": v.whole(100, 699),
        "recorded": v.flag,
        "by": v.word("us", "prior_collector"),
    },
)
consent = v.Shape(
    Consent,
    {"kind", "channels", "at"},
    {
        "kind": v.word("direct_prior", "tcpa_prior_express", "electronic"),
        "channels": _channels,
        "at": v.instant,
        "from": v.instant,
        "until": v.instant,
        "renewed_at": v.instant,
        "address": v.phone_or_email,
        "form": _form,
        "local_hours": v.hours,
        "person": v.identifier,
        "debts": _some_ids,
    },
    **{"from": "starts_at"},
)
opt_out = v.Shape(
    OptOut,
    {"at", "channels", "form"},
    {
        "at": v.instant,
        "channels": _channels,
        "form": v.word("oral", "written", "keyword"),
        "words": v.text,
        "address": v.phone_or_email,
        "program": _program,
        "person": v.identifier,
        "debts": _some_ids,
    },
)
statement = v.Shape(
    Statement,
    {"at", "kind"},
    {
        "at": v.instant,
        "kind": v.word("inconvenient_hours", "inconvenient_day", "employer_forbids"),
        "days": v.unordered(v.weekday, at_least=1),
        "from": v.time_of_day,
        "to": v.time_of_day,
        "until": v.instant,
        "words": v.text,
        "person": v.identifier,
    },
    **{"from": "opens", "to": "closes"},
)
hold = v.Shape(
    Hold,
    {"kind", "since"},
    {
        "kind": v.word(
            "attorney",
            "cease",
            "dispute",
            "bankruptcy",
            "moratorium",
            "vulnerable",
            "disaster_freeze",
            "manual",
            "litigation",
        ),
        "since": v.instant,
        "until": v.instant,
        "form": _form,
        "verification_sent_at": v.instant,
        "chapter": v.number(7, 11, 12, 13),
        "status": v.word("open", "dismissed", "closed", "discharged"),
        "words": v.text,
        "person": v.identifier,
        "debts": _some_ids,
    },
)
override = v.Shape(
    Override,
    {"rule", "at", "until"},
    {
        "rule": rule_id,
        "at": v.instant,
        "until": v.instant,
        "person": v.identifier,
        "debts": _some_ids,
    },
)
policy = v.Shape(
    Policy,
    set(),
    {
        "jurisdiction_mode": v.word("residence", "strict"),
        "closed_on_federal_holidays": v.flag,
        "requests_bind_creditors": v.flag,
        "min_gap_minutes_per_number": _gap,
        "min_gap_minutes_per_person": _gap,
        "open_guard_seconds": _guard,
        "close_guard_seconds": _guard,
        "max_calls_per_day": _count,
        "max_sms_per_day": _count,
        "max_emails_per_day": _count,
        "max_sms_per_7_days": _count,
        "max_emails_per_7_days": _count,
    },
)
