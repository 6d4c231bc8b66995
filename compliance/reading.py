"""The strict reader of the public JSON form of the facts, and what makes facts impossible.

Three passes, first fault wins: every key known and every value fit (`Shape`); what one row must and must not say
together; every person and debt named anywhere is listed. Nothing is guessed and nothing is dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from compliance import values as v
from compliance.errors import FactsError
from compliance.facts import (
    Address,
    Attempt,
    Collector,
    Consent,
    Content,
    Debt,
    Event,
    Facts,
    Hold,
    OptOut,
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
    {"source": v.word("consumer", "creditor", "prior_collector", "skip_trace"), "notice_sent_at": v.instant},
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
        ("opt_out_line", "licence_number", "disclosure", "business_name", "registered_name", "extra_text"), v.flag
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
        "kind": v.word("attorney", "cease", "dispute", "bankruptcy", "moratorium", "vulnerable", "disaster_freeze"),
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
policy = v.Shape(
    Policy,
    set(),
    {
        "jurisdiction_mode": v.word("residence", "strict"),
        "closed_on_federal_holidays": v.flag,
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


def _with_demands(shape: v.Shape[Any], demand: Callable[[Any, Mapping[str, Any]], None]) -> v.Read:
    """A reader that also looks at what the row says together; `demand` sees the value and its JSON."""

    def read(raw: Any) -> Any:
        value = shape(raw)
        demand(value, raw)
        return value

    return read


def _only(raw: Mapping[str, Any], keys: Iterable[str], when: str) -> None:
    for key in keys:
        if key in raw:
            raise v.Unfit(f"is only known for {when}", key)


def _need(raw: Mapping[str, Any], keys: Iterable[str], when: str) -> None:
    for key in keys:
        if key not in raw:
            raise v.Unfit(f"is required for {when}", key)


def _attempt_agrees(value: Attempt, raw: Mapping[str, Any]) -> None:
    if value.channel == "sms":
        _need(raw, ("carrier",), "sms")
    else:
        _only(raw, ("carrier",), "sms")
    if value.channel != "call":
        _only(raw, ("voice",), "calls")
    kind = "email" if value.channel == "email" else "phone"
    if ("@" in value.address.value) != (kind == "email") or value.address.kind not in (None, kind):
        raise v.Unfit(
            f"must be a{'n e-mail address' if kind == 'email' else ' telephone number'} here", "address.value"
        )
    if kind == "email":
        try:
            _only(raw["address"], ("line", "ported_to_postal_code", "reassigned_check"), "telephone numbers")
        except v.Unfit as unfit:
            raise unfit.under("address") from None


def _event_agrees(value: Event, raw: Mapping[str, Any]) -> None:
    if value.channel == "call":
        fits = value.outcome in CALL_OUTCOMES
    else:
        fits = value.outcome in MESSAGE_OUTCOMES
        _only(raw, ("voice", "sip_code", "could_leave_message"), "calls")
    if not fits:
        raise v.Unfit(f"is no outcome of a {value.channel}", "outcome")


def _ends_after_it_starts(value: Consent | Statement | Hold, started: Any) -> None:
    if value.until is not None and value.until <= started:
        raise v.Unfit("must be later than its beginning", "until")


def _consent_agrees(value: Consent, raw: Mapping[str, Any]) -> None:
    _ends_after_it_starts(value, value.starts_at or value.at)


def _statement_agrees(value: Statement, raw: Mapping[str, Any]) -> None:
    if value.kind == "inconvenient_hours":
        _need(raw, ("from", "to"), "inconvenient_hours")
    else:
        _only(raw, ("from", "to"), "inconvenient_hours")
    if value.kind == "inconvenient_day":
        _need(raw, ("days",), "inconvenient_day")
    _ends_after_it_starts(value, value.at)


def _hold_agrees(value: Hold, raw: Mapping[str, Any]) -> None:
    if value.kind == "bankruptcy":
        _need(raw, ("person", "chapter"), "bankruptcy")
    else:
        _only(raw, ("chapter", "status"), "bankruptcy")
    if value.kind != "dispute":
        _only(raw, ("verification_sent_at",), "disputes")
    if value.kind not in ("cease", "dispute"):
        _only(raw, ("form",), "cease and dispute")
    if value.kind in ("moratorium", "disaster_freeze"):
        _need(raw, ("until",), value.kind)
    _ends_after_it_starts(value, value.since)


facts = v.Shape(
    Facts,
    {"at", "attempt", "people", "debts"},
    {
        "at": v.instant,
        "collector": collector,
        "attempt": _with_demands(attempt, _attempt_agrees),
        "people": v.many(person, at_least=1),
        "debts": v.many(debt, at_least=1),
        "history": v.many(_with_demands(event, _event_agrees)),
        "consents": v.many(_with_demands(consent, _consent_agrees)),
        "opt_outs": v.many(opt_out),
        "statements": v.many(_with_demands(statement, _statement_agrees)),
        "holds": v.many(_with_demands(hold, _hold_agrees)),
        "policy": policy,
    },
)


def _listed(path: str, names: Iterable[str] | None, known: set[str]) -> None:
    if names is not None and not known.issuperset(names):
        raise v.Unfit("names somebody or something that is not listed", path)


def _names_agree(read: Facts) -> None:
    people = {one.id for one in read.people}
    debts = {one.id for one in read.debts}
    if len(people) != len(read.people):
        raise v.Unfit("lists an id twice", "people")
    if len(debts) != len(read.debts):
        raise v.Unfit("lists an id twice", "debts")
    _listed("attempt.person", (read.attempt.person,), people)
    _listed("attempt.debts", read.attempt.debts, debts)
    for index, human in enumerate(read.people):
        _listed(f"people[{index}].household", human.household, people)
    for index, owed in enumerate(read.debts):
        _listed(f"debts[{index}].same_debt_as", owed.same_debt_as, debts)
    for index, past in enumerate(read.history):
        if past.person not in people or not debts.issuperset(past.debts):
            raise v.Unfit("names somebody or something that is not listed", f"history[{index}]")
    for name in ("consents", "opt_outs", "statements", "holds"):
        for index, row in enumerate(getattr(read, name)):
            _listed(f"{name}[{index}].person", row.person and (row.person,), people)
            _listed(f"{name}[{index}].debts", getattr(row, "debts", None), debts)


def read_facts(obj: Mapping[str, Any]) -> Facts:
    """Read the public JSON form of the facts.

    Raises:
        FactsError: a key is unknown, missing or has an impossible value. The message names the key's path and
            never repeats the value.
    """
    try:
        read = facts(obj)
        _names_agree(read)
    except v.Unfit as unfit:
        raise FactsError(unfit.path, unfit.why) from None
    return read
