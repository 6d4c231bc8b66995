"""The second on which something begins or ends, and whom or what a row does not concern: one row per edge.

A row that lies after the instant judged has not begun; one whose `until` is not later than it has ended.
"""

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
)

NOW = "2026-12-01T18:00:00Z"
SOON = "2026-12-01T18:00:01Z"
SINCE = "2026-11-20T15:00:00Z"
OLD = [{"kind": "direct_prior", "channels": ["sms"], "at": "2026-09-01T15:00:00Z"}]
WROTE = {"direction": "inbound", "outcome": "received"}


def checked(answer: str, at: str, since: str = "2026-08-01T00:00:00Z", **changes: Any) -> Json:
    check = {"at": at, "since": since, "answer": answer}
    return text(attempt={"address": {"value": ATLANTA, "line": "mobile", "reassigned_check": check}}, **changes)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (checked("no", NOW, consents=OLD), ALLOW),
        (checked("no", SOON, consents=OLD), cleared("US-F-SMS60")),
        (checked("no", NOW, since="2026-09-01T15:00:00Z", consents=OLD), ALLOW),
        (checked("no", NOW, since="2026-09-01T15:00:01Z", consents=OLD), cleared("US-F-SMS60")),
        (checked("yes", NOW), cleared("US-TCPA-RND")),
        (checked("yes", SOON), ALLOW),
        (checked("no_data", NOW), human("US-TCPA-RND")),
        # Consent in the very second of the question was not given after the answer.
        (checked("yes", "2026-11-10T15:00:00Z"), cleared("US-TCPA-RND")),
        (checked("yes", "2026-11-10T14:59:59Z"), ALLOW),
    ],
)
def test_a_reassignment_check_counts_from_its_second(case: Json, expected: object) -> None:
    assert answer(case) == expected


def test_consent_renewed_after_the_number_was_disconnected_is_consent_anew() -> None:
    case = checked("yes", "2026-11-15T15:00:00Z")
    assert answer(case) == cleared("US-TCPA-RND")
    case["consents"][0]["renewed_at"] = "2026-11-15T15:00:01Z"
    assert answer(case) == ALLOW


def from_creditor(at: str, notice: str) -> Json:
    source = {"source": "creditor", "notice_sent_at": notice}
    return email(at, attempt={"address": {"value": MAILBOX, "provenance": source}})


def test_the_creditors_notice_is_thirty_five_days_old_when_the_day_has_begun() -> None:
    sent = "2026-10-27T15:00:00Z"  # and 35 days: 1 December, midnight in Atlanta
    assert "US-F-EMAIL-SRC" in judged(from_creditor("2026-12-01T04:59:59Z", sent)).rules
    assert "US-F-EMAIL-SRC" not in judged(from_creditor("2026-12-01T05:00:00Z", sent)).rules
    assert judged(from_creditor(NOW, NOW)).verdict == "BLOCK_UNTIL"
    assert judged(from_creditor(NOW, SOON)).verdict == "BLOCK_UNTIL_CLEARED"


def stop(channel: str = "call", **changes: Any) -> Json:
    return {"at": SINCE, "channels": [channel], "form": "oral"} | changes


TWO: Json = {"debts": [{"id": "D1"}, {"id": "D2"}], "others": [{"id": "P2"}]}


@pytest.mark.parametrize(
    ("case", "blocked"),
    [
        (facts(holds=[{"kind": "cease", "since": SINCE, "form": "oral"}], **TWO), True),
        (facts(holds=[{"kind": "cease", "since": SINCE, "form": "oral", "person": "P2"}], **TWO), False),
        (facts(holds=[{"kind": "cease", "since": SINCE, "form": "oral", "debts": ["D2"]}], **TWO), False),
        (facts(opt_outs=[stop()]), True),
        (facts(opt_outs=[stop(at=NOW)]), True),
        (facts(opt_outs=[stop(at=SOON)]), False),
        (facts(opt_outs=[stop(person="P2")], **TWO), False),
        (facts(opt_outs=[stop(debts=["D2"])], **TWO), False),
        (facts(opt_outs=[stop(address="+14045550199")]), False),
        (facts(opt_outs=[stop(program="reminders")]), False),
        (facts(opt_outs=[stop("sms")]), False),
    ],
)
def test_a_request_closes_what_it_names(case: Json, blocked: bool) -> None:
    assert ("US-F-CHANNEL" in judged(case).rules) is blocked


MILWAUKEE: Json = {"person": {"postal_code": "53202"}, "attempt": {"address": {"value": "+14145550101"}}}


