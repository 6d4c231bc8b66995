"""What is said of a block, word for word, where the unlockers' table does not: waits, house rules, what never opens."""

from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import ATLANTA, Json, daily_calls, email, facts, judged, row, text

SINCE = "2026-11-20T00:00:00Z"
ANEW = "consent given anew at it"
REMINDERS = {"at": SINCE, "channels": ["sms"], "form": "keyword", "program": "reminders"}


def checked(answer: str, **changes: Any) -> Json:
    """A consented text to a number about which the reassigned-numbers database was asked on 1 December."""
    check = {"at": "2026-12-01T15:00:00Z", "since": "2026-11-10T00:00:00Z", "answer": answer}
    return text(attempt={"address": {"value": ATLANTA, "line": "mobile", "reassigned_check": check}}, **changes)


def noticed(at: str) -> Json:
    source = {"source": "creditor", "notice_sent_at": at}
    return email(attempt={"address": {"value": "pat@example.net", "provenance": source}})


def in_toronto(at: str = "2026-12-01T18:00:00Z", **changes: object) -> Json:
    person = {"id": "P1", "country": "CA", "postal_code": "M5V"}
    return facts(at, attempt={"address": {"value": "+14165550101"}}, people=[person], **changes)


CASES: list[tuple[str, Json, str, str, str | None]] = [
    (
        "US-TCPA-RND",
        checked("yes"),
        "the number was disconnected since: it may be somebody else's",
        ANEW,
        None,
    ),
    (
        "US-TCPA-RND",
        checked("no_data"),
        "the reassigned-numbers database had no data on this number",
        ANEW,
        None,
    ),
    (
        "US-F-EMAIL-SRC",
        noticed("2026-11-20T15:00:00Z"),
        "the creditor's notice is younger than 35 days",
        "",
        "2026-12-25T05:00:00Z",  # 20 November and 35 days, at midnight in Atlanta
    ),
    (
        "US-TCPA-REVOKEALL",
        text(
            "2027-02-01T18:00:00Z",
            opt_outs=[REMINDERS],
            consents=[{"kind": "direct_prior", "channels": ["sms"], "at": "2026-11-10T15:00:00Z"}],
        ),
        "consent to all programs was revoked",
        "consent given anew by the consumer",
        None,
    ),
    (
        "CA-ON-NOTICE6",
        in_toronto(debts=[{"id": "D1", "notice_mailed_at": "2026-11-28T15:00:00Z"}]),
        "6 days since the notice was mailed have not gone by",
        "",
        "2026-12-04T05:00:00Z",
    ),
    (
        "POL-FREEZE",
        facts(holds=[{"kind": "disaster_freeze", "since": SINCE, "until": "2027-01-20T03:00:00Z"}]),
        "disaster freeze runs until its date",
        "",
        "2027-01-20T03:00:00Z",
    ),
    (
        "US-F-CONV7",
        facts(history=[row("2026-11-30T15:00:00Z", "conversation")]),
        "there was a conversation in the last 7 days",
        "",
        "2026-12-07T05:00:00Z",  # day 1 is the 30th
    ),
    (
        "US-F-REBUT-POL",
        facts(history=[row("2026-12-01T17:30:00Z")], policy={"min_gap_minutes_per_number": 45}),
        "less than 45 minutes since the last one",
        "",
        "2026-12-01T18:15:00Z",
    ),
    (
        "US-F-7IN7",
        facts("2026-12-07T18:00:00Z", history=daily_calls(range(1, 8))),
        "7 calls in 7 days are already on record",
        "",
        "2026-12-08T05:00:00Z",
    ),
    (
        "POL-DAYCAP",
        text(history=[row("2026-12-01T15:00:00Z", "delivered", "sms")], policy={"max_sms_per_day": 1}),
        "1 texts in 1 days are already on record",
        "",
        "2026-12-02T05:00:00Z",
    ),
    (
        "POL-DAYCAP",
        email(history=[row("2026-12-01T15:00:00Z", "delivered", "email")], policy={"max_emails_per_day": 1}),
        "1 e-mails in 1 days are already on record",
        "",
        "2026-12-02T05:00:00Z",
    ),
    (
        "US-WA-3WK",
        facts(
            "2026-12-04T20:00:00Z",
            history=daily_calls(range(1, 4), "conversation"),
            person={"postal_code": "98101"},
            attempt={"address": {"value": "+12065550101"}},
        ),
        "3 contacts in 7 days are already on record",
        "",
        "2026-12-08T08:00:00Z",
    ),
    (
        "US-F-TIME",
        facts("2026-12-01T05:00:00Z"),
        "the local hour is outside the permitted hours",
        "",
        "2026-12-01T13:00:00Z",
    ),
    (
        "US-F-TIME-PREF",
        facts(statements=[{"kind": "inconvenient_hours", "at": SINCE, "from": "12:00", "to": "15:00"}]),
        "the consumer called this time inconvenient",
        "",
        "2026-12-01T20:00:00Z",
    ),
    (
        "POL-HOURS",
        facts("2026-12-01T13:00:30Z", policy={"open_guard_seconds": 60}),
        "the house keeps clear of the edges of the day",
        "",
        "2026-12-01T13:01:00Z",
    ),
    (
        "POL-HOLIDAY",
        facts("2026-12-25T18:00:00Z", policy={"closed_on_federal_holidays": True}),
        "the house is closed on public holidays",
        "",
        "2026-12-26T05:00:00Z",
    ),
    (
        "US-F-OVERSHADOW",
        email(
            "2026-12-20T18:00:00Z",
            attempt={"content": {"overshadows": True}},
            debts=[{"id": "D1", "validation_notice_sent_at": "2026-11-23T15:00:00Z"}],
        ),
        "the words overshadow the right to dispute while the validation period runs",
        "other words",
        None,
    ),
    (
        "US-F-OVERSHADOW",
        email(
            attempt={"content": {"overshadows": True}},
            debts=[{"id": "D1", "first_communication_at": "2026-12-01T15:00:00Z"}],
        ),
        "the words overshadow the right to dispute, and the notice of it has not been sent",
        "other words",
        None,
    ),
    (
        "US-F-SOL",
        email(attempt={"content": {"threatens_suit": True}}, debts=[{"id": "D1", "limitation_ends_on": "2026-11-01"}]),
        "the words threaten a suit on a time-barred debt",
        "other words",
        None,
    ),
    (
        "US-F-SOL",
        email(attempt={"content": {"threatens_suit": True}}),
        "the words threaten a suit; whether the debt is time-barred is not known",
        "the day it is barred",
        None,
    ),
    (
        "US-F-LCM",
        facts(attempt={"purpose": "voicemail", "content": {"extra_text": True}}),
        "the message holds extra text",
        "other words",
        None,
    ),
    (
        "US-TCPA-ID",
        facts(attempt={"voice": "artificial", "content": {"business_name": False, "registered_name": False}}),
        "the message lacks business name, registered name",
        "other words",
        None,
    ),
    (
        "CA-HOLD",
        in_toronto(holds=[{"kind": "attorney", "since": SINCE}]),
        "attorney on record",
        "the attorney agrees, no longer represents, or does not answer in reasonable time",
        None,
    ),
    (
        "CA-HOLD",
        in_toronto(holds=[{"kind": "bankruptcy", "since": SINCE, "person": "P1", "chapter": 7}]),
        "bankruptcy on record",
        "the docket shows that the debt may be collected, and counsel agrees",
        None,
    ),
]


