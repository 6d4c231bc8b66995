from __future__ import annotations

from typing import Any

import pytest

from tests.compliance.cases import (
    ALLOW,
    ATLANTA,
    MAILBOX,
    Json,
    answer,
    cleared,
    email,
    facts,
    human,
    judged,
    row,
    text,
    until,
    verdict,
)

STOP = {"at": "2026-12-01T17:58:00Z", "channels": ["sms"], "form": "keyword", "words": "STOP", "address": ATLANTA}


def consent(kind: str, channel: str, at: str = "2026-11-10T15:00:00Z", **changes: Any) -> Json:
    return {"kind": kind, "channels": [channel], "at": at} | changes


def address(**changes: Any) -> Json:
    return {"address": {"value": ATLANTA, "line": "mobile"} | changes}


def mailbox(**changes: Any) -> Json:
    return {"address": {"value": MAILBOX} | changes}


# --- opt-outs


def test_stop_closes_texts_to_that_number_at_once() -> None:
    verdict_, rules, _ = answer(text(opt_outs=[STOP]))
    assert verdict_ == "BLOCK_UNTIL_CLEARED"
    assert rules >= {"US-F-CHANNEL", "US-TCPA-REVOKE"}
    other_number = text(opt_outs=[STOP], attempt=address(value="+14045550102"))
    assert answer(other_number) == ALLOW
    assert answer(facts(opt_outs=[STOP])) == ALLOW  # a live call


def test_a_stop_to_texts_ends_consent_to_artificial_calls_there() -> None:
    agreed = [consent("tcpa_prior_express", "call")]
    call = facts(attempt={"voice": "artificial"} | address(), consents=agreed)
    assert answer(call) == ALLOW
    assert answer(call | {"opt_outs": [STOP]}) == cleared("US-TCPA-PEC", "US-TCPA-REVOKE")


def test_an_oral_request_not_to_be_called_closes_calls() -> None:
    out = [{"at": "2026-11-30T15:00:00Z", "channels": ["call"], "form": "oral"}]
    assert answer(facts(opt_outs=out)) == cleared("US-F-CHANNEL")
    assert answer(email(opt_outs=out)) == ALLOW


def test_a_later_consent_opens_the_channel_again() -> None:
    again = [consent("direct_prior", "sms", "2026-12-01T17:59:00Z")]
    assert answer(text(opt_outs=[STOP], consents=again)) == ALLOW


CONFIRMED = row("2026-12-01T17:59:00Z", "sent", "sms", purpose="opt_out_confirmation")


@pytest.mark.parametrize(
    ("at", "history", "allowed"),
    [
        ("2026-12-01T17:58:00Z", [], True),
        ("2026-12-01T18:03:00Z", [], True),  # 300 seconds
        ("2026-12-01T18:03:01Z", [], False),
        ("2026-12-01T18:00:00Z", [CONFIRMED], False),
        ("2026-12-01T17:57:00Z", [], False),  # nothing to confirm yet
    ],
)
def test_one_confirmation_within_five_minutes_of_stop(at: str, history: list[Json], allowed: bool) -> None:
    decision = judged(text(at, opt_outs=[STOP], history=history, attempt={"purpose": "opt_out_confirmation"}))
    assert (decision.verdict, decision.rules) == (("ALLOW", ()) if allowed else ("HUMAN", ("US-TCPA-CONFIRM",)))


def test_a_confirmation_may_go_out_at_night() -> None:
    stop = STOP | {"at": "2026-12-02T04:00:00Z"}
    assert answer(text("2026-12-02T04:01:00Z", opt_outs=[stop], attempt={"purpose": "opt_out_confirmation"})) == ALLOW


def test_a_message_that_came_after_stop_may_be_answered_once() -> None:
    asked = row("2026-12-01T17:59:30Z", "received", "sms", direction="inbound", address=ATLANTA)
    case = text(opt_outs=[STOP], history=[asked], attempt={"purpose": "reply"})
    assert answer(case) == ALLOW
    case["history"].append(row("2026-12-01T17:59:40Z", "sent", "sms", purpose="reply"))
    assert verdict(case) == "BLOCK_UNTIL_CLEARED"


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-12-01T18:00:00Z", human("US-TCPA-REVOKEALL")),
        ("2027-01-30T18:00:00Z", human("US-TCPA-REVOKEALL")),
        ("2027-01-31T18:00:00Z", cleared("US-TCPA-REVOKEALL")),
    ],
)
def test_a_stop_to_another_program_binds_from_its_date(at: str, expected: object) -> None:
    stop = STOP | {"program": "appointment_reminders"}
    assert answer(text(at, opt_outs=[stop], collector={"role": "first_party"})) == expected


# --- consents