@pytest.mark.parametrize(
    ("more", "blocked"),
    [
        ({"opt_outs": [stop(program="reminders")]}, True),  # any request, whatever it was made in answer to
        ({"opt_outs": [stop(program="reminders", at=NOW)]}, True),
        ({"opt_outs": [stop(program="reminders", at=SOON)]}, False),
        ({"opt_outs": [stop("sms")]}, False),
        ({"holds": [{"kind": "cease", "since": SINCE}]}, True),
        ({"holds": [{"kind": "cease", "since": SINCE, "person": "P2"}]}, False),
        ({"holds": [{"kind": "cease", "since": SINCE, "debts": ["D2"]}]}, False),
        ({"holds": [{"kind": "dispute", "since": SINCE}]}, False),
    ],
)
def test_wisconsin_hears_any_request_to_stop_calling(more: Json, blocked: bool) -> None:
    said = judged(facts(**MILWAUKEE, **TWO, **more)).findings
    assert ("US-WI-TELCEASE" in {finding.rule for finding in said}) is blocked


ROBOT = {"voice": "artificial", "address": {"value": ATLANTA, "line": "landline"}}


@pytest.mark.parametrize(
    ("case", "rule", "blocked"),
    [
        (text(opt_outs=[stop("sms")]), "US-TCPA-REVOKE", True),
        (text(opt_outs=[stop("call")]), "US-TCPA-REVOKE", False),
        (facts(attempt=ROBOT, opt_outs=[stop("call")]), "US-TCPA-REVOKE", True),
        (facts(attempt=ROBOT, opt_outs=[stop("sms")]), "US-TCPA-REVOKE", True),
        (facts(attempt=ROBOT, opt_outs=[stop("email")]), "US-TCPA-REVOKE", False),
        (facts(attempt=ROBOT, opt_outs=[stop("call", program="reminders")]), "US-TCPA-REVOKE", False),
        (text(opt_outs=[stop("sms", program="reminders")]), "US-TCPA-REVOKEALL", True),
        (text(opt_outs=[stop("call", program="reminders")]), "US-TCPA-REVOKEALL", False),
        (text(opt_outs=[stop("sms")]), "US-TCPA-REVOKEALL", False),
        (facts(attempt=ROBOT, opt_outs=[stop("call", program="reminders")]), "US-TCPA-REVOKEALL", True),
        (facts(attempt=ROBOT, opt_outs=[stop("sms", program="reminders")]), "US-TCPA-REVOKEALL", True),
        (facts(attempt=ROBOT, opt_outs=[stop("email", program="reminders")]), "US-TCPA-REVOKEALL", False),
        # Given anew: not revoked. In the same second: the stop wins.
        (text(opt_outs=[stop("sms", at="2026-11-10T14:59:59Z")]), "US-TCPA-REVOKE", False),
        (text(opt_outs=[stop("sms", at="2026-11-10T15:00:00Z")]), "US-TCPA-REVOKE", True),
    ],
)
def test_consent_is_revoked_for_the_medium_and_program_of_the_stop(case: Json, rule: str, blocked: bool) -> None:
    assert (rule in {finding.rule for finding in judged(case).findings}) is blocked


@pytest.mark.parametrize("program", ["collection", "reminders"])
def test_a_message_after_the_stop_may_be_answered(program: str) -> None:
    written = row("2026-12-01T17:00:00Z", channel="sms", address=ATLANTA, **WROTE)
    case = text(opt_outs=[stop("sms", program=program)], history=[written], attempt={"purpose": "reply"})
    assert answer(case) == ALLOW
    case["opt_outs"][0]["at"] = "2026-12-01T17:00:00Z"
    assert answer(case) != ALLOW


def bystander(**changes: Any) -> Json:
    changes["person"] = {"role": "third_party"}
    changes["attempt"] = {"purpose": "location"} | changes.get("attempt", {})
    return facts(**changes)


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (bystander(), ALLOW),
        (bystander(holds=[{"kind": "attorney", "since": NOW}]), cleared("US-F-3P")),
        (bystander(holds=[{"kind": "attorney", "since": SOON}]), ALLOW),
        (bystander(history=[row(SINCE, "conversation")]), human("US-F-3P")),
        (bystander(history=[row(SINCE, "voicemail_left")]), human("US-F-3P")),
        (bystander(history=[row(SINCE, "sent", "sms")]), human("US-F-3P")),
        (bystander(history=[row(SINCE, "delivered", "email")]), human("US-F-3P")),
        (bystander(history=[row(SINCE, "no_answer")]), ALLOW),
        (bystander(history=[row(SINCE, "conversation", person="P2")], others=[{"id": "P2"}]), ALLOW),
        (bystander(history=[row(SINCE, channel="sms", address=ATLANTA, **WROTE)]), ALLOW),
    ],
)
def test_somebody_else_is_asked_once(case: Json, expected: object) -> None:
    assert answer(case) == expected


@pytest.mark.parametrize(
    ("born", "at", "minor"),
    [
        ("2008-12-01", "2026-12-01T04:59:59Z", True),
        ("2008-12-01", "2026-12-01T05:00:00Z", False),  # midnight in Atlanta
        ("2008-02-29", "2026-03-01T04:59:59Z", True),  # no 29 February in 2026
        ("2008-02-29", "2026-03-01T05:00:00Z", False),
        ("2008-03-29", "2026-03-28T18:00:00Z", True),
        ("2008-03-29", "2026-03-29T18:00:00Z", False),
    ],
)
def test_a_person_is_of_age_from_the_first_second_of_the_birthday(born: str, at: str, minor: bool) -> None:
    rules = {finding.rule for finding in judged(facts(at, person={"birth_date": born})).findings}
    assert ("US-F-MINOR" in rules) is minor