@pytest.mark.parametrize(
    ("rule", "case", "why", "unlock", "ends"), CASES, ids=[f"{rule}, {why[:40]}" for rule, _, why, _, _ in CASES]
)
def test_a_block_says_why_and_until_when(rule: str, case: Json, why: str, unlock: str, ends: str | None) -> None:
    said = [finding for finding in judged(case).findings if finding.rule == rule]
    assert (why, unlock, ends) in [(one.why, one.unlock, one.to_json()["until"]) for one in said]


def test_what_never_opens_is_told_with_its_sources_and_who_looks() -> None:
    said = [{"kind": "inconvenient_hours", "at": SINCE, "from": "16:00", "to": "21:00"}]
    said.append({"kind": "inconvenient_hours", "at": SINCE, "from": "07:00", "to": "11:00"})
    decision = judged(facts("2026-12-01T05:00:00Z", person={"postal_code": "96910"}, statements=said))
    found = {one.rule: one for one in decision.findings}
    assert found["US-F-TIME"].why == "the local hour is outside the permitted hours; no permitted instant follows"
    assert "1006.6(b)(1)(i)" in found["US-F-TIME"].citation
    assert {one.unlock for one in decision.findings} == {"a person looks at what never leaves an hour open"}
    assert {one.until for one in decision.findings} == {None}


def test_hours_that_never_meet_say_how_long_was_looked() -> None:
    said = [{"kind": "inconvenient_hours", "at": SINCE, "from": "00:00", "to": "24:00"}]
    (finding,) = judged(facts(statements=said)).findings
    assert finding.why == "the consumer called this time inconvenient; no opening within 14 days"
    assert finding.unlock == "hours that leave a common opening"


def test_a_country_without_a_pack_is_told_as_house_policy() -> None:
    case = facts(people=[{"id": "P1", "country": "MX"}], attempt={"address": {"value": "+525555550101"}})
    (finding,) = judged(case).findings
    assert finding.citation == "House policy: no country without reviewed rules"