@pytest.mark.parametrize("line", ["mobile", "unknown", "voip"])
def test_an_artificial_voice_needs_prior_express_consent(line: str) -> None:
    call = facts(attempt={"voice": "artificial"} | address(line=line), person={"phones": [ATLANTA]})
    assert answer(call) == cleared("US-TCPA-PEC")
    assert answer(call | {"consents": [consent("tcpa_prior_express", "call")]}) == ALLOW
    assert answer(call | {"consents": [consent("tcpa_prior_express", "call", address="+14045550102")]}) != ALLOW
    assert answer(call | {"consents": [consent("direct_prior", "call")]}) == cleared("US-TCPA-PEC")


def test_three_artificial_calls_in_thirty_days_to_a_landline() -> None:
    calls = [
        row(f"2026-11-{day}T15:00:00Z", "voicemail_left", voice="artificial", address=ATLANTA) for day in (20, 22, 24)
    ]
    case = facts(attempt={"voice": "artificial"} | address(line="landline"), history=calls)
    assert answer(case) == until("2026-12-20T13:00:00Z", "US-TCPA-RES3IN30")
    assert answer(case | {"consents": [consent("tcpa_prior_express", "call")]}) == ALLOW
    case["history"][0]["voice"] = "live"
    assert answer(case) == ALLOW


def test_a_text_by_a_collector_needs_fresh_direct_consent() -> None:
    assert answer(text()) == ALLOW
    assert answer(text(consents=[])) == cleared("US-F-SMS60", "US-TCPA-PEC")
    assert answer(text(consents=[consent("tcpa_prior_express", "sms")])) == cleared("US-F-SMS60")
    assert answer(text(consents=[consent("direct_prior", "sms", "2026-10-02T15:00:00Z")])) == ALLOW  # 60 days
    stale = consent("direct_prior", "sms", "2026-10-01T15:00:00Z")
    assert answer(text(consents=[stale])) == cleared("US-F-SMS60")
    assert answer(text(consents=[stale | {"renewed_at": "2026-11-20T15:00:00Z"}])) == ALLOW


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ({"at": "2026-11-20T15:00:00Z", "since": "2026-06-01T15:00:00Z", "answer": "no"}, ALLOW),
        ({"at": "2026-11-20T15:00:00Z", "since": "2026-08-01T15:00:00Z", "answer": "no"}, cleared("US-F-SMS60")),
        ({"at": "2026-08-20T15:00:00Z", "since": "2026-06-01T15:00:00Z", "answer": "no"}, cleared("US-F-SMS60")),
    ],
)
def test_a_database_check_keeps_an_old_consent_fresh(check: Json, expected: object) -> None:
    stale = [consent("direct_prior", "sms", "2026-07-01T15:00:00Z")]
    assert answer(text(consents=stale, attempt=address(reassigned_check=check))) == expected


def test_a_text_from_the_consumer_stands_for_consent() -> None:
    wrote = [row("2026-11-10T15:00:00Z", "received", "sms", direction="inbound", address=ATLANTA)]
    assert answer(text(consents=[], history=wrote)) == ALLOW


@pytest.mark.parametrize(("given", "expected"), [("yes", cleared("US-TCPA-RND")), ("no_data", human("US-TCPA-RND"))])
def test_what_the_reassigned_numbers_database_said(given: str, expected: object) -> None:
    check = {"at": "2026-11-20T15:00:00Z", "since": "2026-11-10T15:00:00Z", "answer": given}
    assert answer(text(attempt=address(reassigned_check=check))) == expected


@pytest.mark.parametrize(
    ("role", "consents", "expected"),
    [
        ("third_party", [consent("direct_prior", "sms")], cleared("US-TWILIO-3P-SMS")),
        ("debt_buyer", [consent("direct_prior", "sms")], ALLOW),
        ("first_party", [consent("tcpa_prior_express", "sms")], ALLOW),
    ],
)
def test_twilio_carries_no_third_party_collection_texts(role: str, consents: list[Json], expected: object) -> None:
    case = text(attempt={"carrier": "twilio"}, collector={"role": role}, consents=consents)
    assert answer(case) == expected


# --- e-mail