AT_WORK = {"address": {"value": ATLANTA, "place": "work"}}


@pytest.mark.parametrize(
    ("said", "blocked"),
    [
        ({"at": NOW}, True),
        ({"at": SOON}, False),
        ({"at": SINCE, "until": SOON}, True),
        ({"at": SINCE, "until": NOW}, False),
        ({"at": SINCE, "person": "P2"}, False),
        ({"at": SINCE, "person": "P1"}, True),
    ],
)
def test_an_employers_ban_holds_from_its_second_to_its_last(said: Json, blocked: bool) -> None:
    case = facts(attempt=AT_WORK, statements=[{"kind": "employer_forbids"} | said], others=[{"id": "P2"}])
    assert ("US-F-WORK" in judged(case).rules) is blocked


@pytest.mark.parametrize(
    ("licensed", "allowed"),
    [(["*"], True), (["US-GA"], True), (["US-TX"], False), (["US-TX", "*"], True), (["US-GA", "US-TX"], True)],
)
def test_the_collector_needs_a_licence_where_the_consumer_lives(licensed: list[str], allowed: bool) -> None:
    assert ("US-LIC" not in judged(facts(collector={"licensed_in": licensed})).rules) is allowed


def test_a_licence_is_needed_where_she_says_she_is_and_none_from_the_city() -> None:
    new_york = {"postal_code": "10001"}
    case = facts(person=new_york, attempt={"address": {"value": "+12125550101"}}, collector={"licensed_in": ["US-NY"]})
    assert answer(case) == ALLOW  # a licence of the state; the city's own counts are not met
    case["people"][0]["stated_location"] = {"at": NOW, "postal_code": "94103"}
    assert "US-LIC" in judged(case).rules
    case["collector"] = {"licensed_in": ["US-NY", "US-CA"]}
    assert "US-LIC" not in judged(case).rules


def test_a_notice_counts_from_the_second_it_was_mailed() -> None:
    case = email(person={"postal_code": "20001"}, debts=[{"id": "D1", "notice_mailed_at": NOW}], consents=[CONSENT])
    assert "US-DC-NOTICE-FIRST" not in judged(case).rules
    case["debts"][0]["notice_mailed_at"] = SOON
    assert "US-DC-NOTICE-FIRST" in judged(case).rules


CONSENT = {"kind": "electronic", "channels": ["email"], "at": SINCE}


def test_six_days_after_the_notice_are_over_when_the_day_has_begun() -> None:
    person = {"id": "P1", "country": "CA", "postal_code": "M5V"}
    debts = [{"id": "D1", "notice_mailed_at": "2026-11-25T15:00:00Z"}]
    for at, over in (("2026-12-01T04:59:59Z", False), ("2026-12-01T05:00:00Z", True)):
        case = facts(at, attempt={"address": {"value": "+14165550101"}}, people=[person], debts=debts)
        assert ("CA-ON-NOTICE6" not in judged(case).rules) is over


FIRST = "2026-11-27T15:00:00Z"  # day four is 1 December


@pytest.mark.parametrize(
    ("debt", "asked"),
    [
        ({"first_communication_at": FIRST}, True),
        ({"first_communication_at": "2026-11-28T15:00:00Z"}, False),
        ({"first_communication_at": FIRST, "validation_notice_sent_at": NOW}, False),
        ({"first_communication_at": FIRST, "validation_notice_sent_at": SOON}, True),
        ({}, False),
    ],
)
def test_a_person_is_asked_from_the_fourth_day_without_validation(debt: Json, asked: bool) -> None:
    case = facts(debts=[{"id": "D1"} | debt])
    assert ("US-F-VALID5" in judged(case).rules) is asked


def test_every_debt_is_looked_at_for_validation() -> None:
    sent = {"id": "D1", "first_communication_at": FIRST, "validation_notice_sent_at": FIRST}
    case = facts(debts=[sent, {"id": "D0"}, {"id": "D2", "first_communication_at": FIRST}])
    case["attempt"]["debts"] = ["D1", "D0", "D2"]
    assert "US-F-VALID5" in judged(case).rules


def test_a_reply_in_new_york_city_needs_no_consent_to_electronic_messages() -> None:
    address = {"value": "+12125550101", "line": "mobile"}
    written = row("2026-12-01T17:00:00Z", channel="sms", address="+12125550101", **WROTE)
    case = text(attempt={"purpose": "reply", "address": address}, person={"postal_code": "10001"}, history=[written])
    assert "US-NYC-ECONSENT" not in judged(case).rules
    case["history"] = []
    assert "US-NYC-ECONSENT" in judged(case).rules