@pytest.mark.parametrize(
    ("provenance", "expected"),
    [
        ({"source": "consumer"}, ALLOW),
        ({"source": "prior_collector"}, ALLOW),
        ({"source": "skip_trace"}, human("US-F-EMAIL-SRC")),
        ({"source": "creditor"}, cleared("US-F-EMAIL-SRC")),
        ({"source": "creditor", "notice_sent_at": "2026-10-27T15:00:00Z"}, ALLOW),  # 35 days
        (
            {"source": "creditor", "notice_sent_at": "2026-10-28T15:00:00Z"},
            until("2026-12-02T13:00:00Z", "US-F-EMAIL-SRC"),
        ),
        # The notice itself gives longer than the least the law allows, and its period is what must be over.
        (
            {
                "source": "creditor",
                "notice_sent_at": "2026-10-01T15:00:00Z",
                "opt_out_until": "2026-12-03T04:59:59Z",  # the end of 2 December in the East
            },
            until("2026-12-03T13:00:00Z", "US-F-EMAIL-SRC"),
        ),
        (
            {
                "source": "creditor",
                "notice_sent_at": "2026-10-01T15:00:00Z",
                "opt_out_until": "2026-11-30T04:59:59Z",
            },
            ALLOW,
        ),
        # A period shorter than 35 days opens nothing earlier.
        (
            {
                "source": "creditor",
                "notice_sent_at": "2026-10-28T15:00:00Z",
                "opt_out_until": "2026-11-10T15:00:00Z",
            },
            until("2026-12-02T13:00:00Z", "US-F-EMAIL-SRC"),
        ),
    ],
)
def test_where_an_email_address_came_from(provenance: Json, expected: object) -> None:
    assert answer(email(attempt=mailbox(provenance=provenance))) == expected


def test_an_employers_mailbox_is_used_only_when_the_consumer_did() -> None:
    at_work = mailbox(place="work", provenance={"source": "prior_collector"})
    assert answer(email(attempt=at_work)) == cleared("US-F-WORKMAIL")
    assert answer(email(attempt=mailbox(place="work"))) == ALLOW
    assert answer(email(attempt=at_work, consents=[consent("electronic", "email")])) == ALLOW


# --- what the message says


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        (email(attempt={"content": {"opt_out_line": False}}), "US-F-OPTOUT-TXT"),
        (facts(attempt={"content": {"disclosure": False}}), "US-F-MIRANDA"),
        (facts(attempt={"purpose": "voicemail", "content": {"extra_text": True}}), "US-F-LCM"),
        (facts(attempt={"purpose": "voicemail", "content": {"business_name": False}}), "US-F-LCM"),
        (facts(attempt={"purpose": "voicemail"}, collector={"name_reveals_collection": True}), "US-F-LCM"),
    ],
)
def test_a_message_that_lacks_what_it_must_hold_is_not_sent(case: Json, rule: str) -> None:
    assert answer(case) == cleared(rule)


def test_a_voicemail_needs_no_disclosure() -> None:
    assert answer(facts(attempt={"purpose": "voicemail", "content": {"disclosure": False}})) == ALLOW


@pytest.mark.parametrize(
    ("missing", "rule"),
    [("registered_name", "US-TCPA-ID"), ("opt_out_line", "US-TCPA-OPTOUT-IVR")],
)
def test_an_artificial_call_names_the_business_and_offers_a_way_out(missing: str, rule: str) -> None:
    attempt = {"voice": "artificial", "content": {missing: False}}
    case = facts(attempt=attempt, consents=[consent("tcpa_prior_express", "call")])
    assert answer(case) == cleared(rule)


@pytest.mark.parametrize(
    ("at", "sent", "expected"),
    [
        ("2026-12-01T18:00:00Z", None, ALLOW),  # day 3
        ("2026-12-02T18:00:00Z", None, human("US-F-VALID5")),
        ("2026-12-02T18:00:00Z", "2026-12-02T17:00:00Z", ALLOW),
        ("2026-12-02T18:00:00Z", "2026-12-02T19:00:00Z", human("US-F-VALID5")),
    ],
)
def test_a_human_is_asked_when_validation_information_is_late(at: str, sent: str | None, expected: object) -> None:
    debt = {"id": "D1", "first_communication_at": "2026-11-28T18:00:00Z"}
    assert answer(facts(at, debts=[debt | ({"validation_notice_sent_at": sent} if sent else {})])) == expected


def test_a_mailbox_is_the_same_in_capitals() -> None:
    out = [{"at": "2026-11-30T15:00:00Z", "channels": ["email"], "form": "written", "address": "Pat@Example.NET"}]
    assert answer(email(opt_outs=out)) == cleared("US-F-CHANNEL")


def test_consent_about_one_debt_does_not_cover_another() -> None:
    debts = [{"id": "D1"}, {"id": "D2"}]
    for_one = [consent("direct_prior", "sms", debts=["D1"])]
    assert answer(text(debts=debts, consents=for_one)) == ALLOW
    assert answer(text(debts=debts, consents=for_one, attempt={"debts": ["D1", "D2"]})) != ALLOW


def test_calling_back_does_not_make_an_artificial_voice_lawful() -> None:
    called = row("2026-12-01T17:00:00Z", "voicemail_left", direction="inbound", address=ATLANTA)
    case = facts(attempt={"voice": "artificial", "purpose": "reply"}, history=[called])
    assert answer(case) == cleared("US-TCPA-PEC")
